import { App } from '@slack/bolt'
import type { Network } from '../../base/network.ts'
import type { Reply } from '../../vocabulary/types.ts'
import type { Channel } from '../channel.ts'
import { placeOf, SLACK } from './addresses.ts'
import { clientOptions, isTokenRefused, type ApiOptions } from './api.ts'
import { listenToAsking } from './asking.ts'
import { createCards } from './cards.ts'
import { listenToConsulting } from './consulting.ts'
import { createEdits, type Edits } from './edits.ts'
import { createInstallation, type Installation } from './installation.ts'
import { createInstalling, type Installing } from './installing.ts'
import { createIntake } from './intake.ts'
import { createKeeper } from './keeper.ts'
import { createOperatorsHeard } from './operators-heard.ts'
import { createNotes, type Notes } from './notes.ts'
import { listenToOperating } from './operating.ts'
import type { Listening, SlackHouse } from './parts.ts'
import { createKinds, createMembers, createNames, createProfiles } from './people.ts'
import { createPoster, type Poster } from './poster.ts'
import { createProgressShow, type ProgressShow } from './progress.ts'
import { quiet } from './quiet.ts'
import { listenToRating } from './rating.ts'
import { createDispatch, type Dispatch } from './receiver.ts'
import { createOperatorRoom, type OperatorRoom } from './room.ts'
import { createRoots } from './roots.ts'
import { createSender, type Sender } from './sender.ts'
import { createServing, listenToOutsiders } from './serving.ts'
import { readSlackSettings, type SlackSettings } from './settings.ts'
import { listenToSharing } from './sharing.ts'
import type { SlackOptions } from './slack.ts'
import { createStopping } from './stopping.ts'
import { createTyped } from './typed.ts'
import { readSlackWords, type SlackWords } from './words.ts'

const POST_GAP_MS = 1_000
/** Lines of a conversation in which what is still awaited is looked for. */
const AWAITED_MAX = 10
/** Bolt wants one for the clients that it hands to listeners; ours ask for theirs at each call. */
const NO_TOKEN = 'none'
/** The one workspace, whatever it is called. */
const SOLE = '-'

/** Where the operators are: a channel, and its workspace where there are several: `T0123/C0456`. */
export const operatorPlaceOf = (written: string | undefined): { team: string; channel: string } | null => {
  if (written === undefined) return null
  const [first = '', second] = written.split('/')
  return second === undefined ? { team: SOLE, channel: first } : { team: first, channel: second }
}

