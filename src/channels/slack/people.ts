import type { WebClient } from '@slack/web-api'
import type { OperatorRoom, RoomFault } from './room.ts'

/** Slack wants its answer within three seconds, and the name is the least of it. */
const NAME_MS_MAX = 1_000
const NAMES_MAX = 1_000
const MEMBERS_MS = 60_000
const PAGE = 200
const PAGES_MAX = 25

const inTime = <T>(work: Promise<T>, otherwise: T): Promise<T> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), NAME_MS_MAX)
    work.then(resolve, () => resolve(otherwise)).finally(() => clearTimeout(timer))
  })

/** What people are called, for operators; the fallback where Slack does not say in time. */
export const createNames = (client: WebClient) => {
  const names = new Map<string, string>()
  const look = async (user: string): Promise<string | null> => {
    const { user: told } = await client.users.info({ user })
    const name = told?.profile?.display_name || told?.real_name || told?.name || null
    if (name !== null) {
      if (names.size >= NAMES_MAX) names.clear()
      names.set(user, name)
    }
    return name
  }
  return async (user: string, fallback: string): Promise<string> =>
    names.get(user) ?? (await inTime(look(user), null)) ?? fallback
}

/** Name and mail address of a person, to be seen and changed by themselves; empty where Slack does not say in time. */
export const createProfiles =
  (clientOf: (team: string) => WebClient) =>
  (team: string, user: string): Promise<{ name: string; email: string }> => {
    const look = async () => {
      const { user: told } = await clientOf(team).users.info({ user })
      return { name: told?.profile?.real_name || told?.real_name || '', email: told?.profile?.email ?? '' }
    }
    return inTime(look(), { name: '', email: '' })
  }

export type Membership = 'member' | 'stranger' | RoomFault

/** Whom Slack lets speak to the desk: somebody of the organization, a guest of it, of another one, or no person. */
export type PersonKind = 'member' | 'guest' | 'stranger' | 'machine'

const SLACKBOT = 'USLACKBOT'
const KINDS_MS = 60 * 60 * 1_000
const KINDS_MAX = 5_000

const kindIn = (
  user: NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>,
  team: string,
): PersonKind => {
  if (user.is_bot === true) return 'machine'
  const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])]
  if (user.is_stranger === true || (user.team_id !== undefined && !teams.includes(team))) return 'stranger'
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member'
}

/** What somebody is; null where Slack does not say in time. */
export const createKinds = (clientOf: (team: string) => WebClient, now: () => Date) => {
  const kinds = new Map<string, { kind: PersonKind; at: number }>()
  const under = new Map<string, Promise<PersonKind | null>>()
  const look = async (team: string, user: string): Promise<PersonKind | null> => {
    const { user: told } = await clientOf(team).users.info({ user })
    if (told === undefined) return null
    const kind = kindIn(told, team)
    if (kinds.size >= KINDS_MAX) kinds.clear()
    kinds.set(`${team}/${user}`, { kind, at: now().getTime() })
    return kind
  }
  return async (team: string, user: string): Promise<PersonKind | null> => {
    if (user === SLACKBOT) return 'machine'
    const known = kinds.get(`${team}/${user}`)
    if (known !== undefined && now().getTime() - known.at < KINDS_MS) return known.kind
    // The mention and the message of one post ask at once.
    const key = `${team}/${user}`
    const looking = under.get(key) ?? look(team, user).finally(() => under.delete(key))
    under.set(key, looking)
    return inTime(looking, null)
  }
}

/** Whether somebody is in the operators' channel. Unsure, where Slack cannot be asked, is not a yes. */
export const createMembers = (client: WebClient, channel: string | null, now: () => Date, room: OperatorRoom) => {
  let known: { at: number; members: Set<string> } | null = null
  let looking: Promise<Set<string>> | null = null

  const read = async (of: string): Promise<Set<string>> => {
    const members = new Set<string>()
    let cursor = ''
    for (let page = 0; page < PAGES_MAX; page++) {
      const told = await client.conversations.members({ channel: of, limit: PAGE, ...(cursor ? { cursor } : {}) })
      for (const member of told.members ?? []) members.add(member)
      cursor = told.response_metadata?.next_cursor ?? ''
      if (cursor === '') break
    }
    known = { at: now().getTime(), members }
    return members
  }

  const of = async (user: string, place: string | null): Promise<Membership> => {
    // A card that was copied elsewhere gives nobody a right.
    if (channel === null || (place !== null && place !== channel)) return 'stranger'
    // Where strangers read along, nobody acts, whoever they are.
    const fault = await room.fault()
    if (fault !== null) return fault
    if (known !== null && now().getTime() - known.at < MEMBERS_MS && known.members.has(user)) return 'member'
    try {
      looking ??= read(channel).finally(() => {
        looking = null
      })
      return (await looking).has(user) ? 'member' : 'stranger'
    } catch {
      return 'unsure'
    }
  }
  return {
    of,
    /** Somebody came or went. */
    forget() {
      known = null
    },
  }
}
