/** Answers a message: each of its clauses looked up, its rows chosen and said, in the order asked. */
import { fold } from '../japanese/fold.ts'
import {
  aroundOf,
  asPoints,
  asksOf,
  hasMatter,
  programmeIn,
  topicOf,
  wantsSum,
  wholeOf,
  whoAsks,
  type Ask,
  type Lexicon,
  type Question,
  type Recalled,
} from '../question/question.ts'
import type { Day, Offer } from '../vocabulary/types.ts'
import { adviceFor, withAdvice, type Advice } from './advice.ts'
import { choose, type Chosen } from './choose.ts'
import type { Chooser, ChoosingTurn } from './chooser.ts'
import { GOING_ON, goingOnOf } from './going-on.ts'
import { choicesFor } from './offers.ts'
import { own as ownWords, part, type Part } from './parts.ts'
import { isOfOtherPlace } from './keys.ts'
import { messageOf, readingOf, type Reading } from './reading.ts'
import { kept, withPending } from './recalling.ts'
import { speak } from './speak.ts'
import { workedOut } from './sums.ts'
import { surenessWeights } from './sureness-weights.ts'
import { isNear, unanswered, type Read } from './unanswered.ts'
import type { AnswerWords } from './words.ts'

export interface AnswerRoom {
  lexicon: Lexicon
  words: AnswerWords
  /** What is said back where nothing tells what a message is about. */
  clarify: string
  /** What is said of a matter that is not this desk's. */
  elsewhere: string
  /** Offered where no document answers. */
  consult: Offer
  /** Who else may choose among the rows; without it, and where it fails, the desk's own choice stands. */
  chooser?: Chooser | undefined
  /** Who asks, for what is counted by person. */
  person?: string
  /** Procedures that can be offered, by their ids. */
  procedures?: ReadonlyMap<string, Offer>
}

export interface Answered {
  parts: Part[]
  recalled: Recalled
  /** The questions as they were looked up. */
  whole: string
}

/** What only puts one name in the place of another is as answerable as the question before it. */
const FRAGMENT_AT = 0.12
/** So is what goes on with a conversation, whose topic is known to be this desk's. */
const CARRIED_AT = 0.3
const neededFor = ({ fragment, carried }: Question): number =>
  fragment !== null ? FRAGMENT_AT : carried ? CARRIED_AT : surenessWeights.at

/** Below this the question is hardly one for this desk. */
const FIELD_MIN = 0.5
/** The last questions of a conversation that may wait for what they are about. */
const VAGUE_CHARACTERS_MAX = 24

interface Context extends Reading {
  /** The whole message, folded. */
  whole: string
  choosing: ChoosingTurn | null
  /** The last message was asked back about. */
  askedBack: boolean
  room: AnswerRoom
}

/** Only kinds of thing are named, and nothing that they could be of. */
const isVague = ({ question }: Read, clause: string, room: AnswerRoom): boolean =>
  question.programme === null &&
  !question.carried &&
  question.kinds.size > 0 &&
  !question.kinds.has('what') &&
  clause.length <= VAGUE_CHARACTERS_MAX &&
  !hasMatter(clause, room.lexicon)

const decided = (made: Part, read: Read): Part => ({
  ...made,
  confidence: read.found.confidence,
  retrieved: read.found.ranked,
  decisions: [`confidence ${read.found.confidence.toFixed(3)}`, ...made.decisions],
  features: read.found.sureness,
})

interface Made {
  part: Part
  recalled: Recalled
  read: Read
  /** What the desk would say, were it sure. */
  told?: () => Part | undefined
}

const spoken = (
  read: Read,
  chosen: Chosen,
  recalled: Recalled,
  clause: string,
  { room, day }: Context,
): Made | null => {
  const { question, found } = read
  const [first] = chosen.rows
  if (first === undefined) return null
  const made = speak(question, chosen, found.rows, { lexicon: room.lexicon, words: room.words, day })
  const offers = made.outcome === 'escalate' ? [room.consult, ...made.offers] : made.offers
  const memory = kept(recalled, read.question, first, room.lexicon)
  return {
    part: decided({ ...made, offers }, read),
    recalled: { ...memory, inquiry: made.outcome === 'escalate' ? clause : null },
    read,
  }
}

/** A part that is sure of a document makes the others sure of it: what lay near in that document is told as it stands. */
const withShared = (made: readonly Made[]): Part[] => {
  const sure = new Set(
    made
      .filter(({ part: { outcome } }) => outcome === 'answer')
      .flatMap(({ part: { sources } }) => [...sources.values()].map(({ document }) => document.id)),
  )
  return made.map(({ part: said, told, read }) =>
    sure.has(read.found.rows[0]?.row.document.id ?? '') ? (told?.() ?? said) : said,
  )
}

/** What lies near stays the topic, so that the next message may lean on it. */
const unansweredMade = (read: Read, recalled: Recalled, clause: string, context: Context): Made => {
  const { found } = read
  const close = found.rows[0]?.row
  const about =
    close !== undefined && isNear(found) ? kept(recalled, read.question, close, context.room.lexicon) : recalled
  return { part: decided(unanswered(read, context), read), recalled: { ...about, inquiry: clause }, read }
}

/** As somebody else chose, as far as that holds; null leaves it to the desk. */
const advised = (
  { admitted }: Advice,
  read: Read,
  recalled: Recalled,
  clause: string,
  context: Context,
): Made | null => {
  if (admitted.as === 'own') return null
  if (admitted.as === 'ask') return context.askedBack ? null : askedBack(read, clause, recalled, context)
  if (admitted.as === 'nothing') return unansweredMade(read, recalled, clause, context)
  return spoken(read, admitted.chosen, recalled, clause, context)
}

