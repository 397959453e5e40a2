/**
 * Rules are written in articles: 第3条（ペットの飼育） on a line of its own or before its first words, or the title above in
 * brackets. Each article heads what it says.
 */
import type { Line } from './line.ts'

const numerals = '一二三四五六七八九十百'
const article = new RegExp(
  `^(第(?:\\d{1,3}|[${numerals}]{1,5})条(?:の(?:\\d{1,2}|[${numerals}]{1,3}))?)(?:[ \\u3000]*（([^）]{1,40})）)?([ \\u3000]*)(.*)$`,
  'u',
)
const titleAlone = /^（([^）]{1,40})）$/u
/** So many articles make a document one of rules; a single one is quoted. */
const ARTICLES_MIN = 2
const ARTICLE_LEVEL = 3

interface Article {
  name: string
  title: string | null
  rest: string
}

/** Prose goes on after 第5条: 第5条の規定により… broken at the margin. */
const articleIn = (text: string): Article | null => {
  const found = article.exec(text)
  if (found === null) return null
  const [, name = '', title, space = '', rest = ''] = found
  const isHead = title !== undefined || rest === '' || (space !== '' && !/^[のにをは及又、]/u.test(rest))
  return isHead ? { name, title: title ?? null, rest: rest.trim() } : null
}

/** Lines with the articles of rules as headings; as they were where there are none. */
export const withArticles = (lines: readonly Line[]): Line[] => {
  const found = lines.map(({ text, level }) => (level === undefined ? articleIn(text) : null))
  if (found.filter((one) => one !== null).length < ARTICLES_MIN) return [...lines]
  const made: Line[] = []
  for (const [at, line] of lines.entries()) {
    const one = found[at] ?? null
    // A title above goes to the article below it.
    if (titleAlone.test(line.text) && found[at + 1]?.title === null) continue
    if (one === null) {
      made.push(line)
      continue
    }
    const above = titleAlone.exec(lines[at - 1]?.text ?? '')?.[1] ?? null
    const title = one.title ?? above
    const text = title === null ? one.name : `${one.name}（${title}）`
    made.push({ ...line, text, level: ARTICLE_LEVEL, gap: Math.max(1, line.gap) })
    if (one.rest !== '') made.push({ text: one.rest, gap: 0, page: false })
  }
  return made
}
