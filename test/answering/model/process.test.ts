import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reply } from '../../../src/vocabulary/types.ts'
import { startDesk, type DeskProcess } from '../../support/desk-process.ts'
import { startModelDouble, type ModelDouble } from '../../support/model-double/model-double.ts'
import { choosing, rowsIn } from './desk.ts'

/** A small office's own answers: an index of them is made and embedded within moments. */
const FAQ = [
  ['モバイル端末の貸出はいつから申し込めますか', 'モバイル端末の貸出は毎年4月1日から申し込めます。'],
  ['在宅勤務の通信費は誰が負担しますか', '在宅勤務の通信費は職員本人の負担です。'],
  ['テレワークは週に何回までできますか', 'テレワークは週に3回までできます。'],
  ['サテライトオフィスはどこにありますか', 'サテライトオフィスは中央支所の2階にあります。'],
  ['紙の資料を自宅に持ち出せますか', '紙の資料の持ち出しは原則としてできません。'],
  ['会議はどのツールを使いますか', '会議には庁内のWeb会議システムを使います。'],
] as const
const QUESTION = 'モバイル端末の貸出はいつから申し込めますか'

let folder: string
let double: ModelDouble
let desk: DeskProcess

const start = (embeddings: string): Promise<DeskProcess> =>
  startDesk(folder, {
    knowledge: join(folder, 'knowledge'),
    env: {
      OPENAI_BASE_URL: double.url,
      OPENAI_MODEL: 'double',
      OPENAI_EMBEDDING_MODEL: embeddings,
      OPENAI_TIMEOUT_MS: '20000',
    },
  })

const ask = async (headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${desk.url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ question: QUESTION }),
  })

const metrics = async (): Promise<string> => (await fetch(`${desk.url}/metrics`)).text()

const indexVersion = async (): Promise<string> => {
  const { checks } = (await (await fetch(`${desk.url}/readyz`)).json()) as { checks: { index: { detail: string } } }
  return checks.index.detail
}

/** Waits until the index that answers is another one. */
const reindexed = async (before: string): Promise<boolean> => {
  for (let n = 0; n < 300; n++) {
    if ((await indexVersion()) !== before) return true
    await pause(100)
  }
  return false
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-model-'))
  await mkdir(join(folder, 'knowledge'))
  const lines = FAQ.map(([question, answer], n) => JSON.stringify({ id: `q-${n + 1}`, question, answer }))
  await writeFile(join(folder, 'knowledge', 'faq.jsonl'), lines.join('\n'))
  double = await startModelDouble((received) => ({
    say: choosing(
      rowsIn(received)
        .filter(({ says }) => says.includes('4月1日'))
        .map(({ id }) => id),
    ),
  }))
  desk = await start('narrow')
})
afterAll(async () => {
  await desk.kill()
  await double.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the whole desk with a model', () => {
  it('has it choose, and counts what it cost', async () => {
    const before = await indexVersion()
    const reply = (await (await ask()).json()) as Reply
    expect(reply).toMatchObject({ outcome: 'answer' })
    expect(reply.text).toContain('4月1日')
    expect(reply.generated).toBeUndefined()
    const events = await (await ask({ accept: 'text/event-stream' })).text()
    expect(events).toMatch(/event: reply/u)
    const counted = await metrics()
    expect(counted).toMatch(/desk_model_calls_total 2/u)
    expect(counted).toMatch(/desk_model_tokens_total\{direction="in"\} 1400/u)
    expect(await reindexed(before)).toBe(true)
    await ask()
    const query = double.received.findLast(({ path }) => path.endsWith('/embeddings'))
    expect(query?.body).toMatchObject({ model: 'narrow', input: expect.stringContaining('貸出') })
  }, 60_000)

  it('keeps answering from the old index while another embedding model makes a new one', async () => {
    const before = await indexVersion()
    await desk.stop()
    desk = await start('wide')
    expect(await indexVersion()).toBe(before)
    expect((await (await ask()).json()) as Reply).toMatchObject({ outcome: 'answer' })
    expect(await reindexed(before)).toBe(true)
    expect(desk.log()).toContain('"embeddings"')
    expect((await (await ask()).json()) as Reply).toMatchObject({ outcome: 'answer' })
    expect(double.received.findLast(({ path }) => path.endsWith('/embeddings'))?.body).toMatchObject({ model: 'wide' })
  }, 60_000)

  it('chooses by itself where the model and its embeddings are gone, and says so in a counter', async () => {
    double.script(() => ({ status: 500 }))
    const reply = (await (await ask()).json()) as Reply
    expect(reply.text).toContain('4月1日')
    expect(await metrics()).toMatch(/desk_model_fallbacks_total\{why="server"\} 1/u)
  })
})
