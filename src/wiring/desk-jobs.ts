/** What a thread of the desk does: it has an index and a store of its own, and takes the turns that it is given. */
import { actsOf, assembleDesk, assembleKit } from './assemble.ts'
import { storeFile } from './config.ts'
import { answerOnce, createDesk } from '../desk/desk.ts'
import { consultTalk } from '../cases/cases.ts'
import { wordsOf } from '../base/failure.ts'
import type { DeskSetting } from './desk-pool.ts'
import type { DeskJob, DeskNote } from './desk-threads.ts'
import { chooserFor, vectorsFor } from './model.ts'
import { dayInJapan, JAPAN_MS } from '../japanese/calendar.ts'
import type { Chooser } from '../answering/answering.ts'
import { publishedVersion } from '../knowledge/knowledge.ts'
import { followPublished, type Guidance, openGuidance, type Published } from './published.ts'
import type { Desk } from '../spine/worker.ts'
import type { Inbound } from '../vocabulary/types.ts'
import type { Inside } from '../spine/thread.ts'
import { openStore, type Store } from '../store/store.ts'
import { routesFor } from './routes.ts'
import { WITH_FORMS } from './seen.ts'

/** Below this, words to somebody who waits for them are an answer. */
const SURE = 0.8
/** What a turn reads of the store, it reads one after the other. */
const CONNECTIONS = 2

const now = (): Date => new Date()

interface Open {
  published: Published
  desk: Desk
  chooser: Chooser | undefined
}

const told = (tell: (note: DeskNote) => void, stage: 'searching' | 'writing', message: Inbound, text?: string): void =>
  tell({
    kind: 'progress',
    stage,
    address: message.from,
    inbound: message.id,
    ...(text === undefined ? {} : { text }),
  })

/** Tokens that all replicas spent since midnight in Japan. */
const spentToday = async (store: Store): Promise<number> => {
  const at = now()
  const midnight = new Date(Date.parse(`${dayInJapan(at)}T00:00:00Z`) - JAPAN_MS)
  const { tokensIn, tokensOut } = await store.quality.spend(midnight, new Date(at.getTime() + 1))
  return tokensIn + tokensOut
}

const open = async (inside: Inside<DeskSetting>, tell: (note: DeskNote) => void): Promise<Open> => {
  const config = { ...inside.setting, named: () => undefined }
  const onFault = (what: string, thrown: unknown) => tell({ kind: 'fault', what, words: wordsOf(thrown) })
  const vectors = vectorsFor(config, onFault)
  const published = await followPublished(config.data, onFault, vectors)
  const store = await openStore({
    url: config.DATABASE_URL,
    path: storeFile(config),
    now: now(),
    connections: CONNECTIONS,
  })
  const routes = routesFor(config, now).map(({ name }) => name)
  const kit = assembleKit(config, published.now(), routes, () => crypto.randomUUID())
  const acts = actsOf(config.prompts)
  // Whoever wants to withdraw, or asks how far it is, wants that of the desk, also while an operator waits for an answer;
  // and whoever files anew when all is over begins anew.
  const means = (text: string) => {
    const { act, probability } = acts(text, { form: false, draft: false, case: true, pending: false })
    return (act === 'withdraw' || act === 'status' || act === 'file') && probability >= SURE ? act : null
  }
  const chooser = chooserFor(config, {
    now,
    onFallback: (why) => tell({ kind: 'fallback', why }),
    spentToday: () => spentToday(store),
  })
  const talks = [consultTalk({ store, kit, now, means, hasForms: (channel) => WITH_FORMS.has(channel) })]
  const desk = createDesk(
    assembleDesk(config, published.now, now, talks, {
      chooser,
      progress: (stage, message, text) => told(tell, stage, message, text),
    }),
  )
  return { published, desk, chooser }
}

/** The last draft that was asked; another takes its place. */
const createDrafts = (inside: Inside<DeskSetting>) => {
  let last: { data: string; guidance: Guidance } | null = null
  return async (data: string, version: string): Promise<Guidance | null> => {
    if (last?.data === data && last.guidance.version === version) return last.guidance
    last = null
    const guidance = await inside.opening(() => openGuidance(data))
    last = guidance && { data, guidance }
    return guidance
  }
}

/** Does one job after the other for as long as its thread lives; also without a thread, where a test needs none. */
export const createDeskJobs = (inside: Inside<DeskSetting>): ((what: unknown) => Promise<unknown>) => {
  const { setting, note } = inside
  let opening: Promise<Open> | null = null
  const opened = (): Promise<Open> => {
    opening ??= inside.opening(() => open(inside, note))
    return opening.catch((thrown: unknown) => {
      // A store that starts again is there for the next turn.
      opening = null
      throw thrown
    })
  }
  const drafts = createDrafts(inside)

  /** As new as the one that is shown: whoever published is answered from what they published. */
  const current = async (version: string | null): Promise<Open> => {
    const house = await opened()
    if (version !== null && house.published.now()?.version !== version) await inside.opening(house.published.refresh)
    return house
  }
  const editionOf = async (data: string, version: string): Promise<Guidance | null> =>
    data === setting.data ? (await current(version)).published.now() : drafts(data, version)

  return async (what) => {
    const job = what as DeskJob
    if (job.kind === 'open') {
      // Before the first index there is nothing to open; this thread is loaded, and that took longer.
      if (job.version !== null || (await publishedVersion(setting.data)) !== null) await current(job.version)
      return null
    }
    if (job.kind === 'take') {
      const { desk } = await current(job.version)
      return desk.take(job.message, job.conversation)
    }
    const guidance = await editionOf(job.data, job.version)
    if (guidance === null) return null
    if (job.kind === 'retrieve') return guidance.index.retrieve(job.query)
    // As the desk would answer, without dialogues that change something.
    const config = { ...setting, named: () => undefined }
    return answerOnce(
      assembleDesk(
        config,
        () => guidance,
        () => new Date(),
        [],
        { chooser: (await opened()).chooser },
      ),
      { question: job.question },
    )
  }
}
