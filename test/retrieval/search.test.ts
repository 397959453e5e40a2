import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Library, Query } from '../../src/vocabulary/types.ts'
import { loadMorphemes } from '../../src/retrieval/morphemes.ts'
import { randomOf } from '../../src/retrieval/random.ts'
import { buildIndex, type Index } from '../../src/retrieval/retrieval.ts'
import { oneSlipApart } from '../../src/retrieval/typing.ts'
import { documentWith, passageWith } from '../support/documents.ts'
import { townEntries, townLibrary } from './library.ts'
import { abbreviatedOf, halfWidthOf, hiraganaOf, misspeltOf, partlyHiraganaOf, type TypedWord } from './variants.ts'

const query = (text: string, limit = 5): Query => ({ text, asOf: '2025-04-01', limit })

let town: Index
let words: (text: string) => TypedWord[]
beforeAll(async () => {
  town = await buildIndex(townLibrary())
  words = await loadMorphemes()
})

const firstOf = async (index: Index, text: string): Promise<string | undefined> => (await index.rank(text, 1))[0]?.id

describe('questions as people type them', () => {
  /** Titles and residents' questions beside another way of typing them. */
  const pairsOf = (variant: (text: string) => string, count = 50): { plain: string; typed: string }[] => {
    const random = randomOf(20)
    const texts = townEntries().flatMap(({ title, questions }) => [title, ...questions])
    return Array.from({ length: count }, () => {
      const plain = texts[Math.floor(random() * texts.length)] ?? ''
      return { plain, typed: variant(plain) }
    })
  }
  const slips = randomOf(21)
  const variants: Record<string, (text: string) => string> = {
    'in hiragana only': (text) => hiraganaOf(words(text)),
    'in half-width letters': halfWidthOf,
    abbreviated: (text) => abbreviatedOf(words(text)),
    misspelt: (text) => misspeltOf(text, slips),
  }

  it('find what their plain form finds in at least 90 % of 200 pairs', async () => {
    const shares: Record<string, number> = {}
    let found = 0
    for (const [name, variant] of Object.entries(variants)) {
      let here = 0
      for (const { plain, typed } of pairsOf(variant)) {
        const hits = await town.rank(typed, 5)
        const wanted = await firstOf(town, plain)
        if (hits.some(({ id }) => id === wanted)) here++
      }
      shares[name] = here / 50
      found += here
    }
    expect(found / 200).toBeGreaterThanOrEqual(0.9)
    expect(Object.entries(shares).filter(([, share]) => share < 0.8)).toEqual([])
  })

  it('find what their plain form finds in at least 90 % of 200 abbreviated ones', async () => {
    const lost: string[] = []
    const pairs = pairsOf((text) => abbreviatedOf(words(text)), 200)
    for (const { plain, typed } of pairs) {
      const wanted = await firstOf(town, plain)
      if (!(await town.rank(typed, 5)).some(({ id }) => id === wanted)) lost.push(`${plain}: ${typed}`)
    }
    expect(pairs.filter(({ plain, typed }) => plain !== typed)).toHaveLength(pairs.length)
    expect(lost.slice(pairs.length / 10)).toEqual([])
  })

  it('with one word in hiragana find what their plain form finds in at least 90 % of all', async () => {
    const texts = townEntries().flatMap(({ title, questions }) => [title, ...questions])
    let found = 0
    for (const text of texts) {
      const wanted = await firstOf(town, text)
      if ((await town.rank(partlyHiraganaOf(words(text)), 5)).some(({ id }) => id === wanted)) found++
    }
    expect(found / texts.length).toBeGreaterThanOrEqual(0.9)
  })

  it('are looked for by their sound only where they are typed as they sound', async () => {
    const sounds = async (text: string): Promise<string[]> => {
      const { terms } = await town.explain(query(text))
      return terms.flatMap(({ term }) => (term.startsWith('y') ? term.slice(1) : []))
    }
    expect(await sounds('住民票の写しを取りたいです')).toEqual([])
    expect(await sounds('じゅうみん票の写し')).toEqual(expect.arrayContaining(['ジュウ', 'ュウミ', 'ウミン']))
    expect(await sounds('じゅうみんひょう')).toContain('ミンヒ')
  })

  it.each([
    ['テレマネ', 'テレワークマネージャーの派遣'],
    ['特交', '特別交付税措置の対象経費'],
    ['サテオフ', 'サテライトオフィスの設置'],
    ['確申', '確定申告の期間'],
  ])('understand %s without a thesaurus', async (short, title) => {
    const document = documentWith({ id: 'faq', kind: 'faq' })
    const titles = [
      'テレワークマネージャーの派遣',
      '特別交付税措置の対象経費',
      'サテライトオフィスの設置',
      '確定申告の期間',
    ]
    const passages = titles.map((each) => passageWith(document, { id: each, title: each, text: `${each}について。` }))
    const index = await buildIndex({ documents: [document], thesaurus: [], gaps: [], elsewhere: [], passages })
    expect(await firstOf(index, `${short}とは`)).toBe(title)
  })

  it('know one slip of the fingers from two', () => {
    expect(oneSlipApart('テレワーク', 'テレワク')).toBe(true)
    expect(oneSlipApart('テレワーク', 'テレワワーク')).toBe(true)
    expect(oneSlipApart('テレワーク', 'テワレーク')).toBe(true)
    expect(oneSlipApart('テレワーク', 'テレフーク')).toBe(true)
    expect(oneSlipApart('テレワーク', 'テレワーク')).toBe(false)
    expect(oneSlipApart('テレワーク', 'テレフォン')).toBe(false)
    expect(oneSlipApart('テレワーク', 'クーワレテ')).toBe(false)
  })

  it('show in their explanation what a misspelt word was taken for', async () => {
    const { standIns, hits } = await town.explain(query('インフルエソザの接種'))
    expect(standIns.join()).toContain('インフルエンザ')
    expect(hits[0]?.ranked.passage.title).toBe('高齢者のインフルエンザ予防接種')
  })
})

