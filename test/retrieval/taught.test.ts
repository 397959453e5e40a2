import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Library, Query } from '../../src/vocabulary/types.ts'
import { buildIndex, openIndex, saveIndex, type Index } from '../../src/retrieval/retrieval.ts'
import { documentWith, passageWith } from '../support/documents.ts'

const places = documentWith({ id: 'places' })
const money = documentWith({ id: 'money' })
const bare = documentWith({ id: 'bare' })

/** 家賃 is asked of both, so that only what stands beside it tells for whom a question is. */
const library: Library = {
  documents: [places, money, bare],
  passages: [
    passageWith(places, {
      id: 'where',
      title: 'サテライトオフィスの場所',
      asks: ['支所はどこですか', '働ける場所はどこ', '場所の一覧', '家賃のいらない場所はどこですか'],
      text: 'サテライトオフィスは四つの支所にあります。',
    }),
    passageWith(money, {
      id: 'rent',
      title: '家賃の補助',
      asks: ['家賃は補助されますか', '補助の対象に家賃は入る', '家賃の半分が出るのですか', '家賃の補助はいくら'],
      text: '家賃は半分まで補助します。',
    }),
    passageWith(bare, { id: 'parking', title: '駐車場', text: '駐車場は支所の裏にあります。' }),
  ],
  thesaurus: [],
  gaps: ['支所の机は何台ですか', '支所に駐輪場はありますか', '家賃の補助を去年受けた会社はどこですか', '机の値段'],
  elsewhere: ['粗大ごみの出し方', '住民票はどこで取れますか'],
}

const query = (text: string): Query => ({ text, asOf: '2025-04-01', limit: 3 })
const signsIn = async (index: Index, text: string) => index.signals(query(text), await index.retrieve(query(text)))

let index: Index

beforeAll(async () => {
  index = await buildIndex(library)
})

describe('what the known questions teach', () => {
  it('tells a question that a passage answers from one that nobody does', async () => {
    const answered = await signsIn(index, '家賃は半分出るのですか')
    const missed = await signsIn(index, '支所の机は何台')
    expect(answered.nobody).toBeLessThan(missed.nobody)
    expect(answered.meant).toBeGreaterThan(missed.meant)
  })

  it('is a part of the score of the passage that a question is for', async () => {
    const [first, ...others] = await index.retrieve(query('家賃のいらない場所'))
    expect(first?.passage.id).toBe('where')
    for (const other of others) expect(other.parts['taught']).toBeLessThan(first?.parts['taught'] ?? 0)
  })

  it('judges by all that was told where less was asked', async () => {
    const asked = query('それはいくらですか')
    const ranked = await index.retrieve(query('家賃の補助はいくらですか'))
    expect(index.signals(asked, ranked, '家賃の補助はいくらですか').meant).toBeGreaterThan(
      index.signals(asked, ranked).meant,
    )
  })

  it('says nothing of a document that has no known questions', async () => {
    const [first] = await index.retrieve(query('駐車場'))
    expect(first?.passage.id).toBe('parking')
    const { nobody, meant } = await signsIn(index, '駐車場')
    const other = await signsIn(index, '駐車場で宇宙旅行と深海探検の予約をしたい')
    expect(nobody).toBe(0.5)
    // What was found tells it then.
    expect(meant).toBeGreaterThan(other.meant)
  })

  it('says nothing where nobody wrote gaps down', async () => {
    const open = await buildIndex({ ...library, gaps: [], elsewhere: [] })
    expect((await signsIn(open, '家賃は半分出るのですか')).nobody).toBe(0.5)
    const [first] = await open.retrieve(query('家賃の補助'))
    expect(first?.parts).not.toHaveProperty('taught')
  })

  it('is the same after saving and opening', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'taught-'))
    try {
      await saveIndex(index, dir)
      const opened = await openIndex(dir)
      for (const text of ['家賃は半分出るのですか', '支所の机は何台', '粗大ごみ']) {
        expect(await signsIn(opened, text)).toEqual(await signsIn(index, text))
      }
    } finally {
      await rm(dir, { recursive: true })
    }
  })
})
