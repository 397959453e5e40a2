/**
 * The channels that the configuration switches on. The SDKs of the others are never loaded: they would cost every start
 * a second, and the house a hundred megabytes.
 */
import type { Bookshelf, Channel } from '../channels/channel.ts'
import type { SlackOptions } from '../channels/slack/slack.ts'
import { createWeb } from '../channels/web/web.ts'
import type { Config } from './config.ts'
import { documentAddress } from './document-pages.ts'
import type { Address } from '../vocabulary/types.ts'
import {
  createMailNotices,
  type Kit,
  operatorAddresses,
  registerOperators,
  unregisterOperators,
  createDigest,
} from '../cases/cases.ts'
import type { Loop } from '../base/loop.ts'
import type { createHouse } from './house.ts'
import { mailOf } from './routes.ts'
import { reviveDead } from '../spine/revive.ts'
import type { Store } from '../store/store.ts'

interface Switching {
  config: Config
  store: Store
  houseFor: (channel: string) => ReturnType<typeof createHouse>
  bookshelf?: Bookshelf
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
}

const oauthFor = (config: Config) => {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_INSTALL_SECRET: installSecret } = config
  const { PUBLIC_URL: publicUrl, SLACK_WORKSPACES: workspaces } = config
  if (clientId === undefined || clientSecret === undefined || installSecret === undefined) return undefined
  return publicUrl === undefined || workspaces === undefined
    ? undefined
    : { clientId, clientSecret, installSecret, publicUrl, workspaces }
}

/** How Slack is reached and spoken to; null where it is not switched on. */
export const slackOptionsFor = (
  config: Config,
  onFault: (what: string, thrown: unknown) => void,
): SlackOptions | null => {
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken } = config
  const { PUBLIC_URL: publicUrl } = config
  const oauth = oauthFor(config)
  if ((botToken ?? oauth) === undefined || (signingSecret ?? appToken) === undefined) return null
  return {
    botToken,
    oauth,
    appId: config.SLACK_APP_ID,
    signingSecret,
    appToken,
    apiUrl: config.SLACK_API_URL,
    operatorChannel: config.SLACK_OPERATOR_CHANNEL,
    allowedChannels: config.SLACK_ALLOWED_CHANNELS,
    autoAnswerChannels: config.SLACK_AUTO_ANSWER_CHANNELS,
    rulesFile: config.SLACK_RULES_FILE,
    documentUrl:
      publicUrl === undefined ? undefined : (document, passage) => documentAddress(publicUrl, document, passage),
    network: { proxy: config.HTTPS_PROXY, noProxy: config.NO_PROXY, extraCaFile: config.EXTRA_CA_FILE },
    prompts: config.prompts,
    onFault,
  }
}

const slackFor = async ({ config, store, houseFor, now, onFault }: Switching): Promise<Channel[]> => {
  const options = slackOptionsFor(config, onFault)
  if (options === null) return []
  const { createSlack, TOKEN_REFUSED } = await import('../channels/slack/slack.ts')
  const revive = () => reviveDead(store.outbox, 'slack', TOKEN_REFUSED, now())
  return [createSlack(houseFor('slack'), { ...options, revive })]
}

/** “関係者限り：庁内でのみ扱います” is a label and what it means. */
const labelIn = (label: string | undefined): { name: string; description: string } | undefined => {
  if (label === undefined) return undefined
  const [name = '', ...rest] = label.split(/[:：]/u)
  return { name: name.trim(), description: rest.join('：').trim() }
}

const teamsFor = async ({ config, store, houseFor, bookshelf, now, onFault }: Switching): Promise<Channel[]> => {
  // The emulator speaks without an app id, which the channel allows on loopback only.
  if (config.MicrosoftAppId === undefined && config.TEAMS_EMULATOR !== 'true') return []
  const { createTeams } = await import('../channels/teams/teams.ts')
  return [
    createTeams(houseFor('teams'), {
      prompts: config.prompts,
      loopback: config.loopback,
      credentials: config,
      network: { proxy: config.HTTPS_PROXY, noProxy: config.NO_PROXY, extraCaFile: config.EXTRA_CA_FILE },
      bookshelf,
      sensitivity: labelIn(config.TEAMS_SENSITIVITY),
      allowedTenants: config.TEAMS_ALLOWED_TENANTS ?? [],
      guests: config.TEAMS_GUESTS === 'true',
      operators: {
        allowed: config.TEAMS_OPERATORS ?? [],
        places: {
          list: () => operatorAddresses(store.shelf),
          register: (address) => registerOperators(store.shelf, address, now()),
          unregister: (address) => unregisterOperators(store.shelf, address),
        },
      },
      onFault,
    }),
  ]
}

const hooksFor = async ({ config, houseFor }: Switching): Promise<Channel[]> => {
  const { HOOKS_FILE: file } = config
  if (file === undefined) return []
  const { createWebhooks, hookEnvironment } = await import('../channels/webhook/webhook.ts')
  const environment = Object.fromEntries(hookEnvironment(file).map((name) => [name, config.named(name)]))
  return createWebhooks(houseFor, {
    file,
    environment,
    prompts: config.prompts,
    proxy: config.HTTPS_PROXY,
    noProxy: config.NO_PROXY,
    extraCaFile: config.EXTRA_CA_FILE,
  })
}

/** The channels that the configuration switches on; the browser chat always is. */
export const channelsFor = async (switching: Switching): Promise<Channel[]> => {
  const { config, houseFor, onFault } = switching
  const { prompts, tls: secure, PUBLIC_URL: publicUrl } = config
  return [
    createWeb(houseFor('web'), {
      embedOrigins: config.EMBED_ORIGINS,
      prompts,
      secure,
      publicUrl,
      onFault,
      asksPerMinute: config.ADDRESS_ASKS_PER_MINUTE,
      streams: config.ADDRESS_STREAMS,
    }),
    ...(await slackFor(switching)),
    ...(await teamsFor(switching)),
    ...(await hooksFor(switching)),
  ]
}

/** Where operators' cards go by configuration; other places are registered by operators themselves. */
export const operatorPlacesFor = async (config: Config): Promise<Address[]> => {
  if ((config.SLACK_BOT_TOKEN ?? config.SLACK_CLIENT_ID) === undefined) return []
  if (config.SLACK_OPERATOR_CHANNEL === undefined) return []
  const { slackOperators } = await import('../channels/slack/slack.ts')
  return [slackOperators(config.SLACK_OPERATOR_CHANNEL)]
}

/** People hear of changes to their request by mail, where a mail server is known. */
export const mailNoticesFor = (config: Config, store: Store, kit: Kit, now: () => Date): Channel[] => {
  const mail = mailOf(config)
  return mail === null ? [] : [createMailNotices({ store, kit, mail, now })]
}

/** Operators who want it are told each morning what waits, where a mail server is known. */
export const digestFor = (
  config: Config,
  parts: { store: Store; kit: Kit; now: () => Date; onFault: (what: string, thrown: unknown) => void },
): Loop[] => {
  const mail = mailOf(config)
  return mail === null ? [] : [createDigest({ ...parts, mail })]
}
