/**
 * Computes on figures that the knowledge holds, where a question asks for it: how far two lie apart, how much one
 * changed, how many times as much, several together. Only figures of one document, one label and one unit are set
 * against each other, and the working is said with the result.
 */
import { fill } from '../base/words.ts'
import { isBeginning, monthsIn, spans, sumsIn, type Sum } from '../question/question.ts'
import { figureOf, namedIn, yearsNamed, type Figure } from './figures.ts'
import type { Scored } from './ranker.ts'
import type { Row } from './rows.ts'
import type { AnswerWords } from './words.ts'

export interface Worked {
  /** The result with its working. */
  said: string
  /** The working by itself, for channels that show it as rows. */
  working: { label: string; value: string }[]
  /** The rows that it was computed from. */
  rows: Row[]
}

/** Figures that score so much less than the best row are of another matter. */
const NEAR = 4
const POINTS = 'ポイント'

const families = (figures: readonly Figure[]): Figure[][] => {
  const byName = new Map<string, Figure[]>()
  for (const one of figures) {
    const name = [one.row.passage.document, one.row.label, one.unit].join('\n')
    byName.set(name, [...(byName.get(name) ?? []), one])
  }
  return [...byName.values()].filter((family) => family.length > 1)
}

/** Whether a figure is of a time that is named, or lies between two that are. */
const inTime = (clause: string): ((figure: Figure) => boolean) => {
  const [years, months] = [yearsNamed(clause), monthsIn(clause)]
  const within = (told: readonly number[], own: number | null): boolean => {
    if (told.length === 0 || own === null) return true
    if (told.length === 1 && isBeginning(clause)) return own >= Math.min(...told)
    if (told.length > 1 && spans(clause)) return own >= Math.min(...told) && own <= Math.max(...told)
    return told.includes(own)
  }
  return ({ year, month }) => within(years, year) && within(months, month)
}

const timeOf = ({ year, month }: Figure): number => (year ?? 0) * 12 + (month ?? 0)
const isDated = ({ year, month }: Figure): boolean => year !== null || month !== null
const nameOf = ({ names }: Figure): string => names.join('・')

/** One figure for each name and time, of the section that the best of them stands in where it tells them. */
const distinct = (figures: readonly Figure[]): Figure[] => {
  const home = figures.reduce<Figure | null>(
    (best, one) => (best === null || one.score > best.score ? one : best),
    null,
  )
  const ordered = figures.toSorted((a, b) => {
    const [here, there] = [a, b].map(({ row }) => (row.passage.id === home?.row.passage.id ? 0 : 1))
    return (here ?? 0) - (there ?? 0) || b.score - a.score
  })
  return ordered.filter(
    (one, at) => ordered.findIndex((other) => nameOf(other) === nameOf(one) && timeOf(other) === timeOf(one)) === at,
  )
}

/** The figures of a family that a clause names. */
const namedOf = (family: readonly Figure[], clause: string): { figures: Figure[]; at: (figure: Figure) => number } => {
  const named = namedIn(clause, new Set(family.flatMap(({ names }) => names)))
  const timely = inTime(clause)
  const figures = family.filter((one) => one.names.every((name) => named.has(name)) && timely(one))
  return { figures: distinct(figures), at: ({ names }) => Math.min(...names.map((name) => named.get(name) ?? 0)) }
}

/** The first and the last of the likeliest name, where two times are named or only that one is. */
const firstAndLast = (figures: readonly Figure[], clause: string): [Figure, Figure] | null => {
  const names = new Set(figures.map(nameOf))
  const times = Math.max(new Set(yearsNamed(clause)).size, new Set(monthsIn(clause)).size)
  if (names.size > 1 && times < 2) return null
  const [likeliest] = figures.toSorted((a, b) => b.score - a.score)
  const dated = figures
    .filter((one) => isDated(one) && likeliest !== undefined && nameOf(one) === nameOf(likeliest))
    .toSorted((a, b) => timeOf(a) - timeOf(b))
  const [from, to] = [dated[0], dated.at(-1)]
  return from !== undefined && to !== undefined && from !== to ? [from, to] : null
}

const newest = (some: readonly Figure[]): Figure | undefined => some.toSorted((a, b) => timeOf(b) - timeOf(a))[0]

/** Two of different names, or the first and the last of one. */
const twoOf = (family: readonly Figure[], clause: string): [Figure, Figure] | null => {
  const { figures, at } = namedOf(family, clause)
  const ends = firstAndLast(figures, clause)
  if (ends !== null) return ends
  const byName = new Map<string, Figure[]>()
  for (const one of figures) byName.set(nameOf(one), [...(byName.get(nameOf(one)) ?? []), one])
  const [first, second] = [...byName.values()]
    .map(newest)
    .filter((one) => one !== undefined)
    .toSorted((a, b) => at(a) - at(b))
  return first !== undefined && second !== undefined ? [first, second] : null
}

const decimals = (value: number): number => (String(value).split('.')[1] ?? '').length

const count = (value: number, places: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: places })

const tell = ({ digits, unit, rough }: Figure): string => `${rough ? '約' : ''}${digits}${unit}`

const whenOf = ({ row }: Figure): string => row.keys.filter((key) => /年|月/u.test(key)).join('・')
const whoOf = ({ row, names }: Figure): string =>
  row.keys.filter((key) => !/年|月/u.test(key)).join('・') || (row.keys.length === 0 ? (names[0] ?? '') : '')

