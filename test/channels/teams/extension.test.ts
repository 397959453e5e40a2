import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Bookshelf } from '../../../src/channels/channel.ts'
import { createBookshelf } from '../../../src/wiring/bookshelf.ts'
import { type RunningHouse, startHouse } from '../../support/server.ts'
import { smallDesk } from '../../support/small-desk.ts'
import { databases, type Opened } from '../../support/stores.ts'
import { HANAKO, OPERATOR, post, type Scene, setScene } from './scene.ts'

let scene: Scene
let database: Opened
let house: RunningHouse
let put: Map<string, string>
let built: number

beforeEach(async () => {
  const [sqlite] = databases
  if (!sqlite) throw new Error('no database to test on')
  database = await sqlite.open()
  scene = await setScene()
  put = new Map()
  built = 0
  const { store } = database
  const now = () => new Date('2026-12-01T00:00:00Z')
  const template = { id: 't1', title: 'お礼', body: 'ご相談ありがとうございます。', updatedBy: 'x' }
  await store.workplace.keepTemplate(template, now())
  const bookshelf: Bookshelf = {
    ...createBookshelf({
      store,
      edition: () => null,
      retrieve: () => Promise.resolve([]),
      knowledge: {
        put: (name, bytes) => {
          put.set(name, Buffer.from(bytes).toString('utf8'))
          return Promise.resolve('kept')
        },
        build: () => void built++,
      },
      now,
    }),
    passages: (sought) =>
      Promise.resolve([
        {
          title: '費用',
          text: `${sought}は無料です。`,
          source: '通知　令和5年12月27日',
          url: 'https://example.go.jp/',
        },
      ]),
  }
  house = await startHouse({
    room: 'teams',
    store,
    desk: smallDesk(),
    channels: (h) => [scene.channel(h, store, { named: [], bookshelf })],
  })
})
afterEach(async () => {
  await house.stop()
  await scene.close()
  await database.close()
})

const invoke = async (name: string, value: unknown, from: Record<string, unknown> = OPERATOR) =>
  (await post(house.url, scene, { type: 'invoke', name, text: undefined, value, from })) as Record<string, unknown>
const query = (sought: string, from?: Record<string, unknown>) =>
  invoke('composeExtension/query', { commandId: 'search', parameters: [{ name: 'sought', value: sought }] }, from)

describe('looking something up beside the box', () => {
  it('finds passages with their sources, to be put into a message', async () => {
    const { composeExtension } = (await query('相談の費用', HANAKO)) as {
      composeExtension: { type: string; attachments: { content: unknown; preview: unknown }[] }
    }
    expect(composeExtension.type).toBe('result')
    expect(composeExtension.attachments).toHaveLength(1)
    const [found] = composeExtension.attachments
    expect(JSON.stringify(found?.content)).toContain('相談の費用は無料です。')
    expect(JSON.stringify(found?.content)).toContain('令和5年12月27日')
    expect(found?.preview).toMatchObject({ content: { title: '費用' } })
  })

  it('shows templates to operators only', async () => {
    expect(JSON.stringify(await query('お礼'))).toContain('ご相談ありがとうございます')
    expect(JSON.stringify(await query('お礼', HANAKO))).not.toContain('ご相談ありがとうございます')
    expect(await query('', HANAKO)).toMatchObject({ composeExtension: { type: 'message' } })
  })
})

describe('a question that was not answered', () => {
  const message = { messagePayload: { body: { content: '<p>鹿の前で<br>働けますか &amp; 何時まで</p>' } } }

  it('becomes a draft of the knowledge, with an answer and its source, by an operator', async () => {
    const begun = await invoke('composeExtension/fetchTask', { commandId: 'propose', ...message })
    expect(JSON.stringify(begun)).toContain(JSON.stringify('鹿の前で\n働けますか & 何時まで').slice(1, -1))
    const data = {
      desk: 'propose',
      question: '鹿の前で働けますか',
      answer: 'はい。\n十七時までです。',
      source: '公園課の通知: "鹿" 令和8年11月1日',
    }
    const done = await invoke('composeExtension/submitAction', { commandId: 'propose', data })
    expect(JSON.stringify(done)).toContain('下書きに加えました')
    const [[name, text] = []] = [...put]
    expect(name).toMatch(/^2026-12-01-[0-9a-f]{8}\.md$/u)
    expect(text).toContain('source: "公園課の通知: \\"鹿\\" 令和8年11月1日"')
    expect(text).toContain('## 鹿の前で働けますか\n\nはい。\n十七時までです。')
    expect(built).toBe(1)
  })

  it('is no draft without a source, and none of whoever is no operator', async () => {
    const data = { desk: 'propose', question: '鹿', answer: 'はい', source: ' ' }
    expect(JSON.stringify(await invoke('composeExtension/submitAction', { data }))).toContain('すべてをご記入')
    const whole = { ...data, source: '通知' }
    for (const [name, value] of [
      ['composeExtension/fetchTask', message],
      ['composeExtension/submitAction', { data: whole }],
    ] as const) {
      expect(await invoke(name, value, HANAKO)).toMatchObject({ task: { type: 'message' } })
    }
    expect([...put]).toEqual([])
  })
})
