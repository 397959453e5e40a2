import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeenFrom } from '../../src/channels/channel.ts'
import { registerOperators, requestDesk } from '../../src/cases/cases.ts'
import type { Store } from '../../src/store/store.ts'
import type { Act } from '../../src/cases/cases.ts'
import type { Address } from '../../src/vocabulary/types.ts'
import { databases, type Opened } from '../support/stores.ts'
import { ann, ben, deliveries, filledIn, friday, house, type House, makeKit } from './room.ts'

const ops = { channel: 'ops', conversation: 'triage' }
const RUNS = 40

/** Rooms are read by many; what is a person's own goes on elsewhere. */
const seen: SeenFrom = (from, person) => {
  const shared = from.conversation.startsWith('room-')
  const own = shared ? { channel: 'chat', conversation: `own-${person.id}` } : from
  return Promise.resolve({ own, aside: from })
}

const personal = fc.oneof(
  fc.record({ who: fc.constant('person' as const), where: fc.constantFrom('room', 'own'), what: fc.constant('say') }),
  fc.record({
    who: fc.constant('person' as const),
    where: fc.constantFrom('room', 'own'),
    what: fc.constantFrom('consult', 'submit', 'mine', 'withdraw', 'ask the desk', 'answer', 'thanks'),
  }),
)
const operating = fc.record({
  who: fc.constantFrom('ann' as const, 'ben' as const, 'chat' as const),
  where: fc.constant('own'),
  what: fc.constantFrom(
    'claim',
    'ask',
    'reply',
    'conclude',
    'takeover',
    'handback',
    'say',
    'note',
    'reopen',
    'decline',
    'speak',
  ),
})
/** People speak most, and a request is there from the first step on. */
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: personal }, { weight: 4, arbitrary: operating }), {
  minLength: 4,
  maxLength: 14,
})
type Step = { who: 'person' | 'ann' | 'ben' | 'chat'; where: string; what: string }

const worded = new Set(['ask', 'reply', 'conclude', 'say', 'note', 'decline', 'speak'])

describe('whatever a person and two operators do', () => {
  let opened: Opened
  let store: Store
  let h: House
  let n = 0
  const heard: string[] = []
  beforeAll(async () => {
    opened = await databases[0]!.open()
    store = opened.store
    h = house(store, { kit: makeKit({ seen: () => seen }), hasForms: true, onQuestion: (text) => heard.push(text) })
    await registerOperators(store.shelf, ops, friday)
  })
  afterAll(() => opened.close())

  const tick = () => h.at(new Date(h.now().getTime() + 1_000))

  /** One run: what was said by whom, and to whom it went. */
  const walk = async (all: Step[]) => {
    const id = `w${++n}`
    const person = { id }
    const places: Record<string, Address> = {
      room: { channel: 'chat', conversation: `room-${id}` },
      own: { channel: 'chat', conversation: `own-${id}` },
    }
    const desk = requestDesk({ store, kit: h.kit, now: h.now })
    const { request } = await desk.form(places['room']!, person, null)
    const submit = { kind: 'submit' as const, request, fields: filledIn, consent: true }
    await h.tell({ from: places['own']!, person, action: submit })
    const from = (await deliveries(store)).length
    const said: string[] = []
    const memos: string[] = []
    const answers: string[] = []
    for (const [step, { who, where, what }] of all.entries()) {
      tick()
      const words = `${id}の${step}番の言葉`
      const place = { from: places[where]!, person }
      if (who === 'person') {
        if (what === 'consult') await h.tell({ ...place, action: { kind: 'consult' } })
        else if (what === 'submit') await h.tell({ ...place, action: submit })
        else if (what === 'mine') await h.tell({ ...place, text: '状況' })
        else if (what === 'withdraw') await h.tell({ ...place, action: { kind: 'withdraw', request } })
        else {
          const text = {
            'ask the desk': `自動回答：${words}`,
            answer: `回答：${words}`,
            thanks: 'ありがとうございます',
          }[what]
          await h.tell({ ...place, text: text ?? words })
          if (what !== 'thanks') said.push(words)
        }
        continue
      }
      const text = worded.has(what) ? words : ''
      let ok = true
      if (who === 'chat') {
        const chat = { from: ops, person: { id: 'u9', name: '海野' } }
        const { version } = (await store.requests.get(request))!
        const before = (await deliveries(store)).length
        await h.tell({ ...chat, action: { kind: 'operate', request, act: what, version, text } })
        const told = (await deliveries(store)).slice(before)
        ok = told.some(({ to, reply }) => to.channel === 'chat' && reply.text.includes(words))
        if (what === 'note') memos.push(words)
        if (what === 'speak' && !ok) memos.push(words)
      } else if (what !== 'speak') {
        ok = (await h.operate(request, what as Act, { text }, who === 'ann' ? ann : ben)).ok
        if (what === 'note') memos.push(words)
      } else ok = false
      if (ok && worded.has(what) && what !== 'note') answers.push(words)
    }
    const told = (await deliveries(store)).slice(from)
    const events = (await store.requests.of('chat', id, 20)).map((each) => store.requests.events(each.id, 500))
    return { id, said, memos, answers, told, events: (await Promise.all(events)).flat() }
  }

  it('no word of the person is unseen by both the desk and the operators, and nothing private is said among others', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { id, said, memos, answers, told, events } = await walk(all)
        const inside = told.filter(({ to }) => to.channel === 'ops').map(({ reply }) => reply.text)
        const read = [...heard, ...inside, ...events.map(({ text }) => text)].join('\n')
        expect(said.filter((words) => !read.includes(words))).toEqual([])

        const own = told.filter(({ to }) => to.conversation === `own-${id}`).map(({ reply }) => JSON.stringify(reply))
        expect(answers.filter((words) => !own.join('\n').includes(words))).toEqual([])
        expect(memos.filter((words) => own.join('\n').includes(words))).toEqual([])

        const shared = told
          .filter(({ to }) => to.conversation.startsWith('room-'))
          .map(({ reply }) => JSON.stringify(reply))
          .join('\n')
        const fields = Object.values(filledIn).filter((value) => value.length > 3)
        const secret = [...fields, ...answers, ...memos, ...said, 'TW-', '山田', '安藤', '別府', '海野']
        expect(secret.filter((words) => shared.includes(words))).toEqual([])
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
  }, 180_000)
})
