/**
 * The number guard: every date, amount, phone number, address and URL that is said must stand in what is cited.
 * Values are compared after folding, so that 令和2年3月24日, 2020年3月24日 and 2020-03-24 are one day.
 */
import { yearOfEra } from './calendar.ts'
import { fold } from './fold.ts'

const KANJI = '〇一二三四五六七八九十'
const UNITS: Record<string, number> = { 千: 1_000, 万: 10_000, 億: 100_000_000 }
/** A text with more figures than this is a table; the rest counts as unsupported rather than costing time. */
const FIGURES_MAX = 400

const pad = (n: string | undefined): string => (n ?? '').padStart(2, '0')
const yearOf = (era: string, year: string): string => String(yearOfEra(era, year))

/** Circled digits fold to plain ones that would glue to their neighbours; they number items and say nothing. */
const circled = /[\u2460-\u2473\u2776-\u277F]/gu

const amount = (digits: string, unit: string): string => {
  const value = Number(digits.replaceAll(',', '')) * (UNITS[unit] ?? 1)
  return `n:${Math.round(value * 1_000) / 1_000}`
}

const patterns: { find: RegExp; read: (match: RegExpMatchArray) => string[] }[] = [
  { find: /https?:\/\/[\w\-./?%&=~#:+@,;]+/giu, read: ([url]) => [`u:${url.toLowerCase().replace(/[/.,;]+$/u, '')}`] },
  { find: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu, read: ([mail]) => [`m:${mail.toLowerCase()}`] },
  {
    find: /(?:\+81[- ]?|0)\d{1,4}[-(). ]{1,2}\d{1,4}[-). ]{1,2}\d{3,4}/gu,
    read: ([phone]) => [`p:${phone.replace(/^\+81/u, '0').replaceAll(/\D/gu, '')}`],
  },
  {
    find: /(令和|平成|昭和|(?<![a-z])[rhs])\s*(元|\d{1,2})\s*[年.](度)?(?:\s*[((](?:19|20)\d\d年(?:度)?[))])?(?:\s*(\d{1,2})\s*[月.](?:\s*(\d{1,2})\s*日?)?)?/giu,
    read: ([, era = '', year = '', fiscal, month, day]) => dateFigures(yearOf(era, year), fiscal, month, day),
  },
  {
    find: /((?:19|20)\d\d)\s*(?:[年/.-]|(?=年度))(度)?(?:\s*(\d{1,2})\s*[月/.-](?:\s*(\d{1,2})\s*日?)?)?/gu,
    read: ([, year = '', fiscal, month, day]) => dateFigures(year, fiscal, month, day),
  },
  { find: /(\d{1,2})\s*月\s*(\d{1,2})\s*日/gu, read: ([, month, day]) => [`d:${pad(month)}-${pad(day)}`] },
  { find: /(\d{1,2})\s*月/gu, read: ([, month]) => [`mo:${pad(month)}`] },
  { find: /(\d[\d,]*(?:\.\d+)?)\s*(千|万|億)?/gu, read: ([, digits = '', unit = '']) => [amount(digits, unit)] },
]

const dateFigures = (year: string, fiscal?: string, month?: string, day?: string): string[] => {
  if (month === undefined) return [`y:${year}`]
  const full = day === undefined ? `mo:${pad(month)}` : `d:${pad(month)}-${pad(day)}`
  return fiscal === undefined ? [`y:${year}`, full] : [`y:${year}`]
}

/** Every figure of a text in its one canonical form. */
export const figuresIn = (text: string): Set<string> => {
  let rest = fold(text.replace(circled, ' ')).toLowerCase()
  const found = new Set<string>()
  for (const { find, read } of patterns) {
    rest = rest.replace(find, (...args) => {
      const match = args.slice(
        0,
        args.findIndex((arg) => typeof arg === 'number'),
      ) as unknown as RegExpMatchArray
      if (found.size < FIGURES_MAX) for (const figure of read(match)) found.add(figure)
      return ' '
    })
  }
  return found
}

/** 三つ and 3つ are the same; only small numbers are written in kanji. */
const kanjiNumbers = (text: string): Set<string> => {
  const found = new Set<string>()
  for (const [character] of text.matchAll(/[一二三四五六七八九十]/gu)) found.add(`n:${KANJI.indexOf(character)}`)
  for (const [character] of text.matchAll(circled)) {
    const n = Number(fold(character))
    if (Number.isFinite(n)) found.add(`n:${n}`)
  }
  return found
}

/** A day also gives its month and its parts as plain numbers, since sentences repeat dates in part. */
const widened = (figures: ReadonlySet<string>): Set<string> => {
  const all = new Set(figures)
  for (const figure of figures) {
    const date = /^d:(\d\d)-(\d\d)$/u.exec(figure)
    if (date) {
      all.add(`mo:${date[1]}`)
      all.add(`n:${Number(date[2])}`)
    }
    const year = /^y:(\d+)$/u.exec(figure)
    if (year) all.add(`n:${year[1]}`)
  }
  return all
}

/** The figures of `said` that `sources` do not hold; empty when everything is supported. */
export const unsupportedFigures = (said: string, sources: readonly string[]): string[] => {
  const figures = figuresIn(said)
  if (figures.size === 0) return []
  const held = new Set<string>()
  for (const source of sources) {
    for (const figure of widened(figuresIn(source))) held.add(figure)
    for (const figure of kanjiNumbers(source)) held.add(figure)
  }
  return [...figures].filter((figure) => !held.has(figure))
}
