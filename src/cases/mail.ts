import { createTransport } from 'nodemailer'
import { Failure, wordsOf } from '../base/failure.ts'
import { fill } from '../base/words.ts'
import type { Route } from './dispatch.ts'
import { sheetPdf } from './pdf.ts'
import { sha256 } from './receipt.ts'
import { mailText } from './sheet.ts'
import type { Words } from './words.ts'

const CONNECT_MS = 10_000
const SILENCE_MS = 30_000
const TIMEOUT_MS = 60_000

/** SMTP: 4yz asks to come again, 5yz is final; whatever has no code broke on the way. */
const failureOf = (thrown: unknown): Failure => {
  const code = (thrown as { responseCode?: number }).responseCode ?? 0
  const final = code >= 500 && code < 600
  return new Failure(
    final ? 'mail.rejected' : 'mail.deferred',
    `The mail server ${code === 0 ? 'could not be reached' : `answered ${code}`}: ${wordsOf(thrown)}. ${
      final ? 'Check the address in the settings, or send by another route.' : 'It is tried again.'
    }`,
    { retryable: !final, cause: thrown },
  )
}

/** Mail with the sheet as PDF. The message id follows from the dispatch, so a repetition is recognisable. */
export const createMailRoute = (parts: {
  smtpUrl: string
  from: string
  words: Words
  /** Shorter in tests of a server that hangs. */
  silenceMs?: number
}): Route => {
  const { smtpUrl, from, words } = parts
  const silenceMs = parts.silenceMs ?? SILENCE_MS
  // nodemailer drops every option beside `url`, so the limits travel in the address itself.
  const server = new URL(smtpUrl)
  const limits = {
    connectionTimeout: Math.min(CONNECT_MS, silenceMs),
    greetingTimeout: Math.min(CONNECT_MS, silenceMs),
    socketTimeout: silenceMs,
  }
  for (const [name, ms] of Object.entries(limits)) {
    if (!server.searchParams.has(name)) server.searchParams.set(name, String(ms))
  }
  const transport = createTransport(server.href)
  const domain = /@([^>\s]+)/u.exec(from)?.[1] ?? 'telework-desk.invalid'
  return {
    name: 'mail',
    timeoutMs: TIMEOUT_MS,
    async send(sheet, delivery) {
      if (sheet.to.mail === '') {
        throw new Failure(
          'mail.nobody',
          'The secretariat’s mail address is not set. Set it in the settings with its source and send again.',
        )
      }
      const pdf = await sheetPdf(sheet, words)
      const messageId = `<${delivery.id}@${domain}>`
      try {
        const sent = await transport.sendMail({
          from,
          to: sheet.to.mail,
          ...(sheet.replyTo === '' ? {} : { replyTo: sheet.replyTo }),
          subject: fill(words.mail.subject, { organisation: sheet.organisation, number: sheet.number }),
          text: mailText(sheet, words),
          messageId,
          date: new Date(sheet.at),
          attachments: [{ filename: `${sheet.number}.pdf`, content: pdf, contentType: 'application/pdf' }],
        })
        return JSON.stringify({ messageId, to: sheet.to.mail, response: sent.response, pdf: sha256(pdf) })
      } catch (thrown) {
        throw failureOf(thrown)
      }
    },
  }
}
