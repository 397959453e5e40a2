import { Failure } from '../base/failure.ts'
import type { Progress, Readiness } from '../channels/channel.ts'
import type { Config } from './config.ts'
import { apologyOf, readDeskWords } from '../desk/desk.ts'
import { nameDesk } from '../base/identity.ts'
import type { DeskPool } from './desk-pool.ts'
import type { Fallback } from './model.ts'
import type { Edition } from './published.ts'
import type { Work } from '../spine/threads.ts'
import type { Desk, Trying } from '../spine/worker.ts'
import type { Address, Inbound, Memory, Query, Ranked, Taken } from '../vocabulary/types.ts'

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
  pool: DeskPool
}

export interface DeskThreads {
  desk: Desk
  /** How the desk would answer from an edition. */
  ask(question: string, edition: Edition): Promise<Taken>
  retrieve(query: Query, edition: Edition): Promise<Ranked[]>
  /** Has a thread open what answers, so that the first question waits for less; others do so as they begin. */
  open(): Promise<void>
  ready(): Readiness
  stop(): Promise<void>
}

const keyOf = (channel: string, inbound: string): string => `${channel}\n${inbound}`

/** The desk in threads beside the one that takes messages in and sends replies, which never waits for a turn. */
export const createDeskThreads = (parts: DeskThreadsParts): DeskThreads => {
  const { config, version, pool: threads } = parts
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
  threads.listen({ onNote: (note) => hear(note as DeskNote), onFault: parts.onFault })
  const run = <T>(job: DeskJob, work: Work): Promise<T> => threads.run(job, work) as Promise<T>
  nameDesk(config.prompts, config.knowledge)
  /** Whatever a thread could not do, this can be said. */
  const apology = apologyOf(readDeskWords(config.prompts))
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
  const open = async (): Promise<void> => {
    const opening = { kind: 'open' as const, version: version() }
    try {
      await run<null>(opening, { msMax: OPEN_MS_MAX })
      // Before there is an edition a thread is loaded, and has opened nothing that answers.
      if (opening.version !== null) state = { ok: true, detail: 'ok' }
    } catch (thrown) {
      parts.onFault('thread.open', thrown)
      state = { ok: false, detail: '回答の準備に失敗しました。記録を確かめてください' }
    }
  }
  // One after the other: two at once would take a thread each.
  let opening = Promise.resolve()
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
    open() {
      opening = opening.then(open)
      return opening
    },
    ready: () => state,
    stop: () => threads.stop(),
  }
}
