import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Failure, wordsOf } from '../../base/failure.ts'

/** Both `src/channels/web` and `dist/channels/web` are three folders below the package, which always ships `src`. */
const ROOM = new URL('../../../src/channels/web/assets/', import.meta.url)
const YEAR_SECONDS = 31_536_000

interface Asset {
  body: Uint8Array<ArrayBuffer>
  type: string
  tag: string
}

export interface Assets {
  /** The address of a file with its fingerprint, so that it may be cached for ever. */
  href(name: string): string
  /** The script for other sites' pages, with the words that it shows. */
  widget(words: Record<string, string>): string
  handle(name: string, request: Request): Response | null
}

const read = (path: string, type: string): Asset => {
  try {
    const body = new Uint8Array(readFileSync(path))
    return { body, type, tag: createHash('sha256').update(body).digest('base64url').slice(0, 16) }
  } catch (thrown) {
    throw new Failure('assets.read', `${path} cannot be read: ${wordsOf(thrown)}. Install the package again.`)
  }
}

/** All that the page loads, read once; nothing outside this list is ever served. */
export const openAssets = (): Assets => {
  const own = (name: string, type: string) => read(fileURLToPath(new URL(name, ROOM)), type)
  const tokens = createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css')
  const widget = new TextDecoder().decode(own('widget.js', 'text/javascript').body)
  const files = new Map<string, Asset>([
    ['tokens.css', read(tokens, 'text/css; charset=utf-8')],
    ['chat.css', own('chat.css', 'text/css; charset=utf-8')],
    ...['chat.js', 'desk.js', 'forms.js', 'lines.js', 'reading.js', 'sending.js', 'tabs.js', 'writing.js'].map(
      (name): [string, Asset] => [name, own(name, 'text/javascript; charset=utf-8')],
    ),
    ['icon.svg', own('icon.svg', 'image/svg+xml')],
  ])
  return {
    href: (name) => `/assets/${name}?v=${files.get(name)?.tag ?? ''}`,
    widget: (words) => `(() => {\nconst words = ${JSON.stringify(words)}\n${widget}})()\n`,
    handle(name, request) {
      const file = files.get(name)
      if (!file) return null
      const tag = `"${file.tag}"`
      const fresh = new URL(request.url).searchParams.get('v') === file.tag
      const headers = {
        'content-type': file.type,
        etag: tag,
        'cache-control': fresh ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
      }
      if (request.headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers })
      return new Response(request.method === 'HEAD' ? null : file.body, { headers })
    },
  }
}
