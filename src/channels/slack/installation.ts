import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { Failure } from '../../base/failure.ts'
import { fill } from '../../base/words.ts'
import type { ChannelShelf, Readiness } from '../channel.ts'
import { createApi, failureOf, isGone, type Api, type ApiOptions } from './api.ts'
import type { Installing } from './installing.ts'
import { carried } from './offers.ts'
import type { SlackWords } from './words.ts'

/** How long a look at a token counts, so that probes do not use up Slack's patience. */
const LOOK_MS = 20_000
/** A token is read from the database, and renewed where it is about to expire, this often. */
const TOKEN_MS = 60_000
/** Slack waits three seconds for its answer, and whose it is matters less than that it is taken. */
const KNOWING_MS_MAX = 1_000
/** Slack's methods may take a token a little longer than its events say. */
const LAG_MS = 60_000
const GONE = 'gone/'
const ORGANIZATION = 'organization/'
const GONE_MAX = 500
/** Where there is one workspace, whatever it is called. */
const SOLE = '-'

const goneShape = z.object({ why: z.string(), at: z.number(), told: z.boolean() })

/** Who sent something: the workspace, its organization where the app belongs to that, and the app. */
export interface Sender {
  team: string
  enterprise?: string | null | undefined
  app?: string | null | undefined
}

/** The workspaces that the desk is installed in, and what it may call itself in each. */
export interface Installation {
  apiOf(team: string): Api
  /** The bot's user id in a workspace, as Slack told it last; null until anything was heard of it. */
  botUser(team: string): Promise<string | null>
  /** Slack names the bot in each event, which costs no call. */
  noteBot(team: string, user: string): void
  /** Whether this comes from our app in a workspace of ours. */
  knows(sender: Sender): Promise<boolean>
  /** The app was taken out of a workspace, or its token revoked. `told`: by Slack itself, in an event. */
  noteGone(sender: Sender, why: string, told: boolean): Promise<void>
  /** It was installed: what is known of it before counts no more. */
  noteInstalled(key: string): Promise<void>
  ready(): Promise<Readiness>
  /** Looks whether what was gone is good again. */
  lookAgain(): Promise<void>
}

interface Parts {
  /** The one workspace by its token; null where workspaces are installed over the browser. */
  botToken: string | null
  /** The app's id, where it is known beforehand. */
  appId: string | null
  installing: Installing | null
  options: ApiOptions
  shelf: ChannelShelf
  words: SlackWords
  now: () => Date
  /** A token is good again, so that what could not be said may be said now. */
  onGoodAgain: () => Promise<void>
}

/** Which token speaks in a workspace, renewed in time. */
const createTokens = ({ botToken, installing, shelf, now }: Parts) => {
  const kept = new Map<string, { at: number; token: Promise<string> }>()

  const read = async (team: string): Promise<string> => {
    if (installing === null) return botToken ?? ''
    let teamId = team
    if (team === SOLE) {
      const [first, ...others] = await installing.vault.list()
      if (first === undefined || others.length > 0) {
        throw new Failure('slack.workspace', 'Write SLACK_OPERATOR_CHANNEL as workspace/channel, such as T0123/C0456.')
      }
      teamId = first.key
    }
    const enterpriseId = teamId.startsWith('E') ? teamId : ((await shelf.get(`${ORGANIZATION}${teamId}`)) ?? undefined)
    const query = { teamId, enterpriseId, isEnterpriseInstall: false as const }
    try {
      const { botToken: token } = await installing.provider.authorize(query)
      return token ?? ''
    } catch (thrown) {
      const original = thrown instanceof Error && 'original' in thrown ? thrown.original : thrown
      throw original instanceof Failure ? original : failureOf(thrown)
    }
  }

  return {
    forget: () => kept.clear(),
    of(team: string): Promise<string> {
      const known = kept.get(team)
      const at = now().getTime()
      if (known !== undefined && at - known.at < TOKEN_MS) return known.token
      const token = read(team)
      kept.set(team, { at, token })
      token.catch(() => kept.delete(team))
      return token
    },
  }
}

