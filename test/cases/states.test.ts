import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rules, type Act, type Actor } from '../../src/cases/states.ts'
import { perform, type Performing } from '../../src/cases/perform.ts'
import { openDraft } from '../../src/cases/drafts.ts'
import { verifyReceipt } from '../../src/cases/cases.ts'
import type { Repositories, Store, StoredRequest } from '../../src/store/store.ts'
import { databases, type Opened } from '../support/stores.ts'
import { ann, ben, filledIn, friday, makeKit, sue } from './room.ts'

/** 1 when this step took the personal data away, which counts as a change of its own. */
const erasedBetween = (before: StoredRequest, after: StoredRequest): number =>
  before.erasedAt === null && after.erasedAt !== null && Object.keys(after.fields).length === 0 ? 1 : 0

const acts = [...new Set(rules.map(({ act }) => act))]
const clock: Actor = { kind: 'system', id: 'clock', name: '' }

/** Throws at the nth call of any repository, as a process that dies there would. */
const dying = (tx: Repositories, at: number): Repositories => {
  let calls = 0
  const guard = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const member: unknown = Reflect.get(of, name)
        if (typeof member !== 'function') return typeof member === 'object' && member !== null ? guard(member) : member
        return (...given: unknown[]) => {
          if (++calls === at) throw new Error('the process died')
          return (member as (...all: unknown[]) => unknown)(...given)
        }
      },
    })
  return guard(tx)
}

const givens = fc.record(
  {
    text: fc.constantFrom('', '本文です'),
    fields: fc.constantFrom<Record<string, string>>(
      {},
      filledIn,
      { ...filledIn, phone: '1' },
      { routes: 'mail' },
      { routes: 'pigeon' },
      { manager: 'tm' },
      { day: '2026-12-01', minutes: '90', outcome: '規程案を確認' },
      { day: '12/1', minutes: '９０', outcome: 'x' },
      { owner: 'ben', ownerName: '別府' },
    ),
    consent: fc.boolean(),
  },
  { requiredKeys: [] },
)
const steps = fc.record({
  act: fc.constantFrom(...acts),
  by: fc.constantFrom<Actor | 'asker' | 'stranger'>('asker', 'asker', 'asker', 'stranger', ann, ben, sue, clock),
  given: givens,
  /** Pressed twice at once, or once. */
  twice: fc.boolean(),
  /** Whether the actor saw the request as it is. */
  seen: fc.boolean(),
  /** 0: lives. */
  dies: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 })),
})
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never

/** A way that leads somewhere, so that late states are visited as often as early ones. */
const journey: Step[] = (
  [
    ['submit', 'asker', { fields: filledIn, consent: true }],
    ['claim', ann, {}],
    ['ask', ann, { text: '何人ですか' }],
    ['answer', 'asker', { text: '120人' }],
    ['send', ann, { fields: { routes: 'mail' } }],
    ['match', ann, { fields: { manager: 'tm' } }],
    ['session', ann, { fields: { day: '2026-12-01', minutes: '90', outcome: '一' } }],
    ['session', ann, { fields: { day: '2026-12-08', minutes: '90', outcome: '二' } }],
    ['session', ann, { fields: { day: '2026-12-15', minutes: '90', outcome: '三' } }],
    ['complete', ann, {}],
  ] as [Act, Step['by'], Step['given']][]
).map(([act, by, given]) => ({ act, by, given, twice: true, seen: true, dies: 0 }))

const walks = fc
  .tuple(fc.integer({ min: 0, max: journey.length }), fc.array(steps, { maxLength: 8 }))
  .map(([length, wild]) => [...journey.slice(0, length), ...wild])

