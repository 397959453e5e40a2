import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cell } from '../../src/console/csv.ts'
import type { KnowledgeDesk } from '../../src/console/console.ts'
import { readLibrary } from '../../src/knowledge/knowledge.ts'
import { similarity } from '../../src/console/similarity.ts'
import { validities } from '../../src/console/validity.ts'
import { mondayOf } from '../../src/console/weeks.ts'
import type { GuidanceDocument, Reply, Trace } from '../../src/vocabulary/types.ts'
import { documentWith } from '../support/documents.ts'
import { inbound, replied, traced } from '../support/messages.ts'
import { noKnowledge, type Rig, rig, unescaped } from './rig.ts'

describe('the quality page', () => {
  let desk: Rig
  beforeEach(async () => {
    desk = await rig()
  })
  afterEach(() => desk.close())

  let n = 0
  const asked = async (
    question: string,
    outcome: 'answer' | 'escalate',
    agoMs = 0,
    {
      channel = 'chat',
      citations = [],
      model,
    }: Partial<{ channel: string; citations: Reply['citations']; model: Trace['model'] }> = {},
  ) => {
    const id = `q${n++}`
    const at = new Date(desk.now().getTime() - agoMs)
    await desk.store.inbox.keep([inbound({ id, text: question, receivedAt: at, from: { channel, conversation: id } })])
    const [claim] = await desk.store.work.claim('w', desk.now(), 60_000, 1)
    if (!claim) throw new Error('nothing to claim')
    await desk.store.turns.add({
      id: `t-${id}`,
      seq: claim.seq,
      address: claim.inbound.from,
      person: claim.inbound.person,
      question,
      reply: { ...replied('答えの文'), outcome, citations },
      trace: {
        ...traced(),
        ...(model === undefined ? {} : { model }),
        decisions: ['gate: 根拠が足りません'],
        retrieved: [{ passage: 'gone#1', score: 0.5, parts: { bm25: 0.4 } }],
      },
      at,
      tookMs: 1,
    })
    await desk.store.work.finish(claim, {}, at)
    return `t-${id}`
  }

  it('lists what was not answered or rated badly, newest or most frequent first, each with its conversation', async () => {
    await asked('在宅勤務の助成金は？', 'escalate', 5_000)
    await asked('在宅勤務の助成金は', 'escalate', 4_000)
    const rated = await asked('就業規則の例は？', 'answer', 3_000)
    await asked('よい質問', 'answer', 2_000)
    await desk.store.turns.rate(rated, 'p1', 'bad', '古い', desk.now())
    const client = await desk.as('viewer')
    const rows = async (path: string) =>
      [...unescaped(await client.text(path)).matchAll(/\/console\/turns\/[^>]+>([^<]+)</g)].map(([, text]) => text)
    expect(await rows('/console/quality')).toEqual(['就業規則の例は？', '在宅勤務の助成金は'])
    expect(await rows('/console/quality?sort=frequent')).toEqual(['在宅勤務の助成金は', '就業規則の例は？'])
    const page = await client.text(`/console/turns/${rated}`)
    expect(page).toContain('gate: 根拠が足りません')
    expect(page).toContain('古い')
    expect(page).toContain('今の版にはありません')
  })

  it('makes a fact of what was not answered: one press to the question, one to the draft', async () => {
    const kept: [string, string][] = []
    let built = 0
    const knowledge: KnowledgeDesk = {
      ...noKnowledge,
      put: (name, bytes) => {
        kept.push([name, Buffer.from(bytes).toString('utf8')])
        return Promise.resolve('kept')
      },
      build: () => void built++,
    }
    const other = await rig({ knowledge, store: desk.store })
    const turn = await asked('貸出の端末は何台までですか', 'escalate')
    const [page, viewer] = [`/console/turns/${turn}`, await other.as('viewer')]
    expect(await viewer.text(page)).not.toContain('資料に生かす')
    expect((await viewer.post(`${page}/fact`, {})).status).toBe(403)
    const operator = await other.as('operator')
    expect(unescaped(await operator.text('/console/quality'))).toContain(`href="${page}"`)
    expect(await operator.text(page)).toContain('value="貸出の端末は何台までですか"')
    expect((await operator.post('/console/turns/none/fact', {})).status).toBe(404)
    const given = { question: '貸出の端末は何台までですか', answer: '三台までです。', source: '' }
    const refused = await (await operator.post(`${page}/fact`, given)).text()
    expect(refused).toContain('三台までです。')
    expect(refused).toContain('すべてご記入ください')
    expect(kept).toEqual([])
    const done = await operator.post(`${page}/fact`, { ...given, source: '貸出要領 第3条' })
    expect(done.headers.get('location')).toBe('/console/knowledge/draft?done=uploaded')
    expect(built).toBe(1)
    expect(kept).toHaveLength(1)
    const folder = await mkdtemp(join(tmpdir(), 'desk-fact-'))
    await writeFile(join(folder, kept[0]![0]), kept[0]![1])
    const { library } = await readLibrary(folder)
    await rm(folder, { recursive: true })
    expect(library.documents).toMatchObject([{ title: given.question }])
    expect(library.passages.map(({ text }) => text).join('\n')).toContain('三台までです。')
  })

  it('counts weeks in charts with the table behind them', async () => {
    await asked('一', 'answer')
    await asked('二', 'escalate')
    await asked('三', 'answer', 7 * 86_400_000)
    const page = await (await desk.as('viewer')).text('/console/quality')
    expect(page).toContain('<svg')
    expect(page).toMatch(
      /2026-11-16<\/th><td class="number">2<\/td><td class="number">1<\/td><td class="number">0<\/td><td class="number">1<\/td>/,
    )
    expect(page).toMatch(/2026-11-09<\/th><td class="number">1<\/td>/)
    expect(page).not.toContain('style=')
  })

  it('puts questions of one meaning together, with the other words it was asked in', async () => {
    await asked('在宅勤務の助成金の締切はいつですか', 'escalate', 5_000)
    await asked('在宅勤務の助成金、締切はいつまで？', 'escalate', 4_000)
    await asked('VPN装置の更新費用の補助', 'escalate', 3_000)
    const page = unescaped(await (await desk.as('viewer')).text('/console/quality?sort=meaning'))
    expect(page).toMatch(
      /締切はいつまで？<\/a><details><summary>ほかの言い方 1<\/summary><ul><li>在宅勤務の助成金の締切は/u,
    )
    expect(page.match(/\/console\/turns\//gu)).toHaveLength(2)
  })

  it('tells per document and per question what was thought of the answers, with the reason, the worst first', async () => {
    const cited = (document: string, title: string) => ({
      n: 1,
      document,
      passage: `${document}#1`,
      title,
      heading: '',
      quote: '',
      issued: '2026-04-01',
      status: 'current' as const,
    })
    const [guide, notice] = [cited('guide', '導入の<手引き>'), cited('notice', '実施の通知')]
    const turns = [
      await asked('手順は', 'answer', 3_000, { citations: [guide, { ...guide, n: 2 }, notice] }),
      await asked('費用は', 'answer', 2_000, { citations: [notice], channel: 'slack' }),
      await asked('期限は', 'answer', 1_000, { citations: [guide] }),
    ]
    const verdicts = ['bad', 'good', 'bad'] as const
    for (const [n, turn] of turns.entries())
      await desk.store.turns.rate(turn, 'p1', verdicts[n]!, verdicts[n] === 'bad' ? `理由${n}<b>` : '', desk.now())
    const viewer = await desk.as('viewer')
    const rows = async (query: string) =>
      [
        ...(await viewer.text(`/console/quality${query}`))
          .split('id="rated-title"')[1]!
          .split('</section>')[0]!
          .matchAll(/<tr>.*?<\/tr>/gu),
      ]
        .map(([row]) => row.replaceAll(/<[^>]*>/gu, '|').replaceAll(/\|+/gu, '|'))
        .slice(1)
    expect(await rows('')).toEqual([
      '|導入の&lt;手引き&gt;|2|0|手順は|：理由0&lt;b&gt;|期限は|：理由2&lt;b&gt;|',
      '|実施の通知|1|1|手順は|：理由0&lt;b&gt;|',
    ])
    expect((await rows('?channel=chat')).at(-1)).toBe('|実施の通知|1|0|手順は|：理由0&lt;b&gt;|')
    const open = unescaped(await viewer.text('/console/quality')).split('id="open-title"')[1]!
    expect(open).toContain('理由2<b>')
  })

  it('counts one channel by itself, and answers that lean on what had ended', async () => {
    const ended = { n: 1, document: 'd', passage: 'p', title: 't', heading: '', quote: '', issued: '2026-04-01' }
    await asked('締切は', 'answer', 1_000, { citations: [{ ...ended, status: 'ended' }] })
    await asked('費用は', 'answer', 1_000, { citations: [{ ...ended, status: 'current' }] })
    await asked('別の窓口', 'answer', 1_000, { channel: 'slack' })
    const boss = await desk.as('supervisor')
    const week = async (query: string) =>
      (await boss.text(`/console/quality/weeks.csv${query}`)).trim().split('\r\n').at(-1)?.split(',')
    expect((await week(''))?.slice(1, 8)).toEqual(['3', '3', '0', '0', '0', '0', '1'])
    expect((await week('?channel=chat'))?.slice(1, 8)).toEqual(['2', '2', '0', '0', '0', '0', '1'])
    const page = unescaped(await boss.text('/console/quality'))
    expect(page.split('id="outdated-title"')[1]).toContain('締切は')
    expect(page.split('id="outdated-title"')[1]).not.toContain('費用は')
  })

  it('tells the wait that half and that nine of ten requests did not exceed', async () => {
    const boss = await desk.as('supervisor', '鈴木')
    const ids = []
    for (let n = 0; n < 10; n++) ids.push(await desk.filed())
    for (const id of ids) {
      desk.later(4 * 60_000)
      const version = String((await desk.store.requests.get(id))?.version)
      await boss.post(`/console/requests/${id}/acts/reply`, { version, text: 'お答えします。' })
    }
    const line = (await boss.text('/console/quality/weeks.csv')).trim().split('\r\n').at(-1)?.split(',')
    expect(line?.slice(-2)).toEqual(['22', '36'])
  })

  it('says what a model cost once its price is known', async () => {
    const boss = await desk.as('supervisor', '鈴木')
    expect(await boss.text('/console/quality')).not.toContain('費用の目安')
    const model = { calls: 1, tokensIn: 500_000, tokensOut: 100_000, removed: 0 }
    await asked('モデルに尋ねた', 'answer', 1_000, { model })
    expect(await boss.text('/console/quality')).toContain('料金を入れると')
    for (const [name, value] of [
      ['modelYenIn', '40'],
      ['modelYenOut', '160'],
    ] as const) {
      await boss.post('/console/settings', { name, value, source: '契約', asOf: '2026-11-01', certain: '1' })
    }
    expect(await boss.text('/console/quality')).toContain('約36円')
  })

  it('exports CSV that a spreadsheet takes for text', async () => {
    const hostile = '=HYPERLINK("http://evil.example","押して"), "x"\n二行目'
    await asked(hostile, 'escalate')
    const client = await desk.as('operator')
    const text = await client.text('/console/quality/questions.csv')
    const rows = parse<Record<string, string>>(text.replace('\uFEFF', ''), { columns: true })
    expect(rows).toHaveLength(1)
    expect(rows[0]?.['質問']).toBe(`'${hostile}`)
    expect((await (await desk.as('viewer')).get('/console/quality/questions.csv')).status).toBe(403)
  })

  it.each(['=1+1', '+81', '-1', '@x', '\t=1', ' =1', '＝1'])('makes text of %j', (value) => {
    expect(cell(value).replace(/^"/, '')[0]).toBe("'")
  })
})

describe('what pages compute', () => {
  it('begins weeks on Monday in Japan', () => {
    expect(mondayOf(new Date('2026-11-15T15:00:00Z')).toISOString()).toBe('2026-11-15T15:00:00.000Z')
    expect(mondayOf(new Date('2026-11-15T14:59:59Z')).toISOString()).toBe('2026-11-08T15:00:00.000Z')
  })

  it('finds inquiries alike by what they are about', () => {
    const one = '在宅勤務のときの労働時間の管理はどうすればよいですか'
    expect(similarity(one, '在宅勤務での労働時間管理の方法を知りたい')).toBeGreaterThan(0.3)
    expect(similarity(one, 'VPN装置の更新費用に使える補助金')).toBe(0)
    expect(similarity('', one)).toBe(0)
  })

  const document = (given: Partial<GuidanceDocument> & { id: string }): GuidanceDocument =>
    documentWith({ issued: '2026-10-01', period: 'none', ...given })

  it('tells which documents speak for today, end soon, or speak for a day long ago', () => {
    const known = validities(
      [
        document({ id: 'new', supersedes: ['replaced'] }),
        document({ id: 'replaced' }),
        document({ id: 'over', period: { from: null, to: '2026-11-19' } }),
        document({ id: 'last-day', period: { from: null, to: '2026-11-20' } }),
        document({ id: 'long', period: { from: null, to: '2027-11-20' } }),
        document({ id: 'old', issued: '2020-03-05' }),
        document({ id: 'silent', period: 'unknown' }),
      ],
      '2026-11-20',
    )
    expect([...known].map(([id, { status, attention }]) => [id, status, attention])).toEqual([
      ['new', 'current', null],
      ['replaced', 'superseded', null],
      ['over', 'ended', null],
      ['last-day', 'current', 'soon'],
      ['long', 'current', null],
      ['old', 'current', 'old'],
      ['silent', 'current', 'unknown'],
    ])
    expect(known.get('replaced')?.replacedBy).toEqual(['new'])
  })
})
