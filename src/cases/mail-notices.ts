import { backoff } from '../base/backoff.ts'
import type { Channel } from '../channels/channel.ts'
import type { Store } from '../store/store.ts'
import { fill } from '../base/words.ts'
import type { Kit } from './kit.ts'
import { type MailParts, sendLetter } from './mail.ts'
import { MAIL } from './perform.ts'
import { linkTo } from './request-desk.ts'

/** The outbox takes a delivery back after two minutes; a letter is handed over or not before that. */
const FINAL_MS = 60_000
const TIMEOUT_MS = 100_000

/**
 * Tells people of changes at the mail address that they gave, each time with a fresh link to their request. Words are
 * delivered by the outbox like any others; nothing is heard here.
 */
export const createMailNotices = (parts: { store: Store; kit: Kit; mail: MailParts; now: () => Date }): Channel => {
  const { store, kit, now } = parts
  const { noticeMail } = kit.words
  return {
    name: MAIL,
    paths: [],
    rules: {
      attemptsMax: 10,
      backoffMs: backoff({ firstMs: 10_000, mostMs: 30 * 60_000 }),
      inFlightMax: 4,
      timeoutMs: TIMEOUT_MS,
    },
    handle: () => Promise.resolve(new Response(null, { status: 404 })),
    ready: () => Promise.resolve({ ok: true, detail: noticeMail.ready }),
    async send({ conversation }, reply, { id }) {
      const request = await store.requests.get(conversation)
      const to = request?.fields['email'] ?? ''
      // Erased, or not wanted any more since this was put in line: there is nobody to tell.
      if (request === null || request.erasedAt !== null || to === '' || request.fields['mails'] === 'off') {
        return { id: `nobody-${id}` }
      }
      const number = request.number ?? ''
      const link = kit.publicUrl === null ? null : `${kit.publicUrl}/my/${await linkTo(store, request.id, now())}`
      const where = link === null ? fill(noticeMail.noLink, { number }) : fill(noticeMail.link, { link })
      const subject = fill(noticeMail.subject, { number })
      const text = fill(noticeMail.text, { text: reply.text, where })
      const mail = { ...parts.mail, finalMs: FINAL_MS }
      return { id: await sendLetter(mail, { to, subject, text, id, date: now() }) }
    },
  }
}