/** 4年分を足して。それと何団体減か: a computation wished for in the sentence before is wanted as well. */
const sumWanted = (ask: Ask, { clause }: Question): string => (wantsSum(ask.before) ? `${ask.before}${clause}` : clause)

/** Asked whether it goes on, what is told of its time is told before anything else. */
const goingOn = (ask: Ask, { question, found }: Read, chosen: Chosen, { room, day }: Context): Chosen => {
  const isSure = found.confidence >= surenessWeights.at
  if (question.programme === null && !isSure) return chosen
  // 来年出したいのですが様式はどこ: where nothing tells the one thing, it is told whether there will be any.
  const around = room.lexicon.wants.asked(aroundOf(ask))
  const asked = !isSure && around.has(GOING_ON) ? { ...question, kinds: new Set([GOING_ON]), now: true } : question
  const going = goingOnOf(asked, isSure ? chosen.rows[0] : undefined, room.lexicon, day, room.words)
  if (going === null) return chosen
  return { ...chosen, rows: going.rows, untold: false, going: going.said }
}

const answerAsk = async (ask: Ask, recalled: Recalled, context: Context): Promise<Made> => {
  const clause = ask.text
  const read = await readingOf(ask, recalled, context)
  const { choosing, day, room } = context
  const chosen = choose(read.found.rows, read.question, (label) => room.lexicon.wants.told(label))
  const worked = workedOut(sumWanted(ask, read.question), read.found.rows, room.words.sums)
  const own =
    worked === null ? goingOn(ask, read, chosen, context) : { ...chosen, rows: worked.rows, untold: false, worked }
  const asking = {
    ...room,
    ...read,
    own,
    whole: context.whole.toLowerCase(),
    recalled,
    day,
    mayAskBack: !context.askedBack,
  }
  const advice = choosing === null ? null : await adviceFor(choosing, asking)
  if (advice === null) return answerAlone(read, own, clause, recalled, context)
  const made = advised(advice, read, recalled, clause, context) ?? answerAlone(read, own, clause, recalled, context)
  return { ...made, part: withAdvice(made.part, advice) }
}

const askedBack = (read: Read, clause: string, recalled: Recalled, { room }: Context): Made => {
  const choices = choicesFor(room.lexicon, clause)
  const offered = choices.map((choice) => ({ label: choice.label, value: 'value' in choice ? choice.value : '' }))
  const asked = part({ outcome: 'clarify', lines: [ownWords(room.clarify)], offers: choices, decisions: ['vague'] })
  return { part: asked, recalled: { ...recalled, pending: clause, choices: offered }, read }
}

/** As the desk chooses by itself. */
const answerAlone = (read: Read, own: Chosen, clause: string, recalled: Recalled, context: Context): Made => {
  const { room } = context
  const { question, found } = read
  if (isVague(read, clause, room)) {
    // Asked back once already: a person is offered instead of the same question again.
    if (context.askedBack) return { part: unanswered(read, context), recalled: { ...recalled, pending: null }, read }
    return askedBack(read, clause, recalled, context)
  }
  if (
    own.going === undefined &&
    found.field < FIELD_MIN &&
    found.confidence < surenessWeights.at &&
    !question.carried
  ) {
    const refused = part({ outcome: 'refuse', lines: [ownWords(room.elsewhere)], decisions: ['out of scope'] })
    return { part: decided(refused, read), recalled, read }
  }
  const [lead] = own.rows
  const isElsewhere = lead !== undefined && isOfOtherPlace(lead, question)
  if (isElsewhere || (found.confidence < neededFor(question) && own.going === undefined)) {
    const near = unansweredMade(read, recalled, clause, context)
    return isNear(found) && !isElsewhere
      ? { ...near, told: () => spoken(read, own, recalled, clause, context)?.part }
      : near
  }
  return spoken(read, own, recalled, clause, context) ?? unansweredMade(read, recalled, clause, context)
}

/** Beside an answer, a question that names no matter of its own and finds nothing was none. */
const withoutIdle = (parts: readonly Part[], asks: readonly Ask[], lexicon: Lexicon): Part[] => {
  if (!parts.some(({ outcome }) => outcome === 'answer')) return [...parts]
  return parts.filter(
    ({ outcome }, at) =>
      outcome === 'answer' ||
      (asks[at]?.soft !== true && (outcome === 'clarify' || hasMatter(asks[at]?.text ?? '', lexicon))),
  )
}

/** Answers every part of a message; `recalled` is what the conversation is about, and comes back with what it is now. */
export const answerMessage = async (
  text: string,
  recalled: Recalled,
  day: Day,
  room: AnswerRoom,
): Promise<Answered> => {
  const whole = withPending(fold(asPoints(text)), recalled)
  const asks = asksOf(whole, room.lexicon)
  const who = whoAsks(text, recalled)
  const message = await messageOf(asks, room.lexicon, day)
  const choosing = (await room.chooser?.begin(room.person ?? '')) ?? null
  const context: Context = {
    lexicon: room.lexicon,
    whole,
    choosing,
    room,
    day,
    who,
    message,
    askedBack: recalled.pending !== null,
  }
  const named = programmeIn(wholeOf(asks), room.lexicon.companions)
  let memory: Recalled = { ...recalled, ...who }
  if (named !== null && asks.length > 1) {
    memory = { ...memory, topic: topicOf(named), last: null }
  }
  const said: Made[] = []
  const looked: string[] = []
  try {
    for (const ask of asks) {
      const made = await answerAsk(ask, memory, context)
      said.push(made)
      looked.push(made.read.question.sought)
      memory = made.recalled
    }
  } finally {
    choosing?.end()
  }
  return { parts: withoutIdle(withShared(said), asks, room.lexicon), recalled: memory, whole: looked.join(' / ') }
}
