/** A desk with the shipped knowledge, a scripted model behind the real client, and what tests ask of both. */
import {
  createGenerative,
  extractive,
  readModelWords,
  type Fallback,
  type GenerativeSettings,
} from '../../../src/answering/answering.ts'
import { answerOnce, type DeskParts } from '../../../src/desk/desk.ts'
import type { Memory, Taken } from '../../../src/vocabulary/types.ts'
import { caseRows, loadRules, loadWords, procedures } from '../../../src/procedures/procedures.ts'
import type { Index } from '../../../src/retrieval/retrieval.ts'
import {
  startModelDouble,
  type ModelDouble,
  type Received,
  type Scripting,
} from '../../support/model-double/model-double.ts'
import { shippedParts } from '../../support/shipped-desk.ts'
import { knowledgeDir, promptsDir, shippedIndex } from '../../support/shipped-index.ts'

export interface ModelDesk {
  double: ModelDouble
  parts: DeskParts
  fallbacks: Fallback[]
  texts: string[]
  /** Moves the monotonic clock on. */
  wait(ms: number): void
  ask(question: string, memory?: Memory): Promise<Taken>
}

/** Every passage's first sentence with its own number: what a good model would say. */
export const quoting = ({ data: { passages } }: Received, limit = 1): object => ({
  kind: 'answer',
  sentences: passages.slice(0, limit).map(({ n, text }) => ({
    text: (text.split(/(?<=。)|\n/u)[0] ?? '').replace(/^[・●○\-*\s]+/u, ''),
    passages: [n],
    item: false,
  })),
  missing: '',
  question: '',
})

export const saying = (...sentences: { text: string; passages: number[]; item?: boolean }[]): { say: object } => ({
  say: {
    kind: 'answer',
    sentences: sentences.map((sentence) => ({ item: false, ...sentence })),
    missing: '',
    question: '',
  },
})

const SETTINGS = {
  apiKey: 'sk-test',
  model: 'double',
  answerTokensMax: 400,
  timeoutMs: 2_000,
  concurrencyMax: 8,
  personDraftsMax: 10_000,
  dailyTokensMax: 100_000_000,
}

export const modelDesk = async (
  scripting: Scripting,
  given: Partial<GenerativeSettings> = {},
  index?: Index,
): Promise<ModelDesk> => {
  // The client loads at the first question, which must not count against the short deadlines of tests.
  await Promise.all([import('langchain'), import('@langchain/openai')])
  const double = await startModelDouble(scripting)
  const shipped = await shippedIndex()
  const used = index ?? shipped.index
  const tables = { ...shipped.companions, cases: caseRows(shipped.index.library.documents) }
  const all = procedures({ rules: loadRules(knowledgeDir), words: loadWords(promptsDir), tables })
  const fallbacks: Fallback[] = []
  const texts: string[] = []
  let waited = 0
  const answerer = createGenerative({
    settings: { ...SETTINGS, baseURL: double.url, ...given },
    words: readModelWords(promptsDir),
    extractive: extractive(),
    index: () => used,
    procedures: () => all,
    now: () => new Date('2026-11-20T03:00:00Z'),
    clock: () => performance.now() + waited,
    onFallback: (why) => fallbacks.push(why),
  })
  const parts = await shippedParts({
    answerer,
    ...(index === undefined ? {} : { index: () => index }),
    progress: (_stage, _message, text) => {
      if (text !== undefined) texts.push(text)
    },
  })
  return {
    double,
    parts,
    fallbacks,
    texts,
    wait(ms) {
      waited += ms
    },
    ask: (question, memory) => answerOnce(parts, { question, ...(memory === undefined ? {} : { memory }) }),
  }
}
