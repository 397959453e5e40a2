/** Finds in a document's first and last lines what an editor would write at its head: number, date, issuer, title. */
import { yearOfEra } from '../japanese/calendar.ts'
import type { FrontMatter } from './front-matter.ts'
import { day } from './front-matter.ts'
import type { Line } from './line.ts'

/** Notices carry their number, date and sender on the first page. */
const headLines = 40

const eraDate = /(令和|平成|昭和|[RHS])\s*(元|\d{1,2})\s*[年.．]\s*(\d{1,2})\s*[月.．]\s*(\d{1,2})\s*日?/
const westernDate = /(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?/

const two = (number: number): string => String(number).padStart(2, '0')

/** A date in a Japanese era or the western calendar as a calendar day; null when there is none or no such day. */
export const dayIn = (text: string): string | null => {
  const era = eraDate.exec(text)
  const western = westernDate.exec(text)
  const found = era ?? western
  if (found === null) return null
  const [years, months, days] = era === null ? found.slice(1) : found.slice(2)
  const year = era === null ? Number(years) : yearOfEra(era[1] ?? '', years ?? '')
  const made = `${year}-${two(Number(months))}-${two(Number(days))}`
  return day.safeParse(made).success ? made : null
}

const number = /^[\u3400-\u9FFF\u30A0-\u30FF]{1,10}第\s*\d{1,6}\s*号(?:の\d+)?$/
const ministry =
  /^(?:総務省|厚生労働省|経済産業省|国土交通省|文部科学省|農林水産省|環境省|財務省|法務省|外務省|防衛省|内閣府|内閣官房|デジタル庁|人事院|こども家庭庁|(?:一般|公益)(?:社団|財団)法人|地方公共団体情報システム機構|独立行政法人|[^\s、。各]{1,8}[都道府県市区町村](?:役所|役場|長|庁)?(?=[\s\u3000]|$|総務|企画|人事))/
const office = /(?:省|庁|府|官房|局|部|課|室|長|機構|協会|法人|院|役所|役場)$/
const addressee = /^各|殿$|御中$|様$/

const issuerIn = (lines: Line[]): string | null => {
  for (const [i, { text }] of lines.entries()) {
    const bare = text.replace(/^#+\s+/, '')
    if (!ministry.test(bare) || addressee.test(bare) || bare.length > 40 || !office.test(bare)) continue
    const next = lines[i + 1]
    const goesOn = next !== undefined && next.gap === 0 && office.test(next.text) && next.text.length <= 25
    return goesOn && !ministry.test(next.text) && !addressee.test(next.text) ? `${bare} ${next.text}` : bare
  }
  return null
}

/** A line that is a date and next to nothing else; a date inside a sentence tells of something else. */
const issuedIn = (lines: Line[]): string | null => {
  for (const { text } of lines) {
    const bare = text.replace(/^(?:事\s*務\s*連\s*絡)?\s*/, '')
    if (bare.length <= 24 && !/[～〜~（(]|から|まで/.test(bare)) {
      const found = dayIn(bare)
      if (found !== null && /^\D{0,6}(?:[RHS]?\s*(?:\d|元))/.test(bare)) return found
    }
  }
  return null
}

const titleIn = (lines: Line[]): string | null => {
  const about = lines.find(({ text }) => /について(?:（[^）]{1,20}）)?$/.test(text) && text.length <= 80)
  if (about !== undefined) return about.text.replace(/^#+\s+/, '')
  const first = lines.find(({ text, level }) => level === 1 || /^#\s/.test(text))
  return first === undefined ? null : first.text.replace(/^#+\s+/, '')
}

const fiscalYearOf = (issued: string): number => Number(issued.slice(0, 4)) - (issued.slice(5) < '04-01' ? 1 : 0)

export const proposeFrontMatter = (all: Line[]): FrontMatter => {
  const lines = all.slice(0, headLines)
  const numbers = lines.map(({ text }) => text.replace(/\s/g, '')).filter((text) => number.test(text))
  const issued = issuedIn(lines)
  const issuer = issuerIn(lines)
  const title = titleIn(lines)
  return {
    ...(title === null ? {} : { title }),
    ...(issuer === null ? {} : { issuer }),
    ...(numbers.length === 0 ? {} : { number: numbers.join('・') }),
    ...(issued === null ? {} : { issued, fiscalYear: fiscalYearOf(issued) }),
  }
}