describe.each(databases)('the states of a request on $name', ({ name }) => {
  let opened: Opened
  let store: Store
  const kit = makeKit()
  let n = 0
  beforeAll(async () => {
    opened = await databases.find((database) => database.name === name)!.open()
    store = opened.store
    const manager = { id: 'tm', name: '高橋', email: '', topics: ['ict'], industries: [], regions: [], modes: [] }
    await store.roster.keep({ ...manager, weeklyCapacity: 10_000, absences: [], active: true, note: '' }, friday)
  })
  afterAll(() => opened.close())

  const take = async (request: string, from: Performing['from'], step: Step, version: number) => {
    const { by } = step
    const actor: Actor =
      by === 'asker'
        ? { kind: 'person', id: 'p1', name: '' }
        : by === 'stranger'
          ? { kind: 'person', id: 'p2', name: '' }
          : by
    const performing: Performing = {
      request,
      act: step.act,
      by: actor,
      given: step.given,
      now: friday,
      ...(step.seen && actor.kind !== 'person' ? { version } : {}),
      ...(from ? { from } : {}),
    }
    const once = () =>
      store
        .transaction(async (tx) => {
          const result = await perform(step.dies > 0 ? dying(tx, step.dies) : tx, kit, performing)
          return result
        })
        .catch((thrown: unknown) => {
          expect(String(thrown)).toContain('the process died')
          return null
        })
    return Promise.all(step.twice ? [once(), once()] : [once()])
  }

  it(
    'are only left as the table says, whatever is pressed, twice, and wherever the process dies',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(walks, async (walk) => {
          const from = { channel: 'chat', conversation: `walk-${++n}` }
          const draft = await store.transaction((tx) =>
            openDraft(tx, kit, { address: from, person: { id: 'p1' }, turn: null, memory: {}, now: friday }),
          )
          let receipt: string | null = null
          for (const step of walk) {
            const before = (await store.requests.get(draft.id))!
            const results = await take(draft.id, from, step, before.version)
            const after = (await store.requests.get(draft.id))!
            // Refusals and deaths change nothing; what a stranger tries never succeeds.
            const moved = results.filter((result) => result?.ok && !result.again)
            expect(moved.length > 0 || isDeepStrictEqual(after, before)).toBe(true)
            expect(step.by !== 'stranger' || moved.length === 0).toBe(true)
            expect(moved.length <= 1 || !step.seen || typeof step.by === 'string').toBe(true)
            // A draft that was given up is erased with the same act.
            const erased = erasedBetween(before, after)
            expect(after.version).toBe(before.version + moved.length + erased)
            expect(erased === 0 || before.state === 'draft').toBe(true)
            expect(receipt === null || after.receipt?.sha256 === receipt).toBe(true)
            receipt = after.receipt?.sha256 ?? null
            expect(receipt !== null).toBe(after.number !== null)
            const again = step.act === 'submit' && receipt !== null && step.by === 'asker' && step.dies === 0
            expect(!again || results.every((result) => result?.ok)).toBe(true)
          }
          const last = (await store.requests.get(draft.id))!
          const events = await store.requests.events(draft.id, 100)
          let state = 'draft'
          for (const event of events) {
            expect(event.from).toBe(state)
            expect(
              rules.some(
                ({ act, from: states, to }) =>
                  act === event.act && states.includes(event.from) && (to ?? event.from) === event.to,
              ),
            ).toBe(true)
            state = event.to
          }
          expect(events.length === 0 || last.state === state).toBe(true)
          // One entry in the log for each event, and no personal data in any.
          const entries = await store.audit.of(draft.id, 100)
          expect(entries.map(({ act }) => act)).toEqual(events.map(({ act }) => act))
          expect(JSON.stringify(entries)).not.toMatch(/みどり|山田|example\.jp|三の丸|120人|本文|p1/)
          expect(last.number === null || (await verifyReceipt(store, last.number)).status === 'unchanged').toBe(true)
          expect(await store.requests.sessions(draft.id)).toHaveLength(
            events.filter(({ act }) => act === 'session').length,
          )
        }),
        { numRuns: name === 'SQLite' ? 80 : 30 },
      )
      await expect(store.audit.verify()).resolves.toMatchObject({ fault: null })
    },
  )

  it('give every submitted request one number, counted without gaps by the Japanese year', async () => {
    const rows = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const from = { channel: 'chat', conversation: `year-${i}` }
        const draft = await store.transaction((tx) =>
          openDraft(tx, kit, { address: from, person: { id: 'p1' }, turn: null, memory: {}, now: friday }),
        )
        // 2027 has begun in Japan while it is still 2026 in Greenwich.
        const step = { request: draft.id, act: 'submit' as const, from, given: { fields: filledIn, consent: true } }
        const by: Actor = { kind: 'person', id: 'p1', name: '' }
        return store.transaction((tx) => perform(tx, kit, { ...step, by, now: new Date('2026-12-31T15:00:00Z') }))
      }),
    )
    const numbers = rows.map((row) => (row.ok ? (row.request.number ?? '') : '')).sort((a, b) => (a < b ? -1 : 1))
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, i) => `TW-2027-${String(i + 1).padStart(5, '0')}`))
  })

  it('tell a changed submission from an unchanged one', async () => {
    const request = (await store.requests.byNumber('TW-2027-00001'))!
    await expect(verifyReceipt(store, 'ｔｗ-2027-00001')).resolves.toMatchObject({ status: 'unchanged' })
    await store.requests.save({ ...request, submitted: request.submitted!.replace('みどり', 'あおい') })
    await expect(verifyReceipt(store, 'TW-2027-00001')).resolves.toMatchObject({ status: 'changed' })
    const again = (await store.requests.byNumber('TW-2027-00002'))!
    await store.requests.save({ ...again, receipt: { ...again.receipt!, sha256: 'f'.repeat(64) } })
    await expect(verifyReceipt(store, 'TW-2027-00002')).resolves.toMatchObject({ status: 'changed' })
    await expect(verifyReceipt(store, 'TW-2027-99999')).resolves.toMatchObject({ status: 'unknown' })
  })
})
