import https from 'node:https'
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type Activity as SdkActivity,
  type TurnContext,
} from 'botbuilder'
import {
  AuthenticationConstants,
  AuthenticationError,
  type ConnectorClient,
  type ConnectorFactory,
} from 'botframework-connector'
import { JwtTokenExtractor } from 'botframework-connector/lib/auth/jwtTokenExtractor.js'
import mappers from 'botframework-connector/lib/connectorApi/models/mappers.js'
import { Failure } from '../../base/failure.ts'
import type { NetworkOptions } from '../../base/network.ts'
import { officeAgent } from '../../base/tunnel.ts'
import type { Activity } from './activity.ts'
import { failureOf, FORBIDDEN, MISSING } from './faults.ts'
import { type Credentials, settingsOf } from './identity.ts'

/** The only file that knows botbuilder: everything that passes its door is a plain object. */

/** A connector that has not answered by then is taken for silent; the deliverer's own limit comes after it. */
const CALL_MS_MAX = 15_000
const ISSUER = 'https://api.botframework.com'
const OPENID = 'https://login.botframework.com/v1/.well-known/openidconfiguration'
const LOGIN = 'https://login.microsoftonline.com/'
const SCOPE = 'https://api.botframework.com'

/** Where a conversation is reached: the part of a conversation reference that lasts. */
export interface Place {
  serviceUrl: string
  conversation: string
  scope: 'personal' | 'groupChat' | 'channel'
  tenant: string
  bot: { id: string; name: string }
  /** Who wrote last; in a personal chat, the one person there. */
  user: { id: string; name: string }
}

/** An activity as it goes over the wire. */
export type Words = { type: 'message' | 'typing' } & Record<string, unknown>

/** Somebody as Teams knows them; empty where it does not say. */
export interface Member {
  name: string
  email: string
  /** By which a chat with them is opened. */
  principal: string
  /** `user`, or `guest` for whoever was invited from elsewhere. */
  role: string
}

export interface Sdk {
  /** True when the token is Teams' own, for this app and this serviceUrl. Throws when nobody could be asked. */
  trusts(activity: Activity, authorization: string): Promise<boolean>
  post(place: Place, words: Words): Promise<string>
  /** False when the message is gone. */
  replace(place: Place, id: string, words: Words): Promise<boolean>
  remove(place: Place, id: string): Promise<void>
  /** The id of the chat with whoever wrote last in this place, opened where there is none. */
  open(place: Place): Promise<string>
  /** What the roster of that conversation says of this account now; null where it is not in it. */
  member(place: Place, account: string): Promise<Member | null>
  /** Gets a fresh token, past every cache. Rejects when the credentials do not work. */
  renew(): Promise<void>
}

/**
 * 4.23.3 drops every field of an entity but its type when it sends, so that citations, the AI label and streaming
 * would never arrive. Its own mapper knows how to let fields pass; it only has to be told.
 */
const repairEntities = (): void => {
  const { type } = (mappers as unknown as { Entity: { type: { additionalProperties?: unknown } } }).Entity
  type.additionalProperties = { type: { name: 'Object' } }
}

interface Asked {
  url: string
  timeout: number
  agent?: https.Agent
}

interface Pipeline {
  removePolicy(named: { name: string }): unknown
  addPolicy(policy: {
    name: string
    sendRequest(request: Asked, next: (request: unknown) => Promise<unknown>): Promise<unknown>
  }): void
}

/**
 * Retrying is the outbox's: it knows the conversation's order and survives a restart. The SDK's own retries would hold
 * a place in the queue and repeat a POST that may have arrived.
 */
const withoutRetries = (connector: ConnectorClient, agent: https.Agent | null): ConnectorClient => {
  const { pipeline } = (connector as unknown as { client: { pipeline: Pipeline } }).client
  pipeline.removePolicy({ name: 'defaultRetryPolicy' })
  // It would read a proxy from the process's own environment, and know no authority of the office.
  pipeline.removePolicy({ name: 'proxyPolicy' })
  pipeline.addPolicy({
    name: 'deadline',
    sendRequest(request, next) {
      request.timeout = CALL_MS_MAX
      if (agent !== null && request.url.startsWith('https:')) request.agent = agent
      return next(request)
    },
  })
  return connector
}

class Authentication extends ConfigurationBotFrameworkAuthentication {
  agent: https.Agent | null = null

  override createConnectorFactory(
    identity: Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>[0],
  ): ConnectorFactory {
    const factory = super.createConnectorFactory(identity)
    return { create: async (url, audience) => withoutRetries(await factory.create(url, audience), this.agent) }
  }
}

const keyIdOf = (authorization: string): unknown => {
  const [, token = ''] = authorization.split(' ')
  return (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as { kid?: unknown }).kid
}

const referenceOf = ({ serviceUrl, conversation, scope, tenant, bot, user }: Place) => ({
  channelId: 'msteams',
  serviceUrl,
  bot,
  user,
  conversation: {
    id: conversation,
    name: '',
    conversationType: scope,
    isGroup: scope !== 'personal',
    ...(tenant === '' ? {} : { tenantId: tenant }),
  },
})

