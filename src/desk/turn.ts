/** One question: understood, looked up, answered from passages, or not answered and said so. */
import {
  answerAt,
  confidenceOf,
  dayWords,
  featuresOf,
  fiscalYearOf,
  fiscalYearWords,
  gate,
  gather,
  rerank,
  unsupportedFigures,
  type Answerer,
  type Asking,
  type Draft,
  type Evidence,
  type Features,
  type Question,
} from '../answering/answering.ts'
import { fold, type Companions, type Programme } from '../knowledge/knowledge.ts'
import type { Procedures } from '../procedures/procedures.ts'
import type { Index } from '../retrieval/retrieval.ts'
import { fill } from '../words.ts'
import { wantsJudgement } from './guard.ts'
import type { Recalled } from './memory.ts'
import { choicesFor, consult, near, neighbours } from './offers.ts'
import { own, part, type Line, type Part, type Source } from './parts.ts'
import { procedureOffers } from './procedure-talk.ts'
import { timingOf } from './timing.ts'
import type { Day, Ranked } from './types.ts'
import { understand, type Understood } from './understanding.ts'
import type { DeskWords } from './words.ts'

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

const RETRIEVED_MAX = 12
/** Passages that an answerer may use; more would only blur the answer. */
const PASSAGES_MAX = 6
/** Below this share of the answering score nothing near is offered either. */
const NEAR_SHARE = 0.5

const clarify = (room: Room, recalled: Recalled, text: string): { part: Part; recalled: Recalled } => {
  const choices = choicesFor(room, text)
  const kept = choices.map((choice) => ({ label: choice.label, value: 'value' in choice ? choice.value : '' }))
  return {
    part: part({ outcome: 'clarify', lines: [own(room.words.clarify.ask)], offers: choices, decisions: ['vague'] }),
    recalled: { ...recalled, pending: text, choices: kept },
  }
}

/** The share of the question that the knowledge's own vocabulary can express; other fields stay far below. */
const IN_SCOPE_PROJ = 0.2

const DOMAIN =
  /中小企業|オフィス|カメラ|自宅(?!の住所)|プリンタ|印刷|ルータ|リモデ|テレワ|在宅|リモート|サテライト|モバイル|ワーケ|自宅で|出社|出勤|勤怠|労務|残業|就業規則|勤務|在席|人事評価|社員|職員|部下|上司|会議|チャット|vpn|vdi|daas|lgwan|wi-?fi|ネットワーク|セキュリティ|ペーパーレス|電子化|仮想デスクトップ|シンクライアント|端末|パソコン|(?<![a-z])(?:pc|ict|it|dx|usb)(?![a-z])|システム|クラウド|自治体|総務省|厚生労働省|厚労省|交付税|専門家|ガイドライン|telework|remote work|work(?:ing)? from home/u

/** So much that no document has heard of, or so little that the passage holds, is another field without such words. */
const STRANGE_MAX = 0.3
const HELD_MIN = 0.6

const inScope = (understood: Understood, features: Features): boolean =>
  understood.programme !== null ||
  understood.carried ||
  DOMAIN.test(understood.whole) ||
  (features.strange < STRANGE_MAX && features.held > HELD_MIN && features.proj > IN_SCOPE_PROJ)

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
  question: Question,
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
  const allowed = [...held, ...beside, question.text, dayWords(question.asOf), running]
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
  const lines = supportedLines([...timing.before, ...quoted, ...timing.after], known, question, beside)
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

interface Found {
  ranked: Ranked[]
  features: Features
  confidence: number
}

const namesOf = (programme: Programme | null): string =>
  fold([programme?.name, ...(programme?.aliases ?? [])].join('\n')).toLowerCase()

const look = async (room: Room, understood: Understood, asOf: Day): Promise<Found> => {
  const query = {
    text: understood.sought,
    asOf,
    limit: RETRIEVED_MAX,
    ...(understood.audience === null ? {} : { audience: understood.audience }),
    ...(understood.prefecture === null ? {} : { prefecture: understood.prefecture }),
  }
  const ranked = rerank(understood.question, await room.index.retrieve(query))
  // Words that the desk added must not make it surer.
  const signals = room.index.signals({ ...query, text: understood.whole }, ranked)
  const features = featuresOf(signals, understood.question, ranked[0], {
    named: understood.programme !== null,
    domain: understood.carried || DOMAIN.test(understood.whole),
    names: namesOf(understood.programme),
  })
  return { ranked, features, confidence: confidenceOf(features) }
}

export const turn = async (room: Room, text: string, recalled: Recalled, asOf: Day): Promise<Turned> => {
  let understood = understand(text, recalled, asOf, room)
  const kept: Recalled = {
    ...recalled,
    audience: understood.audience,
    prefecture: understood.prefecture,
    pending: null,
    choices: [],
    inquiry: null,
  }
  if (understood.vague) {
    // Asked back once already: a person is offered instead of the same question again.
    if (recalled.pending !== null) {
      return {
        part: escalate(room, [], recalled.pending, 'uncovered'),
        understood,
        recalled: { ...kept, inquiry: recalled.pending },
      }
    }
    return { ...clarify(room, kept, text), understood }
  }
  room.progress('searching')
  let found = await look(room, understood, asOf)
  if (understood.carried && found.confidence < answerAt) {
    // It was no question about what was being talked about, then: taken by itself it may be clear.
    const alone = understand(text, recalled, asOf, room, false)
    const other = alone.carried ? found : await look(room, alone, asOf)
    if (other.confidence > found.confidence) {
      understood = alone
      found = other
    }
  }
  const { ranked, features, confidence } = found
  let drafted: Draft | null = null
  const close = ranked.filter(({ score }) => score > 0)
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
    return done(escalate(room, close, text, 'judgement'), { ...kept, inquiry: text })
  }
  if (confidence >= answerAt) {
    const gathered = gather(close, understood.question, understood.years)
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
  if (inScope(understood, features)) {
    const asks = confidence >= answerAt * NEAR_SHARE ? close : []
    return done(escalate(room, asks, text, 'uncovered'), { ...kept, inquiry: text })
  }
  const refused = part({
    outcome: 'refuse',
    lines: [own(fill(room.words.guard.small, { about: room.words.about }))],
    decisions: ['out of scope'],
  })
  return done(refused, kept)
}
