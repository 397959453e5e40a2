/**
 * Head counts and shares as people tell them of their own organisation: who is employed, who may work remotely, who
 * does, and on how many days. Expects folded text.
 */
import { findNumbers, type Found } from '../../japanese/numbers.ts'

/** What a figure is of. */
export const ROLES = ['employees', 'eligible', 'practising', 'eligibleShare', 'practisingShare', 'meanDays'] as const
export type Role = (typeof ROLES)[number]

export interface Told {
  value: number
  rough: boolean
}

export type People = Partial<Record<Role, Told>>

const CLAUSE_CHARACTERS_MAX = 20
const PEOPLE_MAX = 10_000_000
const DAYS_MAX = 31
const WEEKS_A_MONTH = 52 / 12

const ELIGIBLE =
  /対象|可能|使える(?:人|の)|できる(?:人|の)|認め(?:て|られ)|許可|制度が使|(?:し|やっ)て(?:も)?(?:いい|ええ|よい|良い)(?:人|の)|ok(?:な|の)?(?:人|の)|eligible|allowed/u
const PRACTISING =
  /実施|実践|利用(?:者|し|実績)|使って|使った|した人|してる(?:人|の)|している(?:人|の)|して(?:い)?るのは|やって|やった|実際|実働|実績|在宅(?:は|が|した|して(?!(?:も)?(?:いい|ええ|よい|良い))|勤務(?:した|して|は))|経験者|テレワークした|users?|practi[sc]ing|actual/u
const EMPLOYED =
  /社員|従業員|職員|雇用|全体|会社|企業|スタッフ|(?<!実施|対象|利用)人数|総勢|全社|正社員|働いて(?:い)?る(?:人|の)は|規模|パート込み|法人|組合員|メンバー|常用|常勤|全部で|(?:^|[、。?は])全$|full-?time|employees?|staff|headcount|workforce/u

const PRACTISING_AFTER =
  /^(?:が|は|とも|も|ほど|くらい|ぐらい|程度)?(?:全員)?(?:月|週|平均|先月|実際|実施|実践|利用|使|テレワーク(?:し|を)|在宅(?:し|を|勤務)|やっ|やり|行)/u
const ELIGIBLE_AFTER =
  /^(?:が|を|は|も|ほど|くらい|ぐらい|程度|まで)?(?:テレワークの?)?(?:対象|可能|使える|できる|認め)/u
const EMPLOYED_AFTER =
  /^(?:中|のうち|の(?:うち|会社|企業|法人|団体|npo|組織|小規模|中小|工務店|工場|事業)|規模|います|いて|いる|で(?:、|対象)|を?雇|体制|の?(?:小規模|株式|有限|合同))/u

/** 対象にしてるのが120人: what is made eligible is not what is done. */
const MADE_ELIGIBLE =
  /対象(?:に|と)(?:し(?:て(?:い)?(?:る|ます)|た|ます)|な(?:って(?:い)?る|る|った)|すれば|したら|すると)(?:の(?:が|は)|人(?:が|は)|社員(?:が|は))?/gu

type Around = { before: string; after: string }

/** The words of the same clause before and after a figure. */
const around = (folded: string, from: number, to: number, found: Found): Around => {
  const before = folded.slice(Math.max(from, found.start - CLAUSE_CHARACTERS_MAX), found.start)
  const after = folded.slice(found.end, Math.min(to, found.end + CLAUSE_CHARACTERS_MAX))
  const clause = before.split(/[、。,;]/u).at(-1) ?? ''
  return { before: clause === '' ? before : clause, after: after.split(/[、。,;?]/u)[0] ?? '' }
}

const lastOf = (text: string, pattern: RegExp): number => {
  const all = [...text.matchAll(new RegExp(pattern, 'gu'))]
  return all.at(-1)?.index ?? -1
}

/** The role word nearest before a figure; in 「対象90人のうち50人が実施」 what follows tells. */
const roleBefore = (before: string): 'employees' | 'eligible' | 'practising' | null => {
  const at = {
    practising: lastOf(before, PRACTISING),
    eligible: lastOf(before, ELIGIBLE),
    employees: lastOf(before, EMPLOYED),
  }
  const best = Math.max(at.practising, at.eligible, at.employees)
  if (best < 0) return null
  return at.practising === best ? 'practising' : at.eligible === best ? 'eligible' : 'employees'
}

const OF_THESE = /(?:うち|中で|なかで|そのうち|内)(?:の)?$/u

