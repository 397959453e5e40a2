import { within } from '../../base/timeout.ts'
import { Failure } from '../../base/failure.ts'
import { rootOf } from './activity.ts'
import type { Place, Sdk } from './sdk.ts'

/** What the roster calls those who are not of the organization: its guests, and whoever came to a meeting without a name. */
const OUTSIDERS = new Set(['guest', 'anonymous'])
const KNOWN_MS = 60 * 60 * 1_000
const KNOWN_MAX = 5_000
/** A press waits for its answer, and who it is is the least of it. */
const LOOK_MS = 1_500

const late = () => new Failure('teams.member', 'Teams does not say in time who somebody is.')

/** Whether somebody is served: people of the organization, and its guests where the office says so. */
export const createGuests = (parts: { allowed: boolean; sdk: Pick<Sdk, 'member'>; now: () => Date }) => {
  const { allowed, sdk, now } = parts
  const known = new Map<string, { served: boolean; at: number }>()

  const look = async (place: Place): Promise<boolean | null> => {
    const root = { ...place, conversation: rootOf(place.conversation) }
    try {
      const member = await within(sdk.member(root, place.user.id), LOOK_MS, late)
      return member === null ? null : !OUTSIDERS.has(member.role)
    } catch {
      return null
    }
  }

  return async (place: Place): Promise<boolean> => {
    if (allowed) return true
    const key = `${place.tenant}\n${place.user.id}`
    const at = now().getTime()
    const before = known.get(key)
    if (before !== undefined && at - before.at < KNOWN_MS) return before.served
    // Where Teams does not say who it is, a colleague must not wait for it; it is asked again with the next words.
    const served = await look(place)
    if (served === null) return before?.served ?? true
    if (known.size >= KNOWN_MAX) known.clear()
    known.set(key, { served, at })
    return served
  }
}

export type Guests = ReturnType<typeof createGuests>
