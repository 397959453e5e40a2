/**
 * The first reading of a message: what it wants of the desk. A question goes on to be answered; a request to file, for a
 * person or a call, an incident, somebody else's matter and the like each go to a room of their own and are never
 * searched for. One small model recognises the acts, with named patterns among its signs; what must not fail is decided
 * by rules of priority above it.
 */
import { demandsSecret, withoutForeign } from './act-foreign.ts'
import { ACTS, readActModel, type Act, type Probabilities } from './act-model.ts'
import { readActPatterns } from './act-patterns.ts'
import { asks, pieces, see, SENTENCES, type ActReader, type Seen } from './act-sight.ts'
import { labelsMatter, NO_SLOTS, slotsOf, type ActSlots } from './act-slots.ts'

/** What is open between the person and the desk; yes, no and thanks mean something only then. */
export interface ActContext {
  form: boolean
  draft: boolean
  case: boolean
  /** Known to have no request here, open or ended: words about one are then likelier to mean something else. */
  none?: boolean
  /** The desk has asked something back, or has offered something. */
  pending: boolean
}

const NOTHING_OPEN: ActContext = { form: false, draft: false, case: false, pending: false }

export type Incident = 'lost' | 'misdirected' | 'infected' | 'other'
/** Why a message is refused. */
export type Refused = 'secret' | 'mynumber' | 'prompt' | 'records' | 'person'

/** What must be said or withheld whatever the act is. */
export interface ActGuard {
  incident: Incident | null
  /** The writer may be in danger. */
  danger: boolean
  refused: Refused | null
  /** Foreign instructions stood in the message and were left out of everything else. */
  ignored: boolean
  /** Somebody else's matter: nothing of the message may be repeated, prefilled or stored in a draft. */
  others: boolean
  /** A judgement of one's own network, contract or rights, or a choice of products, is wanted: for a person to give. */
  judgement: boolean
}

export interface ReadActs {
  act: Act
  probability: number
  /** What is only wanted when the question cannot be answered. */
  otherwise: Act | null
  /** Whether a yes, a no or thanks answers anything that is open. */
  applies: boolean
  slots: ActSlots
  /** What remains to be asked as a question, or nothing. */
  asks: string
  guard: ActGuard
}

export type ActsOf = (text: string, context?: ActContext) => ReadActs

/** Longer texts are cut: pasted documents must not cost time. */
const CHARACTERS_MAX = 8_000

const best = (p: Probabilities, among: readonly Act[] = ACTS): Act =>
  among.reduce((most, act) => (p[act] > p[most] ? act : most))

const INCIDENTS: readonly Incident[] = ['infected', 'misdirected', 'lost', 'other']

const incidentKind = ({ means }: Seen): Incident => INCIDENTS.find((kind) => means.has(`incident.${kind}`)) ?? 'other'

/** How sure the model must be that nothing is asked, before a rule that sees an incident is overruled. */
const SURELY_ASKS = 0.9
const LIKELY = 0.5
/** Sentences are short and say less than the whole: they must be surer. */
const SENTENCE_SURE = 0.9
const SENTENCE_VERY_SURE = 0.97
/** Wants that may stand beside a question in one message. */
const BESIDE: ReadonlySet<Act> = new Set<Act>(['file', 'person', 'call', 'withdraw', 'status', 'add'])

const hasIncident = (whole: Seen): boolean => {
  const told = INCIDENTS.some((kind) => whole.means.has(`incident.${kind}`))
  if (whole.p.incident >= LIKELY) return true
  if (!told || whole.p.ask > SURELY_ASKS) return false
  return !whole.names.has('hypothetical') && whole.names.has('happened') && whole.p.ask < LIKELY
}

const refusedFor = (whole: Seen): Refused | null => {
  if (whole.means.has('mynumber') && whole.p.ask < SURELY_ASKS) return 'mynumber'
  if (demandsSecret(whole) && whole.p.ask < LIKELY) return 'secret'
  if (whole.p.secret >= LIKELY) return whole.means.has('mynumber') ? 'mynumber' : 'secret'
  if (whole.means.has('records') && !whole.names.has('published') && whole.p.ask < LIKELY) return 'records'
  if (whole.means.has('person') && whole.p.ask < LIKELY) return 'person'
  return null
}

/** A named person, something private and a wish to pass it on or to see it: then little more is needed. */
const HINTED = 0.25