const apart = (a: Figure, b: Figure): string => {
  const places = Math.max(decimals(a.value), decimals(b.value))
  const rough = a.rough || b.rough ? '約' : ''
  return `${rough}${count(Math.abs(a.value - b.value), places)}${a.unit === '%' ? POINTS : a.unit}`
}

/** A rate goes up or down; a number grows or shrinks. */
const CHANGES = { rate: { up: 'up', down: 'down' }, number: { up: 'more', down: 'less' } } as const

interface Result {
  result: string
  shown: string
}

const beside = (one: Figure, sign: string, other: Figure, name: (figure: Figure) => string): string =>
  `${name(one)} ${tell(one)}${sign}${name(other)} ${tell(other)}`

const ofTwo = (sum: Sum, [a, b]: [Figure, Figure], words: AnswerWords['sums']): Result => {
  const inTimes = nameOf(a) === nameOf(b)
  const [large, small] = a.value >= b.value ? [a, b] : [b, a]
  const names = { label: a.row.label, whose: whoOf(a) === '' ? '' : fill(words.whose, { who: whoOf(a) }) }
  if (sum === 'times') {
    const [over, under] = inTimes ? [b, a] : [large, small]
    const said = { ...names, ratio: count(over.value / under.value, 1), large: whoOf(large), small: whoOf(small) }
    return {
      result: fill(inTimes ? words.timesSince : words.times, said),
      shown: beside(over, '÷', under, inTimes ? whenOf : whoOf),
    }
  }
  const difference = apart(a, b)
  const shown = beside(large, '−', small, inTimes ? whenOf : whoOf)
  if (!inTimes) return { result: fill(words.difference, { ...names, difference }), shown }
  const key =
    a.value === b.value ? 'same' : CHANGES[a.unit === '%' ? 'rate' : 'number'][b.value > a.value ? 'up' : 'down']
  return { result: fill(words[key], { ...names, difference }), shown }
}

const together = (figures: readonly Figure[], words: AnswerWords['sums']): Result => {
  const total = figures.reduce((sum, { value }) => sum + value, 0)
  const places = Math.max(...figures.map(({ value }) => decimals(value)))
  const rough = figures.some((one) => one.rough) ? '約' : ''
  const [first] = figures
  const said = { label: first?.row.label ?? '', total: `${rough}${count(total, places)}${first?.unit ?? ''}` }
  return {
    result: fill(words.total, said),
    shown: figures.map((one) => `${whenOf(one) || whoOf(one)} ${tell(one)}`).join('＋'),
  }
}

/** The members that are to be summed: those named, or a whole row of years where only its ends or none are. */
const membersOf = (family: readonly Figure[], clause: string): Figure[] => {
  const { figures } = namedOf(family, clause)
  const named = figures.filter(isDated).toSorted((a, b) => timeOf(a) - timeOf(b))
  const ofOneName = new Set(named.map(nameOf)).size === 1
  return ofOneName ? named : figures.toSorted((a, b) => timeOf(a) - timeOf(b))
}

/** How much of what they are of was named: the figures that more was said of are meant. */
const namesIn = ([one]: readonly Figure[]): number => (one?.row.keys.length === 0 ? 0 : (one?.names.length ?? 0))

const bestOf = (figures: readonly Figure[]): number => Math.max(...figures.map(({ score }) => score))

/** 63%減, 48団体（2.8ポイント）の減少: the document tells the change itself. */
const TELLS_CHANGE = /\d[^\d、。からへ]{0,8}(?:減|増|上昇|低下)|\d倍/u

const worked = (sum: Sum, clause: string, ranked: readonly Scored[], words: AnswerWords['sums']): Worked | null => {
  const best = ranked[0]?.score ?? 0
  if (sum !== 'total' && ranked[0] !== undefined && TELLS_CHANGE.test(ranked[0].row.value)) return null
  const figures = ranked.map(figureOf).filter((one) => one !== null)
  const found = families(figures)
    .map((family) => (sum === 'total' ? membersOf(family, clause) : (twoOf(family, clause) ?? [])))
    .filter((some) => some.length > 1 && bestOf(some) >= best - NEAR)
    .toSorted((a, b) => namesIn(b) - namesIn(a) || bestOf(b) - bestOf(a))[0]
  const [a, b] = found ?? []
  if (found === undefined || a === undefined || b === undefined) return null
  if (sum === 'total' && a.unit === '%') return null
  const { result, shown } = sum === 'total' ? together(found, words) : ofTwo(sum, [a, b], words)
  return {
    said: fill(words.said, { result, working: words.working, shown }),
    working: [{ label: words.working, value: shown }],
    rows: found.map(({ row }) => row),
  }
}

/** The computations that a question asks for on the figures found, or null where it asks for none or they are not there. */
export const workedOut = (clause: string, ranked: readonly Scored[], words: AnswerWords['sums']): Worked | null => {
  const all = sumsIn(clause)
    .map((sum) => worked(sum, clause, ranked, words))
    .filter((one) => one !== null)
  if (all.length === 0) return null
  return {
    said: all.map(({ said }) => said).join(''),
    working: all.flatMap(({ working }) => working),
    rows: [...new Set(all.flatMap(({ rows }) => rows))],
  }
}
