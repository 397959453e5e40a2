/** What every procedure is built from: the rules with their sources, the words, and rows of the knowledge folder. */
import type { Rules } from './rules.ts'
import { dayWords } from '../japanese/calendar.ts'
import type { Body } from '../japanese/bodies.ts'
import type { Pattern } from '../question/circumstances/pattern.ts'
import type { Day } from '../vocabulary/types.ts'
import { askOf } from './fields.ts'
import { ROUGH, type Ask, type Inputs, type Outcome, type Procedure, type Tables } from './shape.ts'
import { wordsOfProcedure, type Says, type Words } from './words.ts'

export interface Kit {
  rules: Rules
  allWords: Words
  words(id: string): ReturnType<typeof wordsOfProcedure>
  tables: Tables
}

export const makeKit = (rules: Rules, words: Words, tables: Tables): Kit => ({
  rules,
  allWords: words,
  words: (id) => wordsOfProcedure(words, id),
  tables,
})

/** What is longer tells a story, and what it asks is seldom the matter that it mentions. */
const STORY_CHARACTERS_MIN = 100

export const isStory = (folded: string): boolean => folded.length > STORY_CHARACTERS_MIN

/** What a kind of body is called in a sentence. */
export const bodyName = (kit: Kit, body: unknown): string =>
  typeof body === 'string' ? (kit.allWords.bodies[body] ?? body) : ''

/** The body of the inputs in a sentence: a corporation that is no company by its own name, where it was told. */
export const bodyTold = (kit: Kit, inputs: Inputs): string => {
  const own = inputs['corporation']
  return inputs['body'] === 'other-corporate' && typeof own === 'string' ? own : bodyName(kit, inputs['body'])
}

/** An outcome with the parts that were left out empty, and every source named once. */
export const reply = (said: Pick<Outcome, 'conclusion' | 'sources'> & Partial<Outcome>): Outcome => {
  const sources = said.sources.filter(
    (source, at, all) =>
      all.findIndex((other) => other.document === source.document && other.heading === source.heading) === at,
  )
  return {
    verdict: null,
    assumption: null,
    date: null,
    ask: null,
    working: [],
    offers: [],
    ...said,
    sources,
    details: (said.details ?? []).filter((line) => line !== ''),
  }
}

/** What an outcome says, line by line: conclusion, what holds it, what is assumed, time, and the one question. */
export const linesOf = ({ conclusion, details, assumption, date, ask }: Outcome): string[] =>
  [conclusion, ...details, assumption ?? '', date ?? '', ask?.question ?? ''].filter((line) => line !== '')

/** As many lines as fit beside what else is said, and how many were left out. */
export const fitting = (lines: string[], room: number): { lines: string[]; left: number } => {
  const kept: string[] = []
  let used = 0
  for (const line of lines) {
    used += line.length + 1
    if (used > room) break
    kept.push(line)
  }
  return { lines: kept, left: lines.length - kept.length }
}

/** What a value found in a sentence adds to the inputs: nothing where there is none. */
export const given = (values: Record<string, Inputs[string] | undefined>, rough: readonly string[] = []): Inputs => {
  const inputs: Inputs = {}
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== null) inputs[name] = value
  if (rough.length > 0) inputs[ROUGH] = [...rough]
  return inputs
}

/** What somebody speaks for, as said now or before; and whether it was said at all. */
export const bodyOf = (inputs: Inputs): Body | null => {
  const body = inputs['body']
  return typeof body === 'string' ? (body as Body) : null
}

export const numberOf = (inputs: Inputs, name: string): number | null => {
  const value = inputs[name]
  return typeof value === 'number' ? value : null
}

/** Yes or no to what the asker takes for the sum; nothing where no sum was taken for granted. */
export const believedLead = (inputs: Inputs, amount: number, say: Says): string => {
  const believed = numberOf(inputs, 'believed')
  if (believed === null) return ''
  return say(believed === amount ? 'believedRight' : 'believedWrong')
}

export type Asker = (name: string) => Ask

/** A procedure out of its fields and what it does with them. */
export const assemble = (
  id: string,
  kit: Kit,
  own: Pick<Procedure, 'fields' | 'hear' | 'find' | 'goOn' | 'run'> & {
    topic: Pattern
    lists?: boolean
    /** The day its rules speak from; asked about an earlier day, the outcome says that its source is younger. */
    since?: Day
  },
): Procedure => {
  const { title, offer, say } = kit.words(id)
  const { since, topic, lists = false, ...does } = own
  const named: Procedure['named'] = (folded) => folded.search(topic.matches)
  const run: Procedure['run'] = (inputs, asOf) => {
    const outcome = own.run(inputs, asOf)
    if (since === undefined || asOf >= since) return outcome
    return { ...outcome, details: [...outcome.details, say('younger', { date: dayWords(since) })] }
  }
  return { id, title, offer: { kind: 'procedure', label: offer, value: id }, lists, named, ...does, run }
}

/** Writes the question for an input of a procedure. */
export const asker =
  (id: string, kit: Kit, fields: Procedure['fields']): Asker =>
  (name) =>
    askOf(id, kit.allWords, fields, name)
