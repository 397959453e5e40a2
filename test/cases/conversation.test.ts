import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeenFrom } from '../../src/channels/channel.ts'
import { offerLink, registerOperators, unregisterOperators } from '../../src/cases/cases.ts'
import { createWriting } from '../../src/cases/writing.ts'
import type { Store } from '../../src/store/store.ts'
import type { Address } from '../../src/vocabulary/types.ts'
import { databases, type Opened } from '../support/stores.ts'
import { ben, deliveries, filledIn, friday, house, type House, makeKit, sue, words } from './room.ts'

const ops = { channel: 'ops', conversation: 'triage' }
const DAY = 86_400_000

/** Rooms that others read, beside conversations of one person's own; and a platform that has rooms only. */
const seen: Record<string, SeenFrom> = {
  chat: (from, person) => {
    const shared = from.conversation.startsWith('room-')
    const own = shared ? { channel: 'chat', conversation: `own-${person.id}` } : from
    const aside = shared ? { ...from, conversation: `${from.conversation}/aside` } : from
    const cases = from.conversation.startsWith('case-') ? { cases: true as const } : {}
    return Promise.resolve({ own, aside, ...cases })
  },
  other: (from) => Promise.resolve({ own: from.conversation.startsWith('direct-') ? from : null, aside: from }),
}

