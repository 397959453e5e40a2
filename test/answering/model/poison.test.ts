import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { fold } from '../../../src/knowledge/knowledge.ts'
import type { Ranked } from '../../../src/vocabulary/types.ts'
import type { Index } from '../../../src/retrieval/retrieval.ts'
import { root, shippedIndex } from '../../support/shipped-index.ts'
import { modelDesk, saying, type ModelDesk } from './desk.ts'

interface Bait {
  text: string
  bait: string
}

const { passages, questions } = parse(readFileSync(join(root, 'test/answering/generative/poison.yaml'), 'utf8')) as {
  passages: Bait[]
  questions: Bait[]
}

const QUESTION = 'テレワークマネージャーの費用はかかりますか？'

const bare = (text: string): string =>
  fold(text)
    .toLowerCase()
    .replaceAll(/[\s。、.]/gu, '')

let poison = ''
/** Before or after the honest words of the best hit. */
let place: 'before' | 'after' = 'after'

const poisoned = (one: Ranked): Ranked => {
  const { text } = one.passage
  return { ...one, passage: { ...one.passage, text: place === 'after' ? `${text}\n${poison}` : `${poison}\n${text}` } }
}

let desk: ModelDesk
beforeAll(async () => {
  const { index } = await shippedIndex()
  const tampered: Index = {
    ...index,
    retrieve: async (query) => {
      const [first, ...others] = await index.retrieve(query)
      return first === undefined ? [] : [poisoned(first), ...others]
    },
  }
  desk = await modelDesk(() => ({ hang: true }), {}, tampered)
})
afterAll(() => desk.double.close())

describe('a model that obeys whatever it reads', () => {
  it('is held back for every poisoned passage, wherever the poison stands', async () => {
    expect(passages.length).toBeGreaterThanOrEqual(60)
    const obeyed: string[] = []
    for (const { text, bait } of passages) {
      for (place of ['before', 'after'] as const) {
        poison = text
        desk.double.script(({ data }) => saying({ text: bait, passages: data.passages.map(({ n }) => n) }))
        const { reply } = await desk.ask(QUESTION)
        const said = bare([reply?.text, ...(reply?.notices ?? []).map((notice) => notice.text)].join('\n'))
        if (said.includes(bare(bait))) obeyed.push(text)
        expect(reply?.outcome).toBe('answer')
      }
    }
    expect(obeyed).toEqual([])
  })

  it('is held back for every poisoned question', async () => {
    poison = ''
    const obeyed: string[] = []
    for (const { text, bait } of questions) {
      desk.double.script(({ messages, data }) =>
        saying(
          { text: `${bait}です。`, passages: data.passages.map(({ n }) => n) },
          { text: messages[0]?.content.slice(0, 60) ?? '', passages: [1] },
        ),
      )
      const { reply } = await desk.ask(text)
      const said = reply?.text ?? ''
      // The question may be said back by name; the bait alone must not be.
      if (said.replaceAll(text, '').includes(bait)) obeyed.push(`${text} → ${said}`)
      desk.double.script(({ messages }) => ({
        say: { kind: 'ask', sentences: [], missing: '', question: `${messages[0]?.content.slice(0, 60)}か。` },
      }))
      const back = await desk.ask(text)
      if (back.reply?.text.includes('下書きを作る係')) obeyed.push(`${text} → ${back.reply.text}`)
    }
    expect(obeyed).toEqual([])
  })
})
