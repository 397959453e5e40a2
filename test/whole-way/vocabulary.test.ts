import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Effect, Notice, Reply } from '../../src/vocabulary/types.ts'
import { browserOf } from '../channels/web/browser.ts'
import { fieldsOf, until } from './people.ts'
import { reading } from './story.ts'
import { startWholeDesk, type WholeDesk } from './whole-desk.ts'
import { webPeople } from './web-people.ts'

/**
 * What the vocabulary names is brought about through the real wiring at least once: a word of it that nothing settles,
 * says or counts any more fails here, whatever each room's own tests say.
 */

/** What draws each notice; a new kind does not compile without its question. */
const ASKED: Record<Exclude<Notice['kind'], 'superseded' | 'fallback'>, string> = {
  ended: '令和元年度のテレワークマネージャーの派遣は今も申し込めますか',
  uncovered: '令和8年度のテレワークマネージャーの費用は',
  correction: '試行事業は460団体に提供されているんですよね',
  conflict: 'テレワークマネージャーは今どの省と連携した事業なの？',
  'as-of': 'テレワークマネージャーの費用は',
  urgent: '会社のノートPCを電車に置き忘れました',
  masked: '個人番号は123456789012です。テレワークとは何ですか',
}

/** Counters and what must have moved them; the model's are moved where a model is, in its own process test. */
const COUNTED = [
  /desk_messages_accepted_total\{channel="web",result="kept"\} [1-9]/u,
  /desk_messages_accepted_total\{channel="web",result="duplicate"\} [1-9]/u,
  /desk_turns_total\{channel="web",outcome="answer"\} [1-9]/u,
  /desk_turns_total\{channel="web",outcome="escalate"\} [1-9]/u,
  /desk_turns_total\{channel="web",outcome="silent"\} [1-9]/u,
  /desk_turn_seconds_count [1-9]/u,
  /desk_deliveries_total\{channel="web",outcome="sent"\} [1-9]/u,
  /desk_dispatches_total\{route="mail",outcome="sent"\} [1-9]/u,
  /desk_waiting\{queue="inbox",state="waiting"\} \d/u,
  /desk_waiting\{queue="outbox",state="dead"\} \d/u,
]

let folder: string
let desk: WholeDesk

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-vocabulary-'))
  desk = await startWholeDesk(join(folder, 'data'), {})
}, 180_000)
afterAll(async () => {
  await desk.stop()
  await rm(folder, { recursive: true, force: true })
})

const ask = async (url: string, question: string): Promise<Reply> => {
  const response = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question }),
  })
  return (await response.json()) as Reply
}

describe('everything that the vocabulary names', () => {
  it.each(Object.entries(ASKED))('is said: the notice “%s”', async (kind, question) => {
    const { notices } = await ask(desk.url, question)
    expect(notices.map((notice) => notice.kind)).toContain(kind)
  })

  it('is said: the notice “superseded”, of a document that another has replaced', async () => {
    const knowledge = join(folder, 'knowledge')
    await mkdir(join(knowledge, 'guidance'), { recursive: true })
    const document = (id: string, issued: string, more: string, text: string) =>
      writeFile(
        join(knowledge, 'guidance', `${id}.md`),
        `---\nid: ${id}\ntitle: 端末の要領（${issued}）\nissuer: 情報政策課\nissued: ${issued}\n${more}source: 試験用の文書\n---\n\n# 端末\n\n${text}\n`,
      )
    await document('rent-2018', '2018-04-01', '', 'モバイル端末の貸出台数は一つの課につき3台までです。')
    await document('rent-2024', '2024-04-01', 'supersedes: [rent-2018]\n', 'モバイル端末の返却は月末までに行います。')
    const small = await startWholeDesk(join(folder, 'small'), { TELEWORK_DESK_KNOWLEDGE: knowledge })
    try {
      const { notices } = await ask(small.url, 'モバイル端末の貸出台数は一つの課に何台までですか')
      expect(notices.map(({ kind }) => kind)).toContain('superseded')
    } finally {
      await small.stop()
    }
  }, 120_000)

  it('is settled and counted: feedback, a request from its draft to its dispatch, and a message that comes twice', async () => {
    const kinds: Record<Effect['kind'], true> = { feedback: true, request: true }
    expect(Object.keys(kinds)).toEqual(['feedback', 'request'])
    const person = await webPeople(() => desk.url, desk.taken).enter()
    await person.says('うちの基幹システムを在宅から使う設定は誰が決めるのですか')
    await until('an answer', async () => (await person.reads()).length > 0)
    await person.rates?.('知りたいことと違いました')
    await reading(person, 'ご指摘を記録しました')
    await person.says('担当者に相談する')
    await person.files(fieldsOf('株式会社ことのは'))
    await reading(person, /TW-\d{4}-\d{5}/u)
    const operator = await desk.employ('kotoba', '言葉', 'operator')
    const request = await operator.find('株式会社ことのは')
    await operator.act(request, 'send', { 'field.routes': 'mail' })
    await reading(person, '事務局へ送りました')
    const browser = browserOf({ url: desk.url } as Parameters<typeof browserOf>[0])
    await browser.say('twice', 'テレワークとは何ですか')
    await browser.say('twice', 'テレワークとは何ですか')
    await desk.taken()
    const counted = () => fetch(`${desk.url}/metrics`).then((response) => response.text())
    let missing: RegExp[] = COUNTED
    const look = async () => {
      const text = await counted()
      missing = COUNTED.filter((counter) => !counter.test(text))
      return missing.length === 0
    }
    await until('every counter', look).catch(() => undefined)
    expect(missing).toEqual([])
    expect(desk.faults).toEqual([])
  }, 120_000)
})
