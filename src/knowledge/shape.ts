/** Tells from its words what a line is: a heading of some rank, a point of a list, a row of a table, or running text. */
import { cellsOf, isRule, rowText } from './inline.ts'
import type { Line } from './line.ts'

export type Shape =
  | { kind: 'heading'; rank: Rank; level: number; text: string }
  | { kind: 'item'; text: string }
  | { kind: 'row'; text: string }
  | { kind: 'rule' }
  | { kind: 'text'; text: string }

/** Ways in which Japanese documents number and mark headings, from the highest to the lowest. */
export type Rank = 'hashes' | 'style' | 'chapter' | 'number' | 'bracketed-number' | 'mark' | 'circled'

const ranks: { rank: Rank; level: number; pattern: RegExp }[] = [
  {
    rank: 'chapter',
    level: 2,
    pattern: /^(?:第(?:\d{1,3}|[一二三四五六七八九十百]{1,5})[編章部節]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ][．.、\s])/,
  },
  {
    rank: 'number',
    level: 3,
    pattern: /^\d{1,2}(?:[．、]\s?|\.\s|\.(?=[\u3040-\u9FFF])|\s|[-－‐]\d{1,2}\s)(?=[^\d\s])/,
  },
  { rank: 'bracketed-number', level: 4, pattern: /^[（(]\d{1,2}[）)]/ },
  { rank: 'mark', level: 5, pattern: /^(?:【[^】]{1,40}】$|[＜<〈][^＞>〉]{1,40}[＞>〉]|[■◆▼])/ },
  { rank: 'circled', level: 6, pattern: /^[①-⑳]/ },
]

const bullet = /^(?:(?:[・•●○◎◇□☑✓▪▸►➢➤※‐–—]|[-+*](?=\s))\s*)+/
const sentence = /[。．！？]$|[、，]$/
const headingMax = 60
const japanese = /[\u3040-\u30FF\u3400-\u9FFF]/

const hashes = /^(#{1,6})\s+(.+)$/

export const rankOf = (text: string): { rank: Rank; level: number } | null =>
  ranks.find(({ pattern }) => pattern.test(text)) ?? null

const brackets = ['「」', '『』', '（）', '【】', '〜〜'] as const

const isOpen = (text: string, pair: string): boolean => {
  const [opening = '', closing = ''] = pair
  const opened = text.split(opening).length - 1
  return opening === closing ? opened % 2 === 1 && !text.endsWith(closing) : opened > text.split(closing).length - 1
}

/** A line that breaks off: a particle at its end, or a bracket that is not closed. */
export const breaksOff = (text: string): boolean =>
  /[をにはがでとのへもや]$/.test(text) || brackets.some((pair) => isOpen(text, pair))

/** A line that could head a section, were it not for its neighbours. */
const isShort = (text: string): boolean =>
  text.length <= headingMax && !sentence.test(text) && japanese.test(text) && !text.includes('\t') && !breaksOff(text)

const sameRank = (line: Line | undefined, rank: Rank): boolean => line !== undefined && rankOf(line.text)?.rank === rank

/** Numbered lines one right after the other are a list. */
const standsAlone = (rank: Rank, before: Line | undefined, line: Line, after: Line | undefined): boolean =>
  !(line.gap === 0 && sameRank(before, rank)) && !(after?.gap === 0 && sameRank(after, rank))

const isHeading = (rank: Rank, before: Line | undefined, line: Line, after: Line | undefined): boolean => {
  if (!isShort(line.text)) return false
  switch (rank) {
    case 'mark':
      // 「■ 対象団体：…」 says something by itself; 「＜ステップ1＞推進体制の構築」 heads what follows.
      return !/[：:]\s*\S/.test(line.text)
    case 'circled':
      return (
        line.text.length <= 30 &&
        after !== undefined &&
        after.gap > 0 &&
        !sameRank(after, rank) &&
        standsAlone(rank, before, line, after)
      )
    case 'number':
      return (
        !/[：:]\s*\S/.test(line.text) &&
        !/^\d{1,2}\s*[%％万億円回人社件月年日時分]/.test(line.text) &&
        standsAlone(rank, before, line, after)
      )
    default:
      return standsAlone(rank, before, line, after)
  }
}

const cellsByTab = (text: string): string[] | null => {
  const cells = text
    .split('\t')
    .map((cell) => cell.trim().replace(bullet, ''))
    .filter(Boolean)
  return text.includes('\t') ? cells : null
}

export const shapeOf = (before: Line | undefined, line: Line, after: Line | undefined): Shape => {
  const { text } = line
  const marked = hashes.exec(text)
  if (marked !== null) return { kind: 'heading', rank: 'hashes', level: marked[1]?.length ?? 1, text: marked[2] ?? '' }
  if (line.level !== undefined) return { kind: 'heading', rank: 'style', level: line.level, text }
  const piped = cellsOf(text)
  if (piped !== null) return isRule(piped) ? { kind: 'rule' } : { kind: 'row', text: `・${rowText(null, piped)}` }
  if (/^(?:[-*_=─━]\s*){3,}$/.test(text)) return { kind: 'rule' }
  const found = rankOf(text)
  if (found !== null && isHeading(found.rank, before, line, after)) {
    const { rank, level } = found
    return { kind: 'heading', rank, level, text }
  }
  const tabbed = cellsByTab(text)
  if (tabbed !== null) return { kind: 'row', text: `・${rowText(null, tabbed)}` }
  if (bullet.test(text)) {
    const words = text.replace(bullet, '')
    return {
      kind: 'item',
      text: text.startsWith('※') ? text : rankOf(words)?.rank === 'circled' ? words : `・${words}`,
    }
  }
  if (found !== null) return { kind: 'item', text }
  if (/^【[^】]{1,20}】\s*\S/.test(text)) return { kind: 'item', text: `・${text}` }
  return { kind: 'text', text }
}
