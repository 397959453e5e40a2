import { hostname } from 'node:os'
import { assembleDesk } from './assemble.ts'
import type { Channel, RequestDesk } from './channels/channel.ts'
import { createWeb } from './channels/web/web.ts'
import { type Config, refusalOf } from './config.ts'
import { createBell } from './desk/bell.ts'
import { createDeliverer } from './desk/deliverer.ts'
import { createDesk } from './desk/desk.ts'
import { createIntake } from './desk/intake.ts'
import type { Loop } from './desk/loop.ts'
import { createWorker, type Settle } from './desk/worker.ts'
import { Failure } from './errors.ts'
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

const now = (): Date => new Date()
const newId = (): string => crypto.randomUUID()

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

  const settle: Settle = async (tx, effect, { inbound, now: at }) => {
    if (effect.kind === 'feedback')
      await tx.turns.rate(effect.turn, inbound.person.id, effect.verdict, effect.reason, at)
    return []
  }
  const requests: RequestDesk = {
    form: () => Promise.reject(new Failure('requests', 'not yet')),
    check: () => ({}),
    fields: () => [],
    mine: () => Promise.resolve([]),
  }
  const houseParts: HouseParts = {
    store,
    intake: createIntake({ inbox: store.inbox, bell }),
    bell,
    requests,
    now,
    newId,
    onAccepted: (channel, result) => metrics.accepted.inc({ channel, result }),
  }
  const channels: Channel[] = [
    createWeb(createHouse('web', houseParts), {
      prompts: config.prompts,
      secure: config.tls,
      publicUrl: config.PUBLIC_URL,
    }),
  ]

  const refusal = refusalOf(config, config.OIDC_ISSUER !== undefined)
  if (refusal !== null) throw new Failure('config.host', refusal)

  const desk = createDesk(
    assembleDesk(config, published.now, now, [], (stage, message) =>
      bell.tell({ address: message.from, inbound: message.id, stage }),
    ),
  )
  const owner = `${hostname()}-${newId()}`
  const loops: Loop[] = [
    createWorker({
      store,
      desk,
      settle,
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
