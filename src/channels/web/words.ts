import { z } from 'zod'
import { readWords, sectionsOf } from '../../base/words.ts'
import { readChannelWords, type ChannelWords } from '../plain.ts'

const text = z.string().min(1)
const texts = sectionsOf(text)

const shape = z.strictObject({
  name: text,
  subname: text,
  skip: text,
  greeting: texts('title', 'lead', 'asOf', 'privacy', 'startersTitle', 'examplesTitle'),
  starters: z.array(z.strictObject({ title: text, message: text })).max(8),
  /** Where else people are heard, and when; empty where the desk names nothing. */
  contact: z.string(),
  widget: texts('open', 'close', 'title'),
  latest: text,
  copy: text,
  copied: text,
  examples: z.array(text).min(1).max(8),
  log: text,
  you: text,
  desk: text,
  composer: texts('label', 'placeholder', 'hint', 'send', 'counter', 'over', 'privacy'),
  again: text,
  againAsk: text,
  mine: text,
  progress: texts('sending', 'waiting', 'reload', 'silent', 'failed', 'writing'),
  sources: texts('title', 'issued', 'heading', 'link', 'newTab', 'whole', 'marker', 'undated'),
  notices: texts('ended', 'superseded', 'conflict', 'as-of', 'correction', 'uncovered', 'urgent', 'masked', 'fallback'),
  outcomes: texts('refuse', 'escalate'),
  generated: text,
  speaker: text,
  working: text,
  offers: text,
  feedback: z.strictObject({
    ...texts('label', 'good', 'bad', 'thanks', 'title', 'lead', 'detail', 'detailHint', 'send', 'cancel').shape,
    reasons: z.array(text).min(1).max(8),
  }),
  consult: text,
  solved: text,
  ready: text,
  form: texts(
    'required',
    'optional',
    'submit',
    'withdraw',
    'choose',
    'consentNeeded',
    'faults',
    'closed',
    'submitted',
    'withdrawn',
    'requiredNote',
  ),
  receipt: texts('title', 'number', 'at', 'seal', 'note'),
  states: texts('offline', 'retry', 'failed', 'lost', 'back'),
  footer: text,
  noscript: text,
  errors: texts(
    'json',
    'type',
    'utf8',
    'large',
    'fields',
    'unknown',
    'missing',
    'wrong',
    'empty',
    'long',
    'day',
    'origin',
    'method',
    'missingPage',
    'conversation',
    'conversationName',
    'rate',
    'busy',
    'slow',
    'fault',
    'form',
  ),
})

/** What the browser chat says, with the words that all channels share. */
export type WebWords = z.infer<typeof shape> & { shared: ChannelWords }

export const readWebWords = (directory: string): WebWords => ({
  ...readWords(directory, 'web.yaml', shape),
  shared: readChannelWords(directory),
})
