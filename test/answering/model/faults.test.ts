import { afterEach, describe, expect, it } from 'vitest'
import { extractive, unsupportedFigures } from '../../../src/answering/answering.ts'
import { answerOnce } from '../../../src/desk/desk.ts'
import type { Scripting } from '../../support/model-double/model-double.ts'
import { modelDesk, quoting, saying, type ModelDesk } from './desk.ts'

const QUESTION = 'テレワークマネージャーの費用はかかりますか？'

const open: ModelDesk[] = []
const deskWith = async (...given: Parameters<typeof modelDesk>): Promise<ModelDesk> => {
  const desk = await modelDesk(...given)
  open.push(desk)
  return desk
}
afterEach(async () => {
  for (const desk of open.splice(0)) await desk.double.close()
})

const failing: [string, Scripting, string][] = [
  ['a wrong key', () => ({ status: 401 }), 'auth'],
  ['too many requests', () => ({ status: 429, headers: { 'retry-after': '30' } }), 'limited'],
  ['a broken server', () => ({ status: 500 }), 'server'],
  ['a model that is not there', () => ({ status: 404 }), 'rejected'],
  ['silence', () => ({ hang: true }), 'timeout'],
  ['a slow trickle', (received) => ({ say: quoting(received), pieces: 200, everyMs: 50 }), 'timeout'],
  ['a cut stream', () => ({ cutAfter: '{"kind":"answer","sentences":[{"text":"費用は' }), 'cut'],
  ['an answer that is cut off', () => ({ finish: 'length', say: '{"kind":"ans' }), 'endless'],
  ['an endless answer', () => ({ endless: 'ああああああああああああああああああああ' }), 'endless'],
  ['words instead of JSON', () => ({ say: '費用は無料です。' }), 'invalid'],
  ['JSON of another form', () => ({ say: { answer: '無料です' } }), 'invalid'],
  ['no choice', () => ({ choices: 'none' }), 'empty'],
  ['a blank choice', () => ({ choices: 'blank' }), 'empty'],
  ['a filter', () => ({ finish: 'content_filter', say: '' }), 'filtered'],
  ['a stream that is no JSON', () => ({ broken: 'data: {"id": broken\n\n' }), 'invalid'],
]

describe('a model that fails', () => {
  it.each(failing)('leaves an extractive answer with a quiet notice: %s', async (_, script, why) => {
    const desk = await deskWith(script, { timeoutMs: 700, answerTokensMax: 300 })
    const { reply, trace } = await desk.ask(QUESTION)
    expect(reply?.outcome).toBe('answer')
    expect(reply?.text).toContain('無料でした')
    expect(reply?.generated).toBeUndefined()
    expect(reply?.notices.filter(({ kind }) => kind === 'fallback')).toHaveLength(1)
    expect(desk.fallbacks).toEqual([why])
    expect(trace.decisions.join()).toContain(`model: ${why}`)
  })

  it('answers where nothing listens', async () => {
    const desk = await deskWith(() => ({ hang: true }))
    await desk.double.close()
    const { reply } = await desk.ask(QUESTION)
    expect(reply?.text).toContain('無料でした')
    expect(desk.fallbacks).toEqual(['unreachable'])
  })

  it('is asked once more where a server’s fault passes by itself', async () => {
    const desk = await deskWith((received, nth) => (nth === 1 ? { status: 503 } : { say: quoting(received) }))
    const { reply, trace } = await desk.ask(QUESTION)
    expect(reply?.generated).toBe(true)
    expect(trace.model?.calls).toBe(2)
  })

  it('is left alone after faults in a row, and tried again by one question', async () => {
    const desk = await deskWith(() => ({ status: 500 }))
    for (let i = 0; i < 5; i++) await desk.ask(QUESTION)
    expect(desk.fallbacks).toEqual(['server', 'server', 'server', 'breaker', 'breaker'])
    desk.wait(31_000)
    desk.double.script((received) => ({ say: quoting(received), pieces: 20, everyMs: 10 }))
    const [first, second] = await Promise.all([desk.ask(QUESTION), desk.ask(QUESTION)])
    expect([first?.reply?.generated, second?.reply?.generated].filter(Boolean)).toHaveLength(1)
    expect((await desk.ask(QUESTION)).reply?.generated).toBe(true)
  })

  it('is left alone for as long as it asks to be', async () => {
    const desk = await deskWith(() => ({ status: 429, headers: { 'retry-after': '120' } }))
    await desk.ask(QUESTION)
    desk.double.script((received) => ({ say: quoting(received) }))
    desk.wait(100_000)
    await desk.ask(QUESTION)
    desk.wait(21_000)
    expect((await desk.ask(QUESTION)).reply?.generated).toBe(true)
    expect(desk.fallbacks).toEqual(['limited', 'breaker'])
  })
})

