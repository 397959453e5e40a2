import type { AddressInfo } from 'node:net'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export interface Mail {
  to: string
  subject: string
  messageId: string
  text: string
  /** The words on the attached sheet, without any spaces. */
  sheet: string
}

/** The words of a PDF, without any spaces, and its pages. */
export const pdfText = async (pdf: Uint8Array): Promise<{ pages: number; text: string }> => {
  const loading = getDocument({ data: new Uint8Array(pdf), useSystemFonts: false, verbosity: 0 })
  const document = await loading.promise
  let text = ''
  for (let page = 1; page <= document.numPages; page++) {
    const content = await (await document.getPage(page)).getTextContent()
    text += content.items.map((item) => ('str' in item ? item.str : '')).join('')
  }
  await loading.destroy()
  return { pages: document.numPages, text: text.replaceAll(/\s+/gu, '') }
}

/** The secretariat's mail server on loopback, with its letters opened. */
export const startMailbox = async () => {
  const taken: Buffer[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        taken.push(Buffer.concat(chunks))
        callback(null, 'queued')
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails: (): Promise<Mail[]> =>
      Promise.all(
        taken.map(async (raw) => {
          const { to, subject = '', messageId = '', text = '', attachments } = await PostalMime.parse(raw)
          const pdf = attachments.find(({ mimeType }) => mimeType === 'application/pdf')?.content
          const bytes = pdf instanceof ArrayBuffer ? new Uint8Array(pdf) : new Uint8Array()
          return {
            to: to?.[0]?.address ?? '',
            subject,
            messageId,
            text,
            sheet: bytes.length === 0 ? '' : (await pdfText(bytes)).text,
          }
        }),
      ),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
