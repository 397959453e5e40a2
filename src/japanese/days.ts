/** Days and fiscal years as Japanese administration counts them. */
import type { Day } from '../vocabulary/types.ts'

/** The fiscal year begins in April. */
export const fiscalYearOf = (day: Day): number => {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return month >= 4 ? year : year - 1
}

/** 令和2年（2020年）11月5日; the era changed on 2019-05-01. */
export const spoken = (day: Day): string => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return `${era(year, day >= '2019-05-01')}（${year}年）${month}月${date}日`
}

const era = (year: number, reiwa: boolean): string => {
  const [name, first] = reiwa ? ['令和', 2019] : ['平成', 1989]
  return `${name}${year === first ? '元' : year - first + 1}年`
}

/** 令和2年度（2020年度）; the fiscal year 2019 is called 令和元年度 although it began in 平成. */
export const spokenFiscalYear = (year: number): string => `${era(year, year >= 2019)}度（${year}年度）`

/** The fiscal year that a folded sentence names, whether as 令和2年度, R2年度 or 2020年度. */
export const fiscalYearIn = (folded: string): number | null => {
  const western = /(20\d\d)年度/u.exec(folded)
  if (western) return Number(western[1])
  const reiwa = /(?:令和|r)(元|\d{1,2})年度/u.exec(folded)
  if (reiwa) return 2018 + (reiwa[1] === '元' ? 1 : Number(reiwa[1]))
  const heisei = /(?:平成|h)(\d{1,2})年度/u.exec(folded)
  return heisei ? 1988 + Number(heisei[1]) : null
}

/** 令和2年度 */
export const fiscalYearName = (year: number): string => `${era(year, year >= 2019)}度`

/** 令和2年11月5日 */
export const dayName = (day: Day): string => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return `${era(year, day >= '2019-05-01')}${month}月${date}日`
}
