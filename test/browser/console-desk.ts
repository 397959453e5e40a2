import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reply } from '../../src/vocabulary/types.ts'
import { createHttp, listen } from '../../src/wiring/http.ts'
import { followPublished, ingestKnowledge } from '../../src/wiring/published.ts'
import { type Rig, rig, knowledgeOver } from '../console/rig.ts'
import { inbound, replied, traced } from '../support/messages.ts'
import { openHouse } from '../support/doors.ts'

const document = (id: string, title: string, issued: string, body: string, more = '') => `---
id: ${id}
title: ${title}
issuer: 総務省
issued: ${issued}
${more}source: 画面の試験のための文書（${issued}）
---

# ${title}

## 要点

${body}
`

const answered: Reply = {
  ...replied('在宅勤務の始業と終業は、電子メールやチャットで報告する方法があります。[1]'),
  citations: [
    {
      n: 1,
      document: 'labour',
      passage: 'labour#1',
      title: 'テレワークの労務管理の手引き',
      heading: '要点',
      quote: '始業と終業は、電子メールやチャットで報告します。',
      issued: '2021-04-01',
      status: 'current',
    },
  ],
}

const now = () => new Date('2026-11-20T01:00:00Z')

export interface ConsoleHouse extends Rig {
  url: string
  /** Requests in several states, by what they are about. */
  requests: Record<'fresh' | 'late' | 'asked' | 'sent', string>
  stop(): Promise<void>
}

/** Questions and answers of the last weeks, so that lists and charts have something to show. */
const fillWeeks = async (desk: Rig) => {
  const questions = [
    '在宅勤務の助成金の締切はいつですか',
    '就業規則のひな形はどこですか',
    '個人番号を扱う業務は在宅でできますか',
    '派遣の費用はいくらですか',
  ]
  for (let n = 0; n < 60; n++) {
    const at = new Date(desk.now().getTime() - (n + 1) * 30 * 3_600_000)
    const id = `seed-${n}`
    const question = questions[n % questions.length] ?? ''
    await desk.store.inbox.keep([
      inbound({ id, text: question, receivedAt: at, from: { channel: 'chat', conversation: id } }),
    ])
    const [claim] = await desk.store.work.claim('seed', desk.now(), 60_000, 1)
    if (!claim) throw new Error('nothing to claim')
    const outcome = n % 7 === 0 ? 'refuse' : n % 3 === 0 ? 'escalate' : n % 5 === 0 ? 'clarify' : 'answer'
    const trace = {
      ...traced(),
      whole: question,
      confidence: 0.42,
      decisions: ['retrieve: 8', 'gate: 根拠の文がありません'],
      retrieved: [{ passage: 'labour#1', score: 0.613, parts: { bm25: 0.4, vector: 0.21 } }],
    }
    await desk.store.turns.add({
      id: `t-${id}`,
      seq: claim.seq,
      address: claim.inbound.from,
      person: claim.inbound.person,
      question,
      reply: { ...answered, outcome },
      trace,
      at,
      tookMs: 5,
    })
    await desk.store.outbox.add(
      [{ id: `o-${id}`, to: claim.inbound.from, turn: `t-${id}`, reply: { ...answered, outcome } }],
      at,
    )
    await desk.store.work.finish(claim, {}, at)
    if (n % 9 === 1) await desk.store.turns.rate(`t-${id}`, claim.inbound.person.id, 'bad', '古い内容でした', at)
  }
}

/** The console over real HTTP with a small knowledge, a roster and requests in several states. */
export const startConsole = async (): Promise<ConsoleHouse> => {
  const directory = await mkdtemp(join(tmpdir(), 'desk-console-browser-'))
  const where = { knowledge: join(directory, 'knowledge'), data: join(directory, 'data') }
  const folder = join(where.knowledge, 'guidance')
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'labour.md'),
    document(
      'labour',
      'テレワークの労務管理の手引き',
      '2021-04-01',
      '始業と終業は、電子メールやチャットで報告します。',
    ),
  )
  await writeFile(
    join(folder, 'call.md'),
    document(
      'call',
      'テレワークマネージャー相談の募集',
      '2026-04-01',
      '相談は無料です。通信費は利用者が負担します。',
      'period:\n  from: 2026-04-01\n  to: 2026-12-18\n',
    ),
  )
  await ingestKnowledge(where, now)
  const faults: unknown[] = []
  const published = await followPublished(where.data, (_, thrown) => void faults.push(thrown))
  const knowledge = knowledgeOver(where, published, {
    ask: async (question, { index }) => {
      const [best] = await index.retrieve({ text: question, asOf: '2026-11-20', limit: 3 })
      return {
        reply: replied(best?.passage.text ?? ''),
        memory: {},
        trace: { ...traced(), whole: question },
        effects: [],
      }
    },
    now,
    onFault: (_, thrown) => void faults.push(thrown),
  })
  const desk = await rig({
    knowledge,
    channels: () => [
      { name: 'web', ready: () => Promise.resolve({ ok: true, detail: '受け付けています。' }) },
      { name: 'slack', ready: () => Promise.resolve({ ok: false, detail: 'トークンが無効です。' }) },
    ],
  })
  const boss = await desk.as('supervisor', '鈴木')
  for (const [name, topics, regions] of [
    ['相田', 'labour', '茨城県'],
    ['馬場', 'ict', ''],
    ['千葉', 'security', ''],
  ] as const) {
    await boss.post('/console/roster', {
      id: '',
      name,
      email: '',
      topics,
      regions,
      modes: 'web',
      weeklyCapacity: '3',
      absences: '',
      industries: '',
      note: '',
      active: '1',
    })
  }
  await fillWeeks(desk)
  desk.later(-20 * 3_600_000)
  const late = await desk.filed({
    organisation: '株式会社みずほ製作所',
    content: '在宅勤務の労働時間をどう管理すればよいですか',
  })
  desk.later(20 * 3_600_000)
  const fresh = await desk.filed({ organisation: '株式会社みどり商事' }, { channel: 'slack', conversation: 'thread-1' })
  const asked = await desk.filed({ organisation: '水戸市', kind: 'municipality', topics: 'security' })
  const sent = await desk.filed({ organisation: 'NPO法人ひだまり', kind: 'npo', topics: 'general' })
  const act = async (id: string, name: string, fields: Record<string, string>) => {
    const version = String((await desk.store.requests.get(id))?.version)
    const done = await boss.post(`/console/requests/${id}/acts/${name}`, { version, ...fields })
    if (done.status !== 303) throw new Error(`${name} answered ${done.status}`)
  }
  await act(asked, 'ask', { text: '対象になる職員の人数を教えてください。' })
  await act(sent, 'note', { text: '電話で確認済み。急ぎではない。' })
  await act(sent, 'send', { 'field.routes': 'mail' })
  const indexVersion = published.now()?.version ?? null
  await desk.store.workplace.beat({ id: 'this one', indexVersion, startedAt: new Date() }, new Date())
  const app = createHttp({
    mounted: [desk.console],
    ...openHouse,
    onFault: (_, thrown) => void faults.push(thrown),
  })
  const listening = await listen(app, 0, '127.0.0.1')
  return {
    ...desk,
    faults,
    url: listening.url,
    requests: { fresh, late, asked, sent },
    async stop() {
      await listening.close(0)
      published.stop()
      await desk.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** What the person writes meanwhile, as it stands in the conversation. */
export const says = (desk: Rig, conversation: string, text: string) =>
  desk.store.inbox.keep([
    inbound({ id: randomUUID(), text, from: { channel: 'slack', conversation }, receivedAt: desk.now() }),
  ])
