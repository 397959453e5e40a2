import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = new URL('..', import.meta.url).pathname

interface Import {
  from: string
  to: string
  /** Gone once it is compiled. */
  typesOnly: boolean
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))

const importsOf = (path: string): Import[] => {
  const text = readFileSync(join(root, 'src', path), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"`]*?from\s+'([^']+)'|(?:^|[^\w.])import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g,
  )
  return [...found].map((match) => ({
    from: path,
    to: match[1] ?? match[2] ?? match[3] ?? '',
    typesOnly: /^\s*(?:import|export)\s+type\s/.test(match[0]),
  }))
}

const imports = sources.flatMap(importsOf)
const foreign = imports.filter(({ to }) => !to.startsWith('.') && !to.startsWith('node:'))
const local = imports
  .filter(({ to }) => to.startsWith('.'))
  .map((each) => ({ ...each, to: normalize(join(dirname(each.from), each.to)).replaceAll('\\', '/') }))

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

/** Where each foreign part may be known. Everything that is not listed here may not be imported at all. */
const HOMES: Record<string, RegExp> = {
  '@slack/bolt': /^channels\/slack\//,
  '@slack/oauth': /^channels\/slack\//,
  '@slack/types': /^channels\/slack\//,
  '@slack/web-api': /^channels\/slack\//,
  '@slack/socket-mode': /^channels\/slack\//,
  botbuilder: /^channels\/teams\//,
  'botframework-connector': /^channels\/teams\//,
  kysely: /^store\//,
  // The lock of an ingest is SQLite's own: it ends with the process that holds it.
  'better-sqlite3': /^(store\/|knowledge\/lock\.ts$)/,
  pg: /^store\//,
  hono: /^(wiring\/http\.ts|channels\/web\/|console\/|channels\/webhook\/)/,
  '@hono/node-server': /^wiring\/http\.ts$/,
  'hnswlib-node': /^retrieval\//,
  'lindera-wasm-nodejs-ipadic': /^retrieval\//,
  'ml-matrix': /^retrieval\//,
  langchain: /^answering\/model\//,
  '@langchain/core': /^(retrieval|answering\/model)\//,
  '@langchain/openai': /^answering\/model\//,
  'pdfjs-dist': /^knowledge\//,
  mammoth: /^knowledge\//,
  parse5: /^knowledge\//,
  yauzl: /^knowledge\//,
  exceljs: /^knowledge\//,
  'robots-parser': /^knowledge\//,
  'tesseract.js': /^knowledge\//,
  'csv-parse': /^knowledge\//,
  'iconv-lite': /^knowledge\//,
  yaml: /^(knowledge|procedures|cases|evaluation|channels|console|base\/)/,
  pdfkit: /^cases\//,
  nodemailer: /^cases\//,
  'openid-client': /^console\//,
  otplib: /^console\/access\/totp\.ts$/,
  '@zxcvbn-ts/core': /^console\/access\/strength\.ts$/,
  '@zxcvbn-ts/language-common': /^console\/access\/strength\.ts$/,
  '@zxcvbn-ts/language-ja': /^console\/access\/strength\.ts$/,
  'prom-client': /^wiring\/metrics\.ts$/,
  '@modelcontextprotocol/sdk': /^wiring\/mcp\.ts$/,
  '@opentelemetry/api': /^wiring\/telemetry\.ts$/,
  '@opentelemetry/sdk-node': /^wiring\/telemetry\.ts$/,
  piscina: /^spine\/threads\.ts$/,
  pino: /^base\/log\.ts$/,
  dotenv: /^wiring\/config\.ts$/,
  commander: /^(cli\.ts|commands\/)/,
  'cli-progress': /^commands\//,
  undici: /^(base\/network\.ts$|channels\/webhook\/)/,
  'libphonenumber-js': /^japanese\/contact\.ts$/,
  '@holiday-jp/holiday_jp': /^japanese\/calendar\.ts$/,
  zod: /./,
}

/** The rooms from the ground up: a room imports from its own floor's rooms below, never from one above. */
const FLOORS = [
  'vocabulary',
  'base',
  'japanese',
  'store',
  'knowledge',
  'retrieval',
  'question',
  'procedures',
  'answering',
  'forms',
  'channels',
  'spine',
  'cases',
  'desk',
  'console',
  'evaluation',
  'wiring',
  'commands',
]

