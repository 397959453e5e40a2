import { describe, expect, it } from 'vitest'
import type { Reply } from '../../../src/vocabulary/types.ts'
import type { Bell } from '../../../src/spine/bell.ts'
import type { Desk } from '../../../src/spine/worker.ts'
import { traced } from '../../support/messages.ts'
import { BOT, type Call } from './double/workspace.ts'
import { still, until } from './house.ts'
import { createSetting, type Setting } from './setting.ts'

const settings = createSetting()
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const SENTENCES = [
  'はい、使えます。',
  '対象は中小企業です。',
  '申し込みは電子メールで行います。',
  '費用はかかりません。',
]
const WHOLE = SENTENCES.join('')

const said = (reply: Reply | null) => ({ reply, memory: {}, trace: traced(), effects: [] })
const answer = (text: string): Reply => ({ outcome: 'answer', text, citations: [], notices: [], offers: [] })

interface Pace {
  /** Before the first word. */
  thinkMs?: number
  /** Between sentences; undefined writes nothing before the whole answer. */
  writeMs?: number
  silent?: boolean
}

/** A desk that takes its time; `wrote` tells when a sentence stood for the first time. */
const slowDesk = ({ thinkMs = 0, writeMs, silent = false }: Pace) => {
  const wrote: number[] = []
  const desk = (bell: Bell): Desk => ({
    async take(message) {
      const tell = (stage: 'searching' | 'writing', text?: string) =>
        bell.tell({ address: message.from, inbound: message.id, stage, ...(text === undefined ? {} : { text }) })
      tell('searching')
      await pause(thinkMs)
      if (writeMs !== undefined) {
        for (let n = 1; n <= SENTENCES.length; n++) {
          const text = SENTENCES.slice(0, n).join('')
          // As a model writes: half a sentence first.
          tell('writing', text.slice(0, -3))
          tell('writing', text)
          wrote.push(performance.now())
          await pause(writeMs)
        }
      }
      return said(silent ? null : answer(WHOLE))
    },
    apology: () => answer(''),
  })
  return { desk, wrote }
}

const shows = ({ double }: Setting): Call[] => double.calls.filter(({ method }) => /setStatus/u.test(method))
const methods = (calls: Call[]) => calls.map(({ method }) => method)
const quiet = async ({ double }: Setting) => {
  const before = double.calls.length
  await pause(900)
  return double.calls.slice(before)
}

describe('the status of a question', () => {
  it('is shown once where the answer takes its time, and is gone before the answer', async () => {
    const setting = await settings.open({ desk: slowDesk({ thinkMs: 900 }).desk })
    const { people, double, house } = setting
    const ts = await people.say({ text: 'テレワークの  支援はありますか' })
    await still(house)
    expect(shows(setting).map(({ method, args }) => [method, args['status'], args['title']])).toEqual([
      ['agents.sessions.setStatus', 'processing', 'テレワークの 支援はありますか'],
      ['agents.sessions.setStatus', 'active', undefined],
    ])
    const order = methods(double.calls)
    expect(order.lastIndexOf('agents.sessions.setStatus')).toBeLessThan(order.indexOf('chat.postMessage'))
    expect(double.posts('D1', ts)).toHaveLength(1)
    expect(await quiet(setting)).toEqual([])
  })

  it('is the older line where the app is no agent, which goes by itself; the session is not tried again', async () => {
    const setting = await settings.open({ desk: slowDesk({ thinkMs: 700 }).desk, far: { agent: false } })
    const { people, double, house } = setting
    for (const n of [1, 2]) {
      await people.say({ text: `支援はありますか ${n}` })
      await still(house)
    }
    expect(shows(setting).map(({ method, error }) => [method, error])).toEqual([
      ['agents.sessions.setStatus', 'not_agent_app'],
      ['assistant.threads.setStatus', null],
      ['assistant.threads.setStatus', null],
    ])
    expect(double.board.standing()).toEqual([])
  })

  it.for([true, false])('does not stay where the desk says nothing (agent: %s)', async (agent) => {
    const setting = await settings.open({ desk: slowDesk({ thinkMs: 700, silent: true }).desk, far: { agent } })
    await setting.people.say({ text: '支援はありますか' })
    await still(setting.house)
    await until('nothing shown', () => setting.double.board.standing().length === 0)
    expect(setting.double.posts('D1')).toEqual([])
  })

  it('is taken away again and again, also by the next process, where Slack did not hear of it', async () => {
    const setting = await settings.open({ desk: slowDesk({ thinkMs: 700 }).desk })
    const { people, double, house } = setting
    const ts = await people.say({ text: '支援はありますか' })
    await until('the status', () => double.board.standing().length === 1)
    double.behave(
      'agents.sessions.setStatus',
      ...Array.from({ length: 3 }, () => ({ kind: 'status', status: 503 }) as const),
    )
    await still(house)
    // The answer does not wait for ever.
    expect(double.posts('D1', ts)).toHaveLength(1)
    expect(double.board.standing()).toHaveLength(1)
    await house.channels[0]?.stop?.()
    await house.channels[0]?.start?.()
    await until('nothing shown', () => double.board.standing().length === 0)
  })
})

