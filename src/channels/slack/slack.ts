/** The door of Slack: the channel, its manifest, and where its operators are. */
import { App } from '@slack/bolt'
import { createNetwork, type NetworkOptions } from '../../base/network.ts'
import type { Channel, DeliveryRules } from '../channel.ts'
import { SLACK } from './addresses.ts'
import { clientOptions, createApi, type ApiOptions } from './api.ts'
import { listenToAsking } from './asking.ts'
import { createCards } from './cards.ts'
import { listenToConsulting } from './consulting.ts'
import { createInstallation } from './installation.ts'
import { createIntake } from './intake.ts'
import { createKeeper } from './keeper.ts'
import { createNotes } from './notes.ts'
import { listenToOperating } from './operating.ts'
import type { Listening, SlackHouse } from './parts.ts'
import { createKinds, createMembers, createNames } from './people.ts'
import { createOperatorRoom, roomWords } from './room.ts'
import { createServing, listenToOutsiders } from './serving.ts'
import { readSlackSettings } from './settings.ts'
import { createPoster } from './poster.ts'
import { createProgressShow } from './progress.ts'
import { quiet } from './quiet.ts'
import { listenToRating } from './rating.ts'
import { createDispatch, createReceiver } from './receiver.ts'
import { createRoots } from './roots.ts'
import { createSender } from './sender.ts'
import { createStopping } from './stopping.ts'
import { createSocket } from './socket.ts'
import { readSlackWords } from './words.ts'

export { slackOperators } from './addresses.ts'
export { slackManifest, slackScopes } from './manifest.ts'
export type { SlackHouse } from './parts.ts'

export interface SlackOptions extends Omit<ApiOptions, 'fetch'> {
  botToken: string
  /** For requests over HTTP; undefined takes none. */
  signingSecret?: string | undefined
  /** For Socket Mode; undefined opens no socket. */
  appToken?: string | undefined
  /** The channel whose members are operators. */
  operatorChannel?: string | undefined
  /** Channels that the desk may speak in; undefined or empty: wherever it was invited. */
  allowedChannels?: readonly string[] | undefined
  /** Channels in which questions are answered without a mention. */
  autoAnswerChannels?: readonly string[] | undefined
  /** How people are served by workspace and channel; takes the place of the two lists. */
  rulesFile?: string | undefined
  /** The folder of prompts. */
  prompts: string
  onFault: (what: string, thrown: unknown) => void
  /** The way out where there is none but a proxy, or an own authority. */
  network?: NetworkOptions | undefined
  /** Between posts in one channel; Slack takes about one a second. */
  postGapMs?: number
}

const POST_GAP_MS = 1_000
/** What could not be said at once is tried again this often, and old marks are swept less often. */
const FLUSH_MS = 60_000
const SWEEP_MS = 60 * 60 * 1_000
/** Lines of a conversation in which what is still awaited is looked for. */
const AWAITED_MAX = 10

/** Twelve attempts outlast half an hour of outage. */
const rules: DeliveryRules = {
  attemptsMax: 12,
  backoffMs: (attempt) => Math.min(1_000 * 2 ** (attempt - 1), 5 * 60_000) * (0.75 + Math.random() / 2),
  inFlightMax: 20,
  timeoutMs: 60_000,
}

const createApp = (parts: Listening, options: SlackOptions & ApiOptions): App => {
  const app = new App({
    // Requests come through `handle` and the socket, which call `processEvent` themselves.
    receiver: { init: () => {}, start: () => Promise.resolve(), stop: () => Promise.resolve() },
    // Nothing is looked up here, so that a slow or failing Slack cannot make Bolt drop an event.
    authorize: ({ teamId }) =>
      Promise.resolve({ botToken: options.botToken, ...(teamId === undefined ? {} : { teamId }) }),
    clientOptions: clientOptions(options, 0),
    logger: quiet,
    ignoreSelf: false,
    convoStore: false,
    tokenVerificationEnabled: false,
  })
  // Whoever called `processEvent` decides what a fault means to Slack.
  app.error((thrown) => Promise.reject(thrown))
  listenToOutsiders(app, parts)
  listenToAsking(app, parts)
  listenToConsulting(app, parts)
  listenToRating(app, parts)
  listenToOperating(app, parts)
  return app
}

