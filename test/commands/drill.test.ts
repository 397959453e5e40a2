import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { program } from '../support/program.ts'

const run = promisify(execFile)
const desk = (...args: string[]) => run(process.execPath, [...program, ...args])

let folder: string
let backup: string
let data: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-drill-test-'))
  data = join(folder, 'data')
  backup = join(folder, 'backup.sqlite')
  const store = await openStore({ url: undefined, path: join(data, 'desk.sqlite'), now: new Date() })
  for (const act of ['one', 'two', 'three']) {
    await store.transaction((tx) =>
      tx.audit.append({ at: new Date(), actor: 'test', act, subject: 'drill', detail: {} }),
    )
  }
  await store.close()
  await desk('backup', backup, '--data', data)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const hashOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

describe('a backup', () => {
  it('is proved to be restorable, and stays what it was', async () => {
    const before = await hashOf(backup)
    const { stdout } = await desk('drill', backup)
    expect(stdout).toContain('3 audit entries are whole')
    expect(await hashOf(backup)).toBe(before)
  })

  it('that lost a part of itself is not called restorable', async () => {
    const damaged = join(folder, 'damaged.sqlite')
    const bytes = await readFile(backup)
    await writeFile(damaged, bytes.subarray(0, Math.floor(bytes.length / 2)))
    await expect(desk('drill', damaged)).rejects.toMatchObject({ code: 1 })
  })
})
