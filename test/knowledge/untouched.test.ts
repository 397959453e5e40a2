import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingest, openPublished, takeOver, untouchedVersion } from '../../src/knowledge/knowledge.ts'
import { shelf } from './shelf.ts'

let folder: string
let knowledge: string
let data: string

const write = (name: string, text: string): void => writeFileSync(join(knowledge, name), text)
const read = async () => (await ingest({ knowledge, data, now: () => new Date(), ...shelf })).version

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'untouched-'))
  knowledge = join(folder, 'knowledge')
  data = join(folder, 'data')
  mkdirSync(join(knowledge, 'guidance'), { recursive: true })
  write('guidance/a.md', '# あ\n\n一つ目です。')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('folders that nobody touched since they were read', () => {
  it('are known without being read, and every kind of change is noticed', async () => {
    expect(await untouchedVersion(data, knowledge)).toBeNull()
    const version = await read()
    expect(await untouchedVersion(data, knowledge)).toBe(version)
    const changes: (() => void)[] = [
      // As long as before, and with the time that it had before.
      () => {
        write('guidance/a.md', '# あ\n\n二つ目です。')
        utimesSync(join(knowledge, 'guidance/a.md'), 1_000, 1_000)
      },
      () => write('guidance/b.md', '# い\n\n新しいものです。'),
      () => rmSync(join(knowledge, 'guidance/b.md')),
      () => write('guidance/a.md.yaml', 'issuer: 総務省\n'),
    ]
    for (const change of changes) {
      change()
      expect(await untouchedVersion(data, knowledge)).toBeNull()
      const again = await read()
      expect(await untouchedVersion(data, knowledge)).toBe(again)
    }
  })

  it('are the same after being copied, whatever their times', async () => {
    const version = await read()
    const copied = join(folder, 'copied')
    cpSync(knowledge, copied, { recursive: true })
    rmSync(knowledge, { recursive: true })
    cpSync(copied, knowledge, { recursive: true })
    expect(await untouchedVersion(data, knowledge)).toBe(version)
  })
})

describe('an index that came with the program', () => {
  it('is taken over for the same documents elsewhere, and answers', async () => {
    const version = await read()
    const elsewhere = join(folder, 'opt')
    cpSync(knowledge, elsewhere, { recursive: true })
    const fresh = join(folder, 'fresh')
    expect(await takeOver(data, fresh, elsewhere)).toBe(version)
    expect((await openPublished(fresh, shelf.openIndex))?.index.passages.map(({ text }) => text)).toEqual([
      '一つ目です。',
    ])
    expect(await untouchedVersion(fresh, elsewhere)).toBe(version)
    // What answers already is not replaced.
    expect(await takeOver(data, fresh, elsewhere)).toBeNull()
  })

  it('is left alone where the documents are others, or where it is damaged', async () => {
    const version = await read()
    const elsewhere = join(folder, 'opt')
    cpSync(knowledge, elsewhere, { recursive: true })
    writeFileSync(join(elsewhere, 'guidance/a.md'), '# あ\n\n別の文です。')
    expect(await takeOver(data, join(folder, 'fresh'), elsewhere)).toBeNull()
    const inside = join(data, 'index', version ?? '', 'index')
    writeFileSync(join(inside, readdirSync(inside)[0] ?? ''), 'damaged')
    expect(await takeOver(data, join(folder, 'fresh'), knowledge)).toBeNull()
    expect(await openPublished(join(folder, 'fresh'), shelf.openIndex)).toBeNull()
  })
})
