import { Failure } from '../../base/failure.ts'
import type { Channel, DeliveryRules, House, Readiness } from '../channel.ts'
import { readChannelWords } from '../plain.ts'
import { type Activity, MSTEAMS, readActivity, tenantsOf } from './activity.ts'
import { createDoor } from './arriving.ts'
import { isLoopback, jsonIn, problem } from './body.ts'
import { createCourier } from './courier.ts'
import { createMemory } from './memory.ts'
import { createOperators, type OperatorPlaces } from './operators.ts'
import { createPace } from './pace.ts'
import { createReadiness } from './readiness.ts'
import { createSdk, type Credentials } from './sdk.ts'
import { createStreams } from './streams.ts'
import { remembering } from './trusting.ts'
import { readTeamsWords } from './words.ts'
import { fill } from '../../base/words.ts'

export type { OperatorPlaces } from './operators.ts'
export { seenInTeams } from './own.ts'
export { teamsPackage } from './manifest.ts'

const NAME = 'teams'
const BACKOFF_MS = 1_000
const BACKOFF_MS_MAX = 5 * 60_000

/** Doubles with each attempt; the spread keeps the conversations of an outage from coming back in step. */
const rules: DeliveryRules = {
  attemptsMax: 12,
  backoffMs: (attempt) => Math.min(BACKOFF_MS * 2 ** attempt, BACKOFF_MS_MAX) * (0.5 + Math.random()),
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
  /** Empty: the app's own tenant; without an app id, any. */
  allowedTenants: readonly string[]
  operators: {
    /** Entra object ids of those who may choose the operators' place by command. */
    allowed: readonly string[]
    places: OperatorPlaces
  }
  onFault?: (what: string, thrown: unknown) => void
  /** Shorter in tests. */
  streamMs?: number
  leftMs?: number
}

const refuseUnsafe = ({ loopback, credentials }: TeamsOptions): void => {
  const { MicrosoftAppId: id, MicrosoftAppType: type, MicrosoftAppPassword: password } = credentials
  if (id === undefined && !loopback) {
    throw new Failure(
      'teams.appid',
      'MicrosoftAppId is not set, so that anyone could speak as Teams. Set it (Azure portal → the bot resource → Configuration), or HOST=127.0.0.1.',
    )
  }
  if (id === undefined) return
  if (credentials.MicrosoftAppTenantId === undefined || type === undefined) {
    throw new Failure(
      'teams.type',
      'MicrosoftAppId needs MicrosoftAppType (SingleTenant or UserAssignedMSI) and MicrosoftAppTenantId.',
    )
  }
  if (type === 'SingleTenant' && password === undefined) {
    throw new Failure(
      'teams.password',
      'MicrosoftAppPassword is not set, which SingleTenant needs. Make a client secret for the app, or use UserAssignedMSI.',
    )
  }
  if (type === 'UserAssignedMSI' && password !== undefined) {
    throw new Failure(
      'teams.password',
      'MicrosoftAppPassword is set beside UserAssignedMSI, which has none. Remove one of them.',
    )
  }
}

/** Without an app id nothing is signed: neither another machine nor a page in a browser may then speak here. */
const isNear = (request: Request, activity: Activity): boolean =>
  isLoopback(request.url) &&
  !request.headers.has('origin') &&
  !request.headers.has('x-forwarded-for') &&
  isLoopback(activity.serviceUrl)

/** Microsoft Teams at `/api/messages`. */
export const createTeams = (house: House, options: TeamsOptions): Channel => {
  refuseUnsafe(options)
  const { credentials } = options
  const appId = credentials.MicrosoftAppId
  const words = readTeamsWords(options.prompts)
  const onFault = options.onFault ?? (() => {})
  const sdk = createSdk(credentials)
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
  const { places, allowed } = options.operators
  const courier = createCourier({
    house,
    channel: NAME,
    sdk,
    memory,
    pace,
    streams,
    words,
    channelWords,
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
  const { arrive, take } = createDoor({
    house,
    channel: NAME,
    sdk,
    memory,
    pace,
    courier,
    operators,
    words,
    onFault,
  })
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
    send: courier.send,
    ready: (): Promise<Readiness> => readiness(),
    start() {
      streams.start()
      return Promise.resolve()
    },
    stop: () => streams.stop(),
  }
}
