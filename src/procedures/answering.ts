/**
 * Answers a message by the procedures whose matter it is: from what it says, what was known before, and what is
 * assumed. Nothing is asked before the answer; at most one thing is asked with it.
 */
import { fold, foldApart, foldFigures } from '../japanese/numbers.ts'
import type { Known } from '../question/circumstances/known.ts'
import { isQuestionBack } from '../question/circumstances/answers.ts'
import { says, saysAny } from '../question/circumstances/pattern.ts'
import { WANTS } from '../question/circumstances/wants.ts'
import type { Day, Offer } from '../vocabulary/types.ts'
import { readAnswer } from './fields.ts'
import { linesOf } from './kit.ts'
import { ROUGH, type Ask, type Heard, type Inputs, type Outcome, type Procedure, type Source } from './shape.ts'
import { sentences, type Words } from './words.ts'

/** A pasted document is not a sentence about one's own case. */
const MESSAGE_CHARACTERS_MAX = 1_000
/** What only adds to what was asked before is short. */
const FOLLOW_UP_CHARACTERS_MAX = 40
/** So many inputs in one message go on with what was asked, however they are put. */
const TOLD_MIN = 2

/** What a conversation keeps of the last answer, so that the next message can add to it. JSON. */
export interface Continued {
  procedure: string
  inputs: Inputs
  /** The input that was asked for. */
  asked: string | null
}

export interface ProcedureAnswer {
  procedure: string
  title: string
  verdict: Outcome['verdict']
  /** In the order said: conclusion, what holds it, what is assumed, time, and the one question. */
  lines: string[]
  outcome: Outcome
  sources: Source[]
  offers: Offer[]
  /** The one question that is asked with the answer; its text is the last of the lines. */
  ask: Ask | null
  /** Whether nothing was assumed or left open. */
  decided: boolean
  /** Hand this back with the next message. */
  next: Continued
}

export interface Answering {
  /** The answers to a message, one for each procedure whose matter it is, in the order named; empty when it is nobody's. */
  answersByProcedure(text: string, known: Known, day: Day, last?: Continued | null): ProcedureAnswer[]
  /** The one of them that finds most in the message, or null. */
  answerByProcedure(text: string, known: Known, day: Day, last?: Continued | null): ProcedureAnswer | null
  /** The answer of a procedure that was chosen by a button, with what is known. */
  answerOf(id: string, inputs: Inputs, day: Day): ProcedureAnswer | null
  /** The answer of a chosen procedure to a message, with answers to single inputs laid over what the message tells. */
  answerWith(id: string, text: string, answers: Record<string, string>, day: Day): ProcedureAnswer | null
  /** The procedure whose matter a message names, even where the documents answer it: 「じゃあ1,000万なら」 may follow. */
  matterOf(text: string): Continued | null
  /** Whether a message does nothing but leave. */
  isCancel(folded: string): boolean
  /** What is said when somebody leaves. */
  leaving(id: string): string
}

const hearing = (text: string, known: Known, day: Day): Heard => ({
  folded: fold(text),
  apart: foldApart(text),
  figures: foldFigures(text),
  day,
  known,
})

const richness = (inputs: Inputs): number => Object.keys(inputs).filter((name) => name !== ROUGH).length

const answerFrom = (procedure: Procedure, inputs: Inputs, day: Day): ProcedureAnswer => {
  const outcome = procedure.run(inputs, day)
  return {
    procedure: procedure.id,
    title: procedure.title,
    verdict: outcome.verdict,
    lines: linesOf(outcome),
    outcome,
    sources: outcome.sources,
    offers: outcome.offers,
    ask: outcome.ask,
    decided: outcome.assumption === null && outcome.ask === null,
    next: { procedure: procedure.id, inputs, asked: outcome.ask?.name ?? null },
  }
}

/** The new told over the old; a share told anew replaces the count that it would contradict, and the other way round. */
const EXCLUDES: Record<string, readonly string[]> = {
  eligible: ['eligibleShare'],
  eligibleShare: ['eligible'],
  practising: ['practisingShare'],
  practisingShare: ['practising'],
  items: ['pieces', 'plans'],
}

