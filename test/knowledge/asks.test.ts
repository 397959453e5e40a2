import { describe, expect, it } from 'vitest'
import { giveAsks, readAsks } from '../../src/knowledge/asks.ts'
import type { Fact } from '../../src/vocabulary/types.ts'
import { documentWith, passageWith } from '../support/documents.ts'

const factOf = (label: string, keys: string[] = []): Fact => ({ id: label, label, keys, value: '値', told: true })
const section = () =>
  passageWith(documentWith({ id: 'd' }), { title: '費用', text: '', facts: [factOf('料金'), factOf('定員', ['会場', '昼'])] })

const read = (yaml: string) => {
  const asks = readAsks(Buffer.from(yaml))
  if (!asks.ok) throw new TypeError(asks.fault)
  return asks.value
}

describe('the questions that people ask', () => {
  it('are of a section, or of a row of it', () => {
    const passage = section()
    const asks = read('費用:\n  料金:\n    - タダですか\n    - いくら\n  定員［会場／昼］:\n    - 何人入れますか\n')
    expect(giveAsks([passage], asks)).toEqual([])
    expect(passage.asks).toEqual(['タダですか', 'いくら', '何人入れますか'])
    expect(passage.facts.map(({ asked }) => asked)).toEqual([[0, 1], [2]])
  })
  it('stand behind those that the section has', () => {
    const passage = { ...section(), asks: ['前から'] }
    expect(giveAsks([passage], read('費用:\n  料金: [タダですか]\n'))).toEqual([])
    expect([passage.asks, passage.facts[0]?.asked]).toEqual([['前から', 'タダですか'], [1]])
    expect(giveAsks([passage], read('費用: [高いですか]\n'))).toEqual([])
    expect(passage.asks).toHaveLength(3)
  })
  it('are kept where nothing has the row or the heading, which is told', () => {
    const passage = section()
    expect(giveAsks([passage], read('費用:\n  手数料: [タダですか]\n場所: [どこ]\n'))).toEqual(['手数料', '場所'])
    expect(passage.asks).toEqual(['タダですか'])
  })
})
