import type { ChannelShelf, Readiness } from '../channel.ts'
import { fill } from '../../base/words.ts'
import { failureOf, isGone, type Api } from './api.ts'
import type { SlackWords } from './words.ts'

/** How long a look at the token counts, so that probes do not use up Slack's patience. */
const LOOK_MS = 20_000
const GONE_KEY = 'installation/gone'

/**
 * The workspace that the desk is installed in. There is one, by its token. Many would be told apart by their team here,
 * and nothing else would change: everybody asks for the api of a team.
 */
export interface Installation {
  apiOf(team: string): Api
  /** The bot's user id, as Slack told it last; null until anything was heard of it. */
  botUser(): Promise<string | null>
  /** Slack names the bot in each event, which costs no call. */
  noteBot(user: string): void
  /** The app was taken out of the workspace, or its token revoked. */
  noteGone(why: string): Promise<void>
  ready(): Promise<Readiness>
}

export const createInstallation = (parts: {
  api: Api
  shelf: ChannelShelf
  words: SlackWords
  now: () => Date
}): Installation => {
  const { api, shelf, words, now } = parts
  let bot: string | null = null
  let looked: { at: number; readiness: Promise<Readiness> } | null = null

  const look = async (): Promise<Readiness> => {
    try {
      const told = await api.again.auth.test()
      bot = told.user_id ?? bot
      if ((await shelf.get(GONE_KEY)) !== null) await shelf.remove(GONE_KEY)
      return { ok: true, detail: fill(words.ready.ok, { team: told.team ?? told.team_id ?? '' }) }
    } catch (thrown) {
      if (isGone(thrown)) return { ok: false, detail: words.ready.revoked }
      return { ok: false, detail: fill(words.ready.unreachable, { why: failureOf(thrown).code }) }
    }
  }

  const ready = (): Promise<Readiness> => {
    const at = now().getTime()
    if (looked === null || at - looked.at >= LOOK_MS) looked = { at, readiness: look() }
    return looked.readiness
  }

  return {
    apiOf: () => api,
    async botUser() {
      if (bot === null) await ready()
      return bot
    },
    noteBot(user) {
      bot = user
    },
    async noteGone(why) {
      looked = null
      await shelf.put(GONE_KEY, why)
    },
    async ready() {
      const readiness = await ready()
      // Slack says so in an event before its own methods notice.
      if (readiness.ok && (await shelf.get(GONE_KEY)) !== null) {
        looked = null
        return { ok: false, detail: words.ready.revoked }
      }
      return readiness
    },
  }
}
