import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reply } from '../../src/vocabulary/types.ts'
import { browserOf } from '../channels/web/browser.ts'
import { startDesk, type DeskProcess } from '../support/desk-process.ts'
import { startModelDouble, type ModelDouble } from '../support/model-double/model-double.ts'
import { smallKnowledge } from '../support/small-knowledge.ts'
import { textOf, until } from './people.ts'

/** The check digit of this one fits; of the other it does not. */
const RIGHT = '123456789018'
const WRONG = '123456789012'
const ROWS = ['０１２３４５６７８９', '〇一二三四五六七八九', '⓪①②③④⑤⑥⑦⑧⑨', '0123456789'].map((row) => [...row])

const groups = (digits: string, between: string) => digits.replaceAll(/(\d{4})(?=\d)/gu, `$1${between}`)
const variants = (digits: string): string[] => [
  ...ROWS.map((row) => [...digits].map((digit) => row[Number(digit)]).join('')),
  ...['-', '　', '、', '／', ' | ', 'の', '\u200b'].map((between) => groups(digits, between)),
  [...digits].join(','),
]
/** Every way of writing that the desk must not hold, as it was sent. */
const NUMBERS = [
  ...variants(RIGHT).map((n) => `番号は${n}です。`),
  ...variants(WRONG).map((n) => `マイナンバーは${n}です。`),
]
const WRITTEN = [...variants(RIGHT), ...variants(WRONG)]
const PASSWORD = 'Hq7!kazegafuku'

let folder: string
let double: ModelDouble
let desk: DeskProcess

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-withheld-'))
  const knowledge = await smallKnowledge(folder)
  double = await startModelDouble(() => ({ say: {} }))
  desk = await startDesk(folder, {
    knowledge,
    env: { OPENAI_BASE_URL: double.url, OPENAI_MODEL: 'double', OPENAI_TIMEOUT_MS: '3000', LOG_LEVEL: 'debug' },
  })
})
afterAll(async () => {
  await desk.kill()
  await double.close()
  await rm(folder, { recursive: true, force: true })
})

const ask = async (question: string): Promise<Reply> => {
  const response = await fetch(`${desk.url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question }),
  })
  return (await response.json()) as Reply
}

const held = async (): Promise<string> => {
  const names = await readdir(folder, { recursive: true })
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      return (await stat(path)).isFile() ? readFile(path) : Buffer.alloc(0)
    }),
  )
  const sent = double.received.map(({ raw, body }) => raw + JSON.stringify(body)).join('\n')
  return `${Buffer.concat(files).toString('utf8')}\n${desk.log()}\n${sent}`
}

describe('what is never kept', () => {
  it('is an individual number in any writing: not in the store, the log, the audit or what a model is sent', async () => {
    for (const text of NUMBERS) {
      const reply = await ask(`${text}モバイル端末の貸出はいつから申し込めますか`)
      expect([text, ...reply.notices.map(({ kind }) => kind)]).toContain('masked')
    }
    expect(double.received.length).toBeGreaterThan(0)
    const everything = await held()
    expect(everything).toContain('モバイル端末')
    expect(WRITTEN.filter((written) => everything.includes(written))).toEqual([])
  }, 60_000)

  it('is a password: not even in the draft of a request, and whoever told it is told so', async () => {
    const reply = await ask(`パスワードは${PASSWORD}です。モバイル端末の貸出はいつから申し込めますか`)
    expect(reply.notices.some(({ text }) => text.includes('伏せ'))).toBe(true)
    const browser = browserOf({ url: desk.url } as Parameters<typeof browserOf>[0])
    await browser.say('m1', `パスワードは${PASSWORD}です。基幹システムを設定してほしいです`)
    const html = async () => (await browser.thread()).lines.map((line) => line.html).join('\n')
    await until('the answer', async () => (await html()).includes('伏せ'))
    await browser.press('m2', { kind: 'consult' })
    await until('the form', async () => (await html()).includes('name="request"'))
    expect(textOf(await html())).not.toContain(PASSWORD)
    expect(await held()).not.toContain(PASSWORD)
  }, 60_000)
})
