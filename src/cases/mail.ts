import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import type MailComposer from 'nodemailer/lib/mail-composer/index.js'
import type Shared from 'nodemailer/lib/shared/index.js'
import type SMTPConnection from 'nodemailer/lib/smtp-connection/index.js'
import { Failure, wordsOf } from '../base/failure.ts'
import { late } from '../base/late.ts'
import { fill } from '../base/words.ts'
import { type Route, uncertain } from './dispatch.ts'
import { sheetPdf } from './pdf.ts'
import { sha256 } from './receipt.ts'
import { mailText, type Sheet } from './sheet.ts'
import type { Words } from './words.ts'

const CONNECT_MS = 10_000
const SILENCE_MS = 30_000
/** After the final dot a server may take this long to say that it has the mail (RFC 5321, 4.5.3.2.6). */
const FINAL_MS = 10 * 60_000
/** Everything before the dot and after it, with room for the sheet to be made. */
const TIMEOUT_MS = FINAL_MS + 2 * 60_000

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/u

const require = createRequire(import.meta.url)
const mailing = late(() => ({
  Composer: require('nodemailer/lib/mail-composer') as typeof MailComposer,
  Connection: require('nodemailer/lib/smtp-connection') as typeof SMTPConnection,
  parse: (require('nodemailer/lib/shared') as typeof Shared).parseConnectionUrl,
}))

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

export interface MailParts {
  smtpUrl: string
  from: string
  words: Words
  /** The operator says that the mail server may be spoken to without TLS, though it is not on this machine. */
  clear?: boolean
  /** Shorter in tests of a server that hangs. */
  silenceMs?: number
  finalMs?: number
}

/** How the server is reached: without TLS only on this machine, or where the operator says so. */
const connectionTo = ({ smtpUrl, clear, silenceMs = SILENCE_MS }: MailParts): SMTPConnection.Options => {
  const given = mailing().parse(smtpUrl)
  const isNear = LOOPBACK.test(given.host ?? '')
  return {
    ...given,
    connectionTimeout: Math.min(CONNECT_MS, silenceMs),
    greetingTimeout: Math.min(CONNECT_MS, silenceMs),
    // The silence that is allowed grows after the final dot, so it is watched from outside.
    socketTimeout: TIMEOUT_MS,
    ...(isNear || clear === true ? {} : { requireTLS: true, ignoreTLS: false }),
  }
}

interface Letter {
  envelope: SMTPConnection.Envelope
  bytes: Buffer
}

const letterOf = async (options: ConstructorParameters<typeof MailComposer>[0]): Promise<Letter> => {
  const mail = new (mailing().Composer)(options).compile()
  const { from, to } = mail.getEnvelope()
  return { envelope: { from, to }, bytes: await mail.build() }
}

/**
 * Hands one letter over. Until the final dot, silence is a failure to be tried again; after it the server may have the
 * letter, so that only its own answer tells, and without one nobody knows.
 */
const hand = (parts: MailParts, letter: Letter, handed: () => void): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = connectionTo(parts)
    const connection = new (mailing().Connection)(options)
    let dotted = false
    let timer: NodeJS.Timeout
    let ended = false
    const end = (settle: () => void) => {
      if (ended) return
      ended = true
      clearTimeout(timer)
      settle()
      // Closing tells of an end as well, which is no news any more.
      connection.close()
    }
    const fail = (thrown: unknown) => {
      const unknown = dotted && (thrown as { responseCode?: number }).responseCode === undefined
      const why = `The mail server took the whole mail and did not say that it has it: ${wordsOf(thrown)}.`
      end(() => reject(unknown ? uncertain(why, thrown) : failureOf(thrown)))
    }
    const within = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => fail(new Error(`no answer within ${ms} ms`)), ms)
    }
    const next = (step: (done: (thrown?: Error | null) => void) => void, then: () => void) => {
      within(parts.silenceMs ?? SILENCE_MS)
      step((thrown) => (thrown ? fail(thrown) : then()))
    }
    const send = () => {
      within(parts.silenceMs ?? SILENCE_MS)
      const message = Readable.from([letter.bytes])
      message.once('end', () => {
        dotted = true
        handed()
        within(parts.finalMs ?? FINAL_MS)
      })
      connection.send(letter.envelope, message, (thrown, info) =>
        thrown ? fail(thrown) : end(() => resolve(info.response)),
      )
    }
    const { auth } = options
    connection.on('error', fail)
    connection.on('end', () => fail(new Error('the connection was closed')))
    next(
      (done) => connection.connect(done),
      () =>
        auth === undefined
          ? send()
          : next((done) => connection.login(auth as Parameters<typeof connection.login>[0], done), send),
    )
  })

const domainOf = (from: string): string => /@([^>\s]+)/u.exec(from)?.[1] ?? 'telework-desk.invalid'

const mailOf = async (sheet: Sheet, { from, words }: MailParts, messageId: string, pdf: Buffer): Promise<Letter> =>
  letterOf({
    from,
    to: sheet.to.mail,
    ...(sheet.replyTo === '' ? {} : { replyTo: sheet.replyTo }),
    subject: fill(words.mail.subject, { organisation: sheet.organisation, number: sheet.number }),
    text: mailText(sheet, words),
    messageId,
    date: new Date(sheet.at),
    attachments: [{ filename: `${sheet.number}.pdf`, content: pdf, contentType: 'application/pdf' }],
  })

/** One letter in plain words, to a person. */
export const sendLetter = async (
  parts: MailParts,
  said: { to: string; subject: string; text: string; id: string; date: Date },
): Promise<string> => {
  const { id, ...rest } = said
  const messageId = `<${id}@${domainOf(parts.from)}>`
  // No machine that answers letters by itself should answer this one.
  const headers = { 'Auto-Submitted': 'auto-generated' }
  return hand(parts, await letterOf({ from: parts.from, messageId, headers, ...rest }), () => {})
}

/** Mail with the sheet as PDF. The message id follows from the dispatch, so a repetition is recognisable. */
export const createMailRoute = (parts: MailParts): Route => ({
  name: 'mail',
  timeoutMs: TIMEOUT_MS,
  async send(sheet, delivery) {
    if (sheet.to.mail === '') {
      throw new Failure(
        'mail.nobody',
        'The secretariat’s mail address is not set. Set it in the settings with its source and send again.',
      )
    }
    const pdf = Buffer.from(await sheetPdf(sheet, parts.words))
    const messageId = `<${delivery.id}@${domainOf(parts.from)}>`
    const letter = await mailOf(sheet, parts, messageId, pdf)
    const response = await hand(parts, letter, () => delivery.handed?.())
    return { state: 'sent', proof: JSON.stringify({ messageId, to: sheet.to.mail, response, pdf: sha256(pdf) }) }
  },
})
