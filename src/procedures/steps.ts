/** The ten introduction steps with their check items; which are done is kept between conversations. */
import { form, toInputs, type Field, type Finding, type Findings } from './form.ts'
import { assemble, fitting, reply, type Kit } from './kit.ts'
import { fold, numeral } from '../japanese/numbers.ts'
import type { Inputs, Outcome, Procedure, Value } from './shape.ts'

const ID = 'introduction-steps'
const LAST = 10
/** What is left of the answer for the check items. */
const checksRoom = 240

const STEP = /(?:導入)?(?:ステップ|step|手順)(?:の)?([\d一二三四五六七八九十]{1,3})/gu
const ALSO = /^(?:と|、|や|・|,)([\d一二三四五六七八九十]{1,3})(?![\d人名円%日])/u
const FINISHED =
  /(?:終わ(?:った|って|っています|り(?!ませ)|っとる)|終え|完了|済(?:み|ん)|できた|できました|クリア|やりました|やった|実施済|終了し)/u
const UNFINISHED = /(?:まだ(?:です|終わ|完了|でき)?|未完了|未了|やり直|終わっていな|終わってな|完了していな|取り消)/u
const TRACK =
  /(?:導入)?(?:ステップ|手順)[^。?]{0,8}(?:進捗|チェックリスト|進み具合)[^。?]{0,6}(?:管理|確認した|つけ|記録|始め|見せ|見たい)|(?:導入)?(?:ステップ|手順)を?(?:一つずつ|1つずつ|順番に|順に)[^。?]{0,6}(?:進め|確認|チェック|始め)/u

const valid = (step: number | null): step is number =>
  step !== null && Number.isInteger(step) && step >= 1 && step <= LAST

const through = (step: number): string[] => Array.from({ length: step }, (_, at) => String(at + 1))

/** The steps that a folded sentence names: 「ステップ3まで」 means the first three. */
const named = (folded: string): string[] => {
  const steps: string[] = []
  for (const match of folded.matchAll(STEP)) {
    const step = numeral(match[1] ?? '')
    if (!valid(step)) continue
    let rest = folded.slice(match.index + match[0].length)
    if (/^(?:番|目)?まで/u.test(rest)) steps.push(...through(step))
    else steps.push(String(step))
    for (let more = ALSO.exec(rest); more !== null; more = ALSO.exec(rest)) {
      const also = numeral(more[1] ?? '')
      if (valid(also)) steps.push(String(also))
      rest = rest.slice(more[0].length)
      if (also !== null && rest.startsWith('まで')) steps.push(...through(also))
    }
  }
  return [...new Set(steps)]
}

const find = (folded: string): Findings => {
  const steps = named(folded)
  if (steps.length === 0) return {}
  if (UNFINISHED.test(folded)) return { done: { value: [] }, undone: { value: steps } }
  return FINISHED.test(folded) ? { done: { value: steps } } : {}
}

/** An answer to how far things have got: 3, 「まだ何も」, 全部. */
const howFar = (folded: string): Finding | null => {
  if (/まだ|何も|これから|ゼロ|始めて/u.test(folded)) return { value: [] }
  if (/全部|すべて|全て/u.test(folded)) return { value: through(LAST) }
  const digits = /[\d一二三四五六七八九十]{1,3}/u.exec(folded)
  const step = digits ? numeral(digits[0]) : null
  if (step === 0) return { value: [] }
  return valid(step) ? { value: through(step) } : null
}

const listed = (value: Value | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []

const recognise = (text: string): Inputs | null => {
  const folded = fold(text)
  const findings = find(folded)
  // 「ステップ3が終わったら何をする？」 asks what the guide says; nothing has been finished yet.
  const supposes = /(?:終わっ|完了し|でき)たら|終わる(?:と|には)|とは|いけません|いけない|必要です|べき/u.test(folded)
  const asks = supposes || (/何をし|何です|(?:ます|です|ません)か[?]*$/u.test(folded) && !/次[はのに]/u.test(folded))
  if (findings['done'] && !asks) return toInputs(findings)
  return TRACK.test(folded) ? {} : null
}

const resume = (kept: Inputs, said: Inputs): Inputs => {
  const undone = new Set(listed(said['undone']))
  const done = new Set([...listed(kept['done']), ...listed(said['done'])].filter((step) => !undone.has(step)))
  return { done: through(LAST).filter((step) => done.has(step)) }
}

export const introductionSteps = (kit: Kit): Procedure => {
  const { sources, steps } = kit.rules.steps
  const { fields: fieldWords, say } = kit.words(ID)
  const fields: Field[] = [{ name: 'done', kind: 'text', parse: howFar }]
  const built = form(ID, kit.allWords, fieldWords, fields, find)

  const run = (inputs: Inputs): Outcome => {
    const undone = new Set(listed(inputs['undone']))
    const done = new Set(listed(inputs['done']).filter((step) => !undone.has(step)))
    const at = steps.findIndex((_, index) => !done.has(String(index + 1)))
    const next = steps[at]
    const state = (index: number) => (done.has(String(index + 1)) ? 'done' : index === at ? 'next' : 'open')
    const working = steps.map((step, index) => ({
      label: say('stepLabel', { number: String(index + 1), name: step.name }),
      value: `${say(`state_${state(index)}`)}：${step.checks.join('、')}`,
    }))
    const progress = say('progress', { done: String(done.size), all: String(steps.length) })
    if (!next)
      return reply({
        text: `${progress}\n${say('allDone')}`,
        working,
        sources: [...sources, ...steps.slice(-1).map((step) => step.source)],
      })
    const number = String(at + 1)
    const checks = fitting(
      next.checks.map((check) => `・${check}`),
      checksRoom,
    )
    const lines = [
      progress,
      say('next', { number, name: next.name, phase: next.phase }),
      ...checks.lines,
      checks.left > 0 ? say('more', { left: String(checks.left) }) : '',
    ]
    const finished = say('finished', { number })
    return reply({
      text: lines.filter((line) => line !== '').join('\n'),
      working,
      sources: [next.source, ...sources],
      caveats: [say('examples')],
      offers: [
        { kind: 'ask', label: finished, value: finished },
        { kind: 'ask', label: say('what', { number }), value: say('what', { number }) },
      ],
    })
  }

  return assemble(ID, kit, built, { recognise, run, resume, since: kit.rules.steps.asOf })
}
