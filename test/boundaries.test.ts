import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = new URL('..', import.meta.url).pathname

interface Import {
  from: string
  to: string
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))

const importsOf = (path: string): Import[] => {
  const text = readFileSync(join(root, 'src', path), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"`]*?from\s+'([^']+)'|(?:^|[^\w.])import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g,
  )
  return [...found].map((match) => ({ from: path, to: match[1] ?? match[2] ?? match[3] ?? '' }))
}

const imports = sources.flatMap(importsOf)
const foreign = imports.filter(({ to }) => !to.startsWith('.') && !to.startsWith('node:'))
const local = imports
  .filter(({ to }) => to.startsWith('.'))
  .map(({ from, to }) => ({ from, to: normalize(join(dirname(from), to)).replaceAll('\\', '/') }))

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

/** Where each foreign part may be known. Everything that is not listed here may not be imported at all. */
const HOMES: Record<string, RegExp> = {
  '@slack/bolt': /^channels\/slack\//,
  '@slack/types': /^channels\/slack\//,
  '@slack/web-api': /^channels\/slack\//,
  '@slack/socket-mode': /^channels\/slack\//,
  botbuilder: /^channels\/teams\//,
  'botframework-connector': /^channels\/teams\//,
  kysely: /^store\//,
  // The lock of an ingest is SQLite's own: it ends with the process that holds it.
  'better-sqlite3': /^(store\/|knowledge\/lock\.ts$)/,
  pg: /^store\//,
  hono: /^(http\.ts|channels\/web\/|console\/|channels\/webhook\/)/,
  '@hono/node-server': /^http\.ts$/,
  'hnswlib-node': /^retrieval\//,
  'lindera-wasm-nodejs-ipadic': /^retrieval\//,
  'ml-matrix': /^retrieval\//,
  langchain: /^answering\/generative\//,
  '@langchain/core': /^(retrieval|answering\/generative)\//,
  '@langchain/openai': /^answering\/generative\//,
  'pdfjs-dist': /^knowledge\//,
  mammoth: /^knowledge\//,
  parse5: /^knowledge\//,
  yauzl: /^knowledge\//,
  'csv-parse': /^knowledge\//,
  'iconv-lite': /^knowledge\//,
  yaml: /^(knowledge|procedures|escalation|evaluation|channels|console|words\.ts)/,
  pdfkit: /^escalation\//,
  nodemailer: /^escalation\//,
  'openid-client': /^console\//,
  'prom-client': /^metrics\.ts$/,
  pino: /^log\.ts$/,
  dotenv: /^config\.ts$/,
  commander: /^(cli\.ts|commands\/)/,
  'cli-progress': /^commands\//,
  undici: /^channels\/webhook\//,
  zod: /./,
}

/** The one file of a room that others may import. */
const doorOf = (room: string): string => `${room}/${room.split('/').at(-1)}.ts`

/** Files that any room may know: the vocabulary, the ports, faults and words. */
const COMMON = new Set([
  'desk/types.ts',
  'channels/channel.ts',
  'channels/plain.ts',
  'channels/bytes.ts',
  'store/store.ts',
  'errors.ts',
  'words.ts',
  'desk/talk.ts',
  'desk/worker.ts',
  'desk/loop.ts',
  'desk/bell.ts',
  'desk/mask.ts',
  'knowledge/fold.ts',
])

const roomOf = (path: string): string => {
  const [first = '', second = ''] = path.split('/')
  // Wiring and commands stand in the hall, between the rooms.
  if (!path.includes('/') || first === 'commands') return ''
  return first === 'channels' && path.split('/').length > 2 ? `${first}/${second}` : first
}

describe('the walls of the house', () => {
  it('sees the imports it speaks of', () => {
    expect(foreign.length).toBeGreaterThan(30)
    expect(local.length).toBeGreaterThan(200)
  })

  it('lets each foreign part be known in its one room', () => {
    const strangers = foreign.filter(({ from, to }) => !(HOMES[packageOf(to)]?.test(from) ?? false))
    expect(strangers).toEqual([])
  })

  it('keeps the desk free of SDK, HTTP and SQL', () => {
    const known = foreign.filter(({ from }) => from.startsWith('desk/')).map(({ to }) => packageOf(to))
    expect(new Set(known)).toEqual(new Set(known.filter((name) => name === 'zod')))
    const node = imports.filter(
      ({ from, to }) => from.startsWith('desk/') && /^node:(https?|net|tls|fs|child_process)/.test(to),
    )
    expect(node).toEqual([])
  })

  it('keeps channels away from the desk, the store and one another', () => {
    const seen = local.filter(
      ({ from, to }) => roomOf(from).startsWith('channels/') && !COMMON.has(to) && roomOf(to) !== roomOf(from),
    )
    expect(seen).toEqual([])
  })

  it('enters a room by its door only', () => {
    const around = local.filter(({ from, to }) => {
      const [here, there] = [roomOf(from), roomOf(to)]
      return there !== '' && here !== there && !COMMON.has(to) && to !== doorOf(there)
    })
    const allowed = around.filter(({ from, to }) => !(roomOf(from) === '' && to.startsWith('desk/')))
    expect(allowed).toEqual([])
  })

  it('reads the environment in one place', () => {
    const readers = sources.filter((path) => /process\.env/.test(readFileSync(join(root, 'src', path), 'utf8')))
    expect(readers).toEqual(['config.ts'])
  })

  it('keeps files short', () => {
    const long = sources.filter((path) => readFileSync(join(root, 'src', path), 'utf8').split('\n').length > 361)
    expect(long).toEqual([])
  })
})
