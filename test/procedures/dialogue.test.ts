import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DialogueMemory, DialogueStep, Inputs } from '../../src/procedures/procedures.ts'
import { shipped, today } from './desk.ts'

const { dialogue } = shipped
const fresh = () => dialogue.remember(undefined)

const start = (id: string, inputs: Inputs = {}, memory = fresh()): DialogueStep => {
  const step = dialogue.start(memory, id, inputs, today)
  if (!step) throw new Error(`no procedure ${id}`)
  return step
}

/** Says one thing after another; every memory goes through JSON, as a conversation's does. */
const say = (step: DialogueStep, ...texts: string[]): DialogueStep => {
  let last = step
  for (const text of texts) {
    const memory = dialogue.remember(JSON.parse(JSON.stringify(last.memory)))
    const next = dialogue.take(memory, text, today)
    if (!next) throw new Error(`nothing runs at ${text}`)
    last = next
  }
  return last
}

const inputsOf = (step: DialogueStep): Inputs =>
  step.memory.running?.inputs ?? (step.kind === 'done' ? step.inputs : {})
const asked = (step: DialogueStep): string | null => (step.kind === 'ask' ? step.ask.name : null)

describe('a dialogue', () => {
  it('asks one thing at a time and ends with the outcome', () => {
    const end = say(start('pioneer'), '120人', '約９０名', '五十', '6日', 'はい', 'ありません', '定めています')
    expect(end.kind).toBe('done')
    expect(end.kind === 'done' && end.outcome.verdict).toBe('yes')
    expect(inputsOf(end)).toMatchObject({
      employees: 120,
      eligible: 90,
      practising: 50,
      meanDays: 6,
      rough: ['eligible'],
    })
    expect(end.memory.running).toBeNull()
  })

  it('takes several answers at once, in any order, and asks only for the rest', () => {
    const facts = [
      '社員は120名です',
      '対象は90名です',
      '50名が実施しています',
      '平均6日です',
      '長時間労働防止対策はあります',
      '違反はありません',
      '就業規則に定めています',
    ]
    fc.assert(
      fc.property(
        fc.shuffledSubarray(facts, { minLength: facts.length }),
        fc.integer({ min: 1, max: 6 }),
        (order, cut) => {
          const end = say(start('pioneer'), order.slice(0, cut).join('、'), order.slice(cut).join('、'))
          expect(end.kind).toBe('done')
          expect(inputsOf(end)).toEqual({
            employees: 120,
            eligible: 90,
            practising: 50,
            meanDays: 6,
            overwork: true,
            violation: false,
            workRules: true,
          })
        },
      ),
      { numRuns: 60 },
    )
  })

  it('goes back one answer at a time, whatever was said, until the first question', () => {
    const answers = ['120人', '90名', '50', '6日', 'はい', 'いいえ']
    fc.assert(
      fc.property(fc.integer({ min: 1, max: answers.length }), (count) => {
        const begun = start('pioneer')
        const there = say(begun, ...answers.slice(0, count))
        const back = say(there, ...answers.slice(0, count).map(() => '戻る'))
        expect(inputsOf(back)).toEqual({})
        expect(asked(back)).toBe(asked(begun))
      }),
    )
    expect(say(start('pioneer'), '戻る')).toMatchObject({ kind: 'ask', text: expect.stringContaining('最初の質問') })
  })

  it('restores a corrected answer when taken back', () => {
    const corrected = say(start('pioneer'), '120人', '社員は130人の間違いでした')
    expect(inputsOf(corrected)).toEqual({ employees: 130 })
    expect(asked(corrected)).toBe('eligible')
    expect(inputsOf(say(corrected, '戻る'))).toEqual({ employees: 120 })
  })

  it.each(['やめる', 'キャンセル', 'やめます。'])('ends at %s', (word) => {
    const left = say(start('pioneer'), '120人', word)
    expect(left.kind).toBe('left')
    expect(left.memory.running).toBeNull()
  })

  it('shows what has been told, without moving on', () => {
    const step = say(start('pioneer'), '120人', '確認')
    expect(step).toMatchObject({ kind: 'ask', text: expect.stringContaining('常時雇用する人の数：120') })
    expect(asked(step)).toBe('eligible')
    expect(inputsOf(say(step, '90人'))).toEqual({ employees: 120, eligible: 90 })
  })

  it('does not take a sentence for a command', () => {
    expect(say(start('task-level'), '証明書の交付を取りやめるときの確認の窓口業務').kind).toBe('ask')
  })

  it('asks again kindly, then stops asking', () => {
    const first = say(start('pioneer'), 'ええと')
    expect(first).toMatchObject({ kind: 'ask', misread: true, text: expect.stringContaining('数字でお答えください') })
    expect(say(first, 'うーん', 'どうかな').kind).toBe('left')
    expect(say(first, '120人', 'うーん', 'どうかな')).toMatchObject({ kind: 'ask', misread: true })
  })

  it.each([
    ['-5人', '0以上'],
    ['99999999人', '桁'],
    ['12.5人', '整数'],
    ['100人か200人', '二つ以上'],
  ])('does not swallow %s', (text, words) => {
    const step = say(start('pioneer'), text)
    expect(step).toMatchObject({ kind: 'ask', misread: true, text: expect.stringContaining(words) })
    expect(inputsOf(step)).toEqual({})
  })

  it('does not take a question back for a yes or a no', () => {
    const step = say(
      start('pioneer', { employees: 100, eligible: 60, practising: 60, meanDays: 5 }),
      '長時間労働の対策がない場合はどうなりますか？',
    )
    expect(step).toMatchObject({ kind: 'ask', misread: true })
    expect(inputsOf(step)).not.toHaveProperty('overwork')
  })

  it('keeps not knowing as not knowing where that is possible, and insists where it is not', () => {
    const unknown = say(start('pioneer'), 'わかりません')
    expect(inputsOf(unknown)).toEqual({ employees: null })
    expect(say(start('allocation-tax', { local: true, staff: true }), 'わかりません')).toMatchObject({
      kind: 'ask',
      misread: true,
    })
  })

  it.each([
    ['出せます', true],
    ['多いです', true],
    ['できません', false],
    ['無理です', false],
    ['少ないです', false],
    ['あります', true],
    ['1', true],
    ['２', false],
    ['3', null],
    ['不明です', null],
  ])('reads %s as yes, no or not known', (text, value) => {
    expect(inputsOf(say(start('reporting-methods'), text))).toEqual({ crowd: value })
  })

  it('understands choices by number, by label and by other words', () => {
    for (const text of ['1', '１番', '市区町村（指定都市を除く）', '村です']) {
      expect(inputsOf(say(start('regional-iot'), text))).toMatchObject({ body: 'municipality' })
    }
    expect(say(start('regional-iot'), '99')).toMatchObject({ misread: true })
  })

  it('asks for the unit of a bare small sum, and takes one that has it', () => {
    const begun = start('regional-iot', { body: 'company' })
    expect(say(begun, '500')).toMatchObject({ kind: 'ask', misread: true, text: expect.stringContaining('万円') })
    expect(inputsOf(say(begun, '五百万円'))).toMatchObject({ cost: 5_000_000 })
    expect(inputsOf(say(begun, '1.5億'))).toMatchObject({ cost: 150_000_000 })
  })

  it('keeps the ten steps between conversations, and takes a step back', () => {
    const one = start('introduction-steps', shipped.recogniseAny('ステップ2まで終わりました', today)?.inputs)
    const later = dialogue.remember(JSON.parse(JSON.stringify(one.memory)))
    const two = start('introduction-steps', shipped.recogniseAny('ステップ4が終わりました', today)?.inputs, later)
    expect(inputsOf(two)).toEqual({ done: ['1', '2', '4'] })
    expect(two.kind === 'done' && two.outcome.text).toContain('次はステップ3')
    const undone = start(
      'introduction-steps',
      shipped.recogniseAny('ステップ1はやり直しになった', today)?.inputs,
      two.memory,
    )
    expect(inputsOf(undone)).toEqual({ done: ['2', '4'] })
  })

  it('forgets what it cannot read, and has nothing to take when nothing runs', () => {
    for (const kept of [null, 42, 'x', { running: { procedure: 1 } }, { kept: [] }]) {
      expect(dialogue.remember(kept)).toEqual({ running: null, kept: {} })
    }
    expect(dialogue.take(fresh(), '120人', today)).toBeNull()
    expect(dialogue.start(fresh(), 'no-such', {}, today)).toBeNull()
    const gone: DialogueMemory = { running: { procedure: 'no-such', inputs: {}, history: [], misreads: 0 }, kept: {} }
    expect(dialogue.take(gone, '120人', today)).toBeNull()
  })

  it('can be finished for every procedure, whatever is said, within a bounded number of questions', () => {
    const words = [
      'はい',
      'いいえ',
      '1',
      '2',
      '100',
      '500万円',
      'PC 500万円',
      '東京都',
      '議事録の作成',
      'わからない',
      'まだ',
      '3',
      '戻る',
      '確認',
      '…',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...shipped.all.map((each) => each.id)),
        fc.array(fc.constantFrom(...words), { maxLength: 30 }),
        (id, texts) => {
          let step = start(id)
          const said: string[] = []
          for (const text of texts) {
            if (step.kind !== 'ask') break
            step = say(step, text)
            said.push(step.kind === 'done' ? step.outcome.text : step.text)
          }
          expect(said.filter((text) => text === '' || text.length > 400)).toEqual([])
          expect(step.kind === 'done' ? step.outcome.sources : [null]).not.toEqual([])
        },
      ),
      { numRuns: 400 },
    )
  })
})
