import { bounceOf } from '../support/bounce.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBounce, registerOperators, requestDesk, takeBounce } from '../../src/cases/cases.ts'
import { databases, type Opened } from '../support/stores.ts'
import { deliveries, filledIn, friday, house, type House } from './room.ts'

describe('a letter that comes back', () => {
  it('is read from the report, with the letter that it is about', () => {
    expect(readBounce(bounceOf('<d-1@desk.example>'))).toEqual({
      letter: 'd-1@desk.example',
      recipient: 'jimu@secretariat.example',
      status: '5.1.1',
      why: '550 5.1.1 <jimu@secretariat.example>: no such user here',
    })
  })

  it.each([
    ['a delay', bounceOf('<d-1@desk.example>', 'delayed')],
    ['an ordinary letter', 'From: a@example.jp\r\nMessage-ID: <x@desk.example>\r\n\r\nAction: failed\r\n'],
    ['nothing', ''],
  ])('is not %s', (_, raw) => expect(readBounce(raw)).toBeNull())

  describe('of ours', () => {
    let opened: Opened
    let h: House
    beforeAll(async () => {
      opened = await databases[0]!.open()
      h = house(opened.store, { hasForms: true })
    })
    afterAll(() => opened.close())

    it('is shown to the operators and marks its dispatch, once; what is not ours does nothing', async () => {
      const { store } = opened
      await registerOperators(store.shelf, { channel: 'ops', conversation: 'triage' }, friday)
      const known = { source: '通知', asOf: '2026-11-01', certain: true, by: 'sue', at: friday }
      await store.settings.set({ name: 'secretariatMail', value: 'jimu@secretariat.example', ...known })
      const from = { channel: 'chat', conversation: 'bounced' }
      const { request } = await requestDesk({ store, kit: h.kit, now: h.now }).form(from, { id: 'p1' }, null)
      await h.tell({ from, action: { kind: 'submit', request, fields: filledIn, consent: true } })
      await expect(h.operate(request, 'send', { fields: { routes: 'mail' } })).resolves.toMatchObject({ ok: true })
      const [dispatch] = await store.dispatches.of(request)
      await store.dispatches.sent(dispatch!.seq, '{}', friday)

      const take = (letter: string) =>
        takeBounce({ store, kit: h.kit, now: h.now }, bounceOf(`<${letter}@desk.example>`))
      await expect(take('somebody-elses')).resolves.toBeNull()
      const before = (await deliveries(store)).length
      await expect(take(dispatch!.id)).resolves.toMatchObject({ request })
      const told = (await deliveries(store)).slice(before)
      expect(told.map(({ to }) => to.channel)).toEqual(['ops'])
      expect(told[0]?.reply.text).toContain('no such user here')
      expect((await store.dispatches.of(request))[0]).toMatchObject({ state: 'dead' })
      await expect(take(dispatch!.id)).resolves.toBeNull()
      expect((await store.requests.events(request, 50)).filter(({ act }) => act === 'bounced')).toHaveLength(1)
    })
  })
})
