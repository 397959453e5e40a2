import { join } from 'node:path'
import type { Channel, SeenFrom } from '../channels/channel.ts'
import { createSlack, seenInSlack, slackOperators, type SlackOptions, TOKEN_REFUSED } from '../channels/slack/slack.ts'
import { createTeams, seenInTeams } from '../channels/teams/teams.ts'
import { createWeb } from '../channels/web/web.ts'
import { createWebhooks, hookEnvironment, seenByHook } from '../channels/webhook/webhook.ts'
import type { Config } from './config.ts'
import { documentAddress } from './document-pages.ts'
import type { Address } from '../vocabulary/types.ts'
import {
  createFaxRoute,
  createMailNotices,
  createMailRoute,
  createWebhookRoute,
  type Kit,
  operatorAddresses,
  readEscalationWords,
  registerOperators,
  type Route,
  unregisterOperators,
  createDigest,
} from '../cases/cases.ts'
import type { Loop } from '../base/loop.ts'
import type { createHouse } from './house.ts'
import { reviveDead } from '../spine/revive.ts'
import type { Store } from '../store/store.ts'

interface Switching {
  config: Config
  store: Store
  houseFor: (channel: string) => ReturnType<typeof createHouse>
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
}

/** Channels in which people fill in a form; elsewhere the consultation is a dialogue in plain text. */
export const WITH_FORMS: ReadonlySet<string> = new Set(['web', 'slack', 'teams'])

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

/** What a channel knows of who reads along; in the browser everybody has conversations of their own. */
export const seenIn = (channel: string): SeenFrom | undefined => {
  if (channel === 'web') return undefined
  return channel === 'slack' ? seenInSlack : channel === 'teams' ? seenInTeams : seenByHook
}

const slackFor = ({ config, store, houseFor, now, onFault }: Switching): Channel[] => {
  const options = slackOptionsFor(config, onFault)
  if (options === null) return []
  const revive = () => reviveDead(store.outbox, 'slack', TOKEN_REFUSED, now())
  return [createSlack(houseFor('slack'), { ...options, revive })]
}

const teamsFor = ({ config, store, houseFor, now, onFault }: Switching): Channel[] => {
  // The emulator speaks without an app id, which the channel allows on loopback only.
  if (config.MicrosoftAppId === undefined && config.TEAMS_EMULATOR !== 'true') return []
  return [
    createTeams(houseFor('teams'), {
      prompts: config.prompts,
      loopback: config.loopback,
      credentials: config,
      allowedTenants: config.TEAMS_ALLOWED_TENANTS ?? [],
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

const hooksFor = ({ config, houseFor }: Switching): Channel[] => {
  const { HOOKS_FILE: file } = config
  if (file === undefined) return []
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
export const channelsFor = (switching: Switching): Channel[] => {
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
    ...slackFor(switching),
    ...teamsFor(switching),
    ...hooksFor(switching),
  ]
}

/** Where operators' cards go by configuration; other places are registered by operators themselves. */
export const operatorPlacesFor = (config: Config): Address[] =>
  (config.SLACK_BOT_TOKEN ?? config.SLACK_CLIENT_ID) !== undefined && config.SLACK_OPERATOR_CHANNEL !== undefined
    ? [slackOperators(config.SLACK_OPERATOR_CHANNEL)]
    : []

/** The folder of printed sheets. */
export const trayOf = ({ data }: Pick<Config, 'data'>): string => join(data, 'fax')

/** The mail server that the configuration names; null where it names none. */
const mailOf = ({ SMTP_URL: smtpUrl, MAIL_FROM: from, SMTP_ALLOW_CLEARTEXT: clear, prompts }: Config) =>
  smtpUrl === undefined || from === undefined
    ? null
    : { smtpUrl, from, words: readEscalationWords(prompts), clear: clear === 'true' }

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

/** The ways by which a request can be sent; each is offered once the address that it needs is set as well. */
export const routesFor = (config: Config, now: () => Date): Route[] => {
  const words = readEscalationWords(config.prompts)
  const routes: Route[] = []
  const mail = mailOf(config)
  if (mail !== null) routes.push(createMailRoute(mail))
  if (config.DISPATCH_WEBHOOK_URL !== undefined && config.DISPATCH_WEBHOOK_SECRET !== undefined) {
    routes.push(createWebhookRoute({ url: config.DISPATCH_WEBHOOK_URL, secret: config.DISPATCH_WEBHOOK_SECRET, now }))
  }
  routes.push(createFaxRoute({ directory: trayOf(config), words }))
  return routes
}
