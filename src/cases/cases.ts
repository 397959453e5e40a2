/**
 * The consultation request, from a draft in a conversation to the last session with a Telework Manager. The door of the
 * room: its parts are made from one kit, and everything that changes a request goes by one table of states.
 */
import type { Rules } from '../procedures/procedures.ts'
import { createFormReader } from './fields.ts'
import type { Kit } from './kit.ts'
import { createSettings, type SettingSeeds } from './settings.ts'
import type { Words } from './words.ts'

export { readBounce, takeBounce } from './bounces.ts'
export { consultTalk } from './talk.ts'
export { createDispatcher } from './dispatcher.ts'
export { type Route, routesTo } from './dispatch.ts'
export { createFaxRoute } from './fax.ts'
export { createMailRoute } from './mail.ts'
export { createMailNotices } from './mail-notices.ts'
export { createReminders } from './reminders.ts'
export { offerLink, operatorByAddress } from './operating.ts'
export { settleRequests } from './settle.ts'
export { createWebhookRoute } from './webhook.ts'
export { writingPlaces } from './writing.ts'
export { bestMatches, type Candidate } from './matching.ts'
export type { Kit } from './kit.ts'
export { operatorAddresses, registerOperators, unregisterOperators } from './notices.ts'
export {
  act,
  keepManager,
  type Operator,
  previewSheet,
  type RequestView,
  retryDispatch,
  type SimilarRequest,
  similarRequests,
  viewRequest,
} from './operations.ts'
export { exportPerson, purge } from './retention.ts'
export { createDigest, digestWish, sendDigests, wishDigest } from './digest.ts'
export { createDailyPurge } from './daily.ts'
export { type ErasedWhole, erasePerson } from './erase.ts'
export { requestDesk } from './request-desk.ts'
export { verifyReceipt } from './receipt.ts'
export type { Setting, SettingSeeds } from './settings.ts'
export type { Act } from './states.ts'
export { readEscalationWords, type Words } from './words.ts'

export const createKit = (parts: {
  words: Words
  rules: Pick<Rules, 'consultation' | 'vocabulary'>
  programme: SettingSeeds['programme']
  /** Names of the configured routes, the usual one first. */
  routes: readonly string[]
  newId: () => string
  seen?: Kit['seen']
  mails?: boolean
  hasForms?: Kit['hasForms']
  publicUrl?: string | null
}): Kit => {
  const { words, rules, programme, routes, newId, seen = () => undefined, mails = false, publicUrl = null } = parts
  const { hasForms = () => true } = parts
  const { consultation } = rules
  const { prefectures } = rules.vocabulary
  return {
    words,
    reader: createFormReader(words, prefectures),
    settings: createSettings({ consultation, programme }, words),
    consultation,
    routes,
    newId,
    seen,
    mails,
    hasForms,
    publicUrl,
  }
}
