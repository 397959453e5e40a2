/** One question: understood, looked up, answered from passages, or not answered and said so. */
import {
  answerAt,
  dayWords,
  extractive,
  fiscalYearOf,
  fiscalYearWords,
  gate,
  gather,
  inField,
  tellsOther,
  unsupportedFigures,
  type Answerer,
  type Asking,
  type Draft,
  type Evidence,
  type Features,
} from './answering.ts'
import type { Companions, Programme } from '../knowledge/knowledge.ts'
import type { Procedures } from '../procedures/procedures.ts'
import type { Index } from '../retrieval/retrieval.ts'
import { fill } from '../base/words.ts'
import { wantsJudgement } from '../question/guard.ts'
import type { Recalled } from '../question/memory.ts'
import { choicesFor, consult, near, neighbours } from './offers.ts'
import { own, part, type Line, type Part, type Source } from './parts.ts'
import { procedureOffers } from '../desk/procedure-talk.ts'
import { surest } from '../question/readings.ts'
import { timingOf } from '../question/timing.ts'
import type { Day, Ranked } from '../vocabulary/types.ts'
import { understand, type Understood } from '../question/understanding.ts'
import type { DeskWords } from '../desk/words.ts'

export interface Room {
  index: Index
  companions: Companions
  answerer: Answerer
  asking: Omit<Asking, 'mayAskBack'>
  words: DeskWords
  procedures: Procedures | null
  progress: (stage: 'searching' | 'writing') => void
}

export interface Turned {
  part: Part
  understood: Understood
  recalled: Recalled
}

/** Passages that an answerer may use; more would only blur the answer. */
const PASSAGES_MAX = 6
/** A question that seems to be of another field is answered only where little doubt is left. */
const STRANGER_AT = 0.9
/** Sentences shown of what is only near. */
const NEAREST_SENTENCES = 2
/** Below this share of the answering score nothing near is offered either. */
const NEAR_SHARE = 0.3

const clarify = (room: Room, recalled: Recalled, text: string): { part: Part; recalled: Recalled } => {
  const choices = choicesFor(room, text)
  const kept = choices.map((choice) => ({ label: choice.label, value: 'value' in choice ? choice.value : '' }))
  return {
    part: part({ outcome: 'clarify', lines: [own(room.words.clarify.ask)], offers: choices, decisions: ['vague'] }),
    recalled: { ...recalled, pending: text, choices: kept },
  }
}

const inScope = (understood: Understood, features: Features): boolean =>
  understood.programme !== null || understood.carried || features.quoted === 1 || inField(features)

/** In scope and not known: said plainly, with the nearest questions that can be answered, and a person. */
const escalate = (room: Room, ranked: readonly Ranked[], topic: string, why: 'uncovered' | 'judgement'): Part => {
  const { words } = room
  const lead =
    why === 'judgement' ? words.escalate.judgement : fill(words.escalate.uncovered, { topic: topic.slice(0, 80) })
  const asks = near(room, ranked)
  const lines = [own(lead), own(words.escalate.offer), ...(asks.length > 0 ? [own(words.escalate.near)] : [])]
  return part({ outcome: 'escalate', lines, offers: [consult(words), ...asks], decisions: [why] })
}

const sourcesOf = (lines: readonly Line[], known: readonly Source[]): Map<string, Source> => {
  const byId = new Map(known.map((source) => [source.passage.id, source]))
  const used = new Map<string, Source>()
  for (const id of lines.flatMap(({ passages }) => passages)) {
    const source = byId.get(id)
    if (source !== undefined) used.set(id, source)
  }
  return used
}

/** The number guard over everything that is said, the desk's own sentences about time included. */
const supportedLines = (
  lines: readonly Line[],
  known: readonly Source[],
  { question, years }: Understood,
  beside: readonly string[],
): Line[] => {
  const cited = new Set(lines.flatMap(({ passages }) => passages))
  const running = fiscalYearWords(fiscalYearOf(question.asOf))
  const held = known
    .filter(({ passage }) => cited.has(passage.id))
    .flatMap(({ passage, document }) => [
      passage.text,
      passage.title,
      document.title,
      document.source,
      passage.issued === null ? '' : dayWords(passage.issued),
    ])
  // A month that is named lies in a fiscal year.
  const asked = years.fiscal.map(fiscalYearWords)
  const allowed = [...held, ...beside, ...asked, question.text, dayWords(question.asOf), running]
  return lines.filter(({ text }) => unsupportedFigures(text, allowed).length === 0)
}

const answered = (room: Room, understood: Understood, evidence: Evidence, draft: Draft): Part | null => {
  const gated = gate(draft, evidence.passages)
  const first = evidence.passages[0]
  if (gated.statements.length === 0 || first === undefined) return null
  const programme =
    understood.programme ?? room.companions.programmes.find(({ id }) => id === first.passage.programme) ?? null
  const quoted: Line[] = gated.statements.map(({ text, passages, item }) => ({ text, passages, item }))
  const { index, companions, words } = room
  const { question, years } = understood
  const timing = timingOf(
    { question, years, evidence, programme, index, companions, words },
    quoted.map(({ text }) => text).join('\n'),
  )
  const known = [...evidence.passages, ...evidence.earlier, ...timing.sources]
  const beside = gated.statements.flatMap((statement) => statement.beside ?? [])
  const lines = supportedLines([...timing.before, ...quoted, ...timing.after], known, understood, beside)
  return part({
    outcome: 'answer',
    lines,
    notices: [...timing.notices, ...(draft.notices ?? [])],
    offers: [...procedureOffers(room.procedures, words.fitting[programme?.id ?? ''] ?? []), ...neighbours(room, first)],
    sources: sourcesOf(lines, known),
    generated: draft.generated,
    decisions: gated.removed.map(({ text, why }) => `gate: ${why}: ${text.slice(0, 60)}`),
    removed: gated.removed.length,
    ...(draft.working === undefined ? {} : { working: draft.working }),
  })
}

