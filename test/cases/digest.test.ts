import { describe, expect, it } from 'vitest'
import { sendDigests, wishDigest } from '../../src/cases/cases.ts'
import { mailedHouse } from './mailed-house.ts'
import { filledIn, words } from './room.ts'

describe('the day’s mail to operators', () => {
  const { kit, at } = mailedHouse()

  const send = (now: Date, smtpUrl = at().mailbox.url) => {
    const { store } = at()
    const faults: unknown[] = []
    const mail = { smtpUrl, from: '窓口 <desk@desk.example>', words }
    return sendDigests({ store, kit, mail, now, onFault: (thrown) => void faults.push(thrown) }).then((sent) => ({
      sent,
      faults,
    }))
  }

  it('goes once a working day to whoever wants it, names no person, and is tried again when it fails', async () => {
    const { store, h, mailbox } = at()
    const from = { channel: 'chat', conversation: 'digested' }
    await h.tell({ from, action: { kind: 'consult' }, text: '' })
    const draft = await store.requests.draftOf(from, 'p1')
    await h.tell({ from, action: { kind: 'submit', request: draft!.id, fields: filledIn, consent: true } })
    for (const [id, disabled] of [
      ['ann', false],
      ['ben', false],
      ['gone', true],
    ] as const) {
      await store.operators.add({ id, login: id, name: id, role: 'operator', source: 'local', secret: null }, h.now())
      await store.operators.change(id, { disabled })
    }
    expect(await wishDigest(store, 'ann', 'no address', h.now())).toBe(false)
    expect(await wishDigest(store, 'ann', 'ann@desk.example', h.now())).toBe(true)
    expect(await wishDigest(store, 'gone', 'gone@desk.example', h.now())).toBe(true)
    const [morning, night] = [new Date('2026-11-24T00:00:00Z'), new Date('2026-11-23T15:00:00Z')]
    expect(await send(night)).toEqual({ sent: 0, faults: [] })
    const broken = await send(morning, 'smtp://127.0.0.1:1')
    expect([broken.sent, broken.faults.length]).toEqual([0, 1])
    expect(await send(morning)).toEqual({ sent: 1, faults: [] })
    expect(await send(new Date('2026-11-24T03:00:00Z'))).toEqual({ sent: 0, faults: [] })
    const mails = await mailbox.mails()
    expect(mails.map(({ to }) => to)).toEqual(['ann@desk.example'])
    expect(mails[0]?.text).toContain('TW-2026-00001')
    expect(mails[0]?.text).toContain('https://desk.example/console/home')
    expect(mails[0]?.text).not.toContain(filledIn.organisation)
    expect(mails[0]?.text).not.toContain(filledIn.contact)
    expect((await send(new Date('2026-11-25T00:00:00Z'))).sent).toBe(1)
    await wishDigest(store, 'ann', '', h.now())
    expect((await send(new Date('2026-11-26T00:00:00Z'))).sent).toBe(0)
  })
})
