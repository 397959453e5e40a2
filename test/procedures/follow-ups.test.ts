import { describe, expect, it } from 'vitest'
import { remembered } from '../../src/question/circumstances/known.ts'
import { shipped, today } from './desk.ts'

/** A conversation with the procedures alone: each message after what the one before left. */
const talk = (...texts: string[]) => {
  let last: ReturnType<typeof shipped.answerByProcedure> = null
  return texts.map((text) => {
    const answer = shipped.answerByProcedure(text, {}, today, last?.next ?? null)
    if (answer !== null) last = answer
    return answer
  })
}

const text = (answer: ReturnType<typeof shipped.answerByProcedure> | undefined): string =>
  answer?.lines.join('\n') ?? ''

describe('what follows an answer', () => {
  it('fills the one slot that was asked for', () => {
    const [open, closed] = talk('社員120 対象60 実施40 百選', '6日')
    expect(open?.ask?.name).toBe('meanDays')
    expect(text(closed)).toContain('数値の基準はすべて満たします')
  })

  it('replaces a slot and computes again', () => {
    const [, more] = talk('市です。VPNに500万円、特交はいくら', 'じゃあ1,000万円なら？')
    expect(text(more)).toContain('目安は500万円')
    const [, fewer] = talk('社員200人、対象60人、実施35人、平均5日。百選いけますか', '対象が40人だったら？')
    expect(text(fewer)).toContain('40÷200＝20%')
  })

  it('is no follow-up when it speaks of something else', () => {
    expect(talk('社員120 対象60 実施40 百選', 'テレワーク月間は何月ですか？')[1]).toBeNull()
    expect(talk('市です。VPNに500万円、特交はいくら', '会社のパソコンを電車に忘れました')[1]).toBeNull()
  })

  it('uses what was known before, and only where the message says nothing else', () => {
    const known = { body: 'company' as const }
    expect(text(shipped.answerByProcedure('PC500万円、特交はいくら', known, today) ?? undefined)).toContain(
      '会社は対象外',
    )
    expect(text(shipped.answerByProcedure('町です。PC500万円、特交はいくら', known, today) ?? undefined)).toContain(
      '250万円',
    )
  })

  it('remembers what somebody tells of themselves, and nothing of others', () => {
    const known = remembered('岡崎市の製造業です。社員は200人います', {})
    expect(known).toMatchObject({ prefecture: '愛知県', people: 200 })
    expect(remembered('うちはNPO法人です', known)).toMatchObject({ body: 'npo', prefecture: '愛知県' })
    expect(remembered('佐賀県の事例は？', known)).toEqual(known)
    expect(text(shipped.answerByProcedure('百選、対象40人でいける？', known, today) ?? undefined)).toContain(
      '40÷200＝20%',
    )
  })

  it('starts with what it would need when a button opens it', () => {
    expect(shipped.answerOf('allocation-tax', {}, today)?.ask?.name).toBe('items')
    expect(shipped.answerOf('pioneer', {}, today)?.ask?.name).toBe('all')
    expect(shipped.answerOf('nothing', {}, today)).toBeNull()
  })
})
