import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeskProcess, startDesk } from './support/desk-process.ts'

/** A small office's own answers; the desk must be as sure of these as of the shipped guidance. */
const FAQ = [
  ['モバイル端末の貸出はいつから申し込めますか', 'モバイル端末の貸出は毎年4月1日から申し込めます。'],
  ['在宅勤務の通信費は誰が負担しますか', '在宅勤務の通信費は職員本人の負担です。'],
  ['テレワークは週に何回までできますか', 'テレワークは週に3回までできます。'],
  ['サテライトオフィスはどこにありますか', 'サテライトオフィスは中央支所の2階にあります。'],
  ['勤務開始はどのように報告しますか', '勤務の開始と終了はチャットで所属長に報告します。'],
  ['紙の資料を自宅に持ち出せますか', '紙の資料の持ち出しは原則としてできません。'],
  ['会議はどのツールを使いますか', '会議には庁内のWeb会議システムを使います。'],
  ['テレワークの対象者は誰ですか', 'テレワークの対象者は窓口担当を除く全職員です。'],
] as const

let folder: string
let knowledge: string
let desk: DeskProcess

const ask = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${desk.url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-server-'))
  knowledge = join(folder, 'knowledge')
  await mkdir(knowledge)
  await writeFile(
    join(knowledge, 'faq.jsonl'),
    FAQ.map(([question, answer], n) => JSON.stringify({ id: `q-${n + 1}`, question, answer })).join('\n'),
  )
  desk = await startDesk(folder, { knowledge })
})
afterAll(async () => {
  await desk.kill()
  await rm(folder, { recursive: true, force: true })
})

describe('the whole desk as a process', () => {
  it('answers with its source, and tells that it is well', async () => {
    const reply = (await (await ask({ question: 'モバイル端末の貸出はいつから申し込めますか' })).json()) as {
      text: string
      citations: { passage: string; quote: string }[]
    }
    expect(reply.text).toContain('4月1日')
    expect(reply.citations[0]).toMatchObject({ passage: 'q-1' })
    expect((await fetch(`${desk.url}/healthz`)).status).toBe(200)
    const ready = await fetch(`${desk.url}/readyz`)
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ ok: true, checks: { store: { ok: true }, index: { ok: true } } })
    const metrics = await (await fetch(`${desk.url}/metrics`)).text()
    expect(metrics).toMatch(/desk_turns_total\{channel="web",outcome="answer"\} 1/)
  })

  it('takes what was accepted before a kill up again, and shows it to its conversation', async () => {
    const first = (await (await ask({ question: 'モバイル端末の貸出はいつからですか' })).json()) as {
      turn: string
      conversation: string
    }
    const { conversation } = first
    await desk.kill()
    desk = await startDesk(folder, { knowledge })
    const second = (await (await ask({ question: 'それはいつからですか', conversation })).json()) as {
      turn: string
      text: string
    }
    expect(second.turn).not.toBe(first.turn)
    expect(second.text.length).toBeGreaterThan(0)
  })

  it.each([
    ['wrong JSON', '{"question":', 400],
    ['no question', {}, 400],
    ['a wrong type', { question: 5 }, 400],
    ['an unknown field', { question: 'x', colour: 'red' }, 400],
    ['a day that is none', { question: 'x', asOf: '2026-02-30' }, 400],
    ['a very long question', { question: 'あ'.repeat(100_000) }, 413],
  ])('refuses %s with a JSON error and changes nothing', async (_, body, status) => {
    const before = await (await fetch(`${desk.url}/metrics`)).text()
    const response = await ask(body)
    expect([status, 413, 400]).toContain(response.status)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    const told = (await response.json()) as { error: { code: string; message: string } }
    expect(told.error.code).toMatch(/\S/)
    expect(told.error.message).not.toMatch(/ at .*\.(ts|js):/)
    const accepted = (text: string) => /desk_messages_accepted_total\{[^}]*\} (\d+)/.exec(text)?.[1]
    expect(accepted(await (await fetch(`${desk.url}/metrics`)).text())).toBe(accepted(before))
  })

  it('answers a path that is not there, and a body that never ends, without falling over', async () => {
    expect((await fetch(`${desk.url}/nowhere`)).status).toBe(404)
    const huge = await ask('x'.repeat(26 * 1024 * 1024)).catch(() => null)
    expect(huge === null || huge.status === 413).toBe(true)
    expect((await fetch(`${desk.url}/healthz`)).status).toBe(200)
  })

  it('logs no word of what people say, and no number of theirs', async () => {
    await ask({ question: '内緒の質問です。番号は123456789018です' })
    expect(desk.log()).not.toContain('内緒')
    expect(desk.log()).not.toContain('123456789018')
    const lines = desk
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{'))
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow()
  })

  it('drains and leaves within ten seconds when asked to stop', async () => {
    const { code, ms } = await desk.stop()
    expect(code).toBe(0)
    expect(ms).toBeLessThan(10_000)
    desk = await startDesk(folder, { knowledge })
  })
})
