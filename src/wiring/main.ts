import { hostname } from 'node:os'
import { createRest } from '../base/collector.ts'
import { assembleKit } from './assemble.ts'
import { type Config, refusalOf, storeFile, VERSION } from './config.ts'
import { type Console, createConsole, type KnowledgeDesk } from '../console/console.ts'
import { notTakenOf, readDeskWords } from '../desk/desk.ts'
import { createArrivals } from '../spine/arrivals.ts'
import { type Bell, createBell } from '../spine/bell.ts'
import type { Channel } from '../channels/channel.ts'
import { createDeliverer } from '../spine/deliverer.ts'
import { type DeskPool, startPool } from './desk-pool.ts'
import { createDeskThreads, type DeskThreads } from './desk-threads.ts'
import { createIntake } from '../spine/intake.ts'
import type { Loop } from '../base/loop.ts'
import { createThreads } from '../spine/threads.ts'
import { nameOfProcess } from '../base/process-name.ts'
import { createRollCall, freeEnded } from '../spine/roll-call.ts'
import { createWorker } from '../spine/worker.ts'
import { Failure } from '../base/failure.ts'
import {
  createDailyPurge,
  createDispatcher,
  createReminders,
  type Kit,
  registerOperators,
  requestDesk,
} from '../cases/cases.ts'
import { createHouse, type HouseParts } from './house.ts'
import { createHttp, listen } from './http.ts'
import type { Log } from '../base/log.ts'
import { createMetrics } from './metrics.ts'
import { countModel, createEmbedder, vectorsFor } from './model.ts'
import { createIngestApart, type IngestApart } from './ingest-apart.ts'
import { type OnProgress, openKnowledge } from './first-edition.ts'
import { type Edition, type Published, type Vectors } from './published.ts'
import { createBookshelf } from './bookshelf.ts'
import { knowledgeDeskFor } from './knowledge-desk.ts'
import { createAboutPages } from './about-pages.ts'
import { createDocumentPages } from './document-pages.ts'
import { followSites } from './sites.ts'
import { doorsOf } from './doors.ts'
import { mountedWithPrograms } from './programs.ts'
import { createReadiness } from './readiness.ts'
import { openStore, type Store } from '../store/store.ts'
import { sameStore } from './same-store.ts'
import { settleFor } from './settle.ts'
import { startTelemetry } from './telemetry.ts'
import { channelsFor, digestFor, mailNoticesFor, operatorPlacesFor } from './switched-on.ts'
import { routesFor, trayOf } from './routes.ts'

/** Everything has this long to end; what does not end then is taken up by the next start. */
const DRAIN_MS = 8_000
/** Passages between two lines of the log that tell how far their embeddings are. */
const EMBEDDED_TOLD = 256

export interface Running {
  url: string
  signInLink: string | null
  stop(): Promise<void>
}

const now = (): Date => new Date()
const newId = (): string => crypto.randomUUID()

interface Foundations {
  config: Config
  store: Store
  bell: Bell
  published: Published<Edition>
  ingesting: IngestApart
  threads: DeskThreads
  kit: Kit
  owner: string
  onFault: (what: string, thrown: unknown) => void
}

const consoleFor = (parts: Foundations & { knowledge: KnowledgeDesk }, channels: readonly Channel[]): Console => {
  const { config, store, bell, kit, owner, onFault } = parts
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config
  const known = issuer !== undefined && clientId !== undefined && clientSecret !== undefined
  return createConsole({
    store,
    kit,
    bell,
    knowledge: parts.knowledge,
    channels: () => channels,
    oidc: known ? { issuer, clientId, clientSecret, roleClaim: config.OIDC_ROLE_CLAIM } : null,
    publicUrl: config.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    secure: config.tls,
    prompts: config.prompts,
    tray: trayOf(config),
    totpRequired: config.OPERATOR_TOTP === 'required',
    replica: owner,
    now,
    newId,
    onFault,
  })
}

const embedderFor = (parts: {
  config: Config
  vectors: Vectors | undefined
  published: Published<Edition>
  ingesting: IngestApart
  log: Log
}) => {
  const { config, vectors, published, ingesting, log } = parts
  if (vectors === undefined) return null
  return createEmbedder({
    vectors,
    published,
    embed: (onProgress) => ingesting.ingest('embed', config, { onProgress }),
    onProgress: (done, total) => {
      if (done === total || done % EMBEDDED_TOLD === 0) log.info('embeddings', { done, total })
    },
  })
}

/** What runs beside this event loop; tests that look at something else have it run within. */
export interface Beside {
  makeThreads?: typeof createThreads
  /** Begun before this room was loaded. */
  pool?: DeskPool
  makeIngest?: typeof createIngestApart
  onProgress?: OnProgress
}