const createApp = (parts: Listening & { poster: Poster; settings: SlackSettings }, options: ApiOptions): App => {
  const app = new App({
    // Requests come through `handle` and the socket, which call `processEvent` themselves.
    receiver: { init: () => {}, start: () => Promise.resolve(), stop: () => Promise.resolve() },
    // Nothing is looked up here, so that a slow or failing Slack cannot make Bolt drop an event.
    authorize: ({ teamId }) => Promise.resolve({ botToken: NO_TOKEN, ...(teamId === undefined ? {} : { teamId }) }),
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
  listenToSharing(app, parts)
  listenToOperating(app, parts)
  return app
}

/** What the channel is made of, wired together. */
export interface Assembly {
  words: SlackWords
  installation: Installation
  /** Null where there is one workspace, by its token. */
  installing: Installing | null
  poster: Poster
  notes: Notes
  progress: ProgressShow
  edits: Edits
  room: OperatorRoom
  members: Listening['members']
  operatorChannel: string | null
  dispatch: Dispatch
  take: NonNullable<Channel['take']>
  send: Sender['send']
}

const createHolding = (
  house: SlackHouse,
  options: SlackOptions & ApiOptions,
  words: SlackWords,
  notes: () => Notes,
) => {
  const { onFault, oauth, botToken } = options
  const { shelf, now } = house
  const installing: Installing | null =
    oauth === undefined
      ? null
      : createInstalling({
          options: oauth,
          api: options,
          shelf,
          words,
          onInstalled: (key) => installation.noteInstalled(key),
          onFault,
        })
  const installation = createInstallation({
    botToken: botToken ?? null,
    appId: options.appId ?? null,
    installing,
    options,
    shelf,
    words,
    now,
    async onGoodAgain() {
      await options.revive?.()
      await notes().flush()
    },
  })
  return { installing, installation }
}

/** Who may do what, and who the operators are. */
const createPeople = (options: SlackOptions, { apiOf }: Installation, now: () => Date, words: SlackWords) => {
  const operators = operatorPlaceOf(options.operatorChannel)
  const operatorChannel = operators?.channel ?? null
  const home = operators?.team ?? SOLE
  const client = apiOf(home).again
  const room = createOperatorRoom(client, operatorChannel, now)
  const { rulesFile: file, allowedChannels: allowed, autoAnswerChannels: autoAnswer } = options
  const settings = readSlackSettings({ file, allowed, autoAnswer })
  return {
    operatorChannel,
    home,
    room,
    members: createMembers(client, operatorChannel, now, room),
    nameOf: createNames(client),
    profileOf: createProfiles((team) => apiOf(team).again),
    typed: createTyped(now),
    settings,
    served: createServing({ settings, kindOf: createKinds((team) => apiOf(team).again, now), words }),
  }
}

/** Sources that are nowhere on the web are read on the desk's own pages. */
const withPages = (reply: Reply, documentUrl: SlackOptions['documentUrl']): Reply =>
  documentUrl === undefined
    ? reply
    : {
        ...reply,
        citations: reply.citations.map((each) => ({
          ...each,
          url: each.url ?? documentUrl(each.document, each.passage),
        })),
      }

/** What is said, and what is shown before it. */
const createSpeaking = (
  house: SlackHouse,
  options: SlackOptions,
  installation: Installation,
  { room, home }: ReturnType<typeof createPeople>,
  words: SlackWords,
) => {
  const { apiOf } = installation
  const { onFault } = options
  const { shelf, now, thread } = house
  const gapMs = options.postGapMs ?? POST_GAP_MS
  const poster = createPoster({ clientOf: (team) => apiOf(team).once, shelf, now, gapMs })
  const roots = createRoots({ apiOf, shelf, words, thread })
  const stopping = createStopping({ shelf, thread, house })
  const edits = createEdits({ shelf, house, thread, now })
  const isAwaited = async (conversation: string) =>
    (await thread({ channel: SLACK, conversation }, AWAITED_MAX)).some(
      ({ state }) => state === 'waiting' || state === 'due',
    )
  const progress = createProgressShow({ apiOf, shelf, house, isAwaited, words, onFault })
  const cards = createCards({ poster, room, home, shelf, words })
  const sender = createSender({ poster, cards, roots, progress, stopping, edits, shelf, room, home, words })
  const send: Sender['send'] = async (to, reply, sending) => {
    try {
      return await sender.send(to, withPages(reply, options.documentUrl), sending)
    } catch (thrown) {
      const place = placeOf(to.conversation)
      if (isTokenRefused(thrown) && place !== null) {
        await installation.noteGone({ team: 'team' in place ? place.team : home }, 'slack.token', false)
      }
      throw thrown
    }
  }
  return { poster, roots, stopping, edits, progress, notes: createNotes({ poster, shelf, words, onFault }), send }
}

/** Wires the rooms of this channel. */
export const assembleSlack = (house: SlackHouse, given: SlackOptions, network: Network): Assembly => {
  const options = { ...given, fetch: network.fetch }
  const { onFault } = options
  const words = readSlackWords(options.prompts)
  const { installing, installation } = createHolding(house, options, words, () => speaking.notes)
  const people = createPeople(options, installation, house.now, words)
  const speaking = createSpeaking(house, options, installation, people, words)
  const keeper = createKeeper(house)
  const shared = { ...people, ...speaking, installation, keeper, words }
  const app = createApp({ ...shared, house, onFault }, options)
  const { operatorChannel: channel, nameOf, room } = people
  const operators = createOperatorsHeard({ keeper, shelf: house.shelf, words, channel, nameOf, room })
  const takeEvent = createIntake({ ...shared, operators, thread: house.thread })
  const { dispatch, take } = createDispatch({
    app: () => app,
    takeEvent,
    put: house.put,
    knows: installation.knows,
    onFault,
  })
  return { ...shared, installing, dispatch, take }
}
