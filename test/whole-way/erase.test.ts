import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDailyPurge } from '../../src/cases/cases.ts'
import { assembleKit } from '../../src/wiring/assemble.ts'
import { promptsDir, knowledgeDir } from '../support/shipped-index.ts'
import { smallKnowledge } from '../support/small-knowledge.ts'
import type { Operator } from './operator.ts'
import { fieldsOf, type Person, until } from './people.ts'
import { reading } from './story.ts'
import { startWholeDesk, type WholeDesk } from './whole-desk.ts'
import { webPeople } from './web-people.ts'

const DAY_MS = 86_400_000

let folder: string
let desk: WholeDesk
let boss: Operator

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-erase-'))
  const TELEWORK_DESK_KNOWLEDGE = await smallKnowledge(folder)
  desk = await startWholeDesk(join(folder, 'data'), { TELEWORK_DESK_KNOWLEDGE })
  boss = await desk.employ('boss', '監督', 'supervisor')
})
afterAll(async () => {
  await desk.stop()
  await rm(folder, { recursive: true, force: true })
})

/** All bytes under the data folder, whatever file they are in. */
const bytes = async (): Promise<string> => {
  const names = await readdir(join(folder, 'data'), { recursive: true })
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, 'data', name)
      return (await stat(path)).isFile() ? readFile(path) : Buffer.alloc(0)
    }),
  )
  return Buffer.concat(files).toString('utf8')
}

/** Somebody asks, rates, files and is answered; all in words that are nobody else's. */
const lived = async (mark: string): Promise<{ person: Person; request: string; marks: string[] }> => {
  const person = await webPeople(() => desk.url, desk.taken).enter()
  await person.says(`${mark}課です。モバイル端末の貸出はいつから申し込めますか`)
  await until('an answer', async () => (await person.reads()).length > 0)
  await person.rates?.(`${mark}の評価です`)
  await reading(person, 'ご指摘を記録しました')
  await person.says('担当者に相談する')
  await person.files({ ...fieldsOf(`株式会社${mark}`), contact: `${mark}太郎`, content: `${mark}の相談内容です` })
  await reading(person, /TW-\d{4}-\d{5}/u)
  const request = await boss.find(`株式会社${mark}`)
  await boss.act(request, 'reply', { text: `${mark}へのお返事です` })
  return { person, request, marks: [`${mark}課`, `${mark}の評価`, `${mark}太郎`, `${mark}の相談`, `${mark}への`] }
}

describe('one person, erased', () => {
  it('is gone from every file by one command, with what is kept and why, and the log stays whole', async () => {
    const { request, marks } = await lived('紅葉狩')
    const number = (await desk.store.requests.get(request))?.number ?? ''
    const open = await desk.command('erase', '--person', number)
    expect([open.code, open.out]).toEqual([0, expect.stringContaining(number)])
    // What is still open is kept until it is said otherwise, and its words with it.
    expect((await desk.store.requests.get(request))?.erasedAt).toBeNull()
    expect(await bytes()).not.toContain('紅葉狩の評価')
    expect(await bytes()).toContain('紅葉狩の相談')
    const done = await desk.command('erase', '--person', number, '--open')
    expect(done.code).toBe(0)
    for (const kept of ['監査の記録', '受付番号', '事務局', 'バックアップ']) expect(done.out).toContain(kept)
    const everything = await bytes()
    expect(marks.filter((mark) => everything.includes(mark))).toEqual([])
    expect(everything).toContain(number)
    expect(await desk.store.audit.verify()).toMatchObject({ fault: null })
  }, 120_000)

  it('is erased by a supervisor in the console, on record, and nobody else with them', async () => {
    const one = await lived('夕顔')
    const other = await lived('朝霧')
    const operator = await desk.employ('op', '担当', 'operator')
    expect((await operator.press(`/console/requests/${one.request}/erase`, { open: '1' })).status).toBe(403)
    const page = await (await boss.press(`/console/requests/${one.request}/erase`, { open: '1' })).text()
    expect(page).toContain('監査の記録は残します')
    const everything = await bytes()
    expect(one.marks.filter((mark) => everything.includes(mark))).toEqual([])
    expect(other.marks.filter((mark) => !everything.includes(mark))).toEqual([])
    const acts = (await desk.store.audit.page(null, 20)).map(({ act }) => act)
    expect(acts).toContain('erase.person')
    expect(await desk.store.audit.verify()).toMatchObject({ fault: null })
  }, 120_000)
})

describe('what operators read', () => {
  it('is on record: requests, their sheets, conversations and exports', async () => {
    const { request } = await lived('山吹')
    await boss.page(`/console/requests/${request}`)
    await boss.page(`/console/requests/${request}/preview`)
    const turn = (await desk.store.requests.get(request))?.turn ?? ''
    await boss.page(`/console/turns/${turn}`)
    await boss.page('/console/quality/questions.csv')
    const of = async (subject: string) => (await desk.store.audit.of(subject, 50)).map(({ act }) => act)
    expect(await of(request)).toEqual(expect.arrayContaining(['read', 'read.sheet']))
    expect(await of(`turn:${turn}`)).toEqual(['read'])
    expect(await of('questions')).toContain('read.list')
  }, 60_000)
})

describe('what is past its time', () => {
  it('is purged once a day by itself, of however many replicas, and leaves no words in the files', async () => {
    const { marks, request } = await lived('初雁')
    await boss.act(request, 'complete')
    await desk.taken()
    await until('the delivery', async () => (await desk.store.outbox.counts()).due === 0)
    const kit = assembleKit({ knowledge: knowledgeDir, prompts: promptsDir }, null, [], () => crypto.randomUUID())
    const later = () => new Date(Date.now() + 800 * DAY_MS)
    const purged: unknown[] = []
    const parts = { store: desk.store, kit, tray: join(folder, 'data', 'fax'), now: later }
    const faults: unknown[] = []
    const replicas = [1, 2].map(() =>
      createDailyPurge({
        ...parts,
        onFault: (_, thrown) => void faults.push(thrown),
        onPurged: (done) => void purged.push(done),
      }),
    )
    for (const replica of replicas) replica.start()
    await until('the purge', () => purged.length > 0)
    for (const replica of replicas) await replica.stop()
    expect(purged).toHaveLength(1)
    expect(faults).toEqual([])
    const everything = await bytes()
    expect(marks.filter((mark) => everything.includes(mark))).toEqual([])
    expect(await desk.store.audit.verify()).toMatchObject({ fault: null })
  }, 120_000)
})
