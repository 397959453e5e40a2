import type { Activity } from './activity.ts'
import type { Sdk } from './sdk.ts'

/** Teams signs an hour's messages with one token; its key is looked at again after this. */
const REMEMBERED_MS = 5 * 60_000
const REMEMBERED_MAX = 500

const expiryOf = (authorization: string): number => {
  try {
    const [, payload = ''] = authorization.split('.')
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp?: unknown }
    return typeof exp === 'number' ? exp * 1_000 : 0
  } catch {
    return 0
  }
}

/** Looks once at a token that comes with many messages, of which hundreds may come at once. */
export const remembering = (trusts: Sdk['trusts'], now: () => number): Sdk['trusts'] => {
  const known = new Map<string, { until: number; answer: Promise<boolean> }>()
  return async (activity: Activity, authorization: string) => {
    // All that the answer depends on.
    const key = JSON.stringify([authorization, activity.serviceUrl, activity.channelId])
    const remembered = known.get(key)
    if (remembered !== undefined && now() < remembered.until) return remembered.answer
    const answer = trusts(activity, authorization)
    const until = Math.min(expiryOf(authorization), now() + REMEMBERED_MS)
    if (known.size >= REMEMBERED_MAX) known.clear()
    known.set(key, { until, answer })
    // Only what is trusted is remembered.
    const forget = () => void (known.get(key)?.answer === answer && known.delete(key))
    answer.then((trusted) => trusted || forget(), forget)
    return answer
  }
}
