/**
 * What a section says where no editor wrote rows for it: the rows that its form gives (facts.ts), and its sentences, each
 * as far as it can be understood by itself. A list is said whole with the sentence that leads into it, and a sentence that
 * leans on the one before is said with it.
 */
import { factIn, factsInLine, type FactLine } from './facts.ts'

/** So much is said at once; a short answer is said as its author wrote it. */
const WHOLE_CHARACTERS_MAX = 90
const TOGETHER_CHARACTERS_MAX = 160
const LIST_CHARACTERS_MAX = 240

const opening = '「『（(【〈《'
const closing = '」』）)】〉》'
const point = /^(?:・|[●○■□▪‣•]|[-*](?=\s)|\d{1,2}[.)、]\s|[（(]\d{1,2}[）)]|[①-⑳])\s*/u
/** The number of a paragraph in an article of rules. */
const paragraphNumber = /^\d{1,2}[ \u3000](?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/u
/** Words that point back to the sentence before. */
const leaning = /^(?:ただし|その|それ|これ|この|こちら|同じ|同様|いずれ|以上|超え|過ぎ|届くまで|後で|あとで)/u
/** A sentence that says what it is about. */
const topic = /は|が|場合|とき/u
const leadsIn = /(?:次|以下|下記)の|とおりです|通りです|[：:]$/u

/** 平置き：月額12,000円, without the point of a list before it. */
const labelled = /^[^。、,：:\d・][^。、,：:]{0,13}[：:]\s*[^。]{1,60}$/u

const isForm = (line: string | undefined): boolean => line !== undefined && labelled.test(line.trim())

/** Lines of the form 項目：内容 that stand among others of the form. */
const withPoints = (lines: readonly string[]): string[] =>
  lines.map((line, at) => {
    return isForm(line) && (isForm(lines[at - 1]) || isForm(lines[at + 1])) && factIn(line) !== null
      ? `・${line.trim()}`
      : line
  })

/** Sentences of one line; what stands in brackets ends none, and neither does a full stop within a number. */
const sentencesOf = (line: string): string[] => {
  const sentences: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? ''
    if (opening.includes(character)) depth++
    else if (closing.includes(character)) depth = Math.max(0, depth - 1)
    if (depth > 0 || !'。！？'.includes(character)) continue
    sentences.push(line.slice(from, at + 1))
    from = at + 1
  }
  sentences.push(line.slice(from))
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== '')
}

const said = (value: string): FactLine => ({ label: '', keys: [], value: value.replace(/。$/u, ''), told: true })

const isWhole = (text: string): boolean => /[。！？]$/u.test(text)

/** Sentences of a paragraph, those that lean on the one before together with it; what leads into a list by itself. */
const paragraphOf = (line: string): string[] => {
  const bare = line.replace(paragraphNumber, '')
  if (bare.length <= WHOLE_CHARACTERS_MAX && isWhole(bare) && !leadsIn.test(bare)) return [bare]
  const together: string[] = []
  for (const sentence of sentencesOf(bare)) {
    const before = together.at(-1)
    const leans = leaning.test(sentence) || !topic.test(sentence)
    const fits = before !== undefined && before.length + sentence.length <= TOGETHER_CHARACTERS_MAX
    if (leans && fits) together[together.length - 1] = `${before}${sentence}`
    else together.push(sentence)
  }
  return together
}

/** Points of a list, after what leads into them; one by one where they are too long to be said together. */
const listOf = (lead: string | null, points: readonly string[]): string[] => {
  const bare = points.map((one) => one.replace(point, '').replace(/。$/u, ''))
  const length = bare.reduce((sum, one) => sum + one.length, lead?.length ?? 0)
  if (lead !== null && length <= LIST_CHARACTERS_MAX) return [`${lead.replace(/[。：:]$/u, '')}：${bare.join('／')}`]
  return [...(lead === null ? [] : [lead]), ...points.map((one) => one.replace(point, ''))]
}

/** 使用料は、次のとおりとする: what the rows below it are of. */
const subjectIn = (lead: string): string | null =>
  /^([^。、は]{1,14})は、?(?:次|以下|下記)の(?:とおり|通り)/u.exec(lead)?.[1] ?? null

/** Rows that name a member only are of what leads into them. */
const under = (lead: string | null, rows: readonly FactLine[]): FactLine[] => {
  const subject = lead === null ? null : subjectIn(lead)
  return rows.map((row) =>
    subject === null || row.keys.length > 0 ? row : { ...row, label: subject, keys: [row.label] },
  )
}

interface Reading {
  rows: FactLine[]
  /** A sentence that may lead into a list or into rows, and the points since. */
  lead: string | null
  points: string[]
  /** What led into the rows that are being read. */
  over: string | null
}

const endList = (state: Reading): void => {
  const { lead, points } = state
  if (points.length > 0) state.rows.push(...listOf(lead, points).map(said))
  else if (lead !== null) state.rows.push(said(lead))
  state.lead = null
  state.points = []
}

const takeRows = (state: Reading, found: readonly FactLine[]): void => {
  // The name of a table, and what only leads into its rows, says nothing by itself.
  const leads = state.points.length === 0 && state.lead !== null
  if (leads) {
    state.over = state.lead
    state.lead = null
  }
  endList(state)
  state.rows.push(...under(state.over, found))
}

const takeSentences = (state: Reading, line: string): void => {
  endList(state)
  state.over = null
  const sentences = paragraphOf(line)
  const last = sentences.at(-1) ?? ''
  if (!isWhole(last) || leadsIn.test(last)) state.lead = sentences.pop() ?? null
  state.rows.push(...sentences.map(said))
}

/** The form's rows and the sentences beside them, in the order of the text. */
export const statementsOf = (text: string): FactLine[] => {
  const state: Reading = { rows: [], lead: null, points: [], over: null }
  for (const line of withPoints(text.split('\n').filter((one) => one.trim() !== ''))) {
    const found = factsInLine(line)
    if (found.length > 0) takeRows(state, found)
    else if (point.test(line)) state.points.push(line)
    else takeSentences(state, line.trim())
  }
  endList(state)
  return state.rows
}
