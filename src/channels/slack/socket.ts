import { backoff } from '../../base/backoff.ts'
import { within } from '../../base/timeout.ts'
import { SocketModeClient, type SocketModeOptions } from '@slack/socket-mode'
import { setTimeout as pause } from 'node:timers/promises'
import type { Readiness } from '../channel.ts'
import { fill } from '../../base/words.ts'
import { clientOptions, failureOf, type ApiOptions } from './api.ts'
import { quiet } from './quiet.ts'
import type { Body, Dispatch } from './receiver.ts'
import type { SlackWords } from './words.ts'

/** From asking for an address to Slack's hello. */
const CONNECT_MS_MAX = 20_000
const waitAfter = backoff({ firstMs: 1_000, mostMs: 30_000 })
/** A connection that lived this long was a good one; the next is tried at once. */
const GOOD_MS = 10_000
const CLOSE_MS_MAX = 2_000
/** Slack's pongs and pings come every few seconds. */
const silence = { clientPingTimeout: 10_000, serverPingTimeout: 30_000 }

export interface Socket {
  start(): void
  stop(): Promise<void>
  ready(): Readiness
}

interface Envelope {
  body: Body
  ack: (answer?: Record<string, unknown>) => Promise<void>
  retry_num?: number
  retry_reason?: string
}

/**
 * Slack over a socket that the desk opens, for networks that nothing can come into. The client's own reconnecting ends
 * the process where Slack answers with an error, so each connection is a client of its own and this loop opens the next.
 */
export const createSocket = (parts: {
  appToken: string
  options: ApiOptions & { dispatcher?: SocketModeOptions['dispatcher'] }
  dispatch: Dispatch
  words: SlackWords
  onFault: (what: string, thrown: unknown) => void
}): Socket => {
  const { options, words, onFault } = parts
  const busy = new Set<Promise<void>>()
  const stopping = new AbortController()
  let why: string | null = 'starting'
  let current: SocketModeClient | null = null
  let running: Promise<void> = Promise.resolve()

  const take = async ({ body, ack, retry_num: num, retry_reason: reason }: Envelope) => {
    try {
      const answered = await parts.dispatch(body, { num, reason })
      if (!answered.handled) return
      const { body: told } = answered
      await ack(typeof told === 'string' ? { text: told } : ((told ?? {}) as Record<string, unknown>))
    } catch (thrown) {
      // What is not acknowledged comes again; a repetition is recognised.
      onFault('slack.socket', thrown)
    }
  }

  const connect = async (): Promise<void> => {
    const { logger: _, ...web } = clientOptions(options, 0)
    const { dispatcher } = options
    const client = new SocketModeClient({
      appToken: parts.appToken,
      autoReconnectEnabled: false,
      ...silence,
      clientOptions: web,
      logger: quiet,
      ...(dispatcher === undefined ? {} : { dispatcher }),
    })
    current = client
    const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()))
    client.on('slack_event', (envelope: Envelope) => {
      const taking: Promise<void> = take(envelope).finally(() => busy.delete(taking))
      busy.add(taking)
    })
    try {
      await within(client.start(), CONNECT_MS_MAX)
    } catch (thrown) {
      // Half open, it must not come up later beside the next one.
      void client.disconnect().catch(() => {})
      throw thrown
    }
    why = null
    await ended
    why = 'closed'
  }

  const run = async () => {
    let failures = 0
    while (!stopping.signal.aborted) {
      const began = performance.now()
      try {
        await connect()
      } catch (thrown) {
        why = failureOf(thrown).code
        if (!stopping.signal.aborted) onFault('slack.socket', thrown)
      }
      failures = performance.now() - began > GOOD_MS ? 0 : failures + 1
      await pause(failures === 0 ? 0 : waitAfter(failures), undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  return {
    start() {
      running = run()
    },
    async stop() {
      stopping.abort()
      if (current) await within(current.disconnect(), CLOSE_MS_MAX).catch(() => {})
      await within(running, CLOSE_MS_MAX).catch(() => {})
      await Promise.allSettled(busy)
    },
    ready: () => ({ ok: why === null, detail: why === null ? '' : fill(words.ready.socket, { why }) }),
  }
}
