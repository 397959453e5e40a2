import { WebAPIRateLimitedError } from '@slack/web-api'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { Failure } from '../../base/failure.ts'
import type { ChannelShelf } from '../channel.ts'
import { cut } from '../plain.ts'
import { failureOf, isGone, slackWord, type Api } from './api.ts'
import { carried } from './offers.ts'
import type { Seen } from './progress.ts'
import type { SlackWords } from './words.ts'

/** An answer that comes sooner needs no word about being worked on. */
const QUIET_MS = 400
/** Where an app is no agent, its settings may be changed while we run; then sessions are tried anew. */
const LEGACY_MS = 60 * 60 * 1_000
const TITLE_CHARACTERS_MAX = 80
/** A line of ours that another process may have taken away. */
const FORGOTTEN_MS = 2 * 60 * 1_000
const ATTEMPTS = 3
const WAIT_MS_MAX = 2_000
const RETRY_MS = 150
const PREFIX = 'status/'
const STANDING_MAX = 200

const shape = z.object({ team: z.string(), channel: z.string(), ts: z.string(), how: z.enum(['session', 'line']) })
type Standing = z.infer<typeof shape>

/** Whether Slack refused for good; what may pass by itself says nothing about the method. */
const isRefused = (thrown: unknown): boolean => {
  if (thrown instanceof WebAPIRateLimitedError || isGone(thrown)) return false
  return slackWord(thrown) !== null && !failureOf(thrown).retryable
}

/** Tries a few times, as long as Slack asks to wait no longer than people would. */
export const insisting = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (thrown) {
      const failure = failureOf(thrown)
      if (!failure.retryable || attempt === ATTEMPTS) throw failure
      const { retryAfterMs = RETRY_MS * attempt } = failure
      if (retryAfterMs > WAIT_MS_MAX) throw failure
      await pause(retryAfterMs)
    }
  }
}

/**
 * The line that says that somebody's question is being worked on: as the session of an agent, which brings Slack's own
 * stop button, or, where the app is no agent, as the older status line. It is shown once, only where the answer takes
 * its time, and is gone before the answer is said.
 */
export interface StatusLine {
  /** Shows the line in a moment, unless `end` comes first or `isOpen` says that there is an answer by then. False while a line stands for an earlier question. */
  begin(conversation: string, seen: Seen, isOpen: () => Promise<boolean>): boolean
  /** Nothing is worked on any more; resolves once Slack shows so, or cannot be told now. `spoken`: words end it. */
  end(conversation: string, spoken: boolean): Promise<void>
  /** The stream that just ended has ended the session, too. */
  ended(conversation: string): Promise<void>
  isShown(conversation: string): boolean
  /** Names a session that was shown, for the list of one's conversations. */
  rename(place: { team: string; channel: string; ts: string }, title: string): Promise<void>
  /** Takes away what an earlier process or an outage left standing. */
  sweep(): Promise<void>
}

interface Line {
  since: number
  timer: NodeJS.Timeout | null
  showing: Promise<void>
  standing: Standing | null
}