describe('other words', () => {
  const document = documentWith({ id: 'faq', kind: 'faq' })
  const library = (thesaurus: string[][]): Library => ({
    documents: [document],
    thesaurus,
    gaps: [],
    elsewhere: [],
    passages: [
      passageWith(document, { id: 'zaitaku', title: '在宅勤務の通信費', text: '在宅勤務の通信費は会社が負担します。' }),
      passageWith(document, { id: 'shutcho', title: '出張の旅費', text: '出張の旅費は実費を精算します。' }),
      passageWith(document, { id: 'mado', title: '窓口', text: '窓口は平日に開いています。' }),
      passageWith(document, { id: 'rimo', title: 'リモワの心得', text: 'リモワでは背筋を伸ばします。' }),
    ],
  })

  it('of the thesaurus find what the words themselves do not', async () => {
    expect(await firstOf(await buildIndex(library([['在宅勤務', 'WFH']])), 'WFH')).toBe('zaitaku')
    expect(await (await buildIndex(library([]))).rank('WFH', 5)).toEqual([])
  })

  it('never come before the exact word', async () => {
    const index = await buildIndex(library([['在宅勤務', 'リモワ']]))
    expect(await firstOf(index, 'リモワ')).toBe('rimo')
    expect(await firstOf(index, '在宅勤務')).toBe('zaitaku')
    expect((await index.rank('リモワ', 5)).map(({ id }) => id)).toContain('zaitaku')
  })

  it('of a general dictionary stand in for a word that no passage has, and only for such', async () => {
    const staff = [
      passageWith(document, { id: 'yamesaseru', title: '人を減らすとき', text: '解雇には三十日前の予告が要ります。' }),
      passageWith(document, { id: 'ryohi', title: '出張の旅費', text: '出張の旅費は実費を精算します。' }),
    ]
    const passages = [...staff, passageWith(document, { id: 'sakugen', title: '人員削減', text: '会議で決めます。' })]
    const without = await buildIndex({ documents: [document], thesaurus: [], gaps: [], elsewhere: [], passages: staff })
    expect(await firstOf(without, '人員削減の予告')).toBe('yamesaseru')
    expect((await without.explain(query('人員削減'))).standIns).toEqual(['人員 = 解雇', '削減 = 減らす'])
    const withIt = await buildIndex({ documents: [document], thesaurus: [], gaps: [], elsewhere: [], passages })
    expect((await withIt.explain(query('人員削減'))).standIns).toEqual([])
  })

  it('leave every title of the town where it was: first for itself', async () => {
    const lost: string[] = []
    for (const { id, title } of townEntries()) if ((await firstOf(town, title)) !== id) lost.push(title)
    expect(lost).toEqual([])
  })

  it('that editors wrote as other questions count as titles', async () => {
    const asked = library([])
    const passages = asked.passages.map((passage) =>
      passage.id === 'mado' ? { ...passage, asks: ['何時まで開いていますか', '土曜は休みですか'] } : passage,
    )
    const index = await buildIndex({ ...asked, passages })
    const [hit] = await index.retrieve(query('土曜は休み？'))
    expect(hit?.passage.id).toBe('mado')
    expect(hit?.parts['coverage']).toBeGreaterThan(0)
  })
})

