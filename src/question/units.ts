/** The units in which an answer is wanted: 何団体, 人数, 割合. All patterns expect folded text. */

/** Units that count the same thing. */
const SAME: Readonly<Record<string, string>> = {
  名: '人',
  割: '%',
  パーセント: '%',
  パー: '%',
  箇所: 'か所',
  カ所: 'か所',
  ヶ所: 'か所',
}

/** The unit by which a figure is known, however it is written. */
export const unitOf = (unit: string): string => SAME[unit] ?? unit

const ASKED = /何(団体|社|人|名|%|パーセント|パー|割|円|回|時間|分(?!の)|か所|箇所|カ所|ヶ所|倍)/gu

/** Nouns that name a figure by what it counts. */
const NOUNS: readonly [RegExp, string][] = [
  [/団体数|自治体数|自治体の数/u, '団体'],
  [/社数|企業数|会社の数/u, '社'],
  [/(?<!団体の)人数|社員数|従業員数|参加者数|何千人/u, '人'],
  [/割合|パーセント|[率]/u, '%'],
  [/金額|何[万億]|いくら|なんぼ/u, '円'],
  [/回数/u, '回'],
]

/** The units in which a clause wants its answer. */
export const unitsIn = (clause: string): ReadonlySet<string> =>
  new Set([
    ...[...clause.matchAll(ASKED)].map(([, unit = '']) => unitOf(unit)),
    ...NOUNS.flatMap(([pattern, unit]) => (pattern.test(clause) ? [unit] : [])),
  ])
