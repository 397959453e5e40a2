import { randomUUID } from 'node:crypto'
import { createBell } from '../../src/spine/bell.ts'
import type { Address, Inbound, Reply } from '../../src/vocabulary/types.ts'
import { caseDesk } from '../support/case-desk.ts'
import { createWorker } from '../../src/spine/worker.ts'
import {
  act,
  consultTalk,
  createKit,
  type Act,
  type Kit,
  type Operator,
  readEscalationWords,
} from '../../src/cases/cases.ts'
import { settleFor } from '../../src/wiring/settle.ts'
import { loadRules } from '../../src/procedures/procedures.ts'
import type { CaseAct } from '../../src/vocabulary/talk.ts'
import type { Store } from '../../src/store/store.ts'

const root = new URL('../..', import.meta.url).pathname
export const words = readEscalationWords(`${root}prompts`)
const rules = loadRules(`${root}knowledge`)

export const makeKit = (
  given: { routes?: string[]; newId?: () => string } & Partial<Pick<Kit, 'seen' | 'hasForms' | 'mails'>> = {},
): Kit =>
  createKit({
    words,
    rules,
    programme: {
      name: 'テレワークマネージャー',
      url: 'https://telework.mhlw.go.jp/info/map/',
      document: 'telework-manager-fy2023',
      asOf: '2023-12-27',
    },
    routes: given.routes ?? ['mail', 'fax'],
    newId: given.newId ?? randomUUID,
    ...(given.seen === undefined ? {} : { seen: given.seen }),
    ...(given.hasForms === undefined ? {} : { hasForms: given.hasForms }),
    ...(given.mails === undefined ? {} : { mails: given.mails }),
  })

/** A Friday morning on which the desk is open. */
export const friday = new Date('2026-11-20T01:00:00Z')

/** Where the secretariat is reached, as an operator would set it; without that no route leads anywhere. */
export const addressed = async (store: Store, kit: Kit): Promise<void> => {
  const values = { secretariatMail: 'madoguchi@centre.example', secretariatFax: '03-5253-5111' }
  for (const [name, value] of Object.entries(values)) {
    const from = { source: '公募案内', asOf: '2026-04-01', certain: true, by: 'sue' }
    const changed = await kit.settings.change(store, { name, value, ...from, now: friday })
    if (!changed.ok) throw new Error(`${name} cannot be set`)
  }
}

/** A form as somebody would send it. */
export const filledIn: Record<string, string> = {
  organisation: '㈱みどり商事',
  kind: 'company',
  contact: '総務課　山田花子',
  address: '〒３１０－００１１　茨城県水戸市三の丸１－５－３８',
  prefecture: '茨城県',
  email: 'soumu＠example.jp',
  phone: '０２９（３０１）１１１１',
  topics: 'labour,ict',
  stage: 'considering',
  content: '就業規則をどう変えればよいですか',
  mode: 'web',
  dates: '',
  sessionsUsed: '0',
}

export const ann: Operator = { kind: 'operator', id: 'ann', name: '安藤' }
export const ben: Operator = { kind: 'operator', id: 'ben', name: '別府' }
export const sue: Operator = { kind: 'supervisor', id: 'sue', name: '鈴木' }

export interface House {
  kit: Kit
  now: () => Date
  /** Moves the clock. */
  at(now: Date): void
  /** Says or presses something and gives everything that was then put in the outbox, by conversation. */
  tell(given: Partial<Inbound> & { from: Address }): Promise<{ to: Address; reply: Reply }[]>
  /** What the reading understands as a request looked for by its number. */
  find(given: { from: Address; person: { id: string }; number: string; contact: string }): Promise<void>
  operate(
    request: string,
    name: Act,
    given?: { text?: string; fields?: Record<string, string> },
    by?: Operator,
    version?: number,
  ): ReturnType<typeof act>
}

/** The real worker, settling and dialogue over a store; the desk answers nothing but the consultation. */
export const house = (
  store: Store,
  given: {
    hasForms?: boolean
    kit?: Kit
    onQuestion?: (text: string) => void
    means?: (text: string) => CaseAct | null
  } = {},
): House => {
  const kit = given.kit ?? makeKit()
  const bell = createBell()
  let clock = friday
  const now = () => clock
  const { means } = given
  const reading = means === undefined ? {} : { means }
  const talk = consultTalk({ store, kit, hasForms: () => given.hasForms ?? false, now, ...reading })
  const other: Reply = { outcome: 'answer', text: 'other', citations: [], notices: [], offers: [] }
  const desk = caseDesk(talk, ({ text }) => {
    given.onQuestion?.(text)
    return other
  })
  return {
    kit,
    now,
    at: (moment) => {
      clock = moment
    },
    async tell({ from, ...rest }) {
      const id = randomUUID()
      await store.inbox.keep([{ id, from, person: { id: 'p1' }, text: '', receivedAt: now(), ...rest }])
      const faults: unknown[] = []
      const before = await deliveries(store)
      const worker = createWorker({
        store,
        desk,
        settle: settleFor({ kit, prompts: `${root}prompts` }),
        bell,
        owner: id,
        now,
        newId: randomUUID,
        onFault: (_, thrown) => faults.push(thrown),
      })
      worker.start()
      for (let n = 0; n < 600 && !(await store.turns.ofInbound(from.channel, id)) && faults.length === 0; n++) {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      await worker.stop()
      if (faults.length > 0) throw faults[0] as Error
      const after = await deliveries(store)
      return after.slice(before.length)
    },
    async find({ from, person, number, contact }) {
      const inbound = { id: randomUUID(), from, person, text: '', receivedAt: now() }
      const effect = { kind: 'request' as const, act: { act: 'find' as const, number, contact } }
      await store.transaction(async (tx) => {
        const said = await settleFor({ kit, prompts: `${root}prompts` })(tx, effect, { inbound, turn: '', now: now() })
        await tx.outbox.add(
          said.map(({ to, reply }) => ({ id: randomUUID(), to, turn: null, reply })),
          now(),
        )
      })
    },
    operate: async (request, name, rest = {}, by = ann, version) => {
      const seen = version ?? (await store.requests.get(request))?.version ?? 0
      return act({ store, kit, bell }, { request, act: name, by, given: rest, now: now(), version: seen })
    },
  }
}

/** Everything that was ever put in the outbox of the channels that tests use, in order. */
export const deliveries = async (store: Store): Promise<{ to: Address; reply: Reply }[]> => {
  const heard: Awaited<ReturnType<typeof deliveries>> = heardIn.get(store) ?? []
  for (;;) {
    const due = await store.outbox.claim('test', ['chat', 'ops', 'other'], new Date('2100-01-01T00:00:00Z'), 0, 10_000)
    for (const { to, reply } of due) heard.push({ to, reply })
    const sent = due.map(({ seq }) => ({ seq, sentId: 'x' }))
    await store.outbox.sent(sent, friday)
    if (due.length === 0) break
  }
  heardIn.set(store, heard)
  return [...heard]
}
const heardIn = new WeakMap<Store, { to: Address; reply: Reply }[]>()