/** Keys and tokens are asked for by Node's own https and that module's agent, which nothing else of the desk uses. */
const goBy = (network: NetworkOptions): https.Agent | null => {
  const agent = officeAgent(network)
  if (agent !== null) https.globalAgent = agent
  return agent
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '')

export const createSdk = (credentials: Credentials, network: NetworkOptions = {}): Sdk => {
  repairEntities()
  const agent = goBy(network)
  const { MicrosoftAppId: appId = '' } = credentials
  const settings = settingsOf(credentials)
  const factory = new ConfigurationServiceClientCredentialFactory(settings)
  const authentication = new Authentication(settings, factory)
  authentication.agent = agent
  const adapter = new CloudAdapter(authentication)
  const issuer = credentials.ToBotFromChannelTokenIssuer ?? ISSUER
  const keys = new JwtTokenExtractor({}, credentials.ToBotFromChannelOpenIdMetadataUrl ?? OPENID, [])

  /** The SDK lets a key pass that is endorsed for nothing; Microsoft's are always endorsed for a channel. */
  const endorsed = async (authorization: string): Promise<boolean> => {
    const key = await keys.openIdMetadata.getKey(String(keyIdOf(authorization)))
    return key?.endorsements?.includes('msteams') ?? false
  }

  /** One turn of the SDK's own in a conversation kept from before. */
  const within = async <T>(place: Place, work: (context: TurnContext) => Promise<T>): Promise<T> => {
    const done: T[] = []
    try {
      await adapter.continueConversationAsync(appId, referenceOf(place), async (context) => {
        // A continued turn has an id of its own making, to which nothing can be a reply.
        context.onSendActivities((_, activities, next) => {
          for (const activity of activities) delete activity.replyToId
          return next()
        })
        done.push(await work(context))
      })
    } catch (thrown) {
      throw failureOf(thrown)
    }
    const [result] = done
    if (result === undefined) throw new Failure('teams.turn', 'The SDK ended a turn unrun.', { retryable: true })
    return result
  }

  return {
    async trusts(activity, authorization) {
      if (appId === '') return true
      try {
        const { claimsIdentity } = await authentication.authenticateRequest(
          activity as unknown as SdkActivity,
          authorization,
        )
        // The SDK takes tokens of its emulator and of other bots as well, which are bound to no serviceUrl.
        const bound =
          claimsIdentity.getClaimValue(AuthenticationConstants.ServiceUrlClaim) === activity.serviceUrl &&
          claimsIdentity.getClaimValue(AuthenticationConstants.IssuerClaim) === issuer &&
          claimsIdentity.getClaimValue(AuthenticationConstants.AudienceClaim) === appId
        return bound && (await endorsed(authorization))
      } catch (thrown) {
        const { name = '', statusCode } = thrown as { name?: string; statusCode?: number }
        const refused =
          (thrown instanceof AuthenticationError && statusCode === 401) ||
          ['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError', 'SyntaxError'].includes(name)
        if (refused) return false
        throw new Failure('teams.issuer', 'The keys of Teams’ token issuer cannot be read.', {
          retryable: true,
          cause: thrown,
        })
      }
    },

    post: (place, words) =>
      within(place, async (context) => (await context.sendActivity(words as Partial<SdkActivity>))?.id ?? ''),

    replace: (place, id, words) =>
      within(place, async (context) => {
        await context.updateActivity({ ...(words as Partial<SdkActivity>), id })
        return true
      }).catch((thrown: unknown) => {
        if (thrown instanceof Failure && thrown.code === MISSING) return false
        throw thrown
      }),

    remove: (place, id) =>
      within(place, async (context) => {
        await context.deleteActivity(id)
        return true
      }).then(() => undefined),

    open: (place) =>
      within(place, async (context) => {
        const connector = context.turnState.get<ConnectorClient>(adapter.ConnectorClientKey)
        const { bot, user, tenant } = place
        const members = [{ id: user.id, name: user.name }]
        const asked = { bot, members, isGroup: false, tenantId: tenant, channelData: { tenant: { id: tenant } } }
        const { id } = await connector.conversations.createConversation(asked)
        return id
      }),

    member: (place, account) =>
      within(place, async (context) => {
        const connector = context.turnState.get<ConnectorClient>(adapter.ConnectorClientKey)
        const told: unknown = await connector.conversations.getConversationMember(place.conversation, account)
        const { id, name, email, userPrincipalName, userRole } = told as Record<string, unknown>
        if (id !== account) return null
        return { name: word(name), email: word(email), principal: word(userPrincipalName), role: word(userRole) }
      }).catch((thrown: unknown) => {
        if (thrown instanceof Failure && (thrown.code === MISSING || thrown.code === FORBIDDEN)) return null
        throw thrown
      }),

    async renew() {
      if (appId === '') return
      const login = credentials.ToChannelFromBotLoginUrl ?? LOGIN
      const scope = credentials.ToChannelFromBotOAuthScope ?? SCOPE
      const fresh = await factory.createCredentials(appId, scope, login, true)
      await (fresh as unknown as { getToken(force: boolean): Promise<string> }).getToken(true)
    },
  }
}