describe('one question on a slow network', () => {
  it('shows its first words within 1.5 s of the first sentence, and calls nothing after the end', async () => {
    const { desk, wrote } = slowDesk({ thinkMs: 900, writeMs: 900 })
    const setting = await settings.open({ desk })
    const { people, double, house } = setting
    double.setLatency(350)
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 支援はありますか`, raw: true })
    await still(house)
    const [start] = double.of('chat.startStream')
    // A call is on record when it has arrived.
    expect((start?.at ?? Infinity) - (wrote[0] ?? 0)).toBeLessThan(1_500)
    expect(JSON.stringify(start?.args['chunks'])).toContain('はい、使えます。')
    expect(double.of('chat.appendStream').length).toBeGreaterThan(0)
    // Who asks, and whose workspace it is, is looked up once and remembered.
    const repeated = /^(?:chat\.appendStream|auth\.test|users\.info)$/u
    expect(double.of('users.info')).toHaveLength(1)
    expect(methods(double.calls).filter((method) => !repeated.test(method))).toEqual([
      'reactions.add',
      'agents.sessions.setStatus',
      'chat.startStream',
      'chat.stopStream',
      'chat.update',
    ])
    expect(double.of('chat.stopStream')[0]?.args['session_status']).toBe('active')
    expect(double.posts('C1', root)).toMatchObject([{ text: WHOLE, streaming: false }])
    expect(await quiet(setting)).toEqual([])
  })

  it('is said in one message where ending the stream is refused for a while', async () => {
    const setting = await settings.open({ desk: slowDesk({ writeMs: 120 }).desk })
    const { people, double, house } = setting
    const refusals = [1, 1, 1, 9].map((retryAfter) => ({ kind: 'status', status: 429, retryAfter }) as const)
    double.behave('chat.stopStream', ...refusals.slice(0, 1), refusals[3] ?? { kind: 'hang-up' })
    const root = await people.say({ text: '支援はありますか' })
    await until('a refusal', () => double.of('chat.stopStream').length >= 2)
    expect(double.posts('D1', root)).toHaveLength(1)
    await still(house, 15_000)
    expect(double.posts('D1', root)).toMatchObject([{ text: WHOLE, streaming: false }])
  }, 20_000)

  it('is said in one message where nobody heard that the stream had begun', async () => {
    const setting = await settings.open({ desk: slowDesk({ writeMs: 120 }).desk })
    const { people, double, house } = setting
    double.behave('chat.startStream', { kind: 'lost' })
    const root = await people.say({ text: '支援はありますか' })
    await still(house)
    expect(double.posts('D1', root)).toMatchObject([{ text: WHOLE, streaming: false }])
  })
})

describe('the stop button', () => {
  const stop = ({ people }: Setting, ts: string, streaming: string[] = []) =>
    people.event({
      type: 'agent_session_stopped',
      channel: 'D1',
      thread_ts: ts,
      user: 'U1',
      streaming_message_ts: streaming,
      event_ts: '1',
    })

  it('stops an answer that nobody saw yet, says so, and the next question is answered', async () => {
    const setting = await settings.open({ desk: slowDesk({ thinkMs: 900 }).desk })
    const { people, double, house } = setting
    const ts = await people.say({ text: '支援はありますか' })
    await until('the status', () => double.board.standing().length === 1)
    expect((await stop(setting, ts)).status).toBe(200)
    await until('nothing shown', () => double.board.standing().length === 0)
    await still(house)
    expect(double.posts('D1', ts).map(({ text }) => text)).toEqual([expect.stringContaining('回答を止めました')])
    await people.say({ text: '費用は', thread: ts })
    await still(house)
    expect(double.posts('D1', ts).at(-1)?.text).toBe(WHOLE)
  })

  it('leaves what was written so far as it is', async () => {
    const setting = await settings.open({ desk: slowDesk({ writeMs: 700 }).desk })
    const { people, double, house } = setting
    const ts = await people.say({ text: '支援はありますか' })
    const begun = await until('the stream', () => double.posts('D1', ts)[0])
    double.endStreams()
    await stop(setting, ts, [begun.ts])
    await still(house)
    await until('the note', () => double.posts('D1', ts).length === 2)
    const [part, note] = double.posts('D1', ts)
    expect(WHOLE.startsWith(part?.text ?? '-')).toBe(true)
    expect(part?.text.length).toBeLessThan(WHOLE.length)
    expect(note?.text).toContain('回答を止めました')
  })

  it('changes nothing where everything was said', async () => {
    const setting = await settings.open({ desk: slowDesk({}).desk })
    const ts = await setting.people.say({ text: '支援はありますか' })
    await still(setting.house)
    await stop(setting, ts)
    await still(setting.house)
    expect(setting.double.posts('D1', ts)).toHaveLength(1)
  })
})