export const createInstallation = (parts: Parts): Installation => {
  const { installing, shelf, words, now, options } = parts
  const tokens = createTokens(parts)
  const apis = new Map<string, Api>()
  const bots = new Map<string, string>()
  let looked: { at: number; readiness: Promise<Readiness> } | null = null
  /** The team, organization and app of the one token, once Slack said them. */
  let own: { team: string; enterprise: string | null } | null = null

  const apiOf = (team: string): Api => {
    const key = installing === null ? SOLE : team
    const known = apis.get(key)
    if (known !== undefined) return known
    const api = createApi(() => tokens.of(key), options)
    apis.set(key, api)
    return api
  }

  const revive = async (key: string) => {
    await shelf.remove(`${GONE}${key}`)
    await parts.onGoodAgain()
  }

  /** Whether an event's word still counts against what the methods say. */
  const standing = async (key: string): Promise<boolean> => {
    const gone = carried(await shelf.get(`${GONE}${key}`), goneShape)
    return gone !== null && gone.told && now().getTime() - gone.at < LAG_MS
  }

  const lookAt = async (key: string): Promise<Readiness> => {
    try {
      const told = await apiOf(key).again.auth.test()
      if (told.user_id !== undefined) bots.set(key, told.user_id)
      if (installing === null && told.team_id !== undefined) {
        own = {
          team: told.team_id,
          enterprise: told.is_enterprise_install === true ? (told.enterprise_id ?? null) : null,
        }
      }
      if (await standing(key)) return { ok: false, detail: words.ready.revoked }
      if ((await shelf.get(`${GONE}${key}`)) !== null) await revive(key)
      return { ok: true, detail: fill(words.ready.ok, { team: told.team ?? told.team_id ?? '' }) }
    } catch (thrown) {
      const failure = failureOf(thrown)
      if (isGone(thrown) || failure.code === 'slack.token') {
        await noteGone(key, failure.code, false)
        return { ok: false, detail: words.ready.revoked }
      }
      return { ok: false, detail: fill(words.ready.unreachable, { why: failure.code }) }
    }
  }

  const noteGone = async (key: string, why: string, told: boolean) => {
    if (!told && (await shelf.get(`${GONE}${key}`)) !== null) return
    await shelf.put(`${GONE}${key}`, JSON.stringify({ why, at: now().getTime(), told }))
  }

  /** All workspaces must be well: one that is not is named. */
  const lookAtAll = async (): Promise<Readiness> => {
    if (installing === null) return lookAt(SOLE)
    const installed = await installing.vault.list()
    const gone = await shelf.list(GONE, GONE_MAX)
    const left = gone
      .map(({ key }) => key.slice(GONE.length))
      .filter((key) => !installed.some((each) => each.key === key))
    if (left.length > 0) return { ok: false, detail: fill(words.ready.removed, { names: left.join('、') }) }
    if (installed.length === 0) return { ok: false, detail: words.ready.nowhere }
    const states = await Promise.all(installed.map(async ({ key, name }) => ({ name, state: await lookAt(key) })))
    const bad = states.find(({ state }) => !state.ok)
    if (bad !== undefined) return { ok: false, detail: `${bad.name}：${bad.state.detail}` }
    return { ok: true, detail: fill(words.ready.ok, { team: states.map(({ name }) => name).join('、') }) }
  }

  const ready = (): Promise<Readiness> => {
    const at = now().getTime()
    if (looked === null || at - looked.at >= LOOK_MS) looked = { at, readiness: lookAtAll() }
    return looked.readiness
  }

  /** What an installation is kept under, where there is one for this sender. */
  const keyOf = async ({ team, enterprise }: Sender): Promise<string | null> => {
    if (installing === null) {
      if (own === null) await Promise.race([ready(), pause(KNOWING_MS_MAX)])
      // Slack out of reach, nothing says that it is another's.
      if (own === null || team === SOLE) return SOLE
      return own.team === team || (own.enterprise !== null && own.enterprise === enterprise) ? SOLE : null
    }
    const installed = await installing.vault.list()
    return (
      installed.find(({ key }) => key === team)?.key ?? installed.find(({ key }) => key === enterprise)?.key ?? null
    )
  }

  return {
    apiOf,
    ready,

    async botUser(team) {
      const key = installing === null ? SOLE : team
      if (!bots.has(key)) {
        if (installing === null) await ready()
        else for (const each of await installing.vault.list()) if (each.bot !== null) bots.set(each.key, each.bot)
      }
      return bots.get(key) ?? null
    },
    noteBot: (team, user) => void bots.set(installing === null ? SOLE : team, user),

    async knows(sender) {
      const key = await keyOf(sender)
      if (key === null) return false
      const installed = installing === null ? null : (await installing.vault.list()).find((each) => each.key === key)
      const app = installed?.appId ?? parts.appId
      if (app != null && sender.app != null && sender.app !== app) return false
      if (key.startsWith('E') && sender.team !== SOLE && sender.team !== key) {
        await shelf.claim(`${ORGANIZATION}${sender.team}`, key)
      }
      return true
    },

    async noteGone(sender, why, told) {
      const key = (await keyOf(sender)) ?? sender.team
      looked = null
      tokens.forget()
      await noteGone(key, why, told)
      if (told && installing !== null) await installing.vault.remove(key)
    },

    async noteInstalled(key) {
      looked = null
      tokens.forget()
      await revive(key)
    },

    async lookAgain() {
      if ((await shelf.list(GONE, 1)).length === 0) return
      looked = null
      await ready()
    },
  }
}
