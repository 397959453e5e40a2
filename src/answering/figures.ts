/** The figures of rows that are one number of one unit, with what they are of and when: what can be computed with. */
import { fold } from '../japanese/fold.ts'
import { yearOfEra } from '../japanese/calendar.ts'
import { monthsIn } from '../question/question.ts'
import { countsIn, holdsCount } from './classes.ts'
import { pairsIn } from './pairs.ts'
import type { Scored } from './ranker.ts'
import type { Row } from './rows.ts'

export interface Figure {
  row: Row
  score: number
  value: number
  /** As the source writes it: 3.0, 2,887. */
  digits: string
  unit: string
  rough: boolean
  /** What it is of, beside the time; the heading where the row has no key. */
  names: readonly string[]
  year: number | null
  month: number | null
}

/** A value that is one figure, whatever is told after it: 61.9%, 約950団体, 25.7%。緊急事態宣言の解除後. */
const ONE_FIGURE = /^(約)?(\d[\d,]*(?:\.\d+)?)(億円|万円|円|万人|人|名|団体|社|か所|件|%|％)(?=$|[（。、])(?!の内数)/u

const YEAR = /(令和|平成|(?<![a-z0-9])[rh])(元|\d{1,2})(?!\d)|(?<!\d)(20\d\d)(?!\d)/gu

/** The years that a folded text names, in the order named; 平成28〜令和元 names two. */
export const yearsNamed = (text: string): number[] =>
  [...text.matchAll(YEAR)].map(([, era, number = '', west]) =>
    era === undefined ? Number(west) : yearOfEra(era, number),
  )

const TIME = /年|月/u
const plain = (text: string): string => fold(text).toLowerCase()

/** A sum of the list itself is no member of it. */
const OF_ALL = /合計|累計/u

/** The figure of a row, or null where it tells none or several. */
export const figureOf = ({ row, score }: Scored): Figure | null => {
  const [, about, digits = '', unit = ''] = ONE_FIGURE.exec(row.value) ?? []
  if (!row.told || digits === '' || row.keys.some((key) => OF_ALL.test(key))) return null
  const times = row.keyTexts.filter((key) => TIME.test(key))
  const names = row.keyTexts.filter((key) => !TIME.test(key))
  return {
    row,
    score,
    value: Number(digits.replaceAll(',', '')),
    digits,
    unit: unit.normalize('NFKC'),
    rough: about !== undefined,
    names: row.keys.length === 0 ? [plain(row.passage.title).split('の')[0] ?? ''] : names,
    year: yearsNamed(times.join(' '))[0] ?? null,
    month: monthsIn(times.join(' '))[0] ?? null,
  }
}

const BOUND = /\d[\d,]*(?:人|名)?(?:以上|以下|未満|超)/gu
const boundsIn = (text: string): string[] => (text.match(BOUND) ?? []).map((bound) => bound.replace(/[人名,]/gu, ''))

/** 東京 for 東京都, 中小 for 中小企業: a name as people shorten it. */
const SHORT_FOR = /(?:都|府|県|企業|業|平均)$/u
const NAME_MIN = 2

interface Variant {
  name: string
  said: string
  short: boolean
}

const variantsOf = (name: string): Variant[] =>
  name
    .split('・')
    .flatMap((part) => [
      { name, said: part, short: false },
      { name, said: part.replace(SHORT_FOR, ''), short: true },
    ])
    .filter(({ said }) => said.length >= NAME_MIN)

/** What a short name may not run into: 東京商工 is not 東京. */
const RUNS_ON = /^[\p{Script=Han}\p{Script=Katakana}]/u

const placeOf = (text: string, { said, short }: Variant): number => {
  for (let at = text.indexOf(said); at >= 0; at = text.indexOf(said, at + 1))
    if (!short || !RUNS_ON.test(text.slice(at + said.length))) return at
  return -1
}

/** 現在、実施している is named by 現在も実施している: all that means something in a phrase is said. */
const PHRASE_MIN = 6
const TELLING_PAIR = /^[\p{Script=Han}\p{Script=Katakana}]{2}$/u
const isPhraseIn = (name: string, told: ReadonlySet<string>): boolean => {
  if (name.length < PHRASE_MIN || /\d/u.test(name)) return false
  const pairs = [...pairsIn(name)].filter((pair) => TELLING_PAIR.test(pair))
  return pairs.length > 1 && pairs.every((pair) => told.has(pair))
}

const WHOLE = /全体|全国|平均/u

/** Where in a clause each of several names is named; a longer name hides the shorter that it holds: 中小企業 is no 企業. */
export const namedIn = (clause: string, names: Iterable<string>): Map<string, number> => {
  const bounds = boundsIn(clause)
  const counts = countsIn(clause.replace(BOUND, ''))
  const told = pairsIn(clause)
  const found = new Map<string, number>()
  const variants = [...names].flatMap(variantsOf).toSorted((a, b) => b.said.length - a.said.length)
  let rest = clause
  for (const variant of variants) {
    const at = placeOf(rest, variant)
    if (at < 0) continue
    if (!found.has(variant.name)) found.set(variant.name, at)
    const { length } = variant.said
    rest = `${rest.slice(0, at)}${'〇'.repeat(length)}${rest.slice(at + length)}`
  }
  for (const name of names) {
    const own = boundsIn(name)
    const byBound = own.length > 0 && own.every((bound) => bounds.includes(bound))
    if (isPhraseIn(name, told)) found.set(name, found.get(name) ?? 0)
    if (byBound || counts.some((count) => holdsCount(name, count))) found.set(name, clause.search(/\d/u))
    else if (own.length > 0) found.delete(name)
    if (!found.has(name) && name === '全国平均' && WHOLE.test(clause)) found.set(name, clause.search(WHOLE))
  }
  return found
}
