import { beforeAll, describe, expect, it } from 'vitest'
import { fold } from '../../src/japanese/fold.ts'
import { plain } from '../../src/knowledge/plain.ts'
import { loadMorphemes } from '../../src/retrieval/morphemes.ts'
import { numberIn } from '../../src/retrieval/numerals.ts'
import { analyser, type Analyse } from '../../src/retrieval/terms.ts'

let analyse: Analyse
beforeAll(async () => {
  analyse = analyser(await loadMorphemes())
})

const of = (kind: string, text: string): string[] =>
  [...analyse(text).terms.keys()].filter((term) => term.startsWith(kind)).map((term) => term.slice(1))

describe('folding', () => {
  it('brings radicals that NFKC leaves to the plain characters', () => {
    expect(fold('⻑⺠⻫⻄⻩⻲')).toBe('長民斉西黄亀')
    expect(fold('⼈⾧')).toBe('人長')
  })

  it('brings radicals that NFKC makes old characters to the ones that Japan writes', () => {
    expect(fold('神⼾の⿊⿈⿒⿑⿆⿔⾭')).toBe('神戸の黒黄歯斉麦亀青')
    expect(plain('神⼾の⿊⿈⿒⿑⿆⿔⾭')).toBe('神戸の黒黄歯斉麦亀青')
  })

  it('brings widths together and drops what nobody sees', () => {
    expect(fold('ﾃﾚﾜｰｸ　ＡＢＣ１２３')).toBe('テレワーク ABC123')
    expect(fold('テ\u200Bレ\u00ADワーク\uFEFF')).toBe('テレワーク')
    expect(fold('葛\u{E0100}城')).toBe('葛城')
  })
})

describe('terms', () => {
  it('takes content words in base form and leaves particles, pronouns and the stop list', () => {
    expect(of('m', 'それは窓口で申請した')).toEqual(['窓口', '申請'])
    expect(of('m', '書類を提出してください')).toEqual(['書類', '提出'])
  })

  it('drops okurigana when two kanji remain', () => {
    expect(of('m', '申し込みをする')).toEqual(['申込'])
    expect(of('m', '申込みをする')).toEqual(['申込'])
    expect(of('m', '申込む')).toEqual(['申込'])
    expect(of('m', '食べる')).toEqual(['食べる'])
  })

  it('gives readings of the base form, whatever the inflection', () => {
    expect(of('r', '申し込んだ')).toEqual(of('r', '申し込む'))
    expect(of('r', '家賃を払った')).toEqual(['ヤチン', 'ハラウ'])
  })

  it('joins neighbouring nouns and never across a sentence', () => {
    expect(of('c', '住民票の写し交付')).toContain('住民票')
    expect(of('c', '申請。窓口')).toEqual([])
    expect(of('b', '申請。窓口')).toEqual(['申請', '窓口'])
  })

  it('makes bigrams of Japanese runs, not of hiragana only, and keeps Latin runs whole', () => {
    expect(of('b', '国のZOOM会議で')).toEqual(['国の', 'zoom', '会議', '議で'])
    expect(of('b', 'これはどうですか')).toEqual([])
  })

  it('lets hiragana typing meet kanji in trigrams of the reading', () => {
    expect(of('y', 'じゅうみんひょう')).toEqual(of('y', '住民票'))
  })

  it('spells in one way what offices spell in several', () => {
    for (const [one, other] of [
      ['障がいのある子ども', '障害のある子供'],
      ['生ごみの問合せ', '生ゴミの問い合わせ'],
      ['引越しの手続', '引っ越しの手続き'],
    ] as const) {
      expect(of('m', one)).toEqual(of('m', other))
    }
    expect(of('m', '人ごみをさける')).not.toEqual([])
  })

  it('reads kanji numerals as numbers', () => {
    expect(numberIn('二十五')).toBe('25')
    expect(numberIn('二〇二五')).toBe('2025')
    expect(numberIn('千百三')).toBe('1103')
    expect(of('m', '令和二年')).toEqual(of('m', '令和2年'))
  })
})
