import { availableParallelism } from 'node:os'
import { assembleDesk } from './assemble.ts'
import { Failure } from '../base/failure.ts'
import type { Progress, Readiness } from '../channels/channel.ts'
import type { Config } from './config.ts'
import { createDesk } from '../desk/desk.ts'
import { isModelConfigured, type Fallback } from './model.ts'
import type { Edition } from './published.ts'
import type { createThreads, Work } from '../spine/threads.ts'
import { CONCURRENCY, type Desk, type Trying } from '../spine/worker.ts'
import type { Address, Inbound, Memory, Query, Ranked, Taken } from '../vocabulary/types.ts'

/** Everything of the configuration that can be copied to a thread. */
export type DeskSetting = Omit<Config, 'named'>

/** What a thread of the desk is asked; `version` is the edition that answers by now. */
export type DeskJob =
  | { kind: 'open'; version: string | null }
  | {
      kind: 'take'
      version: string | null
      message: Inbound
      conversation: { memory: Memory; heldBy: string | null }
    }
  | { kind: 'ask'; data: string; version: string; question: string }
  | { kind: 'retrieve'; data: string; version: string; query: Query }

/** What it tells on the way. */
export type DeskNote =
  | { kind: 'progress'; stage: Progress['stage']; address: Address; inbound: string; text?: string }
  | { kind: 'fallback'; why: Fallback }
  | { kind: 'fault'; what: string; words: string }

const THREADS_MIN = 2
const THREADS_MAX = 4
/** Asked by operators, who look on. */
const ASKED_MS_MAX = 60_000
const OPEN_MS_MAX = 180_000

export interface DeskThreadsParts {
  config: Config
  /** The edition that answers; null until something was published. */
  version: () => string | null
  onProgress: (progress: Progress) => void
  onFallback: (why: Fallback) => void
  onFault: (what: string, thrown: unknown) => void
  makeThreads: typeof createThreads
}

export interface DeskThreads {
  desk: Desk
  /** How the desk would answer from an edition. */
  ask(question: string, edition: Edition): Promise<Taken>
  retrieve(query: Query, edition: Edition): Promise<Ranked[]>
  /** Has the threads open what answers, so that the first question waits for less. */
  open(): Promise<void>
  ready(): Readiness
  stop(): Promise<void>
}

const settingOf = ({ named: _named, ...setting }: Config): DeskSetting => setting

/** A model's limits are kept in the thread that asks it, and hold for the house as long as one thread does. */
const threadsFor = (config: Config): number =>
  isModelConfigured(config) ? 1 : Math.max(THREADS_MIN, Math.min(THREADS_MAX, availableParallelism()))

const keyOf = (channel: string, inbound: string): string => `${channel}\n${inbound}`

/** The desk in threads beside the one that takes messages in and sends replies, which never waits for a turn. */
export const createDeskThreads = (parts: DeskThreadsParts): DeskThreads => {
  const { config, version } = parts
  const count = threadsFor(config)
  const underWay = new Set<string>()
  const hear = (note: DeskNote) => {
    if (note.kind === 'progress') {
      const { kind: _kind, ...progress } = note
      // What is heard after the end of a turn is over.
      if (underWay.has(keyOf(note.address.channel, note.inbound))) parts.onProgress(progress)
    }
    if (note.kind === 'fallback') parts.onFallback(note.why)
    if (note.kind === 'fault') parts.onFault(note.what, new Error(note.words))
  }
  const threads = parts.makeThreads({
    file: new URL(import.meta.url.endsWith('.ts') ? 'desk-thread.ts' : 'desk-thread.js', import.meta.url),
    setting: settingOf(config),
    count,
    atOnce: Math.ceil(CONCURRENCY / count),
    onNote: (note) => hear(note as DeskNote),
    onFault: parts.onFault,
  })
  const run = <T>(job: DeskJob, work: Work): Promise<T> => threads.run(job, work) as Promise<T>
  /** Words alone: whatever a thread could not do, they can be said. */
  const { apology } = createDesk(
    assembleDesk(
      { ...config, OPENAI_API_KEY: undefined, OPENAI_BASE_URL: undefined, AZURE_OPENAI_ENDPOINT: undefined },
      () => null,
      () => new Date(),
      [],
    ),
  )
  const take = async (
    message: Inbound,
    conversation: { memory: Memory; heldBy: string | null },
    trying?: Trying,
  ): Promise<Taken> => {
    const key = keyOf(message.from.channel, message.id)
    underWay.add(key)
    try {
      return await run<Taken>(
        { kind: 'take', version: version(), message, conversation },
        { msMax: trying?.msMax ?? ASKED_MS_MAX, alone: (trying?.attempt ?? 1) > 1 },
      )
    } finally {
      underWay.delete(key)
    }
  }
  let state: Readiness = { ok: false, detail: '索引を開いています' }
  return {
    desk: { take, apology },
    async ask(question, edition) {
      const alone = edition.data !== config.data
      const asked = { kind: 'ask' as const, data: edition.data, version: edition.version, question }
      const taken = await run<Taken | null>(asked, { msMax: ASKED_MS_MAX, alone })
      if (taken === null) throw new Failure('index.gone', `The edition ${edition.version} is no longer there.`)
      return taken
    },
    retrieve: async (query, { data, version: of }) =>
      (await run<Ranked[] | null>(
        { kind: 'retrieve', data, version: of, query },
        { msMax: ASKED_MS_MAX, alone: data !== config.data },
      )) ?? [],
    async open() {
      const opening = { kind: 'open' as const, version: version() }
      const each = Array.from({ length: count }, () => run<null>(opening, { msMax: OPEN_MS_MAX }))
      const opened = await Promise.allSettled(each)
      const failed = opened.find((result) => result.status === 'rejected')
      if (failed) parts.onFault('thread.open', failed.reason)
      state = failed
        ? { ok: false, detail: '回答の準備に失敗しました。記録を確かめてください' }
        : { ok: true, detail: `${count} 本` }
    },
    ready: () => state,
    stop: () => threads.stop(),
  }
}
