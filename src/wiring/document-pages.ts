import type { GuidanceDocument, Passage } from '../vocabulary/types.ts'
import { japaneseDate } from '../channels/plain.ts'
import type { Mounted } from './http.ts'
import type { Edition } from './published.ts'

const PREFIX = '/documents/'

/** Where a source can be read that has no address of its own; chats link to it. */
export const documentAddress = (publicUrl: string, document: string, passage: string): string =>
  `${publicUrl.replace(/\/+$/u, '')}${PREFIX}${encodeURIComponent(document)}#${encodeURIComponent(passage)}`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Null where it is no address that a browser makes. */
const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

const STYLE =
  'body{font-family:sans-serif;line-height:1.8;margin:0 auto;max-width:44rem;padding:1rem}p{white-space:pre-wrap}:target{background:#fff8d6}'

const sectionOf = ({ id, title, text }: Passage): string =>
  `<section id="${encodeURIComponent(id)}"><h2>${escaped(title)}</h2><p>${escaped(text)}</p></section>`

const pageOf = ({ title, issuer, issued }: GuidanceDocument, passages: readonly Passage[]): string =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>` +
  `<p>${escaped([issuer, issued === null ? '' : japaneseDate(issued)].filter((part) => part !== '').join('　'))}</p>` +
  `${passages.map(sectionOf).join('')}</main></body></html>`

/**
 * The documents as the desk read them, for sources that are nowhere on the web. Only what is open to everybody: whoever
 * follows a link from a chat is not known here.
 */
export const createDocumentPages = (now: () => Edition | null): Mounted => ({
  paths: [`${PREFIX}:document`],
  handle(request) {
    const gone = new Response('Not found', { status: 404 })
    if (request.method !== 'GET') return Promise.resolve(gone)
    const id = decoded(new URL(request.url).pathname.slice(PREFIX.length))
    const library = now()?.library
    const document = library?.documents.find((each) => each.id === id)
    if (library === undefined || document === undefined || (document.groups ?? []).length > 0)
      return Promise.resolve(gone)
    const passages = library.passages.filter((each) => each.document === id).sort((a, b) => a.start - b.start)
    return Promise.resolve(
      new Response(pageOf(document, passages), {
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy':
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
          'x-content-type-options': 'nosniff',
        },
      }),
    )
  },
})
