/** Cost items in a sentence: 「PC 500万円、1台15万円の端末を20台」. */
import { fits } from './form.ts'
import { findNumbers, isMoney, type Found } from '../japanese/numbers.ts'
import { isLimit } from './sentence.ts'
import type { CostItem } from './shape.ts'

/** More items than this belong in a table, not in a chat. */
const itemsMax = 30
const nameMax = 30

const EACH =
  /(?:1|一)(?:台|人|名|本|個|式|セット|ライセンス|アカウント|id)(?:あたり|当たり|につき)?(?:約)?$|(?:単価|各)(?:約)?$/u
const QUANTITY = /(\d+)(?:台|人分|名分|本|個|式|セット|ライセンス|アカウント|id)/u
const TOTAL = /合計|総額|全部で|全体で|計$|総事業費|事業費/u

const cleaned = (name: string): string =>
  name
    .replace(/^.*(?:向けに|用に|(?:[県市町村区府都庁]|会社|弊社|当社)で)/u, '')
    .replace(/^[、。,;:・/+&\-()「」はがをもでとや]+|[、。,;:・/=()「」]+$/gu, '')
    .replace(/^(?:円|あと|それと|また|および|及び|ほかに|他に|そして|さらに|うち|内訳)+/u, '')
    .replace(/(?:に|が|は|を|で|も|として|約|およそ|の?(?:費用|代金|代|費|料金)?(?:に|が|は|を|で|も|として))$/u, '')
    .slice(-nameMax)

/** The clause before the figure names it; where there is none, 「500万円のPC」 names it after. */
const nameOf = (before: string, after: string): string => {
  const clause = before.split(/[、。,;]/u).findLast((part) => part !== '') ?? ''
  const name = cleaned(clause.replace(EACH, '').replace(QUANTITY, ''))
  if (name !== '') return name
  const following = /^(?:分?の)([^、。,;\dをがはにで]{1,30})/u.exec(after)?.[1] ?? ''
  return cleaned(following)
}

const quantityAround = (before: string, after: string): number => {
  if (!EACH.test(before)) return 1
  const clause =
    before
      .replace(EACH, '')
      .split(/[、。,;]/u)
      .at(-1) ?? ''
  const match = QUANTITY.exec(after) ?? QUANTITY.exec(clause)
  return match ? Number(match[1]) : 1
}

export interface CostsRead {
  items: CostItem[]
  rough: boolean
}

/** Null when the sentence holds no sum of money; a sum that cannot be is left out by its reader's limits. */
export const costsIn = (folded: string): CostsRead | null => {
  const figures = findNumbers(folded).filter(
    (each) => isMoney(folded, each) && !each.bound && !isLimit(folded, each.start),
  )
  const items: (CostItem & { total: boolean; found: Found })[] = []
  figures.slice(0, itemsMax).forEach((found, at) => {
    const read = fits('yen', found)
    if ('problem' in read || typeof read.value !== 'number') return
    const before = folded.slice(figures[at - 1]?.end ?? 0, found.start)
    const after = folded.slice(found.end, figures[at + 1]?.start ?? folded.length)
    const name = nameOf(before, after)
    items.push({ name, yen: read.value * quantityAround(before, after), total: TOTAL.test(before), found })
  })
  const [parts, totals] = [items.filter((item) => !item.total), items.filter((item) => item.total)]
  // A total beside its parts would count everything twice.
  const counted = parts.length > 0 ? parts : totals.slice(0, 1)
  if (counted.length === 0) return null
  return {
    items: counted.map(({ name, yen }) => ({ name, yen })),
    rough: counted.some((item) => item.found.approx),
  }
}
