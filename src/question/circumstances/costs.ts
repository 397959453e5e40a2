/** Cost items in a sentence: 「PC 500万円、1台15万円の端末を20台」. Expects folded text. */
import { findNumbers, isMoney, type Found } from '../../japanese/numbers.ts'
import type { Pattern } from './pattern.ts'
import { paidFor, withoutCounts } from './quantities.ts'

export interface CostItem {
  name: string
  yen: number
  /** What one piece costs, where several were told: 「80台なら」 may follow. */
  each?: number
}

/** More items than this belong in a table, not in a chat. */
const ITEMS_MAX = 30
const NAME_CHARACTERS_MAX = 30
/** Beyond this a figure is a slip of the finger. */
const YEN_MAX = 1e13
/** How far before a figure its ceiling or claim is named. */
const CLAUSE_CHARACTERS_MAX = 20
const TOTAL =
  /合計|総額|全部で|全体で|計$|総事業費|事業費|合わせて|あわせて|あわせ|トータル|しめて|全体|総費用|ぜんぶで/u
const OF_WHICH = /(?:うち|内訳は|そのうち)[^、。]{0,12}$/u
/** 2,000万のうち500万は… */
const OF_THESE_AFTER = /^(?:円)?の?(?:うち|中で?)/u
const REST = /残りは?([^。,?]{1,24}?)(?:です|だ|。|で?、|,|$)/u
/** N万ならM万もらえる: the second sum is what the asker believes, not what is spent. */
const CLAIMED =
  /^(?:円)?(?:を)?(?:もらえ|出る|出ます|戻|返っ|補助され|補助が|支給|下り|おり|見てもら|入って|交付され|き(?:た|ます|ました)|来|つ[いく])/u
const CLAIM_BEFORE = /(?:なら|だと|で|たら|は|の)$/u
/** 500万で合ってますか: believed, where what stands before it speaks of what comes back. */
const BELIEVED =
  /^(?:円)?(?:で|と|を|まで|の)?(?:、)?(?:合って|あって|正し|よい|いい|よろし|良い|ええ|差し支え|間違い|問題|大丈夫|ok|いけ|行け|見込|届|出|書い|予算要求|要求し|申請し|上げ|計上|載せ|と理解|という理解|に上げ)/u
const COMING_BACK = /特交|交付税|補助(?!事業)|措置|半分|半額|満額|0\.5|2分の1|1\/2|もらえ|国から/u
/** 2,000万で頭打ち: a ceiling, named behind it. */
const LIMIT_AFTER = /^(?:円)?(?:が|で|の)?(?:頭打ち|上限|天井|限度|打ち切り)/u
/** A ceiling or a state budget of the programme that is asked about is nobody's own figure. */
const LIMIT = /(?:上限|限度|最大|当初予算|補正予算|国の予算)額?(?:は|が|の)?(?:約)?$/u

const cleaned = (name: string): string =>
  name
    .replace(
      /^.*(?:向けに|用に(?=.)|[県市町村区府都庁]で|(?:会社|弊社|当社)で|です。?|(?:市|町|村|県)(?:、|,|。)|(?:特別交付税|特交|交付税)(?:は|の(?:試算|概算|額)(?:を|は)?)?)/u,
      '',
    )
    .replace(/^(?:r|令和)\d{1,2}(?:年度?)?(?:に|の|で|は)?/u, '')
    .replace(/^[、。,;:・/+&\-()「」はがをもでとやの＋]+|[、。,;:・/=()「」＋+]+$/gu, '')
    .replace(
      /^(?:って|円|あと|この?うち|それと|また|および|及び|ほかに|他に|そして|さらに|そのうち|うち|内訳|プラス|と)+/u,
      '',
    )
    .replace(/(?:で|が|に|は)?(?:合計|総額|全部で|全体で|計|合わせて|あわせて|トータル)で?$/u, '')
    .replace(
      /(?:年額?|月額?|年間|に|が|は|を|で|も|として|(?<!契)約|およそ|の?(?:費用|金額|代金|代|料金)?(?:に|が|は|を|で|も|として))$/u,
      '',
    )
    .slice(-NAME_CHARACTERS_MAX)

/** The clause before the figure names it; where there is none, 「500万円のPC」 names it after. */
const nameOf = (before: string, after: string): string => {
  const clause = before.split(/[、。,;+＋]/u).findLast((part) => part !== '') ?? ''
  const name = cleaned(withoutCounts(clause))
  if (name !== '' && !/^(?:(?:総)?事業費|費用|金額|予算|経費|総額|税込|税抜)$/u.test(name)) return name
  const following = /^(?:分?の|円の|分?が|分?は)(?!もら|出)([^、。,;\dをがはにで]{1,30})/u.exec(after)?.[1] ?? ''
  return cleaned(following) || name
}

export interface CostsRead {
  items: CostItem[]
  rough: boolean
  /** What the asker takes for the sum that comes back. */
  believed: number | null
}

const between = (folded: string, last: Found | undefined, found: Found): string =>
  folded.slice(last?.end ?? 0, found.start)

/** なら2,750万で合ってる: the half of what came before is the answer that the asker has in mind. */
const HALVED = /(?:なら|だと|だったら|やったら|半分(?:で|の)?)$/u

const total = (items: readonly CostItem[]): number => items.reduce((all, { yen }) => all + yen, 0)

const RESULT = /(?:=|→|equals)(?:計|約|¥)?$/u

interface Read extends CostItem {
  total: boolean
  part: boolean
  found: Found
}