const concernsOthers = (seen: Seen): boolean => {
  const { names, p } = seen
  const named = names.has('named-person') || names.has('my-people')
  return (
    p.others >= LIKELY ||
    (named && names.has('private-matter') && p.others >= HINTED && p.ask < LIKELY && !names.has('published'))
  )
}

const priority = (whole: Seen, parts: readonly Seen[]): Act | null => {
  if (whole.means.has('danger') && whole.p.ask < SURELY_ASKS) return 'distress'
  if (hasIncident(whole)) return 'incident'
  if (concernsOthers(whole) || parts.some(({ p }) => p.others >= SENTENCE_SURE)) return 'others'
  if (whole.p.distress >= LIKELY || parts.some(({ p }) => p.distress >= SENTENCE_VERY_SURE)) return 'distress'
  const refused = refusedFor(whole)
  if (refused === 'secret' || refused === 'mynumber') return 'secret'
  if (refused !== null) return 'others'
  return null
}

/** Where something is open, a short answer answers it. */
const ANSWER_CHARACTERS_MAX = 20
const ANSWER_WEIGHT = 4

/** The likeliest act; a yes or no is likelier while the desk waits for one. */
const likeliestOf = ({ p, text }: Seen, open: boolean): Act =>
  open && text.trim().length <= ANSWER_CHARACTERS_MAX
    ? best({ ...p, yes: p.yes * ANSWER_WEIGHT, no: p.no * ANSWER_WEIGHT })
    : best(p)

/** What the model hardly believes is no reason to leave a question unanswered, unless it believes in none either. */
const BELIEVED_MIN = 0.22
const ASKED_MAX = 0.45
/** The same, where the message has the form of a question or speaks of what documents tell. */
const BELIEVED_OF_A_QUESTION_MIN = 0.33
/** What the model gives all wants of the cases together: which of them it is may be unsure where that it is one is not. */
const believedIn = (act: Act, p: Probabilities): number =>
  BESIDE.has(act) ? [...BESIDE].reduce((sum, want) => sum + p[want], 0) : p[act]

const actOf = (whole: Seen, parts: readonly Seen[], open: boolean): Act => {
  const first = priority(whole, parts)
  if (first !== null) return first
  const likeliest = likeliestOf(whole, open)
  if (open) return likeliest
  const act = likeliest === 'ask' && whole.p.ask < ASKED_MAX ? best({ ...whole.p, ask: 0 }) : likeliest
  const needed = asks(whole) || whole.names.has('general') ? BELIEVED_OF_A_QUESTION_MIN : BELIEVED_MIN
  return believedIn(act, whole.p) >= needed ? act : 'ask'
}

/** How to apply and whom to ask is answered by the form that opens. */
const OF_APPLYING =
  /^(?:(?:ご?相談|お?申し?込み?|申請|手続き?|依頼|予約)(?:は|って|の?方法は|を?(?:する)?には|、)*)?(?:どう|どこ|誰|どなた|何を|いつ)(?:に|へ|で|から|まで)?[^、。]{0,10}(?:いい|よい|良い|ええ|よろしい|です|ます|でしょう)(?:か|の|ん|でしょう)*[?？。]*$/u
/** So surely a sentence beside a want must be a question to be answered before it. */
const ASKED_BESIDE = 0.8

const isQuestionBeside = (part: Seen): boolean =>
  asks(part) && part.p.ask >= ASKED_BESIDE && !OF_APPLYING.test(part.text) && !labelsMatter(part.text)

/** Whether a sentence is itself a question, or tells what a question beside it is about. */
const questionsIn = (parts: readonly Seen[], acts: readonly Act[]): string => {
  const asking = parts.some((part, i) => acts[i] === 'ask' && isQuestionBeside(part))
  if (!asking) return ''
  return parts
    .filter((_, i) => acts[i] === 'ask')
    .map(({ text }) => text)
    .join('')
}

const sentenceActs = (whole: Act, parts: readonly Seen[]): Act[] =>
  parts.map((part) => {
    if (parts.length === 1) return whole
    const likeliest = best(part.p)
    if (likeliest === 'ask' || likeliest === whole) return likeliest
    return part.p[likeliest] >= SENTENCE_SURE ? likeliest : asks(part) ? 'ask' : whole
  })