/** Slack as a channel of the desk, over HTTP, over a socket, or both. */
export const createSlack = (house: SlackHouse, given: SlackOptions): Channel => {
  const network = createNetwork(given.network ?? {})
  const options = { ...given, fetch: network.fetch }
  const { onFault } = options
  const { shelf, now } = house
  const words = readSlackWords(options.prompts)
  const api = createApi(options.botToken, options)
  const installation = createInstallation({ api, shelf, words, now })
  const { apiOf } = installation
  const operatorChannel = options.operatorChannel ?? null
  const poster = createPoster({ client: api.once, shelf, now, gapMs: options.postGapMs ?? POST_GAP_MS })
  const room = createOperatorRoom(api.again, operatorChannel, now)
  const members = createMembers(api.again, operatorChannel, now, room)
  const settings = readSlackSettings({
    file: options.rulesFile,
    allowed: options.allowedChannels,
    autoAnswer: options.autoAnswerChannels,
  })
  const roots = createRoots({ apiOf, shelf, words, thread: house.thread })
  const stopping = createStopping({ shelf, thread: house.thread, house })
  const isAwaited = async (conversation: string) =>
    (await house.thread({ channel: SLACK, conversation }, AWAITED_MAX)).some(
      ({ state }) => state === 'waiting' || state === 'due',
    )
  const progress = createProgressShow({ apiOf, shelf, house, isAwaited, words, onFault })
  const notes = createNotes({ poster, shelf, words, onFault })
  const keeper = createKeeper(house, onFault)
  const cards = createCards({ poster, room, shelf, words })
  const { send } = createSender({ poster, cards, roots, progress, stopping, room, words })
  const listening: Listening = {
    house,
    installation,
    keeper,
    notes,
    roots,
    words,
    nameOf: createNames(api.again),
    members,
    served: createServing({ settings, kindOf: createKinds((team) => apiOf(team).again, now), words }),
    operatorChannel,
    onFault,
  }
  const app = createApp(listening, options)
  const takeEvent = createIntake({
    installation,
    keeper,
    roots,
    notes,
    progress,
    stopping,
    words,
    settings,
    members,
    room,
    operatorChannel,
    served: listening.served,
    thread: house.thread,
  })
  const dispatch = createDispatch({ app: () => app, takeEvent, onFault })
  const { appToken, signingSecret: secret } = options
  const socket =
    appToken === undefined
      ? null
      : createSocket({ appToken, options: { ...options, dispatcher: network.socket }, dispatch, words, onFault })
  const sweep = () => void poster.sweep().catch((thrown: unknown) => onFault('slack.sweep', thrown))
  const timers: NodeJS.Timeout[] = []
  let unhear: (() => void) | null = null

  return {
    name: SLACK,
    paths: secret === undefined ? [] : ['/slack/events'],
    rules,
    handle:
      secret === undefined
        ? () => Promise.resolve(new Response('SLACK_SIGNING_SECRET is not set', { status: 404 }))
        : createReceiver({ secret, dispatch, now }),
    send,
    async ready() {
      const readiness = await installation.ready()
      if (!readiness.ok) return readiness
      const line = socket?.ready()
      if (line?.ok === false) return line
      const fault = await room.fault()
      return fault === null ? readiness : { ok: false, detail: roomWords(fault, words) }
    },
    async start() {
      unhear = house.onProgress(progress.hear)
      const flush = () => {
        void notes.flush()
        void progress.sweep().catch((thrown: unknown) => onFault('slack.status', thrown))
      }
      timers.push(setInterval(flush, FLUSH_MS).unref(), setInterval(sweep, SWEEP_MS).unref())
      sweep()
      flush()
      // So that the first operator who presses does not wait for it.
      if (operatorChannel !== null) void members.of('-', operatorChannel)
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