const roleOfCount = ({ before, after }: Around, last: Role | null): Role | null => {
  if (ELIGIBLE_AFTER.test(after)) return 'eligible'
  if (PRACTISING_AFTER.test(after)) return 'practising'
  const named = OF_THESE.test(before) ? null : roleBefore(before)
  if (named !== null) return named
  if (OF_THESE.test(before)) return last === 'employees' ? 'eligible' : last === 'eligible' ? 'practising' : null
  return EMPLOYED_AFTER.test(after) ? 'employees' : null
}

const roleOfShare = ({ before, after }: Around, last: Role | null): Role | null => {
  // 対象40%: the word that stands right before a share says of what it is.
  if (/対象(?:者|従業員|社員)?(?:率|の?割合|の?比率)?(?:は|が|:)?$/u.test(before) && !OF_THESE.test(before))
    return 'eligibleShare'
  if (/(?:実施|実践|利用)(?:者|率|割合)?(?:は|が|も|:)?$/u.test(before)) return 'practisingShare'
  const told = after.replace(/^(?:くらい|ぐらい|程度|ほど|弱|強)?(?:が|は|を|も|の人が|の)?/u, '')
  if (/^(?:テレワークの?)?対象|^使える|^できる/u.test(told)) return 'eligibleShare'
  if (/^(?:実施|実践|利用|使|テレワーク|在宅|やっ|月|行)/u.test(told)) return 'practisingShare'
  if (/実施|実践|利用率|やって|使って/u.test(before)) return 'practisingShare'
  if (/対象(?:者|従業員|の割合|率)?(?:の|は|が|で)?(?:うち)?$/u.test(before))
    return /(?:の|うち)$/u.test(before) ? 'practisingShare' : 'eligibleShare'
  if (OF_THESE.test(before))
    return last === 'eligible' || last === 'eligibleShare' ? 'practisingShare' : 'eligibleShare'
  return /対象/u.test(before) ? 'eligibleShare' : null
}

const rounded = (value: number): number => Math.round(value * 10) / 10

const WEEKLY = /(?:週に?|毎週|1週間に)(?:平均)?(?:約|およそ)?$/u
const MONTHLY =
  /月に?(?:平均)?(?:で)?(?:約|およそ)?$|(?:monthly)?(?:avg|average)(?:of)?$|平均(?:は|で|して)?(?:月に?)?(?:約|およそ)?$|実施日数(?:は|が)?(?:約)?$|頻度(?:は)?$/u

/** Days a month: 週1回 and 週2 are converted, 月4回 counts as days. */
const daysOf = (found: Found, { before, after }: Around): Told | null => {
  const weekly = found.unit === 'weekly-days' || WEEKLY.test(before)
  const counted = found.unit === 'days' || found.unit === 'weekly-days' || found.unit === 'times'
  if (weekly && (counted || found.unit === 'none') && found.value <= 7)
    return { value: rounded(found.value * WEEKS_A_MONTH), rough: true }
  const monthly = MONTHLY.test(before) || /^(?:\/月|ペース|くらい\/月)/u.test(after)
  if (monthly && (counted || found.unit === 'none') && found.value <= DAYS_MAX)
    return { value: found.value, rough: found.approx }
  return found.unit === 'days' && /平均|月|実施|日数|在宅/u.test(before + after) && found.value <= DAYS_MAX
    ? { value: found.value, rough: found.approx }
    : null
}