const clauseBefore = (folded: string, start: number): string =>
  folded.slice(Math.max(0, start - CLAUSE_CHARACTERS_MAX), start)

/** 千円単位で: how it is to be written, and no sum. */
const AS_UNIT = /^(?:円)?単位/u

const counts = (folded: string, found: Found): boolean =>
  isMoney(folded, found) &&
  !found.bound &&
  found.value > 0 &&
  found.value <= YEN_MAX &&
  !AS_UNIT.test(folded.slice(found.end)) &&
  !LIMIT_AFTER.test(folded.slice(found.end)) &&
  !LIMIT.test(clauseBefore(folded, found.start))

/** 総額950万円、うち350万円が通信費: what is left of the total is an item of its own. */
const withRest = (items: Read[], folded: string): CostItem[] => {
  const [parts, totals] = [items.filter((item) => !item.total), items.filter((item) => item.total)]
  const [whole] = totals
  if (whole === undefined) return parts
  if (parts.length === 0) return [whole]
  const sum = total(parts)
  // A total beside its parts would count everything twice.
  if (!parts.some((item) => item.part) || sum >= whole.yen) return parts
  return [{ name: cleaned(REST.exec(folded)?.[1] ?? '') || whole.name, yen: whole.yen - sum }, ...parts]
}

/** Whether a sum is what the asker takes for the answer, and nothing that is spent. */
const isBelieved = (found: Found, before: string, after: string, items: readonly Read[]): boolean => {
  if (CLAIMED.test(after) && CLAIM_BEFORE.test(before)) return true
  const spent = withRest([...items], '')
  const half = found.value * 2 === total(spent) || items.some(({ yen }) => yen === found.value * 2)
  if (half && (HALVED.test(before) || COMING_BACK.test(before))) return true
  return BELIEVED.test(after) && (COMING_BACK.test(before) || HALVED.test(before))
}

/** 2,000万まで出た: a bound that somebody takes for what came back. */
const REACHED = /^(?:円)?まで(?:出|届|もらえ|行|いけ|いっ)/u
const reachedIn = (folded: string): number | null =>
  findNumbers(folded).find((found) => isMoney(folded, found) && REACHED.test(folded.slice(found.end)))?.value ?? null

/** Null when the sentence holds no sum of money. */
export const costsIn = (folded: string): CostsRead | null => {
  const figures = findNumbers(folded).filter((each) => counts(folded, each))
  const items: Read[] = []
  let believed: number | null = null
  figures.slice(0, ITEMS_MAX).forEach((found, at) => {
    const before = folded.slice(figures[at - 1]?.end ?? 0, found.start)
    const after = folded.slice(found.end, figures[at + 1]?.start ?? folded.length)
    if (at > 0 && isBelieved(found, before, after, items)) {
      believed ??= found.value
      return
    }
    // 40台×8万=320万 tells what comes out.
    if (at > 0 && RESULT.test(before)) return
    const { pieces, periods } = paidFor(before, after)
    items.push({
      name: nameOf(before, after),
      yen: Math.round(found.value * pieces * periods),
      ...(pieces > 1 ? { each: Math.round(found.value * periods) } : {}),
      total: (TOTAL.test(before) || OF_THESE_AFTER.test(after)) && !OF_WHICH.test(before),
      part: OF_WHICH.test(before) || (at > 0 && OF_THESE_AFTER.test(between(folded, figures[at - 1], found))),
      found,
    })
  })
  believed ??= reachedIn(folded)
  const counted = withRest(items, folded)
  if (counted.length === 0) return null
  return {
    items: counted.map(({ name, yen, each }) => (each === undefined ? { name, yen } : { name, yen, each })),
    rough: items.some((item) => item.found.approx),
    believed,
  }
}

/**
 * The costs of one matter where a message names two: 「特交で900万のVPN、地域IoTで2,000万の事業」 tells a sum for each. Where
 * the sums are not told apart, all count for both.
 */
export const costsOf = (folded: string, own: Pattern, other: Pattern): CostsRead | null => {
  const [mine, theirs] = [folded.search(own.matches), folded.search(other.matches)]
  if (mine < 0 || theirs < 0) return costsIn(folded)
  const first = Math.min(mine, theirs)
  const second = Math.max(mine, theirs)
  const ways: [string, string][] = [
    [folded.slice(first, second), folded.slice(second)],
    [folded.slice(0, first), folded.slice(first, second)],
  ]
  for (const [one, two] of ways) {
    if (costsIn(one) && costsIn(two)) return costsIn(mine < theirs ? one : two)
  }
  return costsIn(folded)
}

const PLAN_MARK = /(?<![a-z\d])([a-e甲乙丙])案(?:は|が|:|、)?/gu

/** A案：端末40台×11万、B案：一式520万: each plan with what it costs in all; empty where fewer than two tell a sum. */
export const plansIn = (folded: string): CostItem[] => {
  const marks = [...folded.matchAll(PLAN_MARK)]
  const plans = marks.flatMap((mark, at) => {
    const text = folded.slice(mark.index + mark[0].length, marks[at + 1]?.index ?? folded.length)
    const costs = costsIn(text)
    return costs === null ? [] : [{ name: `${(mark[1] ?? '').toUpperCase()}案`, yen: total(costs.items) }]
  })
  return plans.length > 1 ? plans : []
}

/** 80台なら: the one item that was told by the piece, for another number of pieces. */
export const repriced = (items: readonly CostItem[], pieces: number): CostItem[] =>
  items.filter(({ each }) => each !== undefined).length === 1
    ? items.map((item) => (item.each === undefined ? item : { ...item, yen: item.each * pieces }))
    : [...items]
