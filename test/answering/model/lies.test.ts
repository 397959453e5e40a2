import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOnce, type DeskParts } from '../../../src/desk/desk.ts'
import { startModelDouble, type ModelDouble } from '../../support/model-double/model-double.ts'
import { shippedParts } from '../../support/shipped-desk.ts'
import { envFor, modelDesk, type ModelDesk } from './desk.ts'
import { falseIn, LIES } from './lies.ts'
import { shippedIndex } from '../../support/shipped-index.ts'

/** The bench asks many more. */
const QUESTIONS = [
  'テレワークマネージャーは無料ですか',
  '令和2年度のテレワークマネージャーの応募期限は',
  '特別交付税措置の措置率は',
  'テレワーク月間は何月ですか',
]

let double: ModelDouble
let alone: DeskParts
let desk: ModelDesk
beforeAll(async () => {
  double = await startModelDouble(() => ({ status: 500 }))
  alone = await shippedParts()
  desk = await modelDesk(envFor(double))
})
afterAll(() => double.close())

describe('a model that lies', () => {
  it('lies in at least twenty ways', () => expect(Object.keys(LIES).length).toBeGreaterThanOrEqual(20))

  it.each(Object.entries(LIES))('about %s reaches nobody', async (_, lie) => {
    double.script(lie)
    for (const question of QUESTIONS) {
      const own = await answerOnce(alone, { question })
      const taken = await desk.ask(question)
      expect(
        falseIn(question, taken.reply, own.reply, await shippedIndex()),
        `${question}\n${taken.reply?.text}`,
      ).toEqual([])
    }
  })
})
