/**
 * How often a price is paid: 60台×15万, 1人1万円×35人分, 月8千円を12か月. A count beside a price multiplies it only where
 * something says so (×, 1台, 各, ずつ, /台, each); 端末20台500万円 is the price of all twenty. Expects folded text.
 */

const COUNTERS =
  '台|人分|名分|人|名|本|個|式|セット|ライセンス|アカウント|id|席|回線|枚|脚|ユーザー|か所|箇所|拠点|課|laptops?|pcs?|units?|licen[sc]es?|devices?|users?'
const MONTHS = 12

/** 60台, also without its counter beside a sign of multiplication. */
const SIGN = '[×x*]'
const FACTOR_AFTER = new RegExp(
  `^(?:円|yen)?(?:[/／](?:月|年|${COUNTERS}))*(?:の[^、。,;\\d×]{1,12}?|を|で|が)?${SIGN}(\\d+)(?![.\\d%/]|分の)(か月|ヶ月|カ月|ヵ月|箇月|月|年分|年間|年|${COUNTERS})?`,
  'u',
)
const FACTOR_BEFORE = new RegExp(
  `(\\d+)(か月|ヶ月|カ月|ヵ月|月|年分|年間|年|${COUNTERS})?(?:分)?(?:${SIGN}|@|at)(?:約|¥)?$`,
  'u',
)
/** 1台, 単価, 各: what follows is the price of one. */
const EACH_BEFORE = new RegExp(
  `(?:(?:1|一)(?:${COUNTERS})(?:あたり|当たり|につき)?(?:約)?|単価|各|ひとつ|ずつ|@)(?:約|:|は|が)?$`,
  'u',
)
const EACH_AFTER = new RegExp(`^(?:円|yen)?(?:ずつ|each|per|[/／](?:${COUNTERS}))`, 'u')
const QUANTITY = new RegExp(`(\\d+)(?:${COUNTERS})`, 'gu')
const ONE = new RegExp(`(?:1|一)(?:${COUNTERS})(?:あたり|当たり|につき)?(?:約)?(?:約|:|は|が)?$`, 'u')
/** 500万円のPCを20台 tells a price and a count without a sign: the price is of one. */
const COUNTED_AFTER = new RegExp(`^(?:円)?(?:の[^、。,;\\d]{1,12}を?|ずつ|を)(\\d+)(?:${COUNTERS})`, 'u')

const YEARS =
  /^(?:[/／]年|の?年間)?(?:で|の|を|を?契約|、|,|が|×)*(?:まとめて)?(\d{1,2})(?:年分|年間|か年|年契約|年(?=、|。|$|で|まとめ))|^(?:の[^、。,;\d]{1,10}を)(\d{1,2})年分/u
const MONTHS_TOLD = /^(?:円)?(?:の[^、。,;\d]{1,10}|を|で|が|、)*(\d{1,2})(?:か月|ヶ月|カ月|ヵ月|箇月)/u
const MONTHLY = /(?:月額|毎月|月々)[^、。\d]{0,8}$|月に?(?:約)?$/u
const MONTHLY_AFTER = /^(?:円)?[/／]月/u

export interface Paid {
  pieces: number
  periods: number
}

const clauseEnd = (after: string): number => {
  const at = after.search(/[、。,;?]/u)
  return at < 0 ? after.length : at
}

/** The signs of multiplication on either side, each with what it counts. */
const factors = (before: string, after: string): { count: number; of: string }[] => {
  const found: { count: number; of: string }[] = []
  let rest = after
  for (let next = FACTOR_AFTER.exec(rest); next !== null; next = FACTOR_AFTER.exec(rest)) {
    found.push({ count: Number(next[1]), of: next[2] ?? '' })
    rest = rest.slice(next[0].length)
  }
  let head = before
  for (let next = FACTOR_BEFORE.exec(head); next !== null; next = FACTOR_BEFORE.exec(head)) {
    found.push({ count: Number(next[1]), of: next[2] ?? '' })
    head = head.slice(0, next.index)
  }
  return found
}

/** The count that a price of one belongs to: in its own clause, then before it, then after it. */
const countFor = (before: string, after: string): number => {
  const own = after.slice(0, clauseEnd(after))
  const head = before.replace(ONE, '')
  const near = [...own.matchAll(QUANTITY)][0] ?? [...head.matchAll(QUANTITY)].at(-1) ?? [...after.matchAll(QUANTITY)][0]
  return near ? Number(near[1]) : 1
}

const product = (counts: readonly number[]): number => counts.reduce((all, each) => all * each, 1)

/** How many pieces and how many periods a price is paid for, by the words before and after it. */
export const paidFor = (before: string, after: string): Paid => {
  const signs = factors(before, after)
  const months = signs.filter(({ of }) => /月/u.test(of)).map(({ count }) => count)
  const years = signs.filter(({ of }) => of.startsWith('年')).map(({ count }) => count)
  const counts = signs.filter(({ of }) => !/月/u.test(of) && !of.startsWith('年')).map(({ count }) => count)
  const told = YEARS.exec(after)
  const monthsTold = MONTHS_TOLD.exec(after)
  if (months.length === 0 && monthsTold) months.push(Number(monthsTold[1]))
  if (years.length === 0 && told) years.push(Number(told[1] ?? told[2]))
  const monthly = MONTHLY.test(before) || MONTHLY_AFTER.test(after)
  const periods = product(years) * (months.length > 0 && monthly ? product(months) : monthly ? MONTHS : 1)
  if (counts.length > 0) return { pieces: product(counts), periods: monthly ? periods : periods * product(months) }
  if (EACH_BEFORE.test(before) || EACH_AFTER.test(after)) return { pieces: countFor(before, after), periods }
  const counted = COUNTED_AFTER.exec(after)
  return { pieces: counted ? Number(counted[1]) : 1, periods }
}

/** What is said of a price, and no name: 60台×, 1台, 単価. */
export const withoutCounts = (clause: string): string =>
  clause.replace(FACTOR_BEFORE, '').replace(EACH_BEFORE, '').replace(QUANTITY, '')

/** The one count of pieces in a message without a price: じゃ80台なら. */
export const piecesIn = (folded: string): number | null => {
  const counts = [...folded.matchAll(new RegExp(`(\\d+)(?:台|ライセンス|アカウント|id|回線|セット|式|本)`, 'gu'))]
  return counts.length === 1 ? Number(counts[0]?.[1]) : null
}
