/** Asks a site for one page: only on its own host, within bounds, and not again for what has not changed. */
import type { Source } from './sources.ts'

/** Nobody is asked for longer than this. */
const PAGE_MS = 20_000
const PAGE_BYTES = 16 * 1024 * 1024
const REDIRECTS_MAX = 5

export const userAgent = 'telework-desk'

export interface Known {
  etag?: string | undefined
  lastModified?: string | undefined
}

export type Fetched =
  | { kind: 'page'; url: URL; type: string; bytes: Buffer; validators: Known }
  | { kind: 'same' }
  /** It is not there any more. */
  | { kind: 'gone' }
  /** Nobody knows: it may be there the next time. */
  | { kind: 'failed'; why: string }

export type Fetch = typeof globalThis.fetch

const bodyOf = async (response: Response): Promise<Buffer | null> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(Buffer.from(chunk as Uint8Array))
    size += (chunk as Uint8Array).length
    if (size > PAGE_BYTES) return null
  }
  return Buffer.concat(chunks)
}

const headersFor = ({ etag, lastModified }: Known): Record<string, string> => ({
  'user-agent': userAgent,
  accept: 'text/html,application/xhtml+xml,application/pdf,application/xml;q=0.9',
  ...(etag === undefined ? {} : { 'if-none-match': etag }),
  ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
})

const validatorsOf = ({ headers }: Response): Known => {
  const etag = headers.get('etag')
  const lastModified = headers.get('last-modified')
  return { ...(etag === null ? {} : { etag }), ...(lastModified === null ? {} : { lastModified }) }
}

const once = async (fetch: Fetch, url: URL, known: Known): Promise<Fetched | URL> => {
  const signal = AbortSignal.timeout(PAGE_MS)
  const response = await fetch(url, { headers: headersFor(known), redirect: 'manual', signal })
  const moved = response.status >= 301 && response.status <= 308 ? response.headers.get('location') : null
  if (response.status === 304 || response.status === 404 || response.status === 410 || moved !== null) {
    await response.body?.cancel()
    if (moved !== null) return new URL(moved, url)
    return { kind: response.status === 304 ? 'same' : 'gone' }
  }
  if (!response.ok) {
    await response.body?.cancel()
    return { kind: 'failed', why: `HTTP ${response.status}` }
  }
  const bytes = await bodyOf(response)
  if (bytes === null) return { kind: 'failed', why: `more than ${PAGE_BYTES} bytes` }
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  return { kind: 'page', url, type, bytes, validators: validatorsOf(response) }
}

export const fetchPage = async (fetch: Fetch, { url: home }: Source, address: URL, known: Known): Promise<Fetched> => {
  const { origin } = new URL(home)
  let url = address
  try {
    for (let hops = 0; hops <= REDIRECTS_MAX; hops++) {
      // Wherever a site sends its reader, only the site itself was asked to be read.
      if (url.origin !== origin) return { kind: 'gone' }
      const fetched = await once(fetch, url, hops === 0 ? known : {})
      if (!(fetched instanceof URL)) return fetched
      url = fetched
    }
    return { kind: 'failed', why: 'too many redirects' }
  } catch (thrown) {
    return { kind: 'failed', why: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}
