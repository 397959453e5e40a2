import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelDesk, quoting, saying, type ModelDesk } from './desk.ts'

const QUESTION = 'テレワークマネージャー派遣の費用はかかりますか？'

let desk: ModelDesk
beforeAll(async () => {
  desk = await modelDesk((received) => ({ say: quoting(received) }))
})
afterAll(() => desk.double.close())

describe('an answer drafted by a model', () => {
  it('says what the passage says, with its source and the label that a model wrote it', async () => {
    desk.double.script((received) => ({ say: quoting(received) }))
    const { reply, trace } = await desk.ask(QUESTION)
    expect(reply).toMatchObject({ outcome: 'answer', generated: true })
    expect(reply?.citations.length).toBeGreaterThan(0)
    expect(trace.model).toEqual({ calls: 1, tokensIn: 700, tokensOut: 90, removed: 0 })
  })
})
void saying
