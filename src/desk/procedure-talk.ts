/** Procedures as a dialogue of the desk: opened by an offer or by a sentence with figures, left for a question. */
import { fold } from '../knowledge/knowledge.ts'
import type { Procedures, Outcome as Computed, DialogueStep } from '../procedures/procedures.ts'
import type { Index } from '../retrieval/retrieval.ts'
import { compose } from '../answering/compose.ts'
import { judge } from '../question/guard.ts'
import { own, part, type Line, type Source } from '../answering/parts.ts'
import type { Talk } from '../vocabulary/talk.ts'
import type { Day, Inbound, Memory, Offer, Reply, Taken } from '../vocabulary/types.ts'

export interface ProcedureParts {
  procedures: () => Procedures | null
  index: () => Index | null
  today: () => Day
}

const NAME = 'procedures'
/** So many inputs in one sentence mean that the person wants them used. */
const BEGUN_MIN = 2
/** Somebody's own amount or head count, which only a computation can use. */
const OWN_FIGURE = /\d[\d,.]*\s*(?:(?:万|億|千)?(?:円|名|人)|(?:万|億)(?!人|件|社|団体))/u
const WANTED =
  /試算|見積|計算|算定|算出|シミュレーション|判定|診断|チェック(?:して|した|を)|照らして|確かめ|調べて|探して|記録/u
const CHOSEN = /^procedure:([\w-]+)$/u

/** What an offer of a procedure carries, so that pressing it starts the procedure. */
const procedureValue = (id: string): string => `procedure:${id}`

const sourceOf = (index: Index | null, named: Computed['sources'][number]): Source | null => {
  const document = index?.library.documents.find(({ id }) => id === named.document)
  const inside = index?.library.passages.filter((passage) => passage.document === named.document) ?? []
  const passage = inside.find(({ title }) => title === named.heading) ?? inside[0]
  return document === undefined || passage === undefined ? null : { passage, document, status: 'current' }
}

const rowOf = ({ label, value }: Computed['working'][number]): string => `${label.replace(/^・/u, '')}：${value}`

/** Shorter labels stand in sentences by chance. */
const LABEL_CHARACTERS_MIN = 4

/** The listed lines, each in the fuller of its two forms, then the rows of the working that no line tells. */
const toldOnce = (said: readonly string[], working: Computed['working']): Line[] => {
  const left = [...working]
  const lines = said.map((text): Line => {
    const at = left.findIndex(({ label }) => {
      const bare = label.replace(/^・/u, '')
      return bare.length >= LABEL_CHARACTERS_MIN && text.includes(bare)
    })
    const [row] = at < 0 ? [] : left.splice(at, 1)
    return row === undefined ? own(text) : { text: rowOf(row), passages: [], item: true }
  })
  return [...lines, ...left.map((row): Line => ({ text: rowOf(row), passages: [], item: true }))]
}

const outcomeReply = (computed: Computed, index: Index | null): Reply => {
  const sources = computed.sources.map((named) => sourceOf(index, named)).filter((source) => source !== null)
  const ids = sources.map(({ passage }) => passage.id)
  const [first = '', ...rest] = computed.text.split('\n').filter((text) => text.trim() !== '')
  const lines: Line[] = [
    { text: first, passages: ids, item: false },
    ...toldOnce(rest, computed.working),
    ...computed.caveats.filter((caveat) => !computed.text.includes(caveat)).map(own),
  ]
  const made = part({
    outcome: 'answer',
    lines,
    offers: computed.offers,
    sources: new Map(sources.map((source) => [source.passage.id, source])),
  })
  return {
    ...compose([made], null),
    working: computed.working.map(({ label, value }) => ({ label: label.replace(/^・/u, ''), value })),
  }
}

const asked = (text: string, offers: Offer[]): Reply => ({
  outcome: 'clarify',
  text,
  citations: [],
  notices: [],
  offers,
})

const replyOf = (step: DialogueStep, index: Index | null): Reply => {
  if (step.kind === 'done') return outcomeReply(step.outcome, index)
  if (step.kind === 'ask') return asked(step.text, step.offers)
  return { ...asked(step.text, []), outcome: 'notice' }
}

/** A question or an alarm in the middle of a procedure is not an answer to it. */
const turnsAway = (text: string): boolean =>
  judge(text).kind !== 'pass' ||
  /[?？]\s*$|(?:ですか|ますか|でしょうか|教えてください|教えて|とは)[。]?\s*$/u.test(text)

/** Leaves a procedure that runs, for the question or the alarm that came instead of an answer. */
const interrupted = (step: DialogueStep, text: string): boolean =>
  turnsAway(text) && (step.kind === 'left' || (step.kind === 'ask' && step.misread))

/** Procedures that fit a programme, as offers beside an answer about it. */
export const procedureOffers = (procedures: Procedures | null, ids: readonly string[]): Offer[] =>
  ids.flatMap((id) => {
    const procedure = procedures?.find(id)
    return procedure === undefined ? [] : [{ kind: 'procedure', label: procedure.title, value: procedureValue(id) }]
  })

export const procedureTalk = (parts: ProcedureParts): Talk => ({
  name: NAME,
  take(message: Inbound, memory: Memory) {
    const procedures = parts.procedures()
    if (procedures === null || (message.action !== undefined && message.action.kind !== 'choose')) {
      return Promise.resolve(null)
    }
    const asOf = message.asOf ?? parts.today()
    const { dialogue } = procedures
    const before = dialogue.remember(memory[NAME])
    const taken = (step: DialogueStep, decision: string): Promise<Taken> => {
      const { running, kept } = step.memory
      const { [NAME]: _, ...others } = memory
      const idle = running === null && Object.keys(kept).length === 0
      return Promise.resolve({
        reply: replyOf(step, parts.index()),
        memory: idle ? others : { ...others, [NAME]: step.memory },
        trace: { whole: message.text, retrieved: [], confidence: null, decisions: [decision] },
        effects: [],
      })
    }
    const chosen = CHOSEN.exec(message.text)?.[1]
    if (chosen !== undefined) {
      const step = dialogue.start(before, chosen, {}, asOf)
      return step === null ? Promise.resolve(null) : taken(step, `procedure ${chosen}: chosen`)
    }
    const going = dialogue.take(before, message.text, asOf)
    if (going !== null) {
      if (interrupted(going, message.text)) return Promise.resolve(null)
      return taken(going, `procedure ${before.running?.procedure ?? ''}`)
    }
    const recognised = procedures.recogniseAny(message.text, asOf)
    if (recognised === null) return Promise.resolve(null)
    const { procedure, inputs } = recognised
    const step = dialogue.start(before, procedure.id, inputs, asOf)
    // What documents can answer at once needs no questions back, unless a computation is wanted or begun.
    const begun =
      Object.keys(inputs).length >= BEGUN_MIN || WANTED.test(message.text) || OWN_FIGURE.test(fold(message.text))
    if (step === null || (step.kind === 'ask' && !begun)) return Promise.resolve(null)
    return taken(step, `procedure ${procedure.id}: recognised`)
  },
})