/** A question that brings a want of its own with it: the want is the act, the question is answered first. */
const besideOf = (acts: readonly Act[], parts: readonly Seen[]): Act | null =>
  acts.find((act, i) => BESIDE.has(act) && (parts[i]?.p[act] ?? 0) >= SENTENCE_SURE) ?? null

const WITHHELD: ReadonlySet<Act> = new Set<Act>(['others', 'inject', 'secret'])

interface Decided {
  act: Act
  refused: Refused | null
  /** The act of each sentence. */
  acts: Act[]
  otherwise: Act | null
}

/** Nothing is left but foreign instructions, or a demand for a secret. */
const decideForeign = (first: Seen): Decided => {
  const secret = demandsSecret(first) && !first.means.has('override')
  return {
    act: secret ? 'secret' : 'inject',
    refused: secret ? 'secret' : 'prompt',
    acts: [],
    otherwise: null,
  }
}

const decide = (whole: Seen, parts: readonly Seen[], open: boolean): Decided => {
  const likeliest = actOf(whole, parts, open)
  const acts = sentenceActs(likeliest, parts)
  const conditional = likeliest === 'ask' && whole.means.has('if-unanswered')
  const beside = likeliest === 'ask' && parts.length > 1 && !conditional ? besideOf(acts, parts) : null
  const act = beside ?? likeliest
  const because: Partial<Record<Act, Refused>> = {
    secret: 'secret',
    inject: 'prompt',
    others: 'person',
  }
  const refused = WITHHELD.has(act) ? (refusedFor(whole) ?? because[act] ?? null) : null
  return { act, refused, acts, otherwise: conditional ? 'file' : null }
}

/** Below this, somebody else's matter is not feared to be in the message. */
const OTHERS_FEARED = 0.3

const guardOf = (first: Seen, whole: Seen, ignored: boolean, { act, refused }: Decided): ActGuard => ({
  incident: act === 'incident' ? incidentKind(whole) : null,
  danger: act === 'distress' && first.means.has('danger'),
  refused,
  ignored,
  others: act === 'others' || whole.p.others >= OTHERS_FEARED || refused === 'person' || refused === 'records',
  judgement: whole.means.has('judgement'),
})

/** Who has no request speaks of one less often: of one from elsewhere, or by mistake. */
const NO_CASE_WEIGHT = 0.6
/** Acts that are about a request that there is already. */
export const OF_A_CASE: readonly Act[] = ['status', 'withdraw', 'add']

/** The same sight, for somebody who is known to have no request. */
const withoutCase = (seen: Seen): Seen => {
  const p = { ...seen.p }
  for (const act of OF_A_CASE) p[act] *= NO_CASE_WEIGHT
  const sum = ACTS.reduce((all, act) => all + p[act], 0)
  for (const act of ACTS) p[act] /= sum
  return { ...seen, p }
}

const read = (given: string, context: ActContext, reader: ActReader): ReadActs => {
  const raw = given.slice(0, CHARACTERS_MAX)
  const first = see(raw, reader)
  const left = withoutForeign(raw, first, reader)
  const seen = left?.ignored === true ? see(left.text, reader) : first
  const whole = context.none === true && slotsOf(raw).request === null ? withoutCase(seen) : seen
  const parts = left === null ? [] : pieces(left.text, SENTENCES).map((piece) => see(piece, reader))
  const open = context.form || context.draft || context.case || context.pending
  const decided = left === null ? decideForeign(first) : decide(whole, parts, open)
  const { act, acts } = decided
  const guard = guardOf(first, whole, left?.ignored ?? false, decided)
  const text = left === null || WITHHELD.has(act) ? '' : left.text
  return {
    act,
    probability: seen.p[act],
    otherwise: decided.otherwise,
    applies: open && (act === 'yes' || act === 'no' || act === 'thanks'),
    slots: guard.others ? NO_SLOTS : slotsOf(text),
    asks: act === 'ask' || text === '' ? text : questionsIn(parts, acts),
    guard,
  }
}

/** The reading with given patterns and a given model. */
export const createActs =
  (reader: ActReader): ActsOf =>
  (text, context = NOTHING_OPEN) =>
    read(text, context, reader)

/** Reads the patterns and the model of the folder of words once, for all messages. */
export const readActs = (promptsDir: string): ActsOf =>
  createActs({ patterns: readActPatterns(promptsDir), model: readActModel(promptsDir) })
