import { z } from 'zod'
import { readWords } from '../../base/words.ts'

const text = z.string().min(1)
const command = z.strictObject({ title: text.max(32), description: text.max(128) })
const appWords = z.strictObject({
  short: text.max(30),
  full: text.max(100),
  descriptionShort: text.max(80),
  descriptionFull: text.max(4_000),
  personal: z.array(command).min(1).max(10),
  group: z.array(command).min(1).max(10),
  search: command,
  propose: command,
})

const shape = z.strictObject({
  consult: text,
  mine: text,
  solved: text,
  submitted: text,
  withdrawn: text,
  feedback: z.strictObject({ good: text, bad: text }),
  welcome: z.strictObject({ title: text, text, ask: text, examples: z.array(text).min(1).max(6) }),
  empty: text,
  guest: text,
  tooLong: text,
  tooLarge: text,
  unseen: text,
  offers: text,
  sources: z.strictObject({ line: text, between: text }),
  pressed: z.strictObject({ taken: text, forbidden: text, unclear: text, unknown: text, tooLong: text }),
  form: z.strictObject({
    submit: text,
    open: text,
    here: text,
    withdraw: text,
    required: text,
    choose: text,
    consentNeeded: text,
    alone: text,
    sent: text,
    over: text,
    gone: text,
  }),
  receipt: z.strictObject({ title: text, number: text, at: text, seal: text, mine: text }),
  card: z.strictObject({ title: text, text: text, send: text, owner: text, confirm: text, chat: text }),
  operators: z.strictObject({
    register: z.array(text).min(1),
    unregister: z.array(text).min(1),
    registered: text,
    unregistered: text,
    refused: text,
    notHere: text,
    unreachable: text,
    link: text,
  }),
  extension: z.strictObject({
    nothing: text,
    open: text,
    title: text,
    intro: text,
    question: text,
    answer: text,
    source: text,
    send: text,
    incomplete: text,
    full: text,
    proposed: text,
  }),
  ready: z.strictObject({ open: text, ok: text, failed: text, code: text }),
  errors: z.strictObject({
    method: text,
    type: text,
    large: text,
    json: text,
    fields: text,
    token: text,
    channel: text,
    tenant: text,
    host: text,
    invoke: text,
  }),
  app: z.strictObject({ developer: text.max(32), en: appWords, ja: appWords }),
})

export type TeamsWords = z.infer<typeof shape>

export const readTeamsWords = (directory: string): TeamsWords => readWords(directory, 'teams.yaml', shape)
