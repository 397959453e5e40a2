import { beforeAll, describe, expect, it } from 'vitest'
import { answerOnce, type DeskParts } from '../../src/desk/desk.ts'
import { placesIn } from '../../src/japanese/places.ts'
import type { Reply } from '../../src/vocabulary/types.ts'
import { shippedParts } from '../support/shipped-desk.ts'

let parts: DeskParts
beforeAll(async () => {
  parts = await shippedParts()
})

const replyTo = async (question: string): Promise<Reply> => (await answerOnce(parts, { question, memory: {} })).reply!

describe('a question without kanji', () => {
  it('keeps its katakana words and hears no others in the kana between them', async () => {
    expect((await replyTo('テレワーク・デイズ2019はいつからいつまで')).text).toContain('7月22日')
    expect((await replyTo('テレワーク・デイズ2020はいつからいつまで')).text).toContain('限定')
  })

  it.each(['てれわーくまねーじゃーのひようは', 'テレワークマネージャーノヒヨウハ', 'ﾃﾚﾜｰｸﾏﾈｰｼﾞｬｰﾉﾋﾖｳﾊ'])(
    'is understood as typed: %s',
    async (question) => {
      expect((await replyTo(question)).text).toContain('無料')
    },
  )
})

describe('a year', () => {
  it.each(['二〇一九年のテレワーク・デイズの期間', '令和元年のテレワーク・デイズの期間'])(
    'may be written in kanji: %s',
    async (question) => {
      expect((await replyTo(question)).text).toContain('7月22日')
    },
  )

  it('is covered where the passage tells the month that is named', async () => {
    const { text } = await replyTo('2019年9月末の企業のテレワーク導入率')
    expect(text).toContain('20.2%')
    expect(text).not.toContain('資料は、このデスクにはありません')
  })

  it('that no document covers is handed over, with what is known of another year beside it', async () => {
    const { outcome, text } = await replyTo('令和5年度のテレワーク推進企業ネットワークには何社が入っていましたか')
    expect(outcome).toBe('escalate')
    expect(text).toContain('64社')
  })
})

describe('places', () => {
  it('are prefectures, parts of the country and towns, and no words that only end like towns', () => {
    expect(placesIn('東京都渋谷区と横浜市、九州の会社')).toEqual(['東京', '九州', '渋谷', '横浜'])
    expect(placesIn('うちの市は政令市で、市区町村や町村、各市の窓口に何市か聞いた')).toEqual([])
  })
})
