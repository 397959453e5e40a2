import { backoff } from '../../base/backoff.ts'
import type { NetworkOptions } from '../../base/network.ts'
import type { Bookshelf, Channel, DeliveryRules, House, Readiness } from '../channel.ts'
import { readChannelWords } from '../plain.ts'
import { type Activity, MSTEAMS, readActivity, tenantsOf } from './activity.ts'
import { createDoor } from './arriving.ts'
import { isLoopback, jsonIn, problem } from './body.ts'
import { createCourier } from './courier.ts'
import { createEdits } from './edits.ts'
import { createExtension } from './extension.ts'
import { createForms } from './forms.ts'
import { createGuests } from './guests.ts'
import { createMemory } from './memory.ts'
import { createOperators, type OperatorPlaces } from './operators.ts'
import { createPace } from './pace.ts'
import { writerOf } from './putting.ts'
import { createReadiness } from './readiness.ts'
import { type Credentials, refuseUnsafe } from './identity.ts'
import { createSdk } from './sdk.ts'
import { createStreams } from './streams.ts'
import { remembering } from './trusting.ts'
import { readTeamsWords } from './words.ts'
import { createWritingSign } from './writing.ts'
import { fill } from '../../base/words.ts'
import type { Store } from '../../store/store.ts'

export type { OperatorPlaces } from './operators.ts'
export { seenInTeams } from './own.ts'
export { teamsPackage } from './manifest.ts'

const NAME = 'teams'

const rules: DeliveryRules = {
  attemptsMax: 12,
  backoffMs: backoff({ firstMs: 2_000, mostMs: 5 * 60_000 }),
  inFlightMax: 20,
  // Above the SDK's own deadline for each of a few calls, below the deliverer's lease.
  timeoutMs: 60_000,
}

export interface TeamsOptions {
  /** The folder of prompts. */
  prompts: string
  /** Whether the desk is served to this machine only; without an app id, nothing else is allowed. */
  loopback: boolean
  credentials: Credentials
  /** The way out of the office, for every call. */
  network?: NetworkOptions | undefined
  /** Shown beside every answer, where the office labels what is confidential. */
  sensitivity?: { name: string; description: string } | undefined
  /** Empty: the app's own tenant; without an app id, any. */
  allowedTenants: readonly string[]
  /** Guests of the tenant are served; otherwise they are told that they are not. */
  guests?: boolean
  operators: {
    /** Entra object ids of operators: they choose their place and act there. With `members`, its members act, too. */
    allowed: readonly string[]
    places: OperatorPlaces
  }
  /** What is looked up and proposed beside the box; absent: nothing is. */
  bookshelf?: Bookshelf | undefined
  onFault?: (what: string, thrown: unknown) => void
  /** Shorter in tests. */
  streamMs?: number
  leftMs?: number
}

/** Without an app id nothing is signed: neither another machine nor a page in a browser may then speak here. */
const isNear = (request: Request, activity: Activity): boolean =>
  isLoopback(request.url) &&
  !request.headers.has('origin') &&
  !request.headers.has('x-forwarded-for') &&
  isLoopback(activity.serviceUrl)

/** What this channel needs of the house, with the reading back of what was asked. */
export type TeamsHouse = House & Pick<Store['outbox'], 'thread'>

/** Microsoft Teams at `/api/messages`. */
export const createTeams = (house: TeamsHouse, options: TeamsOptions): Channel => {
  const { credentials } = options
  refuseUnsafe(credentials, options.loopback)
  const appId = credentials.MicrosoftAppId
  const words = readTeamsWords(options.prompts)
  const onFault = options.onFault ?? (() => {})
  const sdk = createSdk(credentials, options.network)
  const trusts = remembering(sdk.trusts, () => house.now().getTime())
  const memory = createMemory(house.shelf)
  const pace = createPace(() => house.now().getTime())
  const channelWords = readChannelWords(options.prompts)
  const streams = createStreams({
    house,
    channel: NAME,
    sdk,
    memory,
    pace,
    waiting: channelWords.stages.searching,
    onFault,
    updateMs: options.streamMs,
    leftMs: options.leftMs,
  })
  const writing = createWritingSign({ house, channel: NAME, sdk, memory, pace, onFault })
  const { places, allowed } = options.operators
  const forms = createForms({ house, channel: NAME, sdk, memory, words })
  const edits = createEdits({ house, channel: NAME, memory })
  const courier = createCourier({
    house,
    channel: NAME,
    sdk,
    memory,
    pace,
    streams,
    forms,
    edits,
    words,
    channelWords,
    sensitivity: options.sensitivity,
    operatorPlaces: places.list,
    onFault,
  })
  const operators = createOperators({
    channel: NAME,
    places,
    // Without an app id only this machine speaks here, and whoever tries the desk on it is its operator too.
    allowed: allowed.length === 0 && appId === undefined ? null : allowed,
    sdk,
    memory,
    words,
    now: house.now,
  })
  const isOperator = ({ from }: Activity) => operators.isOperator(from.id, from.aadObjectId ?? '')
  const extension = createExtension({ bookshelf: options.bookshelf, isOperator, words, onFault })
  const guests = createGuests({ allowed: options.guests ?? false, sdk, now: house.now })
  const said = {
    extension,
    guests,
    house,
    channel: NAME,
    sdk,
    memory,
    pace,
    courier,
    operators,
    forms,
    edits,
    words,
    onFault,
  }
  const { arrive, take } = createDoor(said)
  const own = credentials.MicrosoftAppTenantId
  const tenants = new Set([...options.allowedTenants, ...(options.allowedTenants.length === 0 && own ? [own] : [])])

  const isAllowed = (activity: Activity): boolean => {
    if (tenants.size === 0) return true
    const named = tenantsOf(activity)
    return named.length > 0 && named.every((tenant) => tenants.has(tenant))
  }

  const handle = async (request: Request): Promise<Response> => {
    const read = await jsonIn(request, words)
    if (read instanceof Response) return read
    const checked = readActivity(read.body)
    if (!checked.ok) return problem(400, 'body.fields', fill(words.errors.fields, { where: checked.where }))
    const { activity } = checked
    if (appId === undefined) {
      if (!isNear(request, activity)) return problem(403, 'host', words.errors.host)
    } else if (!(await trusts({ ...activity, channelId: MSTEAMS }, request.headers.get('authorization') ?? ''))) {
      return problem(401, 'token', words.errors.token)
    }
    if (activity.channelId !== MSTEAMS) return problem(403, 'channel', words.errors.channel)
    if (!isAllowed(activity)) return problem(403, 'tenant', words.errors.tenant)
    return arrive(activity)
  }

  const readiness = createReadiness({ renew: sdk.renew, open: appId === undefined, words, now: house.now })
  return {
    name: NAME,
    paths: ['/api/messages'],
    rules,
    handle,
    take,
    writerOf: (arrival) => writerOf(NAME, arrival),
    send: courier.send,
    ready: (): Promise<Readiness> => readiness(),
    start() {
      streams.start()
      writing.start()
      return Promise.resolve()
    },
    stop() {
      writing.stop()
      return streams.stop()
    },
  }
}
