import { hostname } from 'node:os'
import { join } from 'node:path'
import { assembleDesk, assembleKit } from './assemble.ts'
import type { Channel } from './channels/channel.ts'
import { createWeb } from './channels/web/web.ts'
import { type Config, refusalOf } from './config.ts'
import { createBell } from './desk/bell.ts'
import { createDeliverer } from './desk/deliverer.ts'
import { createDesk } from './desk/desk.ts'
import { createIntake } from './desk/intake.ts'
import type { Loop } from './desk/loop.ts'
import { createWorker } from './desk/worker.ts'
import { Failure } from './errors.ts'
import {
  consultTalk,
  createDispatcher,
  createFaxRoute,
  createMailRoute,
  createReminders,
  createSettle,
  createWebhookRoute,
  operatorByAddress,
  readEscalationWords,
  requestDesk,
  type Route,
} from './escalation/escalation.ts'
import { createHouse, type HouseParts } from './house.ts'
import { createHttp, listen } from './http.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { followPublished, ingestKnowledge } from './published.ts'
import { createReadiness } from './readiness.ts'
import { storeFile } from './commands/store.ts'
import { openStore } from './store/store.ts'

/** Everything has this long to end; what does not end then is taken up by the next start. */
const DRAIN_MS = 8_000

export interface Running {
  url: string
  signInLink: string | null
  stop(): Promise<void>
}

/** Channels in which people fill in a form; elsewhere the consultation is a dialogue in plain text. */
const WITH_FORMS = new Set(['web', 'slack', 'teams'])

const now = (): Date => new Date()
const newId = (): string => crypto.randomUUID()

/** The ways by which a request can be sent; the fax sheet needs nothing and is always there. */
const routesFor = (config: Config): Route[] => {
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

/** Wires the house and opens its doors. The only file that knows every room. */
export const startServer = async (config: Config, log: Log): Promise<Running> => {
  const metrics = createMetrics()
  const bell = createBell()
  const onFault = (where: string, thrown: unknown) => {
    metrics.faults.inc({ where })
    log.fault(where, thrown)
  }

  const ingested = await ingestKnowledge(config, now)
  log.info('knowledge', { outcome: ingested.outcome, passages: ingested.passages, ms: ingested.ms })
  const published = await followPublished(config.data, onFault)
  const store = await openStore({ url: config.DATABASE_URL, path: storeFile(config), now: now() })

  const routes = routesFor(config)
  const kit = assembleKit(
    config,
    published.now()?.companions ?? null,
    routes.map(({ name }) => name),
    newId,
  )
  const houseParts: HouseParts = {
    store,
    intake: createIntake({ inbox: store.inbox, bell }),
    bell,
    requests: requestDesk({ store, kit, now }),
    now,
    newId,
    onAccepted: (channel, result) => metrics.accepted.inc({ channel, result }),
  }
  const channels: Channel[] = [
    createWeb(createHouse('web', houseParts), {
      prompts: config.prompts,
      secure: config.tls,
      publicUrl: config.PUBLIC_URL,
      onFault,
    }),
  ]

  const refusal = refusalOf(config, config.OIDC_ISSUER !== undefined)
  if (refusal !== null) throw new Failure('config.host', refusal)

  const desk = createDesk(
    assembleDesk(
      config,
      published.now,
      now,
      [consultTalk({ store, kit, now, hasForms: (channel) => WITH_FORMS.has(channel) })],
      (stage, message) => bell.tell({ address: message.from, inbound: message.id, stage }),
    ),
  )
  const owner = `${hostname()}-${newId()}`
  const loops: Loop[] = [
    createWorker({
      store,
      desk,
      settle: createSettle(kit, operatorByAddress),
      bell,
      owner,
      now,
      newId,
      onFault,
      onTurn({ outcome, tookMs, channel }) {
        metrics.turns.inc({ channel, outcome })
        metrics.turnSeconds.observe(tookMs / 1_000)
      },
    }),
    createDeliverer({
      store,
      channels,
      bell,
      owner,
      now,
      onFault,
      onDelivery: (channel, outcome) => metrics.deliveries.inc({ channel, outcome }),
    }),
    createDispatcher({
      store,
      kit,
      routes,
      bell,
      owner,
      now,
      onFault,
      onDispatch: (route, outcome) => metrics.dispatches.inc({ route, outcome }),
    }),
    createReminders({ store, kit, bell, now, onFault }),
  ]
  const readiness = createReadiness({ store, published, channels, metrics })
  const app = createHttp({
    mounted: channels,
    ready: readiness.check,
    metrics: readiness.metrics,
    metricsToken: config.loopback ? null : (config.METRICS_TOKEN ?? newId()),
    onFault,
  })
  for (const channel of channels) await channel.start?.()
  const listening = await listen(app, config.PORT, config.HOST)
  for (const loop of loops) loop.start()
  log.info('listening', { url: listening.url })

  return {
    url: listening.url,
    signInLink: null,
    async stop() {
      const closing = listening.close(DRAIN_MS / 2)
      for (const channel of channels) await channel.stop?.()
      await Promise.race([
        Promise.all([closing, ...loops.map((loop) => loop.stop())]),
        new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref()),
      ])
      published.stop()
      await store.close()
      log.info('stopped')
    },
  }
}
