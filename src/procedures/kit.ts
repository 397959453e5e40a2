/** What every procedure is built from: the rules with their sources, the words, and rows of the knowledge folder. */
import type { Rules } from './rules.ts'
import type { Day } from '../vocabulary/types.ts'
import { spoken } from '../japanese/days.ts'
import type { Form } from './form.ts'
import type { Outcome, Procedure, Tables } from './shape.ts'
import { wordsOfProcedure, type Words } from './words.ts'

/** The direct answer fits one look; details are in the working. */
export const textMax = 400

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

/** An outcome with the parts that were left out empty, and every source named once. */
export const reply = (said: Pick<Outcome, 'text' | 'sources'> & Partial<Outcome>): Outcome => {
  const sources = said.sources.filter(
    (source, at, all) =>
      all.findIndex((other) => other.document === source.document && other.heading === source.heading) === at,
  )
  return { verdict: null, working: [], caveats: [], offers: [], ...said, sources }
}

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

/** A procedure out of its questions and what it does with them. */
export const assemble = (
  id: string,
  kit: Kit,
  questions: Form,
  own: Pick<Procedure, 'recognise' | 'run' | 'resume'> & {
    /** The day its rules speak from; asked about an earlier day, the outcome says that its source is younger. */
    since?: Day
  },
): Procedure => {
  const { title, offer, say } = kit.words(id)
  const { since, ...does } = own
  const run: Procedure['run'] = (inputs, asOf) => {
    const outcome = own.run(inputs, asOf)
    if (since === undefined || asOf >= since) return outcome
    return { ...outcome, caveats: [...outcome.caveats, say('younger', { date: spoken(since) })] }
  }
  return { id, title, offer: { kind: 'procedure', label: offer, value: id }, ...questions, ...does, run }
}
