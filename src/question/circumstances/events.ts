/** Events and what is asked of them. All patterns expect folded text. */
import type { Patterns } from './pattern.ts'

export const EVENTS = {
  event: {
    matches: /イベント|セミナー|相談会|行事|催し|テレワーク月間|テレワーク・?デイ/u,
    yes: ['今後のセミナーは', 'イベントの予定'],
    no: ['窓口はどこ'],
  },
  ahead: {
    matches:
      /今後|これから|今月|来月|次の|次回|近日|直近|近々|今度|予定を?(?:見|知|教|確認|一覧)|カレンダー|(?:予定|イベント|セミナー|行事)の?一覧|まだ間に合|申し込める/u,
    yes: ['今後のセミナーは', '来月の相談会'],
    no: ['令和2年度のセミナーは'],
  },
  /** Has something confirmed instead of asking for a list. */
  checks: {
    matches: /だよね|ですよね|だっけ|終わり/u,
    yes: ['テレワーク月間って今月だよね？'],
    no: ['今月のイベントは'],
  },
} satisfies Patterns

const KINDS: [RegExp, string][] = [
  [/相談会/u, '相談会'],
  [/セミナー/u, 'セミナー'],
  [/月間/u, '月間'],
  [/デイ/u, 'デイ'],
]

/** The kind of event that is asked for, as the calendar names it. */
export const eventKindIn = (folded: string): string | null =>
  KINDS.find(([pattern]) => pattern.test(folded))?.[1] ?? null

/** 12月14日 without a year, as the end of a day: -12-14. */
export const monthDayIn = (folded: string): string | null => {
  const found = /(?<!年)(\d{1,2})月(\d{1,2})日/u.exec(folded)
  return found === null ? null : `-${(found[1] ?? '').padStart(2, '0')}-${(found[2] ?? '').padStart(2, '0')}`
}
