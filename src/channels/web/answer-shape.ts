/** What `POST /api/ask` answers, for programs; `/openapi.json` is made of it. */
import { z } from 'zod'

const citation = z.object({
  n: z.number().int().meta({ description: '本文の [n] の番号' }),
  document: z.string(),
  passage: z.string(),
  title: z.string(),
  heading: z.string(),
  quote: z.string().meta({ description: '根拠となる一節。資料のとおり' }),
})

export const answerShape = z.object({
  outcome: z.string().meta({
    description: 'answer 答えた・clarify 聞き返した・escalate 引き継ぐ・refuse この窓口ではない・notice お知らせ',
  }),
  text: z.string().meta({ description: '返答。出典は [1] のように示す' }),
  citations: z.array(citation),
  notices: z.array(z.looseObject({})),
  offers: z.array(z.looseObject({ kind: z.string(), label: z.string() })),
  turn: z.string(),
  conversation: z.string().meta({ description: '続きを聞くときに渡す値' }),
})

/** Why something was not taken. */
export const problemShape = z.object({
  error: z.object({ code: z.string(), message: z.string(), fields: z.record(z.string(), z.string()).optional() }),
})
