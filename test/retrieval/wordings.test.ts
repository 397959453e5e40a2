import { beforeAll, describe, expect, it } from 'vitest'
import type { Query } from '../../src/vocabulary/types.ts'
import { buildIndex, type Index } from '../../src/retrieval/retrieval.ts'
import { documentWith, passageWith } from '../support/documents.ts'

const document = documentWith({ id: 'satellite' })
const passages = [
  passageWith(document, {
    id: 'place',
    title: 'サテライトオフィスの場所',
    asks: ['サテライトオフィスはどこにありますか', '支所で働ける？'],
    text: 'サテライトオフィスは市内の四つの支所にあります。',
  }),
  passageWith(document, { id: 'hours', title: '利用時間', text: '平日の八時半から十七時まで使えます。' }),
]

const query = (text: string): Query => ({ text, asOf: '2025-04-01', limit: 5 })

let index: Index
const signsOf = async (text: string) => index.signals(query(text), await index.retrieve(query(text)))

beforeAll(async () => {
  index = await buildIndex({
    documents: [document],
    passages,
    thesaurus: [],
    gaps: ['サテライトオフィスの家賃はいくらですか', '支所の机は何台ありますか'],
    elsewhere: ['粗大ごみの出し方', '住民票はどこで取れますか'],
  })
})

describe('known questions', () => {
  it('tell what an editor answered from a near miss that shares its words', async () => {
    const asked = await signsOf('サテライトオフィスはどこですか')
    const missed = await signsOf('サテライトオフィスの家賃を知りたい')
    expect(asked.asked).toBeGreaterThan(asked.gap)
    expect(missed.gap).toBeGreaterThan(missed.asked)
    expect(missed.silence).toBeGreaterThan(asked.silence)
  })

  it('tell a question for another desk', async () => {
    const other = await signsOf('粗大ごみはどう出す')
    const ours = await signsOf('支所の机の数')
    expect(other.away).toBeGreaterThan(0.4)
    expect(ours.away).toBeLessThan(0.2)
    expect(ours.silence).toBeGreaterThan(0.5)
  })

  it('say nothing of a question that shares nothing with them', async () => {
    const { asked, gap, silence, away } = await signsOf('zzz')
    expect([asked, gap, silence, away]).toEqual([0, 0.4, 0.5, 0])
  })

  it('leave it open where nobody wrote gaps down', async () => {
    const bare = await buildIndex({ documents: [document], passages, thesaurus: [], gaps: [], elsewhere: [] })
    const text = 'サテライトオフィスの家賃'
    const { asked, gap, silence } = bare.signals(query(text), await bare.retrieve(query(text)))
    expect(asked).toBeGreaterThan(0)
    expect([gap, silence]).toEqual([Math.max(0.4, asked), 0.5])
  })

  it('are shown to operators who ask why', async () => {
    const { questions } = await index.explain(query('サテライトオフィスの家賃'))
    expect(questions[0]).toMatchObject({ question: 'サテライトオフィスの家賃はいくらですか', kind: 'gap' })
  })
})