/** Headings that stand under every programme and name none. */
const SECTION_OF_ALL =
  /^(?:相談|申込|申し込み|対象|費用|期間|期限|回数|連絡先|窓口|概要|内容|目的|背景|実施方法|場所|会場|日程|今年度|令和|平成|資料|通知).{0,12}$/u

const topicOf = (first: Ranked, programme: Programme | null, companions: Companions): Recalled['topic'] => {
  // What answered is the topic from now on, also where another programme was asked about.
  const answering = companions.programmes.find(({ id }) => id === first.passage.programme)
  const own = answering ?? programme
  const section = first.passage.title.replaceAll(/（[^）]*）|とは$/gu, '')
  // A guide treats many matters: without a programme's name in the question, its section is what was asked about.
  const ofSection = programme === null && first.document.kind !== 'case' && !SECTION_OF_ALL.test(section)
  const title = first.document.kind === 'case' || own === null ? first.document.title : own.name
  const words = ofSection ? section : title.replaceAll(/（[^）]*）/gu, '')
  return { words, programme: own?.id ?? null, document: first.document.id }
}

/** What the documents hold nearest to a question that they may not answer: a few words, sourced and dated. */
const nearest = async (room: Room, understood: Understood, evidence: Evidence): Promise<Part | null> => {
  const draft = await extractive().draft(understood.question, evidence.passages.slice(0, 1))
  return answered(room, understood, evidence, { ...draft, statements: draft.statements.slice(0, NEAREST_SENTENCES) })
}

/** A person is offered first; what is near stands below it, and never as the answer. */
const beside = (room: Room, handed: Part, shown: Part): Part => ({
  ...shown,
  outcome: handed.outcome,
  lines: [
    ...handed.lines.filter(({ text }) => text !== room.words.escalate.near.trim()),
    own(room.words.escalate.nearest),
    ...shown.lines,
  ],
  offers: handed.offers,
  decisions: [...handed.decisions, ...shown.decisions],
})

/** A figure or a name of one year is no answer for another; what a thing is, is told by any year. */
const otherYear = ({ question, years }: Understood, { missingYear }: Evidence): boolean =>
  missingYear !== null && !years.running && !question.facets.includes('what')

export const turn = async (room: Room, text: string, recalled: Recalled, asOf: Day): Promise<Turned> => {
  const seeming = understand(text, recalled, asOf, room)
  const kept: Recalled = {
    ...recalled,
    audience: seeming.audience,
    prefecture: seeming.prefecture,
    pending: null,
    choices: [],
    inquiry: null,
  }
  if (seeming.vague) {
    // Asked back once already: a person is offered instead of the same question again.
    if (recalled.pending !== null) {
      return {
        part: escalate(room, [], recalled.pending, 'uncovered'),
        understood: seeming,
        recalled: { ...kept, inquiry: recalled.pending },
      }
    }
    return { ...clarify(room, kept, text), understood: seeming }
  }
  room.progress('searching')
  const { understood, found } = await surest(room, text, seeming, recalled, asOf)
  const { ranked, features, confidence } = found
  let drafted: Draft | null = null
  const done = (made: Part, memory: Recalled): Turned => ({
    part: {
      ...made,
      confidence,
      features,
      retrieved: ranked,
      decisions: [`confidence ${confidence.toFixed(3)}`, ...(drafted?.decisions ?? []), ...made.decisions],
      ...(drafted?.model ? { model: { ...drafted.model, removed: (drafted.removed ?? 0) + (made.removed ?? 0) } } : {}),
    },
    understood,
    recalled: memory,
  })
  if (wantsJudgement(text)) {
    return done(escalate(room, ranked, text, 'judgement'), { ...kept, inquiry: text })
  }
  const ours = inScope(understood, features)
  const gathered = gather(ranked, understood.question, understood.years)
  if (!tellsOther(features) && !otherYear(understood, gathered) && confidence >= (ours ? answerAt : STRANGER_AT)) {
    room.progress('writing')
    // One question back is a help, a second one in a row is not.
    const asking = { ...room.asking, mayAskBack: recalled.pending === null }
    const draft = await room.answerer.draft(understood.question, gathered.passages.slice(0, PASSAGES_MAX), asking)
    drafted = draft
    if (draft.back !== undefined) {
      const back = part({ outcome: 'clarify', lines: [own(draft.back)], generated: true })
      return done(back, { ...kept, pending: understood.whole })
    }
    const evidence = { ...gathered, passages: [...gathered.passages, ...(draft.found ?? [])] }
    const made = answered(room, understood, evidence, draft)
    const first = evidence.passages[0]
    if (made !== null && first !== undefined) {
      const topic = topicOf(first, understood.programme, room.companions)
      return done(made, { ...kept, topic, last: understood.whole })
    }
  }
  if (ours) {
    const close = confidence >= answerAt * NEAR_SHARE ? ranked : []
    const handed = escalate(room, close, text, 'uncovered')
    const shown = close.length > 0 && drafted === null ? await nearest(room, understood, gathered) : null
    return done(shown === null ? handed : beside(room, handed, shown), { ...kept, inquiry: text })
  }
  const refused = part({
    outcome: 'refuse',
    lines: [own(fill(room.words.guard.small, { about: room.words.about }))],
    decisions: ['out of scope'],
  })
  return done(refused, kept)
}
