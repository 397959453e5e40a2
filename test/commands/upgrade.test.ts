import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const root = new URL('../..', import.meta.url).pathname
const NEXT =
  "{ number: 9999, name: 'next', up: (db) => db.schema.createTable('next').addColumn('n', 'integer').execute() }"

let home: string
let data: string

/** A version as a bundle unpacks it, as far as these commands use it: its own program, its own checksums. */
const version = (name: string, change: (migrate: string) => string): string => {
  const folder = join(home, name)
  mkdirSync(folder)
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true })
  for (const shared of ['node_modules', 'knowledge', 'prompts', 'src'])
    symlinkSync(join(root, shared), join(folder, shared))
  for (const file of ['package.json', 'LICENSE']) cpSync(join(root, file), join(folder, file))
  const migrate = join(folder, 'dist/store/migrate.js')
  writeFileSync(migrate, change(readFileSync(migrate, 'utf8')))
  const launcher = `#!/bin/sh\nexec ${process.execPath} "${folder}/dist/cli.js" "$@"\n`
  writeFileSync(join(folder, 'telework-desk'), launcher)
  chmodSync(join(folder, 'telework-desk'), 0o755)
  const sums = ['LICENSE', 'package.json', 'dist/store/migrate.js', 'telework-desk'].map((path) => {
    const sum = createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex')
    return `${sum}  ${path}\n`
  })
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''))
  return folder
}

const desk = async (folder: string, args: string[], env: Record<string, string> = {}): Promise<string> => {
  const given = [...args, '--data', data]
  const ours = { PATH: process.env['PATH'] ?? '', PORT: '1', ...env }
  return (await run(join(folder, 'telework-desk'), given, { cwd: home, env: ours })).stdout
}
const switching = (folder: string, command: 'upgrade' | 'roll-back', env: Record<string, string> = {}) =>
  desk(folder, [command, '--home', home], env)
const current = (): string => readlinkSync(join(home, 'current'))

/** The newest step that the data have taken, and how many API keys are in them. */
const stateOf = (folder: string): { migration: number; keys: number } => {
  const store = new Database(join(folder, 'desk.sqlite'), { readonly: true })
  try {
    const { migration } = store.prepare('select max(number) as migration from migrations').get() as {
      migration: number
    }
    const { keys } = store.prepare("select count(*) as keys from shelf where value like '%intranet%'").get() as {
      keys: number
    }
    return { migration, keys }
  } finally {
    store.close()
  }
}

let old: string
let next: string

beforeAll(() => {
  if (process.env['DESK_COMPILED'] !== 'true') {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.json')])
  }
  home = realpathSync(mkdtempSync(join(tmpdir(), 'desk-upgrade-')))
  data = join(home, 'data')
  old = version('telework-desk-1', (text) => text)
  next = version('telework-desk-2', (text) =>
    text.replace(/const migrations = \[([^\]]*)\]/u, `const migrations = [$1, ${NEXT}]`),
  )
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('a version that was unpacked beside the one in use', () => {
  it('is switched to after a backup that it has proved, and the data go forward', async () => {
    await switching(old, 'upgrade')
    expect(current()).toBe(old)
    await desk(old, ['key', 'add', 'intranet', '--scope', 'ask'])
    const before = stateOf(data)
    expect(before.keys).toBeGreaterThan(0)

    const told = await switching(next, 'upgrade')
    expect(told).toContain('can be restored')
    expect(current()).toBe(next)
    // Switching alone changes no data: they go forward when the new version opens them.
    expect(stateOf(data)).toEqual(before)
    await desk(next, ['audit', 'verify'])
    expect(stateOf(data)).toEqual({ ...before, migration: 9999 })
    await expect(desk(old, ['audit', 'verify'])).rejects.toMatchObject({ code: 1 })
  })

  it('is not left while a desk answers, and then goes back with the data of before', async () => {
    const serving = createServer((_, answer) => answer.end('{}')).listen(0, '127.0.0.1')
    await once(serving, 'listening')
    const { port } = serving.address() as AddressInfo
    await expect(switching(next, 'roll-back', { PORT: String(port) })).rejects.toMatchObject({ code: 1 })
    expect(current()).toBe(next)
    serving.close()

    await switching(next, 'roll-back')
    expect(current()).toBe(old)
    await desk(old, ['audit', 'verify'])
    expect(stateOf(data).migration).toBeLessThan(9999)
    expect(stateOf(data).keys).toBeGreaterThan(0)
    // What came after the backup is not thrown away.
    const aside = readdirSync(home).find((name) => name.startsWith('data.after-')) ?? ''
    expect(stateOf(join(home, aside)).migration).toBe(9999)
    // There is nothing further to go back to.
    await expect(switching(old, 'roll-back')).rejects.toMatchObject({ code: 1 })
  })

  it('is not switched to when it was changed on its way, or without a dump of a PostgreSQL', async () => {
    await expect(switching(next, 'upgrade', { DATABASE_URL: 'postgres://localhost/none' })).rejects.toMatchObject({
      code: 1,
    })
    writeFileSync(join(next, 'LICENSE'), 'other words')
    await expect(switching(next, 'upgrade')).rejects.toMatchObject({ code: 1 })
    expect(current()).toBe(old)
    expect(existsSync(join(home, 'upgrades.jsonl'))).toBe(true)
  })
})