describe('residents', () => {
  it('find the answer among the first five in four of five questions', async () => {
    let found = 0
    const asked = townEntries().flatMap(({ id, questions }) => questions.map((text) => ({ id, text })))
    for (const { id, text } of asked) if ((await town.rank(text, 5)).some((hit) => hit.id === id)) found++
    expect(asked.length).toBeGreaterThan(300)
    expect(found / asked.length).toBeGreaterThan(0.8)
  })

  it('are known to ask about the town or about something else', async () => {
    const sign = async (text: string): Promise<number> =>
      town.signals(query(text), await town.retrieve(query(text))).proj
    const inside = await sign('粗大ごみの処理券はどこで買えますか')
    const outside = await sign('量子コンピュータの誤り訂正符号の閾値定理')
    expect(inside).toBeGreaterThan(outside)
  })

  it('get words weighed by what they say', () => {
    const [word] = town.keywords('粗大ごみを知りたい')
    expect(town.keywords('粗大ごみを知りたい').map(({ form }) => form)).toContain('ゴミ')
    expect(word).toMatchObject({ surface: '粗大', reading: 'ソダイ', known: true })
    expect(town.keywords('量子')[0]).toMatchObject({ known: false })
  })
})

describe('hostile queries', () => {
  it.each(['', ' \n\t', '。。。！？', '👨‍👩‍👧🏽‍🦱🎌', '\uD800', '\u0000\u0007', '-'.repeat(80), '%s${x}<script>'])(
    'are answered: %j',
    async (text) => {
      for (const { score } of await town.retrieve(query(text))) expect(Number.isFinite(score)).toBe(true)
      expect(Object.values(town.signals(query(text), [])).every(Number.isFinite)).toBe(true)
    },
  )

  it('of 100,000 characters are cut, not refused', async () => {
    const long = `粗大ごみの申し込み${'あ亜ア'.repeat(33_333)}`
    expect((await town.retrieve(query(long)))[0]?.passage.title).toBe('粗大ごみの申し込み')
  })

  it('of any letters give finite scores in falling order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        const scores = (await town.rank(text, 20)).map(({ score }) => score)
        expect(scores.every(Number.isFinite)).toBe(true)
        expect(scores).toEqual([...scores].sort((a, b) => b - a))
      }),
      { numRuns: 200, seed: 5 },
    )
  })

  it('leave the next query as it was', async () => {
    const before = await town.rank('粗大ごみ', 10)
    await town.rank('ごみを捨てたい引っ越しのお金', 10)
    expect(await town.rank('粗大ごみ', 10)).toEqual(before)
  })
})
