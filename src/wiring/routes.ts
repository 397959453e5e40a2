/** The ways by which a consultation request is sent, by what the configuration names. */
import { join } from 'node:path'
import { createFaxRoute, createMailRoute, createWebhookRoute, readEscalationWords, type Route } from '../cases/cases.ts'
import type { Config } from './config.ts'

/** The folder of printed sheets. */
export const trayOf = ({ data }: Pick<Config, 'data'>): string => join(data, 'fax')

/** The mail server that the configuration names; null where it names none. */
export const mailOf = ({ SMTP_URL: smtpUrl, MAIL_FROM: from, SMTP_ALLOW_CLEARTEXT: clear, prompts }: Config) =>
  smtpUrl === undefined || from === undefined
    ? null
    : { smtpUrl, from, words: readEscalationWords(prompts), clear: clear === 'true' }

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