describe('limits', () => {
  it('stop a person who asks too much, and everybody where the day is used up', async () => {
    const person = await deskWith((received) => ({ say: quoting(received) }), { personDraftsMax: 2 })
    for (let i = 0; i < 3; i++) await person.ask(QUESTION)
    expect(person.fallbacks).toEqual(['person-quota'])
    const day = await deskWith((received) => ({ say: quoting(received) }), { dailyTokensMax: 700 })
    for (let i = 0; i < 2; i++) await day.ask(QUESTION)
    expect(day.fallbacks).toEqual(['quota'])
  })

  it('let only so many drafts be under way, and answer the others without the model', async () => {
    let under = 0
    let most = 0
    const desk = await deskWith(
      (received) => {
        under++
        most = Math.max(most, under)
        setTimeout(() => under--, 120)
        return { say: quoting(received), pieces: 12, everyMs: 10 }
      },
      { concurrencyMax: 2, timeoutMs: 10_000 },
    )
    const replies = await Promise.all(Array.from({ length: 30 }, () => desk.ask(QUESTION)))
    expect(replies.every(({ reply }) => reply?.text.includes('無料でした'))).toBe(true)
    expect(most).toBeLessThanOrEqual(2)
    expect(desk.fallbacks.filter((why) => why === 'busy').length).toBeGreaterThan(0)
  })

  it('share their time among the questions of one message', async () => {
    const desk = await deskWith(() => ({ hang: true }), { timeoutMs: 300 })
    const { reply } = await desk.ask(`${QUESTION}テレワークマネージャーの申込期限はいつですか？`)
    expect(reply?.outcome).toBe('answer')
    expect(desk.fallbacks.every((why) => why === 'timeout')).toBe(true)
  })
})

/** Deterministic variety: the same hallucinations in every run. */
const LIES: ((n: number) => { text: string; passages: number[] })[] = [
  (n) => ({ text: `費用は${n * 137 + 11}円です。`, passages: [1] }),
  (n) => ({ text: `申込期限は令和${(n % 7) + 20}年${(n % 12) + 1}月${(n % 28) + 1}日です。`, passages: [1] }),
  (n) => ({ text: `電話番号は03-${4000 + n}-${1000 + n}です。`, passages: [1] }),
  (n) => ({ text: `派遣は第${n + 50}条により認められます。`, passages: [2] }),
  (n) => ({ text: '月面基地での勤務にも宇宙飛行士の派遣が認められます。', passages: [(n % 3) + 1] }),
  () => ({ text: '費用は無料でした。', passages: [] }),
  () => ({ text: '費用は無料でした。', passages: [99] }),
  () => ({ text: '費用は無料ではありませんでした。', passages: [1] }),
  () => ({ text: '詳しくは https://fake.example.jp/apply をご覧ください。', passages: [1] }),
  () => ({ text: '資料には「派遣は全額自己負担とする」と書かれています。', passages: [1] }),
  (n) => ({ text: `全国で${n + 9000}団体が利用し、満足度は${(n % 40) + 60}.${n % 10}%でした。`, passages: [1, 2] }),
]

const QUESTIONS = [
  QUESTION,
  'テレワークマネージャーの申込期限はいつですか？',
  'テレワークマネージャーの対象は誰ですか？',
  '特別交付税措置の措置率はいくらですか？',
  'テレワーク導入の手順を教えてください。',
]

describe('a model that makes things up', () => {
  it('gets no unsupported number and no uncited sentence into 500 replies', async () => {
    let n = 0
    const desk = await deskWith((received) => {
      n++
      const good = (quoting(received) as { sentences: { text: string; passages: number[] }[] }).sentences
      const lies = [0, 3, 5].map((step) => LIES[(n + step) % LIES.length]?.(n) ?? { text: 'x', passages: [] })
      return saying(...(n % 3 === 0 ? [] : good), ...lies)
    })
    // What the desk itself says beside any answer, such as that two documents differ.
    const own = new Set<string>()
    for (const question of QUESTIONS) {
      const { reply } = await answerOnce({ ...desk.parts, answerer: extractive() }, { question })
      for (const line of reply?.text.split('\n') ?? []) own.add(line)
    }
    const bad: string[] = []
    let removed = 0
    for (let i = 0; i < 500; i++) {
      const question = QUESTIONS[i % QUESTIONS.length] ?? QUESTION
      const { reply, trace } = await desk.ask(question)
      removed += trace.model?.removed ?? 0
      if (reply?.outcome !== 'answer') continue
      const passages = desk.parts.index()?.library.passages ?? []
      const documents = desk.parts.index()?.library.documents ?? []
      const sources = reply.citations.flatMap(({ passage: id, document, issued }) => [
        ...passages.flatMap((one) => (one.id === id ? [one.title, one.text] : [])),
        ...documents.flatMap((one) => (one.id === document ? [one.title, one.source] : [])),
        issued,
        question,
        '2026-11-20 令和8年度',
      ])
      const said = reply.text.replaceAll(/\[\d+\]/gu, ' ')
      bad.push(...unsupportedFigures(said, sources).map((figure) => `${figure} in ${said}`))
      if (reply.generated === true) {
        const uncited = reply.text.split('\n').filter((line) => line.trim() !== '' && !/\[\d+\]/u.test(line))
        bad.push(...uncited.filter((line) => !own.has(line)).map((line) => `uncited: ${line}`))
      }
      if (/宇宙|fake\.example|自己負担|無料ではありません/u.test(reply.text)) bad.push(reply.text)
    }
    expect(removed).toBeGreaterThan(500)
    expect([...new Set(bad)]).toEqual([])
  }, 120_000)

  it('cannot cite another document’s passage for what it says', async () => {
    const desk = await deskWith(({ data: { passages } }) => {
      const words = passages[0]?.text.split(/(?<=。)/u)[0] ?? ''
      const other = passages.findLast(({ title }) => title !== passages[0]?.title)
      return saying({ text: words, passages: [other?.n ?? 99] })
    })
    const { reply } = await desk.ask(QUESTION)
    expect(reply?.generated).toBeUndefined()
    expect(desk.fallbacks).toEqual(['emptied'])
  })
})
