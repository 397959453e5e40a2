import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { guardHeaders } from './pages/layout.tsx'

/** The folder with package.json, whether this file runs from src or compiled from dist. */
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const ours = (name: string): string => join(root, 'src', 'console', 'assets', name)
const packaged = createRequire(join(root, 'package.json'))

const files: Record<string, { path: () => string; type: string }> = {
  'console.css': { path: () => ours('console.css'), type: 'text/css' },
  'console.js': { path: () => ours('console.js'), type: 'text/javascript' },
  'keys.js': { path: () => ours('keys.js'), type: 'text/javascript' },
  'drafts.js': { path: () => ours('drafts.js'), type: 'text/javascript' },
  'list.js': { path: () => ours('list.js'), type: 'text/javascript' },
  'notify.js': { path: () => ours('notify.js'), type: 'text/javascript' },
  'icon.svg': { path: () => ours('icon.svg'), type: 'image/svg+xml' },
  'tokens.css': { path: () => packaged.resolve('@digital-go-jp/design-tokens/dist/tokens.css'), type: 'text/css' },
  'htmx.js': { path: () => packaged.resolve('htmx.org/dist/htmx.min.js'), type: 'text/javascript' },
}

/** Assets change only with the program, which is started anew then. */
const SECONDS = 600

/** Read once; an asset that is missing stops the start and not the first visit. */
export const createAssets = (): ((name: string) => Response | null) => {
  const bodies = new Map(
    Object.entries(files).map(([name, { path, type }]) => [name, { type, body: readFileSync(path(), 'utf8') }]),
  )
  return (name) => {
    const found = bodies.get(name)
    if (!found) return null
    return new Response(found.body, {
      headers: {
        ...guardHeaders,
        'content-type': `${found.type}; charset=utf-8`,
        'cache-control': `private, max-age=${SECONDS}`,
      },
    })
  }
}
