import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { program } from './support/program.ts'

interface Ran {
  code: number | null
  out: string
  err: string
}

let folder: string
let knowledge: string

const run = (args: string[], options: { env?: Record<string, string>; input?: string } = {}): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [...program, ...args, '--data', join(folder, 'data'), '--knowledge', knowledge],
      { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...options.env } },
    )
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.once('exit', (code) => resolve({ code, out, err }))
    child.stdin.end(options.input ?? '')
  })

/** One clear line, never a stack trace. */
const clear = ({ err }: Ran) => {
  expect(err).not.toMatch(/\n\s+at /)
  expect(err.trim().length).toBeGreaterThan(10)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-cli-'))
  knowledge = join(folder, 'knowledge')
  await mkdir(knowledge)
  const entries = [
    { id: 'q-1', question: '端末の貸出はいつから申し込めますか', answer: '端末の貸出は毎年4月1日から申し込めます。' },
    { id: 'q-2', question: '通信費は誰が負担しますか', answer: '通信費は利用者の負担です。' },
  ]
  await writeFile(join(knowledge, 'faq.jsonl'), entries.map((entry) => JSON.stringify(entry)).join('\n'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the command line', () => {
  it('answers one question as JSON, with its source', async () => {
    const { code, out } = await run(['ask', '--json', '--as-of', '2026-11-20', '端末の貸出はいつから申し込めますか'])
    expect(code).toBe(0)
    const reply = JSON.parse(out) as { outcome: string; text: string; citations: { passage: string }[] }
    expect(reply.text).toContain('4月1日')
    expect(reply.citations.map(({ passage }) => passage)).toContain('q-1')
  })

  it('answers a file line by line and tells a bad line in its place', async () => {
    const lines = [
      JSON.stringify({ id: 'a', question: '通信費は誰が負担しますか' }),
      'not json',
      JSON.stringify({ id: 'b' }),
      JSON.stringify({ id: 'c', question: '端末の貸出はいつからですか' }),
    ]
    const ran = await run(['ask', '--json', '--file', '-'], { input: lines.join('\n') })
    const told = ran.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id?: string; line?: number; outcome?: string; error?: { message: string } })
    expect(told.map(({ id, line }) => id ?? line)).toEqual(['a', 2, 3, 'c'])
    expect(told[1]?.error?.message).toMatch(/line 2 is not JSON/)
    expect(ran.code).toBe(1)
    clear(ran)
  })

  it('gives run lines for a file of queries, with the entries’ own ids', async () => {
    const input = [JSON.stringify({ id: 1, text: '通信費 負担' }), JSON.stringify({ id: 2, text: '貸出 申込' })].join(
      '\n',
    )
    const { code, out } = await run(['search', '--file', '-', '-k', '5'], { input })
    expect(code).toBe(0)
    const rows = out
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
    expect(rows.every((row) => row.length === 6 && row[1] === 'Q0')).toBe(true)
    expect(rows.find(([id, , , rank]) => id === '1' && rank === '1')?.[2]).toBe('q-2')
    expect(rows.find(([id, , , rank]) => id === '2' && rank === '1')?.[2]).toBe('q-1')
  })

  it.each([
    [['ask'], /either a question or --file/],
    [['ask', '--as-of', '2026-02-30', 'x'], /not a day of the calendar/],
    [['ask', 'あ'.repeat(9_000)], /at most 8000/],
    [['ask', ' '], /must not be empty/],
    [['ask', '--file', 'nowhere.jsonl'], /does not exist/],
    [['ask', '--frobnicate', 'x'], /unknown option '--frobnicate'/],
    [['search', 'x', '-k', '0'], /-k/],
    [['fly'], /unknown command 'fly'/],
    [['backup', '.'], /exists already/],
  ])('refuses %j with one clear line', async (args, words) => {
    const ran = await run(args)
    expect(ran.code).not.toBe(0)
    expect(ran.err).toMatch(words)
    clear(ran)
  })

  it('refuses text that is not UTF-8', async () => {
    await writeFile(join(folder, 'sjis.jsonl'), Buffer.from([0x7b, 0x83, 0x65, 0x83, 0x58, 0x7d]))
    const ran = await run(['ask', '--json', '--file', join(folder, 'sjis.jsonl')])
    expect(ran.code).toBe(1)
    expect(ran.err).toMatch(/not UTF-8/)
    clear(ran)
  })

  it.each([
    [{ PORT: 'abc' }, /PORT: must be a number/],
    [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL: must start with postgres/],
    [{ SLACK_SIGNING_SECRET: 's3cret-value' }, /SLACK_BOT_TOKEN: is needed beside SLACK_SIGNING_SECRET/],
    [{ SMTP_URL: 'http://user:hidden@x' }, /SMTP_URL: must start with smtp/],
  ])('stops at the start on %j, with the remedy and without the value', async (env, words) => {
    const ran = await run(['doctor'], { env })
    expect(ran.code).toBe(1)
    expect(ran.err).toMatch(words)
    for (const value of Object.values(env)) expect(ran.err).not.toContain(`"${value}"`)
    expect(ran.err).not.toContain('s3cret-value')
    expect(ran.err).not.toContain('hidden')
    clear(ran)
  })

  it.each([
    [{ HOST: '0.0.0.0' }, /does not declare TLS/],
    [{ HOST: '0.0.0.0', PUBLIC_URL: 'https://desk.example.jp' }, /no operator can sign in/],
  ])('refuses to serve strangers on %j', async (env, words) => {
    const ran = await run(['serve'], { env: { ...env, PORT: '0' } })
    expect(ran.code).toBe(1)
    expect(ran.err).toMatch(words)
  })

  it('copies the store, verifies the audit log and tells what is switched on', async () => {
    const backup = await run(['backup', join(folder, 'copy.sqlite')])
    expect([backup.code, backup.out]).toEqual([0, expect.stringContaining('copy.sqlite')])
    const audit = await run(['audit', 'verify'])
    expect([audit.code, audit.out]).toEqual([0, expect.stringContaining('0 entries')])
    const doctor = await run(['doctor'])
    expect(doctor.code).toBe(0)
    expect(doctor.out).toMatch(/✔ 保存先 · SQLite/)
    expect(doctor.out).toMatch(/－ Slack/)
    expect(doctor.out).toMatch(/Microsoft Teams.*m365agentsplayground/)
    expect(doctor.out).toMatch(/－ はじめの準備・受付期間/)
  })

  it('explains itself in Japanese and English', async () => {
    const { code, out } = await run(['--help'])
    expect(code).toBe(0)
    for (const command of ['serve', 'ask', 'search', 'ingest', 'doctor', 'backup', 'audit'])
      expect(out).toContain(command)
    expect(out).toMatch(/質問に答えます · answer one question/)
    expect(out).toContain('TEAMS_EMULATOR=true npm start')
    expect(out).toMatch(/m365agentsplayground start -e \S+\/api\/messages -c msteams/)
  })
})
