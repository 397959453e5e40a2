import type { Address } from './desk/types.ts'
import { join } from 'node:path'
import type { Channel } from './channels/channel.ts'
import { createSlack, slackOperators } from './channels/slack/slack.ts'
import { createWeb } from './channels/web/web.ts'
import type { Config } from './config.ts'
import {
  createFaxRoute,
  createMailRoute,
  createWebhookRoute,
  readEscalationWords,
  type Route,
} from './escalation/escalation.ts'
import type { createHouse } from './house.ts'

type HouseFor = (channel: string) => ReturnType<typeof createHouse>
type OnFault = (what: string, thrown: unknown) => void

/** Channels in which people fill in a form; elsewhere the consultation is a dialogue in plain text. */
export const WITH_FORMS: ReadonlySet<string> = new Set(['web', 'slack', 'teams'])

const slackFor = (config: Config, houseFor: HouseFor, onFault: OnFault): Channel[] => {
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken } = config
  if (botToken === undefined || (signingSecret ?? appToken) === undefined) return []
  return [
    createSlack(houseFor('slack'), {
      botToken,
      signingSecret,
      appToken,
      apiUrl: config.SLACK_API_URL,
      operatorChannel: config.SLACK_OPERATOR_CHANNEL,
      allowedChannels: config.SLACK_ALLOWED_CHANNELS,
      autoAnswerChannels: config.SLACK_AUTO_ANSWER_CHANNELS,
      prompts: config.prompts,
      onFault,
    }),
  ]
}

/** The channels that the configuration switches on; the browser chat always is. */
export const channelsFor = (config: Config, houseFor: HouseFor, onFault: OnFault): Channel[] => [
  createWeb(houseFor('web'), {
    prompts: config.prompts,
    secure: config.tls,
    publicUrl: config.PUBLIC_URL,
    onFault,
  }),
  ...slackFor(config, houseFor, onFault),
]

/** Where operators' cards go by configuration; other places are registered by operators themselves. */
export const operatorPlacesFor = (config: Config): Address[] =>
  config.SLACK_BOT_TOKEN !== undefined && config.SLACK_OPERATOR_CHANNEL !== undefined
    ? [slackOperators(config.SLACK_OPERATOR_CHANNEL)]
    : []

/** The ways by which a request can be sent; the fax sheet needs nothing and is always there. */
export const routesFor = (config: Config, now: () => Date): Route[] => {
  const words = readEscalationWords(config.prompts)
  const routes: Route[] = []
  if (config.SMTP_URL !== undefined && config.MAIL_FROM !== undefined) {
    routes.push(createMailRoute({ smtpUrl: config.SMTP_URL, from: config.MAIL_FROM, words }))
  }
  if (config.DISPATCH_WEBHOOK_URL !== undefined && config.DISPATCH_WEBHOOK_SECRET !== undefined) {
    routes.push(createWebhookRoute({ url: config.DISPATCH_WEBHOOK_URL, secret: config.DISPATCH_WEBHOOK_SECRET, now }))
  }
  routes.push(createFaxRoute({ directory: join(config.data, 'fax'), words }))
  return routes
}