export const createStatusLine = (parts: {
  apiOf: (team: string) => Api
  shelf: ChannelShelf
  /** Whether somebody waits for an answer in a conversation. */
  isAwaited: (conversation: string) => Promise<boolean>
  words: SlackWords
  onFault: (what: string, thrown: unknown) => void
}): StatusLine => {
  const { apiOf, shelf, words, onFault } = parts
  const lines = new Map<string, Line>()
  let legacyUntil = 0

  const showSession = async ({ team, channel, ts, user, text }: Seen): Promise<boolean> => {
    if (performance.now() < legacyUntil) return false
    const title = cut(text.replaceAll(/\s+/gu, ' ').trim(), TITLE_CHARACTERS_MAX)
    try {
      await apiOf(team).once.agents.sessions.setStatus({
        channel_id: channel,
        thread_ts: ts,
        status: 'processing',
        initiator_user_id: user,
        ...(title === '' ? {} : { title }),
      })
      return true
    } catch (thrown) {
      if (!isRefused(thrown)) throw thrown
      legacyUntil = performance.now() + LEGACY_MS
      return false
    }
  }

  const show = async (conversation: string, line: Line, seen: Seen, isOpen: () => Promise<boolean>) => {
    // The answer may be on its way already: by another process, or before we heard that the question was kept.
    if (!(await isOpen())) {
      lines.delete(conversation)
      return
    }
    const { team, channel, thread } = seen
    const at = { team, channel, ts: thread }
    // Kept first: a line that nobody remembers stays for minutes.
    await shelf.put(`${PREFIX}${conversation}`, JSON.stringify({ ...at, how: 'session' }))
    line.standing = { ...at, how: 'session' }
    if (await showSession({ ...seen, ts: thread })) return
    line.standing = { ...at, how: 'line' }
    await shelf.put(`${PREFIX}${conversation}`, JSON.stringify(line.standing))
    const { once } = apiOf(team)
    await once.assistant.threads.setStatus({ channel_id: channel, thread_ts: thread, status: words.status.searching })
  }

  const forget = async (conversation: string) => {
    lines.delete(conversation)
    await shelf.remove(`${PREFIX}${conversation}`)
  }

  const takeAway = async ({ team, channel, ts, how }: Standing) => {
    const { once } = apiOf(team)
    const at = { channel_id: channel, thread_ts: ts }
    await insisting(() =>
      how === 'session'
        ? once.agents.sessions.setStatus({ ...at, status: 'active' })
        : once.assistant.threads.setStatus({ ...at, status: '' }),
    )
  }

  const clear = async (conversation: string, standing: Standing) => {
    try {
      await takeAway(standing)
    } catch (thrown) {
      // Kept on the shelf: the next sweep takes it away.
      if (thrown instanceof Failure && thrown.retryable) {
        lines.delete(conversation)
        return onFault('slack.status', thrown)
      }
    }
    await forget(conversation)
  }

  return {
    begin(conversation, seen, isOpen) {
      const known = lines.get(conversation)
      if (known !== undefined && performance.now() - known.since < FORGOTTEN_MS) return false
      const line: Line = {
        since: performance.now(),
        timer: null,
        showing: Promise.resolve(),
        standing: null,
      }
      lines.set(conversation, line)
      line.timer = setTimeout(() => {
        line.timer = null
        line.showing = show(conversation, line, seen, isOpen).catch(async (thrown: unknown) => {
          onFault('slack.status', thrown)
          // Refused, nothing is shown; where nobody heard the answer, something may be.
          if (slackWord(thrown) === null && failureOf(thrown).retryAfterMs === undefined) return
          line.standing = null
          await shelf.remove(`${PREFIX}${conversation}`)
        })
      }, QUIET_MS).unref()
      return true
    },

    async end(conversation, spoken) {
      const line = lines.get(conversation)
      if (line?.timer != null) {
        clearTimeout(line.timer)
        lines.delete(conversation)
        return
      }
      await line?.showing
      const standing = line?.standing ?? carried(await shelf.get(`${PREFIX}${conversation}`), shape)
      if (standing === null) return void lines.delete(conversation)
      // Words take the older line away by themselves.
      if (spoken && standing.how === 'line') return forget(conversation)
      await clear(conversation, standing)
    },

    ended: forget,
    isShown: (conversation) => lines.get(conversation)?.standing?.how === 'session',

    async rename({ team, channel, ts }, title) {
      if (performance.now() < legacyUntil) return
      try {
        const at = { channel_id: channel, thread_ts: ts }
        await apiOf(team).once.agents.sessions.rename({ ...at, title: cut(title, TITLE_CHARACTERS_MAX) })
      } catch (thrown) {
        // A conversation whose answers were all quick has no session to be named.
        if (!isRefused(thrown)) onFault('slack.status', thrown)
      }
    },

    async sweep() {
      for (const { key, value } of await shelf.list(PREFIX, STANDING_MAX)) {
        const conversation = key.slice(PREFIX.length)
        const standing = carried(value, shape)
        if (standing === null) await shelf.remove(key)
        else if (!lines.has(conversation) && !(await parts.isAwaited(conversation))) await clear(conversation, standing)
      }
    },
  }
}
