import { describe, expect, it } from 'vitest'
import { createMailNotices, requestDesk } from '../../src/cases/cases.ts'
import { mailedHouse } from './mailed-house.ts'
import { filledIn, words } from './room.ts'

describe('mail to the person of a request', () => {
  const { kit, at } = mailedHouse()

  const mailOut = async () => {
    const { store, h, mailbox } = at()
    const mail = { smtpUrl: mailbox.url, from: '窓口 <desk@desk.example>', words }
    const channel = createMailNotices({ store, kit, mail, now: h.now })
    // One of a conversation at a time, as the deliverer takes them.
    for (;;) {
      const [next] = await store.outbox.claim('mail', ['mail'], new Date('2100-01-01'), 0, 1)
      if (next === undefined) break
      const { id: sentId } = await channel.send(next.to, next.reply, { id: next.id, attempt: 1 })
      await store.outbox.sent([{ seq: next.seq, sentId }], h.now())
    }
    return mailbox.mails()
  }

  it('tells each change with a link that opens the request, takes words and withdraws; and stops when asked to', async () => {
    const { store, h } = at()
    const from = { channel: 'chat', conversation: 'mailed' }
    const desk = requestDesk({ store, kit, now: h.now })
    const { request } = await desk.form(from, { id: 'p1' }, null)
    await h.tell({ from, action: { kind: 'submit', request, fields: filledIn, consent: true } })
    await h.operate(request, 'ask', { text: '従業員は何人ですか。' })
    const mails = await mailOut()
    expect(mails.map(({ to }) => to)).toEqual(['soumu@example.jp', 'soumu@example.jp'])
    expect(mails[1]?.text).toContain('従業員は何人ですか。')
    const token = /https:\/\/desk\.example\/my\/([\w-]+)/u.exec(mails[1]?.text ?? '')?.[1] ?? ''
    const page = await desk.page(token)
    expect(page).toMatchObject({ stateLabel: words.states.asked, write: true, mails: true })
    expect(page?.story.map(({ text }) => text)).toContain('従業員は何人ですか。')

    await h.tell({ from: page!.from, person: page!.person, text: '三十人です' })
    await expect(store.requests.get(request)).resolves.toMatchObject({ state: 'informed' })
    await desk.mails(token, false)
    await h.operate(request, 'reply', { text: '承知しました。' })
    expect(await mailOut()).toHaveLength(mails.length)
    const choose = { kind: 'choose' as const, value: page!.withdraw!, label: '取り下げる' }
    await h.tell({ from: page!.from, person: page!.person, action: choose })
    await expect(store.requests.get(request)).resolves.toMatchObject({ state: 'withdrawn' })
    await expect(desk.page('A'.repeat(32))).resolves.toBeNull()
  })
})