/** Shelves that are open to every room above them: each file there is one small thing. */
const OPEN = new Set(['vocabulary', 'base', 'japanese', 'wiring', 'commands', 'desk', 'spine', 'question', 'answering'])

/** Files that are a door beside the room's own, each for one reason. */
const DOORS = new Set([
  // The port that every channel fills and the plain rendering they share.
  'channels/channel.ts',
  'channels/plain.ts',
  // The types of what is stored; the store's own functions reach a channel through `House` only.
  'store/store.ts',
  // Masking happens before anything is stored, so the intake needs it without the rest of the reading.
  'question/mask.ts',
])

/** Arrows that point up, each with its reason. */
const UPWARD = new Set<string>([])

/** The one file of a room that others may import. */
const doorOf = (room: string): string => `${room}/${room.split('/').at(-1)}.ts`

const roomOf = (path: string): string => {
  const [first = '', second = ''] = path.split('/')
  if (!path.includes('/')) return ''
  return first === 'channels' && path.split('/').length > 2 ? `${first}/${second}` : first
}

const floorOf = (path: string): number => FLOORS.indexOf(path.split('/')[0] ?? '')

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
    const known = new Set(['vocabulary', 'base', 'japanese'])
    const seen = local.filter(
      ({ from, to }) =>
        roomOf(from).startsWith('channels/') && !known.has(roomOf(to)) && !DOORS.has(to) && roomOf(to) !== roomOf(from),
    )
    expect(seen).toEqual([])
  })

  it('knows the floor of every room, and lets no arrow point up', () => {
    expect(local.filter(({ from }) => from.includes('/') && floorOf(from) < 0)).toEqual([])
    const up = local
      .filter(({ from, to }) => from.includes('/') && floorOf(to) > floorOf(from))
      .map(({ from, to }) => `${from} → ${to}`)
      .filter((arrow, i, all) => all.indexOf(arrow) === i)
    expect(up.filter((arrow) => !UPWARD.has(arrow))).toEqual([])
    expect([...UPWARD].filter((arrow) => !up.includes(arrow))).toEqual([])
  })

  it('runs in no circle: what runs is never needed by what it needs; only types within a room may name each other', () => {
    const needs = new Map<string, string[]>()
    for (const { from, to, typesOnly } of local) if (!typesOnly) needs.set(from, [...(needs.get(from) ?? []), to])
    const done = new Set<string>()
    const circles: string[] = []
    const walk = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '))
      if (done.has(path) || way.includes(path)) return
      for (const next of needs.get(path) ?? []) walk(next, [...way, path])
      done.add(path)
    }
    for (const path of sources) walk(path, [])
    expect(circles).toEqual([])
  })

  it('enters a room by its door only', () => {
    const around = local.filter(({ from, to }) => {
      const [here, there] = [roomOf(from), roomOf(to)]
      return there !== '' && here !== there && here !== '' && !OPEN.has(there) && !DOORS.has(to) && to !== doorOf(there)
    })
    expect(around.filter(({ from }) => floorOf(from) < FLOORS.indexOf('wiring'))).toEqual([])
  })

  it("keeps patterns over a person's words where they have examples: the procedures hold none", () => {
    const holders = sources
      .filter((path) => path.startsWith('procedures/'))
      .filter((path) => /\/[gimsuy]*u[gimsy]*[.,)]|new RegExp/u.test(readFileSync(join(root, 'src', path), 'utf8')))
    // The one reads the files of the rules, the other fills the places of its own sentences.
    expect(holders.toSorted()).toEqual(['procedures/rules.ts', 'procedures/words.ts'])
  })

  it('reads the environment in one place', () => {
    const readers = sources.filter((path) => /process\.env/.test(readFileSync(join(root, 'src', path), 'utf8')))
    expect(readers).toEqual(['wiring/config.ts'])
  })

  it('keeps files short', () => {
    const long = sources.filter((path) => readFileSync(join(root, 'src', path), 'utf8').split('\n').length > 361)
    expect(long).toEqual([])
  })
})
