/** Procedures in the desk: they answer first, from what a message says; what is asked with it the next one may answer. */
import { notice } from '../base/saying.ts'
import { fold } from '../japanese/fold.ts'
import { asBullets, fold as bare } from '../japanese/numbers.ts'
import type { Continued, ProcedureAnswer, Procedures } from '../procedures/procedures.ts'
import type { Index } from '../retrieval/retrieval.ts'
import { compose } from '../answering/compose.ts'
import { own, part, type Line, type Source } from '../answering/parts.ts'
import type { Talk } from '../vocabulary/talk.ts'
import type { Day, Inbound, Memory, Offer, Reply, Taken } from '../vocabulary/types.ts'

export interface ProcedureParts {
  procedures: () => Procedures | null
  index: () => Index | null
  today: () => Day
}

const NAME = 'procedures'
const CHOSEN = /^procedure:([\w-]+)$/u

/** What an offer of a procedure carries, so that pressing it starts the procedure. */
const procedureValue = (id: string): string => `procedure:${id}`

const sourceOf = (index: Index | null, named: ProcedureAnswer['sources'][number]): Source | null => {
  const document = index?.library.documents.find(({ id }) => id === named.document)
  const inside = index?.library.passages.filter((passage) => passage.document === named.document) ?? []
  const passage = inside.find(({ title }) => title === named.heading) ?? inside[0]
  return document === undefined || passage === undefined ? null : { passage, document, status: 'current' }
}

const replyOf = (answers: ProcedureAnswer[], index: Index | null): Reply => {
  const parts = answers.map((answer) => {
    const sources = answer.sources.map((named) => sourceOf(index, named)).filter((source) => source !== null)
    const ids = sources.map(({ passage }) => passage.id)
    const lines = answer.lines.map((text, at): Line => (at === 0 ? { text, passages: ids, item: false } : own(text)))
    const choices = (answer.ask?.choices ?? []).map((choice): Offer => ({
      kind: 'choice',
      label: choice.label,
      value: choice.label,
    }))
    return part({
      outcome: 'answer',
      lines,
      offers: [...choices, ...answer.offers],
      sources: new Map(sources.map((source) => [source.passage.id, source])),
    })
  })
  const working = answers.flatMap(({ outcome }) => outcome.working)
  return { ...compose(parts), working }
}

const isContinued = (kept: unknown): kept is Continued =>
  typeof kept === 'object' && kept !== null && 'procedure' in kept && 'inputs' in kept && 'asked' in kept

/** All procedures as offers, by their ids. */
export const procedureOffers = (procedures: Procedures | null): Map<string, Offer> =>
  new Map(
    (procedures?.all ?? []).map(({ id, title }) => [
      id,
      { kind: 'procedure', label: title, value: procedureValue(id) },
    ]),
  )

export const procedureTalk = (parts: ProcedureParts): Talk => ({
  name: NAME,
  take(message: Inbound, memory: Memory) {
    const procedures = parts.procedures()
    if (procedures === null || (message.action !== undefined && message.action.kind !== 'choose')) {
      return Promise.resolve(null)
    }
    const day = message.asOf ?? parts.today()
    const kept = memory[NAME]
    const last = isContinued(kept) ? kept : null
    const { [NAME]: _, ...others } = memory
    const taken = (reply: Reply, next: Continued | null, decision: string): Promise<Taken> =>
      Promise.resolve({
        reply,
        memory: next === null ? others : { ...others, [NAME]: next },
        trace: { whole: message.text, retrieved: [], confidence: null, decisions: [decision] },
        effects: [],
      })
    const chosen = CHOSEN.exec(message.text)?.[1]
    if (chosen !== undefined) {
      const answer = procedures.answerOf(chosen, {}, day)
      if (answer === null) return Promise.resolve(null)
      return taken(replyOf([answer], parts.index()), answer.next, `procedure ${chosen}: chosen`)
    }
    if (last !== null && procedures.isCancel(bare(message.text))) {
      const text = procedures.leaving(last.procedure)
      return taken(notice(text), null, `procedure ${last.procedure}: left`)
    }
    const answers = procedures.answersByProcedure(fold(asBullets(message.text)), {}, day, last)
    const [first] = answers
    if (first === undefined) return Promise.resolve(null)
    const ids = answers.map(({ procedure }) => procedure).join(', ')
    return taken(replyOf(answers, parts.index()), first.next, `procedure ${ids}: answered`)
  },
})
