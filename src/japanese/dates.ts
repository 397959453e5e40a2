/** Days and fiscal years as people write them. */
import type { Day } from '../vocabulary/types.ts'
import { fiscalYearOf, yearOfEra } from './calendar.ts'

export interface Years {
  /** Fiscal years that are named as such. */
  named: number[]
  /** Fiscal years that are named, or that follow from a named month. */
  fiscal: number[]
  /** Years named without saying which kind. */
  calendar: number[]
  /** Calendar years of the months that are named. */
  dated: number[]
  /** The question is about the year that runs on the day asked about. */
  running: boolean
}

const PLAUSIBLE = (year: number): boolean => year >= 1990 && year <= 2100

/** January to March belong to the fiscal year before. */
const place = (years: Years, year: number, fiscal: boolean, month: number | null): void => {
  if (!PLAUSIBLE(year)) return
  if (fiscal) {
    years.named.push(year)
    years.fiscal.push(year)
  } else if (month !== null) {
    years.fiscal.push(month < 4 ? year - 1 : year)
    years.dated.push(year)
  } else years.calendar.push(year)
}

/** Years that are counted from this one. */
const relativeTo = (now: number, text: string, years: Years): void => {
  if (/一昨年度?|おととし|おとどし/u.test(text)) place(years, now - 2, true, null)
  else if (/昨年度|前年度|去年度/u.test(text)) place(years, now - 1, true, null)
  // 去年より伸びた？R4→R5: the years that are named are meant.
  else if (/去年|昨年(?!比)|last year/iu.test(text) && years.fiscal.length + years.calendar.length === 0)
    years.fiscal.push(now - 1)
  if (/来年|次年度|next year/iu.test(text) && years.fiscal.length + years.calendar.length === 0)
    years.fiscal.push(now + 1)
  if (/今年|本年|今年度|本年度|今期|this year/iu.test(text)) years.running = true
}

/** What folded text says about years, relative to the day it is asked about. */
export const yearsIn = (text: string, asOf: Day): Years => {
  const years: Years = { named: [], fiscal: [], calendar: [], dated: [], running: false }
  const now = fiscalYearOf(asOf)
  const era =
    /(令和|平成|reiwa|heisei|(?<![a-z0-9])[rh])\s*(元|\d{1,2})(?!\d)\s*(?:年\s*(度)?|(?=\s*(?:の|は|も|で|に|だと|$|[、。?])))(?:\s*\(?(?:20|19)\d\d年度?\)?)?(?:\s*(\d{1,2})\s*月)?/giu
  for (const [, name = '', number = '', fiscal, month] of text.matchAll(era)) {
    place(years, yearOfEra(name, number), fiscal !== undefined, month === undefined ? null : Number(month))
  }
  for (const [, year, fiscal, month] of text.matchAll(/(?<!\d)((?:20|19)\d\d)\s*年\s*(度)?(?:\s*(\d{1,2})\s*月)?/gu)) {
    place(years, Number(year), fiscal !== undefined, month === undefined ? null : Number(month))
  }
  // 3年度, 令和 left out as people do.
  for (const [, year] of text.matchAll(/(?<![\d〜~年.]|令和|平成|[rh])\s*([1-9]|1\d)年度/gu))
    place(years, yearOfEra('令和', year ?? ''), true, null)
  for (const [, year] of text.matchAll(/(?:fy|fiscal year)\s*'?((?:20)?\d\d)(?!\d)/giu)) {
    place(years, Number(year) < 100 ? 2000 + Number(year) : Number(year), true, null)
  }
  for (const [, year] of text.matchAll(/(?<![\d.,/-])(20[0-3]\d)(?![\d.,/-]|\s*年|団体|人|社|円|万|件)/gu)) {
    place(years, Number(year), false, null)
  }
  relativeTo(now, text, years)
  if (years.fiscal.includes(now) || years.calendar.includes(Number(asOf.slice(0, 4)))) years.running = true
  return years
}

/** The first full date that folded text names: 令和2年3月25日, 2022年3月25日. */
export const dayIn = (text: string): Day | null => {
  const found = /(?:(令和|平成|r|h)(元|\d{1,2})年(?:\(\d{4}年\))?|(20\d\d)年)(\d{1,2})月(\d{1,2})日/iu.exec(text)
  if (found === null) return null
  const [, era, number, west, month = '', date = ''] = found
  const year = west ?? String(yearOfEra(era ?? '', number ?? ''))
  return `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
}

/** 2020-03-05時点, 令和5年12月27日の通知: the day from which a sentence speaks, where it says so. */
const SPOKEN =
  /(?:(令和|平成)(元|\d{1,2})年(?:[（(]\d{4}年[）)])?|(20\d\d)年)(\d{1,2})月(\d{1,2})日(?:[（(].[）)])?(?:付け|時点|現在|の(?:総務省)?(?:通知|事務連絡|資料))/gu

/** True where the sentence tells of something that nobody could know on that day. */
export const speaksAfter = (sentence: string, asOf: Day): boolean => {
  for (const [, era, number, west, month = '', date = ''] of sentence.matchAll(SPOKEN)) {
    const year = west ?? String(yearOfEra(era ?? '', number ?? ''))
    if (`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}` > asOf) return true
  }
  return false
}