const over = (before: Inputs, said: Inputs): Inputs => {
  const dropped = new Set(Object.keys(said).flatMap((name) => EXCLUDES[name] ?? []))
  return { ...Object.fromEntries(Object.entries(before).filter(([name]) => !dropped.has(name))), ...said }
}

/** The inputs that a message adds to the last answer, or null when it is about something else. */
const continued = (procedure: Procedure, heard: Heard, text: string, last: Continued, words: Words): Inputs | null => {
  const { folded } = heard
  if (folded.length > FOLLOW_UP_CHARACTERS_MAX) return null
  const found = procedure.find({ ...heard, known: {} })
  const field = procedure.fields.find(({ name }) => name === last.asked)
  if (field) {
    if (found[field.name] !== undefined) return found
    // Any words at all would fit a free text: only what the procedure finds in them counts.
    if (field.kind === 'text' && field.read === undefined) return richness(found) > 0 ? found : null
    const read = readAnswer(procedure.id, words, field, text)
    if (typeof read['error'] !== 'string') return { ...found, ...read }
  }
  const adds = saysAny([WANTS.whatIf, WANTS.whatAbout], folded) || richness(found) >= TOLD_MIN
  return richness(found) > 0 && (adds || (says(WANTS.ofSelf, folded) && !isQuestionBack(folded))) ? found : null
}

/** The functions that answer a message by a set of procedures. */
export const answering = (all: readonly Procedure[], words: Words): Answering => {
  const byId = (id: string) => all.find((procedure) => procedure.id === id)

  const follow = (heard: Heard, text: string, day: Day, last: Continued | null): ProcedureAnswer[] => {
    const procedure = last === null ? undefined : byId(last.procedure)
    if (last === null || procedure === undefined) return []
    const said = procedure.goOn?.(heard, last.inputs) ?? continued(procedure, heard, text, last, words)
    return said === null ? [] : [answerFrom(procedure, over(last.inputs, said), day)]
  }

  const answersByProcedure: Answering['answersByProcedure'] = (text, known, day, last = null) => {
    if (text.length > MESSAGE_CHARACTERS_MAX) return []
    const heard = hearing(text, known, day)
    const found = all
      .flatMap((procedure) => {
        const inputs = procedure.hear(heard)
        return inputs === null ? [] : [{ procedure, inputs }]
      })
      .toSorted((a, b) => a.procedure.named(heard.folded) - b.procedure.named(heard.folded))
    if (found.length === 0) return follow(heard, text, day, last)
    const strong = found.filter(({ procedure }) => !procedure.lists)
    const own = strong.length > 0 ? strong : found
    return own.map(({ procedure, inputs }) => {
      const before = last?.procedure === procedure.id ? last.inputs : {}
      return answerFrom(procedure, over(before, inputs), day)
    })
  }

  const talk = sentences('talk', words.talk)

  return {
    answersByProcedure,
    matterOf: (text) => {
      const folded = fold(text)
      const procedure = all.find((each) => !each.lists && each.named(folded) >= 0)
      return procedure === undefined ? null : { procedure: procedure.id, inputs: {}, asked: null }
    },
    isCancel: (folded) => words.answers.cancel.some((word) => fold(word) === folded),
    leaving: (id) => talk('left', { title: byId(id)?.title ?? '' }),
    answerByProcedure: (text, known, day, last = null) =>
      answersByProcedure(text, known, day, last).toSorted(
        (a, b) => richness(b.next.inputs) - richness(a.next.inputs),
      )[0] ?? null,
    answerOf: (id, inputs, day) => {
      const procedure = byId(id)
      return procedure === undefined ? null : answerFrom(procedure, inputs, day)
    },
    answerWith: (id, text, answers, day) => {
      const procedure = byId(id)
      if (procedure === undefined) return null
      const inputs = procedure.find(hearing(text, {}, day))
      for (const field of procedure.fields) {
        const read = readAnswer(id, words, field, answers[field.name] ?? '')
        if (answers[field.name] !== undefined && typeof read['error'] !== 'string') Object.assign(inputs, read)
      }
      return answerFrom(procedure, inputs, day)
    },
  }
}
