import { describe, expect, it } from 'vitest'
import { suggestAsks, suggestedAsks } from '../../src/knowledge/suggested.ts'
import type { Fact } from '../../src/vocabulary/types.ts'
import { documentWith, passageWith } from '../support/documents.ts'

const factOf = (label: string, keys: string[] = []): Fact => ({ id: label, label, keys, value: '値', told: true })

const sectionOf = (title: string, facts: Fact[] = []) =>
  passageWith(documentWith({ id: 'd' }), { title, text: '本文です。', facts })

describe('questions that a section suggests', () => {
  it('are its heading and what its rows are of', () => {
    expect(suggestedAsks(sectionOf('体育館', [factOf('休館日'), factOf('夜間', ['小体育室']), factOf('')]))).toEqual([
      '体育館',
      '体育館の休館日',
      '小体育室の夜間',
    ])
  })
  it('are the question alone where the heading is one', () => {
    expect(suggestedAsks(sectionOf('印鑑登録の方法を教えてください。', [factOf('手数料')]))).toEqual([
      '印鑑登録の方法を教えてください。',
    ])
  })
  it('leave the number of an article out', () => {
    expect(suggestedAsks(sectionOf('第3条（ペットの飼育）'))).toEqual(['ペットの飼育'])
  })
  it('give way to those that an editor wrote', () => {
    const own = { ...sectionOf('体育館'), asks: ['体育館は何時までですか'] }
    const bare = sectionOf('図書館')
    suggestAsks([own, bare])
    expect([own.asks, bare.asks]).toEqual([['体育館は何時までですか'], ['図書館']])
  })
})
