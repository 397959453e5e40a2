/**
 * Whose desk it is: `desk.yaml` of the knowledge folder names it, its field, and whom it hands over to. The words in
 * prompts/ are those of any desk and have places for these; nothing of one desk's field is said by another.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { Failure, wordsOf } from './failure.ts'

/** What is not answered like a question, where the desk wants it so. */
export const guardKinds = ['secret', 'prompt', 'records', 'person', 'incident', 'distress'] as const
export type GuardKind = (typeof guardKinds)[number]

/** Vocabularies that come with the program, of which a desk names those that its people speak. */
export const vocabularyNames = ['office', 'counter'] as const
export type VocabularyName = (typeof vocabularyNames)[number]

const words = z.string().trim().min(1)

const shape = z.strictObject({
  name: words.max(30),
  field: words,
  about: words,
  scope: words,
  sources: words,
  expert: words,
  contact: z.string().default(''),
  guard: z.array(z.enum(guardKinds)),
  vocabularies: z.array(z.enum(vocabularyNames)),
  questions: z.array(words).min(1).max(8),
  starters: z
    .array(z.strictObject({ title: words.max(40), message: words }))
    .min(1)
    .max(4),
})
export type Identity = z.infer<typeof shape>

/** A folder of documents that says nothing of its desk: no field is claimed, and nobody is promised. */
const plain: Identity = {
  name: 'お問い合わせ窓口',
  field: '登録された資料',
  about: 'この窓口は、登録された資料にもとづいてお答えします。',
  scope: '登録された資料の内容',
  sources: '登録された資料',
  expert: '担当者',
  contact: '',
  guard: ['secret', 'prompt', 'records', 'person', 'distress'],
  vocabularies: ['office', 'counter'],
  questions: ['手続きの方法を教えてください', '問い合わせ先はどこですか'],
  starters: [
    { title: '手続きを知りたい', message: '手続きの方法を教えてください' },
    { title: '問い合わせ先', message: '問い合わせ先はどこですか' },
  ],
}

/** The file of a knowledge folder that says whose desk it is. */
export const identityPath = 'desk.yaml'

export const readIdentity = (knowledge: string): Identity => {
  const path = join(knowledge, identityPath)
  if (!existsSync(path)) return plain
  let raw: unknown
  try {
    raw = parse(readFileSync(path, 'utf8'))
  } catch (thrown) {
    throw new Failure('desk.read', `${path} cannot be read: ${wordsOf(thrown)}. Mend its YAML.`)
  }
  const checked = shape.partial().strict().safeParse(raw)
  if (!checked.success) {
    throw new Failure('desk.shape', `${path} cannot be used: ${z.prettifyError(checked.error)}`)
  }
  const given = Object.fromEntries(Object.entries(checked.data).filter(([, value]) => value !== undefined))
  return { ...plain, ...given }
}

const shipped = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'knowledge')
const identities = new Map<string, Identity>()

/** Says whose desk speaks the words of a prompts folder; a process is one desk. */
export const nameDesk = (prompts: string, knowledge: string): Identity => {
  const identity = readIdentity(knowledge)
  identities.set(prompts, identity)
  return identity
}

/** Unless another was named, the desk is the one whose knowledge comes with the program. */
export const identityOf = (prompts: string): Identity => identities.get(prompts) ?? nameDesk(prompts, shipped)

const place = /\$(name|field|about|scope|sources|expert|contact|question)(?![a-zA-Z])/gu

/** Fills the places of the desk in the words of a file; `$questions` and `$starters` stand for whole lists. */
export const withIdentity = (value: unknown, identity: Identity): unknown => {
  if (Array.isArray(value)) return value.map((each) => withIdentity(each, identity))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withIdentity(each, identity)]))
  }
  if (value === '$questions') return identity.questions
  if (value === '$starters') return identity.starters
  if (typeof value !== 'string') return value
  const { name, field, about, scope, sources, expert, contact, questions } = identity
  const filled = { name, field, about, scope, sources, expert, contact, question: questions[0] ?? '' }
  return value.replace(place, (_, each: keyof typeof filled) => filled[each])
}
