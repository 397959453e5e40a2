import { standingOf, type Consultation } from '../procedures/procedures.ts'
import type { Repositories, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { japanDay } from './hours.ts'
import type { CurrentSettings } from './settings.ts'
import type { Fields } from './fields.ts'
import { optionLabel, type Words } from './words.ts'

export interface Eligibility {
  verdict: 'yes' | 'no' | 'confirm'
  /** Each rule with its own verdict, in words that name source and date. */
  reasons: { verdict: 'yes' | 'no' | 'confirm'; text: string }[]
}

type Reason = Eligibility['reasons'][number]

const kindReason = (kind: string, table: Consultation, words: Words): Reason => {
  const edition = table.editions.at(-1)
  const said = {
    kind: optionLabel(words, 'kind', kind),
    source: edition?.sources[0]?.document ?? '',
    asOf: table.asOf,
  }
  const standing = edition === undefined ? 'outside' : standingOf(edition, kind)
  if (standing === 'listed') return { verdict: 'yes', text: fill(words.eligibility.listed, said) }
  if (standing === 'others') return { verdict: 'confirm', text: fill(words.eligibility.unlisted, said) }
  return { verdict: 'no', text: fill(words.eligibility.excluded, said) }
}

const periodReason = (settings: CurrentSettings, today: string, words: Words): Reason => {
  const [from, to] = [settings.of('periodFrom'), settings.of('periodTo')]
  const period = `${from.value}〜${to.value}`
  const known = to.certain && to.value !== ''
  const over = known && to.value < today
  const early = from.certain && from.value !== '' && from.value > today
  if (over || early) return { verdict: 'no', text: fill(words.eligibility.periodClosed, { period }) }
  return known
    ? { verdict: 'yes', text: fill(words.eligibility.periodOpen, { period }) }
    : { verdict: 'confirm', text: words.eligibility.periodUnknown }
}

const sessionsReason = (settings: CurrentSettings, used: number, words: Words): Reason => {
  const limit = settings.of('sessionsMax')
  if (limit.value === '') return { verdict: 'confirm', text: words.eligibility.sessionsUnknown }
  const said = { max: limit.value, used }
  if (used < Number(limit.value)) {
    return limit.certain
      ? { verdict: 'yes', text: fill(words.eligibility.sessionsLeft, said) }
      : { verdict: 'confirm', text: words.eligibility.sessionsUnknown }
  }
  return limit.certain
    ? { verdict: 'no', text: fill(words.eligibility.sessionsOver, said) }
    : { verdict: 'confirm', text: fill(words.eligibility.sessionsOverUnsure, said) }
}

/**
 * Whether the programme is for this organisation, as far as rules and settings tell. `recorded` are the sessions that
 * the desk itself has seen held for it; the organisation's own word counts where it is higher.
 */
export const judge = (
  given: { fields: Fields; recorded: number; today: string },
  table: Consultation,
  settings: CurrentSettings,
  words: Words,
): Eligibility => {
  const used = Math.max(Number(given.fields['sessionsUsed'] ?? 0), given.recorded)
  const reasons = [
    kindReason(given.fields['kind'] ?? '', table, words),
    periodReason(settings, given.today, words),
    sessionsReason(settings, used, words),
  ]
  const worst = (['no', 'confirm'] as const).find((verdict) => reasons.some((reason) => reason.verdict === verdict))
  return { verdict: worst ?? 'yes', reasons }
}

/** The verdict in words, with the reasons that are not a plain yes. */
export const eligibilityLines = ({ verdict, reasons }: Eligibility, words: Words): string[] => [
  fill(words.eligibility.summary, { verdict: words.eligibility[verdict] }),
  ...reasons.filter((reason) => reason.verdict !== 'yes').map(({ text }) => `・${text}`),
]

/** Sessions that the desk has seen held for the organisation in this fiscal year, which begins in April. */
export const recordedSessions = (
  tx: Pick<Repositories, 'requests'>,
  request: StoredRequest,
  now: Date,
): Promise<number> => {
  const [year = 0, month = 0] = japanDay(now).split('-').map(Number)
  const start = new Date(`${month >= 4 ? year : year - 1}-04-01T00:00:00+09:00`)
  return tx.requests.sessionsOf(request.organisationKey, start, request.id)
}
