import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address } from '../../src/vocabulary/types.ts'
import { createBell } from '../../src/spine/bell.ts'
import {
  bestMatches,
  createReminders,
  exportPerson,
  keepManager,
  purge,
  registerOperators,
  requestDesk,
  similarRequests,
  unregisterOperators,
  verifyReceipt,
  viewRequest,
} from '../../src/cases/cases.ts'
import type { Store, TeleworkManager } from '../../src/store/store.ts'
import { databases, type Opened } from '../support/stores.ts'
import { addressed, ann, ben, deliveries, filledIn, friday, house, type House, sue, words } from './room.ts'

const minutes = (n: number) => n * 60_000
const days = (n: number) => n * 86_400_000
const ops = { channel: 'ops', conversation: 'triage' }

describe.each(databases)('consultation requests on $name', ({ name }) => {
  let opened: Opened
  let store: Store
  let h: House
  let n = 0
  beforeAll(async () => {
    opened = await databases.find((database) => database.name === name)!.open()
    store = opened.store
    h = house(store, { hasForms: true })
  })
  afterAll(() => opened.close())
  const somewhere = () => ({ channel: 'chat', conversation: `c${++n}` })

  const file = async (from: Address = somewhere(), fields = filledIn, person = { id: 'p1' }) => {
    const form = await requestDesk({ store, kit: h.kit, now: h.now }).form(from, person, null)
    const said = await h.tell({
      from,
      person,
      action: { kind: 'submit', request: form.request, fields, consent: true },
    })
    return { from, request: form.request, receipt: said.find(({ reply }) => reply.receipt)?.reply.receipt }
  }

  describe('a form', () => {
    it('is one draft for two devices, filled from the conversation', async () => {
      const from = somewhere()
      await h.tell({ from, text: '就業規則とVPNについて教えて' })
      const desk = requestDesk({ store, kit: h.kit, now: h.now })
      const person = { id: 'p1', name: '山田' }
      const forms = await Promise.all([1, 2, 3].map(() => desk.form(from, person, null)))
      expect(new Set(forms.map(({ request }) => request)).size).toBe(1)
      const values = Object.fromEntries(forms[0]!.fields.map(({ name: field, value }) => [field, value]))
      expect(values).toMatchObject({ contact: '山田', topics: 'labour,ict', content: '就業規則とVPNについて教えて' })
      expect(forms[0]!.intro).toContain('募集期間は資料で確認できていません')
    })

    it('comes back with each fault in words, keeping what was written, and is not submitted without consent', async () => {
      const from = somewhere()
      const { request } = await requestDesk({ store, kit: h.kit, now: h.now }).form(from, { id: 'p1' }, null)
      const send = (fields: Record<string, string>, consent: boolean) =>
        h.tell({ from, action: { kind: 'submit', request, fields, consent } })
      const [refused] = await send({ ...filledIn, phone: '１２３' }, true)
      const phone = refused!.reply.form!.fields.find((field) => field.name === 'phone')
      expect(phone).toMatchObject({ value: '１２３', error: expect.stringContaining('0からご記入') })
      expect(refused!.reply.form!.fields.find((field) => field.name === 'contact')?.value).toBe('総務課 山田花子')
      const [unagreed] = await send(filledIn, false)
      expect(unagreed!.reply.text).toContain('同意が必要')
      await expect(store.requests.get(request)).resolves.toMatchObject({ state: 'draft', number: null })
    })

    it('given up is forgotten at once, and a new one begins afresh', async () => {
      const from = somewhere()
      const desk = requestDesk({ store, kit: h.kit, now: h.now })
      const person = { id: 'fickle', name: '山田' }
      const { request } = await desk.form(from, person, null)
      const said = await h.tell({ from, person, action: { kind: 'withdraw', request } })
      expect(said[0]?.reply.text).toBe(words.said.withdrawDraft)
      await expect(store.requests.get(request)).resolves.toMatchObject({ state: 'withdrawn', fields: {}, number: null })
      await expect(desk.mine(from, person)).resolves.toEqual([])
      expect((await desk.form(from, person, null)).request).not.toBe(request)
    })

    it('submitted twice, also from a second process, gives the same receipt', async () => {
      const { from, request, receipt } = await file()
      const twin = house(await opened.again(), { hasForms: true })
      const changed = { ...filledIn, content: '別の内容' }
      const again = await twin.tell({ from, action: { kind: 'submit', request, fields: changed, consent: true } })
      expect(again.find(({ to }) => to.channel === 'chat')?.reply.receipt).toEqual(receipt)
      await expect(store.requests.get(request)).resolves.toMatchObject({ fields: { content: filledIn['content'] } })
    })
  })

  it('shows and gives a request to nobody but its writer, who finds it in every conversation', async () => {
    const writer = { id: 'writer' }
    const { from, request, receipt } = await file(somewhere(), filledIn, writer)
    const others: { from: Address; person: { id: string } }[] = [
      { from, person: { id: 'p2' } },
      { from: { channel: 'other', conversation: from.conversation }, person: writer },
    ]
    const before = await store.requests.get(request)
    for (const other of others) {
      const tries = [
        { kind: 'withdraw' as const, request },
        { kind: 'submit' as const, request, fields: filledIn, consent: true },
        { kind: 'submit' as const, request, fields: { ...filledIn, phone: '1' }, consent: true },
        { kind: 'mine' as const },
        { kind: 'operate' as const, request, act: 'complete', version: before!.version },
      ]
      for (const action of tries) {
        const said = await h.tell({ ...other, action })
        expect(JSON.stringify(said)).not.toMatch(new RegExp(`${receipt!.number}|みどり|${receipt!.sha256}`))
        expect(said.every(({ to }) => to.conversation === other.from.conversation)).toBe(true)
      }
      await expect(requestDesk({ store, kit: h.kit, now: h.now }).mine(other.from, other.person)).resolves.toEqual([])
    }
    // Someone else's open draft is as unreachable as a request that was filed.
    const draft = await requestDesk({ store, kit: h.kit, now: h.now }).form(from, writer, null)
    for (const other of others) {
      const action = { kind: 'submit' as const, request: draft.request, fields: { phone: '1' }, consent: false }
      const said = await h.tell({ ...other, action })
      expect(said[0]?.reply).toMatchObject({ text: words.refused.unknown })
    }
    await expect(store.requests.get(request)).resolves.toEqual(before)
    for (const place of [from, somewhere()]) {
      const own = await h.tell({ from: place, person: writer, action: { kind: 'mine' } })
      expect(own[0]?.reply.text).toContain(receipt!.number)
    }
  })

  describe('operators', () => {
    it('press 担当する ten at once, and one becomes the owner', async () => {
      const { request } = await file()
      const version = (await store.requests.get(request))!.version
      const team = Array.from({ length: 10 }, (_, i) => ({ kind: 'operator' as const, id: `o${i}`, name: `担当${i}` }))
      const results = await Promise.all(team.map((by) => h.operate(request, 'claim', {}, by, version)))
      expect(results.filter(({ ok }) => ok)).toHaveLength(1)
      const { owner, ownerName } = (await store.requests.get(request))!
      expect(team.map(({ id }) => id)).toContain(owner)
      const told = results.flatMap((result) => (result.ok ? [] : [result.text]))
      expect(new Set(told)).toEqual(new Set([`この相談票は、${ownerName}さんが担当しています。`]))
      const refused = await h.operate(request, 'reply', { text: 'x' }, { ...ann, id: 'stranger' })
      expect(refused).toMatchObject({ ok: false, why: 'owned' })
      await expect(
        h.operate(request, 'assign', { fields: { owner: 'ben', ownerName: '別府' } }, ann),
      ).resolves.toMatchObject({
        why: 'owned',
      })
      await expect(
        h.operate(request, 'assign', { fields: { owner: 'ben', ownerName: '別府' } }, sue),
      ).resolves.toMatchObject({
        ok: true,
      })
      await expect(h.operate(request, 'reply', { text: 'できます。' }, ben)).resolves.toMatchObject({ ok: true })
    })

    it('are heard in the conversation that was asked in, and told of every step where they are', async () => {
      await registerOperators(store.shelf, ops, friday)
      const { from, request, receipt } = await file()
      const before = (await deliveries(store)).length
      await h.operate(request, 'claim')
      await h.operate(request, 'note', { text: '要上司確認' })
      await h.operate(request, 'reply', { text: '就業規則の例はこちらです。' })
      const said = (await deliveries(store)).slice(before)
      const asker = said.filter(({ to }) => to.conversation === from.conversation).map(({ reply }) => reply)
      expect(asker.map(({ text }) => text).join('\n')).not.toContain('要上司確認')
      expect(asker.at(-1)).toMatchObject({
        speaker: '安藤',
        text: expect.stringContaining('就業規則の例はこちらです。'),
      })
      const cards = said.filter(({ to }) => to.channel === 'ops').map(({ reply }) => reply.card)
      expect(cards.map((card) => card?.state)).toEqual(['review', 'review', 'answered'])
      expect(cards[0]?.acts.map(({ label }) => label)).toEqual(
        expect.arrayContaining(['返信する', '返信して完了', '追加で聞く', '差し戻す']),
      )
      expect(cards[0]?.number).toBe(receipt?.number)
      const stale = await h.tell({
        from: ops,
        person: { id: 'u1', name: '海野' },
        action: { kind: 'operate', request, act: 'note', text: 'x', version: 1 },
      })
      expect(stale.at(-1)?.reply.card?.state).toBe('answered')
      await unregisterOperators(store.shelf, ops)
    })

    it('act from the chat in which they are registered, and from no other', async () => {
      await registerOperators(store.shelf, ops, friday)
      const { from, request } = await file()
      const { version } = (await store.requests.get(request))!
      const press = { kind: 'operate' as const, request, act: 'reply', text: '回答です', version }
      const person = { id: 'u1', name: '海野' }
      for (const place of [
        from,
        { channel: 'ops', conversation: 'triage2' },
        { channel: 'chat', conversation: 'triage' },
      ]) {
        const [refused] = await h.tell({ from: place, person, action: press })
        expect(refused?.reply.text).toBe(words.refused.forbidden)
      }
      await h.tell({ from: { channel: 'ops', conversation: 'triage/1700.1' }, person, action: press })
      await expect(store.requests.get(request)).resolves.toMatchObject({ state: 'answered', owner: 'ops:u1' })
      await unregisterOperators(store.shelf, ops)
    })

    it('silence the desk while they hold the conversation, and hand it back', async () => {
      const { from, request } = await file()
      await h.operate(request, 'takeover')
      await expect(store.work.conversation(from)).resolves.toMatchObject({ heldBy: 'ann' })
      await expect(h.operate(request, 'takeover', {}, ben)).resolves.toMatchObject({ text: words.invalid.held })
      await h.operate(request, 'handback')
      await expect(store.work.conversation(from)).resolves.toMatchObject({ heldBy: null })
      // Closing the request gives the conversation back too: nobody is left with a desk that keeps silent.
      await h.operate(request, 'takeover')
      await h.operate(request, 'reply', { text: 'まだ続きます。' })
      await expect(store.work.conversation(from)).resolves.toMatchObject({ heldBy: 'ann' })
      await h.operate(request, 'conclude', { text: '以上です。' })
      await expect(store.work.conversation(from)).resolves.toMatchObject({ heldBy: null })
    })

    it('lead a request from the form to three sessions and no fourth', async () => {
      const { request } = await file()
      const manager: TeleworkManager = {
        id: `tm-${name}`,
        name: '高橋',
        email: 'takahashi@example.jp',
        topics: ['ict', 'labour'],
        industries: [],
        regions: [],
        modes: ['web'],
        weeklyCapacity: 5,
        absences: [],
        active: true,
        note: '',
      }
      await expect(keepManager(store, manager, sue, friday)).resolves.toEqual({ ok: true })
      await expect(keepManager(store, { ...manager, email: 'nobody' }, sue, friday)).resolves.toMatchObject({
        ok: false,
      })
      await expect(h.operate(request, 'match', { fields: { manager: manager.id } })).resolves.toMatchObject({
        why: 'impossible',
      })
      await h.operate(request, 'correct', { fields: { stage: 'trial' } })
      await expect(h.operate(request, 'send', { fields: { routes: 'pigeon' } })).resolves.toMatchObject({
        why: 'invalid',
      })
      await expect(h.operate(request, 'send', { fields: { routes: 'fax' } })).resolves.toMatchObject({ why: 'invalid' })
      await addressed(store, h.kit)
      await h.operate(request, 'send', { fields: { routes: 'mail,fax' } })
      await h.operate(request, 'match', { fields: { manager: manager.id } })
      for (const day of ['2026-12-01', '2026-12-08', '2026-12-15']) {
        await expect(
          h.operate(request, 'session', { fields: { day, minutes: '121', outcome: 'x' } }),
        ).resolves.toMatchObject({
          text: expect.stringContaining('120分まで'),
        })
        await h.operate(request, 'session', { fields: { day, minutes: '120', outcome: '規程案を見た' } })
      }
      const fourth = await h.operate(request, 'session', { fields: { day: '2026-12-22', minutes: '60', outcome: 'x' } })
      expect(fourth).toMatchObject({ ok: false, why: 'impossible' })
      const view = (await viewRequest(store, h.kit, request, 'operator', friday))!
      expect(view.request.state).toBe('session-3')
      expect(view.sessions).toHaveLength(3)
      expect(view.dispatches.map(({ route }) => route)).toEqual(['mail', 'fax'])
      expect(view.events.find(({ act: each }) => each === 'correct')?.detail).toEqual({ stage: 'considering' })
      // Three sessions held here count for the organisation, however its name is written the next time.
      const next = await file(somewhere(), { ...filledIn, organisation: 'みどり商事株式会社' })
      const judged = (await viewRequest(store, h.kit, next.request, 'operator', friday))!
      expect(judged.request.eligibility).toBe('confirm')
      expect(judged.acts.map(({ label }) => label)).toContain('事務局へ送る')
    })
  })

  describe('matching', () => {
    it('proposes the best three who can, with reasons and load', async () => {
      const { request } = await file(somewhere(), { ...filledIn, topics: 'security', mode: 'visit' })
      const base: TeleworkManager = {
        id: '',
        name: '',
        email: '',
        topics: ['security'],
        industries: [],
        regions: [],
        modes: [],
        weeklyCapacity: 2,
        absences: [],
        active: true,
        note: '',
      }
      const people: Partial<TeleworkManager>[] = [
        { id: 'm-near', name: '近', regions: ['茨城県'] },
        { id: 'm-far', name: '遠', regions: ['沖縄県'] },
        { id: 'm-away', name: '不在', absences: [{ from: '2026-11-16', to: '2026-11-22' }] },
        { id: 'm-web', name: '遠隔', modes: ['web'] },
        { id: 'm-any', name: '全国' },
        { id: 'm-off', name: '休止', active: false },
        { id: 'm-none', name: '満員', weeklyCapacity: 0 },
        { id: 'm-topic', name: '他分野', topics: ['labour'] },
      ]
      for (const person of people) await store.roster.keep({ ...base, ...person }, friday)
      const best = await bestMatches(store, (await store.requests.get(request))!, words, friday)
      expect(best.slice(0, 2).map(({ manager }) => manager.id)).toEqual(['m-near', 'm-any'])
      expect(best).toHaveLength(3)
      expect(best[0]!.reasons).toEqual(['得意分野：セキュリティ', '対応地域：茨城県', '今週の受持ち：0/2'])
    })

    it('keeps within the week’s capacity when ten requests are matched at once', async () => {
      const id = `cap-${name}`
      const manager = {
        id,
        name: '上限',
        email: '',
        topics: [],
        industries: [],
        regions: [],
        modes: [],
        weeklyCapacity: 3,
      }
      await store.roster.keep({ ...manager, absences: [], active: true, note: '' }, friday)
      await addressed(store, h.kit)
      const filed = []
      for (let i = 0; i < 10; i++) {
        const { request } = await file()
        await h.operate(request, 'send', { fields: { routes: 'mail' } })
        filed.push(request)
      }
      const second = house(await opened.again(), { hasForms: true })
      const results = await Promise.all(
        filed.map((request, i) => (i % 2 ? h : second).operate(request, 'match', { fields: { manager: id } })),
      )
      expect(results.filter(({ ok }) => ok)).toHaveLength(3)
      expect(new Set(results.flatMap((result) => (result.ok ? [] : [result.why])))).toEqual(new Set(['full']))
      const matched = await Promise.all(filed.map((request) => store.requests.get(request)))
      expect(matched.filter((request) => request?.match === id)).toHaveLength(3)
      await expect(store.roster.loads('2026-11-16')).resolves.toMatchObject({ [id]: 3 })
      // One who withdraws makes room.
      const taken = matched.find((request) => request?.match === id)!
      const [sure] = await h.tell({ from: taken.address, action: { kind: 'withdraw', request: taken.id } })
      const [yes] = sure!.reply.offers
      expect(yes).toMatchObject({ kind: 'choice', label: `取り下げる（${taken.number}）` })
      const { label, value } = yes as { label: string; value: string }
      await h.tell({ from: taken.address, action: { kind: 'choose', label, value } })
      const free = filed.find((_, i) => !results[i]!.ok)!
      await expect(h.operate(free, 'match', { fields: { manager: id } })).resolves.toMatchObject({ ok: true })
    })
  })

  describe('time', () => {
    it('reminds, tells the supervisor before the target is missed, and once when it is', async () => {
      await registerOperators(store.shelf, ops, friday)
      h.at(friday)
      const { request } = await file()
      const { dueAt } = (await store.requests.get(request))!
      // Eight open hours after Friday 10:00: 17:15 and then Tuesday, since Monday is a holiday.
      expect(dueAt).toEqual(new Date('2026-11-24T09:15:00+09:00'))
      const bell = createBell()
      const reminders = createReminders({
        store,
        kit: h.kit,
        bell,
        now: h.now,
        onFault: (what, thrown) => {
          throw new Error(what, { cause: thrown })
        },
        idleMs: 5,
      })
      const passing = async (at: Date, urgency: string) => {
        h.at(at)
        reminders.start()
        for (let i = 0; i < 400 && (await store.requests.get(request))?.urgency !== urgency; i++) {
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
        await reminders.stop()
        return (await store.requests.get(request))!
      }
      expect((await passing(new Date(friday.getTime() + minutes(241)), 'soon')).urgency).toBe('soon')
      expect((await passing(new Date(friday.getTime() + minutes(386)), 'near')).urgency).toBe('near')
      expect((await store.requests.get(request))!.remindAt).toEqual(dueAt)
      expect((await passing(new Date(dueAt!.getTime() + 1), 'late')).urgency).toBe('late')
      const told = (await deliveries(store))
        .filter(({ reply }) => reply.card?.request === request)
        .map(({ reply }) => reply.text)
      expect(told.filter((text) => text.includes('監督者'))).toHaveLength(2)
      // It is told of again after five working days, for as long as nobody has done anything about it.
      const { remindAt } = (await store.requests.get(request))!
      expect(remindAt!.getTime() - dueAt!.getTime()).toBeGreaterThan(4 * 86_400_000)
      await expect(store.requests.overdue(h.now())).resolves.toBeGreaterThanOrEqual(1)
      await h.operate(request, 'reply', { text: 'お待たせしました。' })
      await expect(store.requests.get(request)).resolves.toMatchObject({
        // Seven working days in which the person may answer; the holiday on Monday counted out.
        dueAt: new Date('2026-12-03T00:15:00.000Z'),
        urgency: 'calm',
      })
      await unregisterOperators(store.shelf, ops)
      h.at(friday)
    })

    it('lets drafts expire and forgets what they said', async () => {
      const from = somewhere()
      h.at(friday)
      const { request } = await requestDesk({ store, kit: h.kit, now: h.now }).form(
        from,
        { id: 'p1', name: '山田' },
        null,
      )
      h.at(new Date(friday.getTime() + days(31)))
      const reminders = createReminders({
        store,
        kit: h.kit,
        bell: createBell(),
        now: h.now,
        onFault: () => {},
        idleMs: 5,
      })
      reminders.start()
      for (let i = 0; i < 400 && (await store.requests.get(request))?.state !== 'expired'; i++) {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      await reminders.stop()
      await expect(store.requests.get(request)).resolves.toMatchObject({
        state: 'expired',
        fields: {},
        person: { id: 'erased' },
      })
      h.at(friday)
    })
  })

  it('gives a person their data, and erases it when its time is over, while counts and proofs remain', async () => {
    const person = { id: `p-${randomUUID()}` }
    const from = somewhere()
    h.at(friday)
    await h.tell({ from, person, text: '忘れてほしい質問' })
    const { request, receipt } = await file(from, filledIn, person)
    await h.operate(request, 'note', { text: '内部メモ' })
    await h.operate(request, 'decline', { text: '対象外のため' })
    const data = await exportPerson(store, from.channel, person.id)
    expect(JSON.stringify(data)).toContain('忘れてほしい質問')
    expect(data.requests.map(({ id }) => id)).toEqual([request])
    expect(JSON.stringify(data)).not.toContain('内部メモ')

    await deliveries(store)
    const later = new Date(friday.getTime() + days(366))
    const before = await store.requests.counts()
    const dry = await purge(store, h.kit, { dryRun: true, now: later, by: 'sue' })
    expect(dry.requests).toBeGreaterThanOrEqual(1)
    await expect(store.requests.get(request)).resolves.toMatchObject({ erasedAt: null })
    await expect(purge(store, h.kit, { dryRun: false, now: later, by: 'sue' })).resolves.toEqual(dry)
    await expect(purge(store, h.kit, { dryRun: true, now: later, by: 'sue' })).resolves.toEqual({
      requests: 0,
      messages: 0,
      sheets: 0,
    })

    await expect(store.requests.counts()).resolves.toEqual(before)
    await expect(exportPerson(store, from.channel, person.id)).resolves.toEqual({
      messages: [],
      replies: [],
      requests: [],
      events: [],
    })
    const rest = JSON.stringify([
      await store.requests.get(request),
      await store.requests.events(request, 50),
      await store.outbox.thread(from, 50),
      await store.turns.recent(from, 50),
      await store.audit.of(request, 50),
    ])
    expect(rest).not.toMatch(/みどり|山田|三の丸|忘れてほしい|内部メモ|対象外/)
    await expect(verifyReceipt(store, receipt!.number)).resolves.toMatchObject({
      status: 'erased',
      sha256: receipt!.sha256,
    })
    await expect(store.audit.verify()).resolves.toMatchObject({ fault: null })
    // Somebody who still waits keeps their conversation.
    await expect(h.operate(request, 'reopen', {}, sue)).resolves.toMatchObject({ ok: false, why: 'unknown' })
  })

  it('takes old sheets out of the fax tray with the rest', async () => {
    const tray = await mkdtemp(join(tmpdir(), 'desk-tray-'))
    for (const file of ['old.pdf', 'new.pdf', 'other.txt']) await writeFile(join(tray, file), 'x')
    await utimes(join(tray, 'old.pdf'), friday, friday)
    await utimes(join(tray, 'other.txt'), friday, friday)
    await utimes(join(tray, 'new.pdf'), new Date(friday.getTime() + days(300)), new Date(friday.getTime() + days(300)))
    const run = { now: new Date(friday.getTime() + days(366)), by: 'sue', tray }
    await expect(purge(store, h.kit, { ...run, dryRun: true })).resolves.toMatchObject({ sheets: 1 })
    await expect(purge(store, h.kit, { ...run, dryRun: false })).resolves.toMatchObject({ sheets: 1 })
    expect((await readdir(tray)).toSorted()).toEqual(['new.pdf', 'other.txt'])
    await expect(purge(store, h.kit, { ...run, tray: join(tray, 'none'), dryRun: false })).resolves.toMatchObject({
      sheets: 0,
    })
    await rm(tray, { recursive: true })
  })

  it('keeps settings with source, day and history, and never takes a value of the wrong kind', async () => {
    const { settings } = h.kit
    const first = await settings.current(store)
    expect(first.of('secretariatPhone')).toMatchObject({ value: '', certain: false })
    expect(first.of('formUrl')).toMatchObject({ value: 'https://telework.mhlw.go.jp/info/map/', asOf: '2023-12-27' })
    expect(first.of('sessionsMax')).toMatchObject({ value: '3', source: 'telework-manager-fy2019', certain: false })
    const change = { source: '令和8年度の公募案内', asOf: '2026-04-01', certain: true, by: 'sue', now: friday }
    await expect(settings.change(store, { ...change, name: 'secretariatMail', value: 'x' })).resolves.toMatchObject({
      ok: false,
    })
    await expect(settings.change(store, { ...change, name: 'nonsense', value: 'x' })).resolves.toMatchObject({
      ok: false,
    })
    await expect(settings.change(store, { ...change, name: 'periodTo', value: '2026-02-30' })).resolves.toMatchObject({
      ok: false,
    })
    for (const value of ['2027-01-29', '2026-10-30']) {
      await expect(settings.change(store, { ...change, name: 'periodTo', value })).resolves.toEqual({ ok: true })
    }
    const history = await store.settings.history('periodTo', 5)
    expect(history.map(({ value }) => value)).toEqual(['2026-10-30', '2027-01-29'])
    // The period is known now, and over: the form says so, and the request still goes to a person.
    const { request, receipt } = await file()
    expect(receipt?.number).toBeDefined()
    await expect(store.requests.get(request)).resolves.toMatchObject({ eligibility: 'no', state: 'submitted' })
    await settings.change(store, { ...change, name: 'periodTo', value: '' })
  })

  it('finds past requests that asked something like it', async () => {
    const { request: past } = await file(somewhere(), { ...filledIn, content: 'VPNの選び方' })
    const { request } = await file(somewhere(), { ...filledIn, content: 'VPNの料金' })
    const similarity = (a: string, b: string) => [...new Set(a)].filter((character) => b.includes(character)).length
    const found = await similarRequests(store, (await store.requests.get(request))!, { similarity, limit: 1 })
    expect(found.map(({ id }) => id)).toEqual([past])
  })
})
