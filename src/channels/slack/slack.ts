/** The door of Slack: the channel, its manifest, and where its operators are. */
import { backoff } from '../../base/backoff.ts'
import { createNetwork, type NetworkOptions } from '../../base/network.ts'
import type { Address } from '../../vocabulary/types.ts'
import type { Channel, DeliveryRules } from '../channel.ts'
import { addressOf, SLACK } from './addresses.ts'
import type { ApiOptions } from './api.ts'
import { writerOf } from './arriving.ts'
import { assembleSlack, operatorPlaceOf } from './assembly.ts'
import type { OAuthOptions } from './installing.ts'
import type { SlackHouse } from './parts.ts'
import { INSTALL_PATH, REDIRECT_PATH } from './paths.ts'
import { createReceiver } from './receiver.ts'
import { roomWords } from './room.ts'
import { createSocket } from './socket.ts'

export { TOKEN_REFUSED } from './api.ts'
export { checkSlack } from './checkup.ts'
export { seenInSlack } from './addresses.ts'
export { slackManifest, slackScopes } from './manifest.ts'
export type { SlackHouse } from './parts.ts'

export interface SlackOptions extends Omit<ApiOptions, 'fetch'> {
  /** Of the one workspace; undefined where workspaces are added over the browser. */
  botToken?: string | undefined
  /** For many workspaces: how they are added. */
  oauth?: OAuthOptions | undefined
  /** What comes from another app is not ours. */
  appId?: string | undefined
  /** For requests over HTTP; undefined takes none. */
  signingSecret?: string | undefined
  /** For Socket Mode; undefined opens no socket. */
  appToken?: string | undefined
  /** The channel whose members are operators, as C… or, among many workspaces, T…/C…. */
  operatorChannel?: string | undefined
  /** Channels that the desk may speak in; undefined or empty: wherever it was invited. */
  allowedChannels?: readonly string[] | undefined
  /** Channels in which questions are answered without a mention. */
  autoAnswerChannels?: readonly string[] | undefined
  /** How people are served by workspace and channel; takes the place of the two lists. */
  rulesFile?: string | undefined
  /** The desk's own page of a source that has no address; undefined where browsers do not reach the desk. */
  documentUrl?: ((document: string, passage: string) => string) | undefined
  /** The folder of prompts. */
  prompts: string
  onFault: (what: string, thrown: unknown) => void
  /** Puts back in line what a refused token left unsaid. */
  revive?: (() => Promise<unknown>) | undefined
  /** The way out where there is none but a proxy, or an own authority. */
  network?: NetworkOptions | undefined
  /** Between posts in one channel; Slack takes about one a second. */
  postGapMs?: number
}

/** What could not be said at once is tried again this often, and old marks are swept less often. */
const FLUSH_MS = 60_000
const SWEEP_MS = 60 * 60 * 1_000

/** Twelve attempts outlast half an hour of outage. */
const rules: DeliveryRules = {
  attemptsMax: 12,
  backoffMs: backoff({ firstMs: 1_000, mostMs: 5 * 60_000 }),
  inFlightMax: 20,
  timeoutMs: 60_000,
}

/** Where the operators of Slack are: to be registered with the consultation desk. */
export const slackOperators = (written: string): Address =>
  addressOf({ kind: 'operators', channel: operatorPlaceOf(written)?.channel ?? written })

/** Slack as a channel of the desk, over HTTP, over a socket, or both. */
export const createSlack = (house: SlackHouse, options: SlackOptions): Channel => {
  const network = createNetwork(options.network ?? {})
  const desk = assembleSlack(house, options, network)
  const { words, installation, installing, dispatch } = desk
  const { onFault, appToken, signingSecret: secret } = options
  const socketOptions = { ...options, fetch: network.fetch, dispatcher: network.socket }
  const socket =
    appToken === undefined ? null : createSocket({ appToken, options: socketOptions, dispatch, words, onFault })
  const receive = secret === undefined ? null : createReceiver({ secret, dispatch, now: house.now })
  const quietly = (what: string, work: Promise<unknown>) => void work.catch((thrown: unknown) => onFault(what, thrown))
  const sweep = () => quietly('slack.sweep', Promise.all([desk.poster.sweep(), desk.edits.sweep()]))
  const flush = () => {
    void desk.notes.flush()
    quietly('slack.status', desk.progress.sweep())
    quietly('slack.ready', installation.lookAgain())
  }
  const timers: NodeJS.Timeout[] = []
  let unhear: (() => void) | null = null

  return {
    name: SLACK,
    paths: [
      ...(receive === null ? [] : ['/slack/events']),
      ...(installing === null ? [] : [INSTALL_PATH, REDIRECT_PATH]),
    ],
    rules,
    handle(request) {
      const { pathname } = new URL(request.url)
      if (installing !== null && (pathname === INSTALL_PATH || pathname === REDIRECT_PATH))
        return installing.handle(request)
      return receive?.(request) ?? Promise.resolve(new Response('SLACK_SIGNING_SECRET is not set', { status: 404 }))
    },
    take: desk.take,
    writerOf,
    send: desk.send,
    async ready() {
      const readiness = await installation.ready()
      if (!readiness.ok) return readiness
      const line = socket?.ready()
      if (line?.ok === false) return line
      const fault = await desk.room.fault()
      return fault === null ? readiness : { ok: false, detail: roomWords(fault, words) }
    },
    async start() {
      unhear = house.onProgress(desk.progress.hear)
      timers.push(setInterval(flush, FLUSH_MS).unref(), setInterval(sweep, SWEEP_MS).unref())
      sweep()
      flush()
      // So that the first operator who presses does not wait for it.
      if (desk.operatorChannel !== null) void desk.members.of('-', desk.operatorChannel)
      socket?.start()
      await Promise.resolve()
    },
    async stop() {
      unhear?.()
      for (const timer of timers) clearInterval(timer)
      await socket?.stop()
    },
  }
}