/** Wires the house and opens its doors. The only file that knows every room. */
export const startServer = async (
  config: Config,
  log: Log,
  { makeThreads = createThreads, makeIngest = createIngestApart, onProgress, ...beside }: Beside = {},
): Promise<Running> => {
  const metrics = createMetrics()
  const telemetry = await startTelemetry(config, VERSION)
  const bell = createBell()
  const rest = createRest((thrown) => onFault('memory', thrown))
  const owner = nameOfProcess(`${hostname()}-${newId()}`)
  const onFault = (where: string, thrown: unknown) => {
    metrics.faults.inc({ where })
    telemetry.fault(where)
    log.fault(where, thrown)
  }

  // Threads get ready while the documents are looked through.
  let published: Published<Edition> | null = null
  const threads = createDeskThreads({
    config,
    version: () => published?.now()?.version ?? null,
    onProgress: bell.tell,
    onFallback: (why) => metrics.modelFallbacks.inc({ why }),
    onFault,
    pool: beside.pool ?? startPool(config, makeThreads),
  })
  void threads.open()
  const ingesting = makeIngest(config, onFault)
  const vectors = vectorsFor(config, onFault)
  const following = await openKnowledge({ config, ingesting, vectors, log, onFault, onProgress })
  published = following
  const embedder = embedderFor({ config, vectors, published: following, ingesting, log })
  const store = await openStore({ url: config.DATABASE_URL, path: storeFile(config), now: now() })

  const routes = routesFor(config, now)
  const routeNames = routes.map(({ name }) => name)
  const kit = assembleKit(config, following.now(), routeNames, newId)
  const apology = notTakenOf(readDeskWords(config.prompts))
  const arrivals = createArrivals({ store, owner, now, newId, bell, apology, onFault })
  const houseParts: HouseParts = {
    store,
    arrivals,
    intake: createIntake({ inbox: store.inbox, bell }),
    bell,
    requests: requestDesk({ store, kit, now }),
    now,
    newId,
    onAccepted: (channel, result) => metrics.accepted.inc({ channel, result }),
  }
  const knowledge = knowledgeDeskFor({ config, published: following, ingesting, threads, now, onFault })
  const { retrieve } = threads
  const bookshelf = createBookshelf({ store, edition: following.now, retrieve, knowledge, now })
  const houseFor = (name: string) => createHouse(name, houseParts)
  const channels = [
    ...(await channelsFor({ config, store, houseFor, bookshelf, now, onFault })),
    ...mailNoticesFor(config, store, kit, now),
  ]
  arrivals.serve(channels)
  for (const place of await operatorPlacesFor(config)) await registerOperators(store.shelf, place, now())

  const sites = followSites(config, () => ingesting.ingest('ingest', config), onFault)
  const console = consoleFor(
    { config, store, bell, published: following, ingesting, threads, kit, owner, knowledge, onFault },
    channels,
  )
  const refusal = refusalOf(config, await console.signInConfigured())
  if (refusal !== null) throw new Failure('config.host', refusal)

  const common = { store, bell, owner, now, onFault, calm: arrivals.calm }
  const loops: Loop[] = [
    arrivals,
    createWorker({
      ...common,
      desk: threads.desk,
      settle: settleFor({ kit, prompts: config.prompts }),
      newId,
      onTurn({ outcome, tookMs, channel, taken }) {
        rest()
        countModel(metrics, taken.trace)
        metrics.turns.inc({ channel, outcome })
        metrics.turnSeconds.observe(tookMs / 1_000)
        telemetry.turn({ channel, outcome, tookMs })
      },
    }),
    createDeliverer({
      ...common,
      channels,
      onDelivery(channel, outcome) {
        metrics.deliveries.inc({ channel, outcome })
        telemetry.delivery(channel, outcome)
      },
    }),
    createDispatcher({
      ...common,
      kit,
      routes,
      onDispatch(route, outcome) {
        metrics.dispatches.inc({ route, outcome })
        telemetry.dispatch(route, outcome)
      },
    }),
    ...digestFor(config, { store, kit, now, onFault }),
    createReminders({ store, kit, bell, now, onFault }),
    createDailyPurge({
      store,
      kit,
      tray: trayOf(config),
      now,
      onFault,
      onPurged: (purged) => log.info('purge', { ...purged }),
    }),
    createRollCall({ store, owner, indexVersion: () => following.now()?.version ?? null, now, onFault }),
  ]
  const readiness = createReadiness({
    store,
    published: following,
    turns: threads.ready,
    channels,
    metrics,
    data: config.data,
    same: await sameStore({ store, data: config.data, newId, now }),
  })
  const app = createHttp({
    mounted: [
      ...mountedWithPrograms({ config, store, published: following, threads, channels, now }),
      console,
      createDocumentPages(published.now),
      createAboutPages(config.prompts, async () => {
        const set = await kit.settings.current(store)
        return (name) => set.count(name)
      }),
    ],
    ready: readiness.check,
    metrics: readiness.metrics,
    metricsToken: config.METRICS_TOKEN ?? (config.loopback ? null : newId()),
    doors: doorsOf(config),
    onFault,
  })
  for (const channel of channels) await channel.start?.()
  await freeEnded(store)
  await arrivals.adopt()
  const listening = await listen(app, config.PORT, config.HOST)
  for (const loop of loops) loop.start()
  embedder?.start()
  void threads.open()
  log.info('listening', { url: listening.url })
  // What loading left behind is half of what is held now.
  rest()

  return {
    url: listening.url,
    signInLink: await console.signInLink(config.PUBLIC_URL?.replace(/\/$/, '') ?? listening.url),
    async stop() {
      const closing = listening.close(DRAIN_MS / 2)
      for (const channel of channels) await channel.stop?.()
      await Promise.race([
        Promise.all([closing, ...loops.map((loop) => loop.stop())]),
        new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref()),
      ])
      embedder?.stop()
      sites.stop()
      ingesting.stop()
      following.stop()
      await threads.stop()
      await store.close()
      await telemetry.stop()
      log.info('stopped')
    },
  }
}