/** うち(200名) counts everybody. */
const OURSELVES = /(?:うち|ウチ|当社|弊社|自社|会社|法人|企業|店|局|所|社)\($/u

const roleOf = (found: Found, words: Around, last: Role | null): [Role, Told] | null => {
  if (found.bound || found.value < 0) return null
  const told = { value: found.value, rough: found.approx }
  const days = daysOf(found, words)
  if (days !== null) return ['meanDays', days]
  if (found.unit === 'percent') {
    const role = found.value <= 100 ? roleOfShare(words, last) : null
    return role === null ? null : [role, told]
  }
  if (found.unit !== 'people' && found.unit !== 'none') return null
  if (!Number.isInteger(found.value) || found.value > PEOPLE_MAX) return null
  // In 「実施率45%（130名）」 the count is of the same people as the share before it.
  if (words.before.endsWith('(')) {
    if (OURSELVES.test(words.before)) return ['employees', told]
    if (last === 'eligibleShare') return ['eligible', told]
    if (last === 'practisingShare') return ['practising', told]
  }
  const role = roleOfCount(words, last)
  // A bare number is a head count only right behind the word that says whose: 社員120.
  const bare =
    found.unit === 'people' ||
    /(?:社員|従業員|職員|対象者?|実施者?|雇用|利用者|実践|スタッフ|正社員|数|全体|全部で|全|常用|eligible|users?|full-?time|employees?|staff|practi[sc]ing)(?:は|が|の|:|=|も)?(?:約|およそ)?$/u.test(
      words.before,
    )
  return role === null || !bare ? null : [role, told]
}

const EVERYBODY: [Role, RegExp][] = [
  ['eligibleShare', /(?:全員|全社員|みんな)(?:が|は|に)?(?:在宅|テレワーク)(?:勤務)?(?:が|は)?(?:ok|可|でき|の?対象)/u],
  [
    'eligibleShare',
    /(?:全員|全社員|全従業員|みんな|全部)(?:が|を|は|に|で)?(?:テレワークの?)?対象|対象(?:は|者は)(?:全員|全社員|全従業員)/u,
  ],
  [
    'practisingShare',
    /(?:全員|全社員|みんな)(?:が|で|は)?(?:実施|実践|利用|やって|使って|在宅(?!(?:勤務)?(?:が|は)?(?:ok|可|でき|の?対象)))|実施(?:は|者は|も)全員/u,
  ],
]
const HALVES: [Role, RegExp][] = [
  ['practisingShare', /(?:半分|半数)(?:くらい|ぐらい|ほど)?(?:が|は|だけ)?(?:実施|実践|利用|やって|使って|在宅)/u],
  ['eligibleShare', /(?:半分|半数)(?:くらい|ぐらい|ほど)?(?:が|は|を)?(?:対象|家で働け|在宅でき|テレワークでき|可能)/u],
]

/** A share without a word of its own, right after a rough one, says that one exactly. */
const refined = (found: Found, last: Role | null, people: People): [Role, Told] | null =>
  found.unit === 'percent' && !found.bound && found.value <= 100 && last?.endsWith('Share') && people[last]?.rough
    ? [last, { value: found.value, rough: found.approx }]
    : null

const SUPPOSED = /^(?:いれば|いたら|おれば|おったら)/u

/** Everything that a folded sentence tells of people. */
export const peopleIn = (message: string): People => {
  const people: People = {}
  const folded = message.replace(MADE_ELIGIBLE, '対象')
  const found = findNumbers(folded)
  let last: Role | null = null
  found.forEach((each, at) => {
    const words = around(folded, found[at - 1]?.end ?? 0, found[at + 1]?.start ?? folded.length, each)
    const role = roleOf(each, words, last) ?? refined(each, last, people)
    // 2割ちょっと、22%: the exact figure stands for the rough one before it.
    if (role && (people[role[0]]?.rough ?? true)) people[role[0]] = role[1]
    // 100人いればOK？ asks of a number; the one told after it is one's own.
    if (role && people[role[0]] === role[1] && SUPPOSED.test(folded.slice(each.end)))
      people[role[0]] = { ...role[1], rough: true }
    if (role && role[0] !== 'meanDays') last = role[0]
  })
  for (const [role, pattern] of HALVES)
    if (!people[role] && pattern.test(folded)) people[role] = { value: 50, rough: true }
  for (const [role, pattern] of EVERYBODY) if (pattern.test(folded)) people[role] = { value: 100, rough: false }
  return people
}

/** How large an organisation or group is: the employees, or the one head count that is nobody's share. */
export const sizeIn = (folded: string): Told | null => {
  const people = peopleIn(folded)
  if (people.employees) return people.employees
  const only = findNumbers(folded).find(
    (each) =>
      each.unit === 'people' &&
      !each.bound &&
      Number.isInteger(each.value) &&
      !OF_INHABITANTS.test(folded.slice(0, each.start)),
  )
  return only === undefined ? null : { value: only.value, rough: only.approx }
}

/** Every size that a sentence names, its own and those it is set against: 128人の町と100人以下のところ. */
export const sizesIn = (folded: string): number[] =>
  findNumbers(folded)
    .filter(
      ({ unit, value, start }) =>
        unit === 'people' && Number.isInteger(value) && !OF_INHABITANTS.test(folded.slice(0, start)),
    )
    .map(({ value }) => value)

/** 人口3万人 counts nobody who works. */
const OF_INHABITANTS = /人口[^、。]{0,4}$/u