describe.each(databases)('the conversation about a request on $name', ({ name }) => {
  let opened: Opened
  let store: Store
  let h: House
  let n = 0
  beforeAll(async () => {
    opened = await databases.find((database) => database.name === name)!.open()
    store = opened.store
    const kit = makeKit({ seen: (channel) => seen[channel], hasForms: () => true })
    const means = (text: string) =>
      text === 'やはり取り下げます' ? ('withdraw' as const) : text.startsWith('新しい相談') ? ('file' as const) : null
    h = house(store, { kit, hasForms: true, means })
    await registerOperators(store.shelf, ops, friday)
    const known = { source: '通知', asOf: '2026-11-01', certain: true, by: 'sue', at: friday }
    await store.settings.set({ name: 'secretariatMail', value: 'jimu@secretariat.example', ...known })
  })
  afterAll(async () => {
    await unregisterOperators(store.shelf, ops)
    await opened.close()
  })

  const somebody = () => ({ id: `p-${++n}` })
  const at = (conversation: string): Address => ({ channel: 'chat', conversation })

  const file = async (from: Address, person: { id: string }) => {
    const opening = await h.tell({ from, person, action: { kind: 'consult' } })
    const form = opening.map(({ reply }) => reply.form).find((each) => each !== undefined)
    const request = form!.request
    const to = (await store.requests.get(request))!.address
    await h.tell({ from: to, person, action: { kind: 'submit', request, fields: filledIn, consent: true } })
    return { request, from: to, opening }
  }
  const state = async (request: string) => (await store.requests.get(request))?.state
  const tick = () => h.at(new Date(h.now().getTime() + 1_000))
  const said = (given: Parameters<House['tell']>[0]) => {
    tick()
    return h.tell(given)
  }
  const operate: House['operate'] = (...given) => {
    tick()
    return h.operate(...given)
  }

  it('goes on in the person’s own where it began among others, where one line shows nothing', async () => {
    const person = somebody()
    const room = at(`room-${n}`)
    const { request, from, opening } = await file(room, person)
    expect(from).toEqual(at(`own-${person.id}`))
    expect(opening.map(({ to }) => to)).toEqual([at(`room-${n}/aside`), from])
    // The button says nothing of what was asked either.
    expect(opening[0]?.reply).toMatchObject({ text: words.said.aside, offers: [{ kind: 'consult' }] })
    const mine = await said({ from: room, person, action: { kind: 'mine' } })
    expect(mine.map(({ to }) => to.conversation)).toEqual([`room-${n}/aside`, from.conversation])
    const before = (await deliveries(store)).length
    await operate(request, 'claim')
    await operate(request, 'ask', { text: '従業員は何人ですか。' })
    const told = (await deliveries(store)).slice(before).filter(({ to }) => to.channel === 'chat')
    expect(new Set(told.map(({ to }) => to.conversation))).toEqual(new Set([from.conversation]))
    // Who wants to withdraw wants it of the desk, whoever waits.
    expect((await said({ from, person, text: 'やはり取り下げます' })).at(-1)?.reply.text).toBe('other')
    // What is asked among others is the desk's to answer; in the person's own it is the operator's.
    expect((await said({ from: room, person, text: '補助金はありますか' })).at(-1)?.reply.text).toBe('other')
    expect((await said({ from, person, text: '何のためですか' }))[0]?.reply.text).toContain('担当者に届きました')
    expect(await state(request)).toBe('informed')
  })

  it('is held by an operator in every conversation of the person, and the operator’s words reach them', async () => {
    const person = somebody()
    const { request, from } = await file(at(`own-${person.id}`), person)
    await operate(request, 'takeover')
    for (const place of [from, at(`own-${person.id}-2`)]) {
      const heard = await said({ from: place, person, text: 'もしもし' })
      expect(heard[0]).toMatchObject({ to: place, reply: { text: expect.stringContaining('担当者に届きました') } })
      expect(heard.find(({ to }) => to.channel === 'ops')?.reply.text).toContain('もしもし')
    }
    await expect(operate(request, 'say', { text: '横から' }, ben)).resolves.toMatchObject({ ok: false })
    const before = (await deliveries(store)).length
    await expect(operate(request, 'say', { text: 'こちらで伺います' })).resolves.toMatchObject({ ok: true })
    const told = (await deliveries(store)).slice(before).find(({ to }) => to.channel === 'chat')
    expect(told).toMatchObject({ to: from, reply: { text: 'こちらで伺います', speaker: '安藤' } })
    await operate(request, 'handback')
    expect((await said({ from: at(`own-${person.id}-3`), person, text: '補助金は' })).at(-1)?.reply.text).toBe('other')
  })

  it('is held by nobody once it was withdrawn, or is spoken about elsewhere', async () => {
    const person = somebody()
    const { request, from } = await file(at(`own-${person.id}`), person)
    await operate(request, 'takeover')
    const value = `${words.dialogue.withdrawSure}：${request}`
    await said({ from, person, action: { kind: 'choose', value, label: '取り下げる' } })
    expect(await state(request)).toBe('withdrawn')
    // Words of the person would go to nobody: whoever wants to talk with them opens it again.
    await expect(operate(request, 'takeover')).resolves.toMatchObject({ ok: false, why: 'impossible' })
    expect((await store.work.conversation(from)).heldBy).toBeNull()
    await operate(request, 'reopen')
    await operate(request, 'takeover')
    const other = await file({ channel: 'other', conversation: `direct-${person.id}` }, person)
    await expect(operate(request, 'merge', { fields: { into: other.request } })).resolves.toMatchObject({ ok: true })
    expect((await store.work.conversation(from)).heldBy).toBeNull()
  })

  it('is not known of in a room that others read and that has no place of the person’s own', async () => {
    const person = somebody()
    const { request } = await file({ channel: 'other', conversation: `direct-${person.id}` }, person)
    await operate(request, 'takeover')
    const elsewhere = { channel: 'other', conversation: `room-${person.id}` }
    const heard = await said({ from: elsewhere, person, text: '補助金はありますか' })
    expect(heard.map(({ to, reply }) => [to, reply.text])).toEqual([[elsewhere, 'other']])
  })

  it('shows that somebody writes to the other side alone, and only while words go there', async () => {
    const person = somebody()
    const { request, from } = await file(at(`own-${person.id}`), person)
    // A fresh look each time: what was seen a moment ago is good for all live pages.
    const writing = () => createWriting({ store, kit: h.kit, now: h.now })
    const isAnswered = (...places: Address[]) => Promise.all(places.map((place) => writing().isAnswered(place)))
    expect(await writing().writes(from, person)).toBe(false)
    expect(await store.workplace.personWroteAt(request)).toBeNull()
    await operate(request, 'ask', { text: '従業員は何人ですか。' })
    expect(await writing().writes(at(`room-${n}`), person)).toBe(false)
    expect(await writing().writes(at(`own-${person.id}-b`), { id: 'somebody-else' })).toBe(false)
    expect(await writing().writes(from, person)).toBe(true)
    expect(await store.workplace.personWroteAt(request)).toEqual(h.now())
    const others = [at(`room-${n}`), at(`own-${person.id}-b`), ops]
    expect(await isAnswered(from, ...others)).toEqual([false, false, false, false])
    const look = (typing: boolean) => store.workplace.look(request, { operator: 'ann', name: '安藤', typing }, h.now())
    await look(true)
    expect(await isAnswered(from, ...others)).toEqual([true, false, false, false])
    await look(false)
    expect(await isAnswered(from)).toEqual([false])
    await look(true)
    h.at(new Date(h.now().getTime() + 60_000))
    expect(await isAnswered(from)).toEqual([false])
    expect(await writing().writes(from, person)).toBe(true)
    await said({ from, person, text: '14名です' })
    expect(await store.workplace.personWroteAt(request)).toBeNull()
    await operate(request, 'conclude', { text: '以上です。' })
    await look(true)
    expect(await isAnswered(from)).toEqual([false])
    expect(await writing().writes(from, person)).toBe(false)
    await look(false)
  })

  it('is the desk’s again after it was handed back, also in a conversation of its own, until an operator speaks', async () => {
    const person = somebody()
    const { request, from } = await file(at(`case-${person.id}`), person)
    const last = async (text: string) => (await said({ from, person, text })).at(-1)?.reply.text
    expect((await said({ from, person, text: '追加です' }))[0]?.reply.text).toContain('担当者に届きました')
    await operate(request, 'takeover')
    await operate(request, 'handback')
    expect(await last('補助金は')).toBe('other')
    await operate(request, 'reply', { text: '規程の例です。' })
    expect((await said({ from, person, text: '分かりました、続けます' }))[0]?.reply.text).toContain(
      '担当者に届きました',
    )
    // What is over stays over when somebody asks for another consultation.
    await operate(request, 'conclude', { text: '以上です。' })
    expect(await last('新しい相談を申し込みます')).toBe('other')
    expect(await state(request)).toBe('replied')
  })

  it('does not end with an answer; a reply after the end opens it again, and thanks do not', async () => {
    const person = somebody()
    const { request, from } = await file(at(`own-${person.id}`), person)
    await operate(request, 'reply', { text: '規程の例です。' })
    expect(await state(request)).toBe('answered')
    await said({ from, person, text: 'もう一つあります' })
    expect(await state(request)).toBe('informed')
    await operate(request, 'conclude', { text: '以上です。' })
    expect(await state(request)).toBe('replied')
    expect((await said({ from, person, text: 'ありがとうございます' })).at(-1)?.reply.text).toBe('other')
    await operate(request, 'reopen')
    await operate(request, 'conclude', { text: '以上です。' })
    const again = await said({ from, person, text: 'やはり分かりません' })
    expect(again[0]?.reply.text).toContain('もう一度確認します')
    const { state: now, dueAt } = (await store.requests.get(request))!
    expect([now, dueAt === null]).toEqual(['review', false])
    // Once the desk has answered something else, new words are the desk's again.
    await operate(request, 'conclude', { text: '以上です。' })
    await said({ from, person, text: '自動回答：補助金はありますか' })
    expect((await said({ from, person, text: 'テレワークとは' })).at(-1)?.reply.text).toBe('other')
    expect(await state(request)).toBe('replied')
  })

  it('is opened again by its owner for a month, and by a supervisor later', async () => {
    const person = somebody()
    const { request } = await file(at(`own-${person.id}`), person)
    await operate(request, 'claim')
    await operate(request, 'decline', { text: '対象外です' })
    await expect(operate(request, 'reopen', {}, ben)).resolves.toMatchObject({ why: 'owned' })
    h.at(new Date(friday.getTime() + 31 * DAY))
    await expect(operate(request, 'reopen')).resolves.toMatchObject({ ok: false })
    await expect(operate(request, 'reopen', {}, sue)).resolves.toMatchObject({ ok: true })
    h.at(friday)
    await operate(request, 'decline', { text: '対象外です' }, sue)
    await expect(operate(request, 'reopen')).resolves.toMatchObject({ ok: true })
  })

  it('has a date in every open state', async () => {
    const person = somebody()
    const { request } = await file(at(`own-${person.id}`), person)
    const manager = { id: `m-${name}`, name: '相田', email: '', topics: [], industries: [], regions: [], modes: [] }
    await store.roster.keep({ ...manager, weeklyCapacity: 9, absences: [], active: true, note: '' }, friday)
    const session = { day: '2026-12-01', minutes: '60', outcome: '一' }
    const steps = [
      ['claim', {}],
      ['ask', { text: '人数は' }],
      ['reply', { text: '例です' }],
      ['send', { fields: { routes: 'mail' } }],
      ['match', { fields: { manager: manager.id } }],
      ['session', { fields: session }],
      ['session', { fields: session }],
      ['session', { fields: session }],
    ] as const
    for (const [act, given] of steps) {
      await expect(operate(request, act, given)).resolves.toMatchObject({ ok: true })
      const { dueAt, remindAt } = (await store.requests.get(request))!
      expect([act, dueAt !== null && remindAt !== null && dueAt > friday]).toEqual([act, true])
    }
    await operate(request, 'complete')
    expect((await store.requests.get(request))!.dueAt).toBeNull()
  })

  it('asks for a way to reach the person where a platform has no place of their own, and shows nothing there', async () => {
    const person = somebody()
    const from = { channel: 'other', conversation: `room-${n}` }
    const [first] = await said({ from, person, text: '相談する' })
    expect(first?.reply.text).toContain('ほかの方も見られる')
    expect(first?.reply.text).toContain('電話番号')
    await said({ from, person, text: '029-301-1111' })
    const [content] = await said({ from, person, text: '就業規則のことです' })
    expect(content?.reply.text).not.toMatch(/029|就業規則/u)
    const shown = await said({ from, person, text: '同意して送信' })
    expect(shown[0]?.reply.text).toContain('お電話かメール')
    const [request] = await store.requests.of('other', person.id, 1)
    expect(request).toMatchObject({ state: 'submitted', fields: { wish: 'call', phone: '029-301-1111' } })
    const before = (await deliveries(store)).length
    await operate(request!.id, 'reply', { text: '就業規則の例です。' })
    const told = (await deliveries(store)).slice(before).find(({ to }) => to.channel === 'other')
    expect(told?.reply.text).not.toContain('就業規則')
    expect(told?.reply.text).toContain(request!.number)
    await expect(operate(request!.id, 'send', { fields: { routes: 'mail' } })).resolves.toMatchObject({ ok: false })
  })

  it('is found elsewhere by its number and a mail address or telephone, and by nothing less', async () => {
    const person = somebody()
    const { request, from } = await file(at(`own-${person.id}`), person)
    const number = (await store.requests.get(request))!.number!
    const elsewhere = { from: at(`far-${n}`), person: somebody() }
    const find = async (contact: string) => {
      const before = (await deliveries(store)).length
      await h.find({ ...elsewhere, number, contact })
      return (await deliveries(store)).slice(before).at(-1)?.reply.text ?? ''
    }
    expect(await find('someone@example.jp')).toBe(words.said.notFound)
    expect(await find('SOUMU@example.jp')).toContain(number)
    await operate(request, 'ask', { text: '人数は' })
    expect((await said({ ...elsewhere, text: '三十人です' }))[0]?.reply.text).toContain('担当者に届きました')
    const before = (await deliveries(store)).length
    await operate(request, 'reply', { text: '例です。' })
    const told = (await deliveries(store)).slice(before).filter(({ to }) => to.channel === 'chat')
    expect(told.map(({ to }) => to.conversation).sort()).toEqual(
      [from.conversation, elsewhere.from.conversation].sort(),
    )
  })

  it('is lost with two presses and never with one, and tells what happened', async () => {
    const person = somebody()
    const { request, from } = await file(at(`own-${person.id}`), person)
    const [listed] = await said({ from, person, text: '状況' })
    const choices = listed!.reply.offers.filter((offer) => offer.kind === 'choice')
    const press = (label: string) => {
      const chosen = choices.find((offer) => offer.label.startsWith(label))!
      return said({ from, person, action: { kind: 'choose', value: chosen.value, label: chosen.label } })
    }
    expect((await press('経過'))[0]?.reply.text).toContain('お申し込みを受け付けました')
    const [sure] = await press('取り下げる')
    expect(sure?.reply.text).toContain('取り下げますか')
    expect(await state(request)).toBe('submitted')
    const [yes] = sure!.reply.offers as { label: string; value: string }[]
    await said({ from, person, action: { ...yes!, kind: 'choose' } })
    expect(await state(request)).toBe('withdrawn')
  })

  it('takes two requests of one person together, and no stranger’s', async () => {
    const person = somebody()
    const first = await file(at(`own-${person.id}`), person)
    const second = await file(at(`own-${person.id}-b`), person)
    const numbers = await Promise.all(
      [first, second].map(async (each) => (await store.requests.get(each.request))!.number!),
    )
    await expect(operate(first.request, 'merge', { fields: { into: numbers[0]! } })).resolves.toMatchObject({
      ok: false,
    })
    await operate(first.request, 'merge', { fields: { into: numbers[1]! } })
    expect(await state(first.request)).toBe('merged')
    expect((await store.requests.get(second.request))!.fields['answers']).toContain(numbers[0])
    await operate(second.request, 'ask', { text: '人数は' })
    expect((await said({ from: first.from, person, text: '三十人です' }))[0]?.reply.text).toContain(numbers[1])
  })

  it('is one operator’s work wherever they are: linked accounts go on where the other stopped', async () => {
    const person = somebody()
    const { request, from } = await file(at(`own-${person.id}`), person)
    const hana = { id: `hana-${name}`, login: `hana-${name.toLowerCase()}`, name: '相談花子' }
    await store.operators.add({ ...hana, role: 'operator', source: 'local', secret: null }, friday)
    const chat = { from: ops, person: { id: 'u9', name: 'hana' } }
    const press = (act: string, text = '', about = request) =>
      h.tell({ ...chat, action: { kind: 'operate', request: about, act, text } })
    await press('takeover')
    expect((await store.work.conversation(from)).heldBy).toBe('ops:u9')
    await offerLink(store, hana.id, '123456', friday)
    expect((await press('link', '連携 ９９９９９９', '')).at(-1)?.reply.text).toBe(words.linking.unknown)
    expect((await press('link', '連携 123456', '')).at(-1)?.reply.text).toContain('相談花子')
    expect((await store.work.conversation(from)).heldBy).toBe(hana.id)
    const spoken = await press('speak', 'こちらで続けます')
    expect(spoken.find(({ to }) => to.channel === 'chat')?.reply).toMatchObject({ speaker: '相談花子' })
    const memo = await press('speak', 'メモ：部長に確認')
    expect(memo.some(({ to }) => to.channel === 'chat')).toBe(false)
    await expect(
      operate(request, 'say', { text: '管理画面からです' }, { kind: 'operator', id: hana.id, name: hana.name }),
    ).resolves.toMatchObject({ ok: true })
  })
})
