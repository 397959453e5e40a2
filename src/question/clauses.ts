/**
 * Takes a message apart into what it asks. A sentence asks, or it tells; what tells stands around the questions beside
 * it and helps to find, but nothing of it has to be answered.
 */
import { asks, bare, isQuestion, QUESTION_WORD, REQUEST, tells } from './asking.ts'
import { breaths, SUBJECT } from './breaths.ts'
import { oneForEach } from './lists.ts'

/** One thing that is asked, with what the message tells around it. */
export interface Ask {
  text: string
  before: string
  after: string
  /** Perhaps only said: left out where nothing tells it and another question of the message is answered. */
  soft?: true
}

/** What is known of words: whether they name a kind of thing that can be wanted, and whether a document knows them. */
export interface Hearing {
  isWant(text: string): boolean
  /** Whether a noun names one, or is what some row tells. */
  isNoun(text: string): boolean
  isKnown(text: string): boolean
}

/** All that a message asks and tells, put together again. */
export const wholeOf = (asks: readonly Ask[]): string =>
  asks
    .flatMap(({ text, before, after }) => [before, text, after])
    .filter((text) => text !== '')
    .join('。')

/** What a message may ask at once; the rest is told to be asked again by being left out. */
const ASKS_MAX = 5
/** So short a piece that names no kind of thing belongs to the question before it. */
const GOING_ON_CHARACTERS_MAX = 8
/** What is added behind a question in so few characters, without a verb, is a part of it. */
const AFTERTHOUGHT_CHARACTERS_MAX = 20
const TOPIC_CHARACTERS_MAX = 16

const SENTENCES = /(?<=[。!?\n]|\.{3})(?![。!?\n])/u
const PIECES =
  /、|[,，](?!\d)|(?<=[かなねよ])[〜~]+|(?<=[\p{Script=Han}\p{Script=Katakana}ー%)]|[てでたはか])\s+(?=[\p{Script=Han}\p{Script=Katakana}]|お金)/u

/** Words that begin another want. */
const ANOTHER =
  /^(?:あと|それと(?!も)|それから|ちなみに|また|ついでに|加えて|さらに|それに|もう一つ|もうひとつ|あわせて)[、,\s]*/u

/** What goes on with the question before it: a second side of an alternative, or what stands outside a quotation. */
const GOES_ON =
  /^(?:それとも|もしくは|あるいは|または|と(?!の|い|く|こ|し|ど|ち|り|う)|って|という|とか|なのか|を)|どちら|どっち|いずれ/u

/** The end of a piece that tells why or under what circumstances somebody asks. */
const TELLS_END =
  /(?:です|ます|した|った|んだ|ない|のだ|る|い)(?:が|けど|けれども?|ので|んで|から|し)$|(?:おり|い|き|し|あり|なり)まして(?:な)?$|(?:られ|され|言われ|聞かれ|思って|困って|迷って|して|ていて|ってて|なおしてて)$|(?:申し訳|恐れ入り|すみません|失礼)/u

const trimmed = (text: string): string => text.replace(/^[\s、,。・]+|[\s、,]+$/gu, '')

const join = (pieces: readonly string[]): string => pieces.filter((piece) => piece !== '').join('、')

interface Sentence {
  asks: Ask[]
  /** Of a sentence that asks nothing. */
  tells: string
}

/** 導入済みの自治体の数と、いつ作られたか: a noun that is wanted beside what comes after it. */
const LISTS_END = /(?:[\p{Script=Han}\p{Script=Katakana}]|違い|こと|ところ)と$/u

/** What stands before a question: what tells why it is asked goes around it, what it is about stays. */
const withLead = (lead: readonly string[], piece: string): Ask => {
  const last = lead.findLastIndex((one) => TELLS_END.test(one))
  return {
    text: join([...lead.slice(last + 1), piece]),
    before: join(lead.slice(0, last + 1)),
    after: '',
  }
}

const isAfterthought = (piece: string): boolean => piece.length <= AFTERTHOUGHT_CHARACTERS_MAX && !tells(piece)
/** 市がやるとき一緒に出す計画の名前: a longer one that ends in a noun that is wanted. */
const endsInWant = (piece: string, isWant: IsWant): boolean => NOUN_AT_END.test(piece) && isWant(piece.slice(-NOUN_END))
const NOUN_AT_END = /[\p{Script=Han}\p{Script=Katakana}ー]$/u

/** 課ごとに決めるか、…でもめました: asks only where nothing is told behind it. */
const isFirm = (piece: string): boolean =>
  QUESTION_WORD.test(bare(piece)) ||
  REQUEST.test(piece) ||
  /[?]|(?:です|ます|でした|ました|せん|でしょう)か/u.test(piece)

type IsWant = Hearing['isWant']

/** 前年も, あと番号も: wanted as well as what was asked before. */
const AS_WELL = /[\p{Script=Han}\p{Script=Katakana}ーa-z%)]も[。!\s]*$/u
const AS_WELL_CHARACTERS_MAX = 16
/** 名前も教えて: of what was asked before it. */
const isShortAsWell = (text: string): boolean => text.length <= GOING_ON_CHARACTERS_MAX && ASKED_AS_WELL.test(text)
const ASKED_AS_WELL = /も(?:教え|おしえ|お願い|おねがい|頼|くだ|下さ|ほし|欲し)/u
const isAsWell = (text: string): boolean => text.length <= AS_WELL_CHARACTERS_MAX && AS_WELL.test(text)

/** 前の年と比べて市区町村は: what a question is asked of, where it says so itself. */
const OWN_SUBJECT = /^(.{2,20}?)は(?!何|いつ|どこ|いく|どう)/u
const TWO_NOUNS = /[\p{Script=Han}\p{Script=Katakana}ー](?:と|や|・)[\p{Script=Han}\p{Script=Katakana}]/u

/** The pieces of one sentence: the questions so far, and what stands before the next one. */
class Pieces {
  readonly found: Ask[] = []
  lead: string[] = []
  readonly #isWant: IsWant
  readonly #isKnown: Hearing['isKnown']

  constructor({ isWant, isKnown }: Hearing) {
    this.#isWant = isWant
    this.#isKnown = isKnown
  }

  /** A piece that asks ends a question. */
  end(piece: string): void {
    this.found.push(withLead(this.lead, piece))
    this.lead = []
  }

  add(piece: string): void {
    if (ANOTHER.test(piece) && this.lead.some(this.#isWant)) this.end(this.lead.pop() ?? '')
    const own = piece.replace(ANOTHER, '')
    if (asks(own)) this.#addAsking(own)
    else if (LISTS_END.test(own) && this.#isWant(own)) this.end(own.replace(/と$/u, ''))
    else if (isAsWell(own) && this.lead.some(this.#isWant)) {
      this.end(this.lead.pop() ?? '')
      this.end(own)
    } else this.lead.push(own)
  }

  #addAsking(own: string): void {
    // 団体数と割合、市区町村は増えたか: nouns that are wanted, and a question that names something of its own.
    const [nouns = ''] = this.lead.slice(-1)
    const subject = OWN_SUBJECT.exec(own)?.[1] ?? ''
    if (TWO_NOUNS.test(nouns) && endsInWant(nouns, this.#isWant) && this.#isKnown(subject))
      this.end(this.lead.pop() ?? '')
    const before = this.found.at(-1)
    const goesOn = before !== undefined && this.lead.length === 0 && (GOES_ON.test(own) || isShortAsWell(own))
    if (goesOn) before.text += `、${own}`
    else this.end(own)
  }
}

/** The questions of one sentence; a piece that asks ends one, unless the next goes on with it. */
const readSentence = (sentence: string, hearing: Hearing): Sentence => {
  const { isWant } = hearing
  const pieces = new Pieces(hearing)
  let subject = ''
  for (const { piece, isFirst } of sentence.split(PIECES).map(trimmed).flatMap(breaths)) {
    if (piece === '') continue
    if (!isFirst) pieces.end(`${subject}${piece}`)
    else {
      subject = join([...pieces.lead, SUBJECT.exec(piece)?.[0] ?? ''])
      pieces.add(piece)
    }
  }
  const { found, lead } = pieces
  const last = found.at(-1)
  if (last === undefined) return { asks: [], tells: sentence }
  const behind = lead.filter((piece) => !isAfterthought(piece) && !endsInWant(piece, isWant))
  if (behind.length > 0 && !found.some(({ text }) => isFirm(text))) return { asks: [], tells: sentence }
  // 名前は何か、主催の団体: a bare noun behind a question is wanted as well.
  const [more, said] = [
    lead.filter((one) => (isAfterthought(one) ? isWant(one) : endsInWant(one, isWant))),
    lead.filter(isAfterthought),
  ]
  last.text = join([last.text, ...said.filter((one) => !more.includes(one))])
  last.after = join(behind)
  return { asks: [...found, ...more.map((text) => ({ text, before: '', after: '' }))], tells: '' }
}

/** 補助率, 金融・保険業の導入割合も: a noun by itself that names a kind of thing. */
const NOUN_CHARACTERS_MAX = 40
const isWantedNoun = (sentence: string, isWant: IsWant): boolean =>
  sentence.length <= NOUN_CHARACTERS_MAX &&
  /(?:[\p{Script=Han}\p{Script=Katakana}ーa-z]|違い)[もは]?[。\s]*$/u.test(sentence) &&
  isWant(sentence.replace(/[もは]?[。\s]*$/u, '').slice(-NOUN_END)) &&
  !sentence.split(PIECES).some(asks)
/** The noun itself stands at the end of what it is of. */
const NOUN_END = 6

/** 料金は: names a kind of thing and leaves the asking out. */
const isTopic = (sentence: string, { isWant, isKnown }: Hearing): boolean =>
  (sentence.length <= TOPIC_CHARACTERS_MAX &&
    /(?:は|も|って|とか)[。\s]*$/u.test(sentence) &&
    (isWant(sentence) || (/は[。\s]*$/u.test(sentence) && isKnown(sentence)))) ||
  isWantedNoun(sentence, isWant)

/** 三つまとめてお願いします: asks that what was asked be answered. */
const BEGGING_CHARACTERS_MAX = 24
const onlyBegs = ({ text, soft }: Ask, { isWant, isKnown }: Hearing): boolean =>
  text.length <= BEGGING_CHARACTERS_MAX &&
  !isQuestion(text) &&
  !isWant(text) &&
  !isKnown(soft === true ? text : (ASKED_OF.exec(text)?.[1] ?? ''))

/** LINEの最下位もお願い: names what is wanted. */
const ASKED_OF =
  /([\p{Script=Han}\p{Script=Katakana}ーa-z%]{2,})(?<!両方|全部|全て|以上|とも)[もをは](?:教え|おしえ|知りた|お願い|おねがい|頼|くだ|下さ|ほし|欲し|頂|いただ)/u

/** What only begs is no question, and tells what the next one is about. */
const withoutBegging = (found: readonly Ask[], hearing: Hearing): Ask[] => {
  const asked: Ask[] = []
  let told = ''
  for (const ask of found) {
    if (onlyBegs(ask, hearing)) told = join([told, ask.before, ask.text])
    else {
      asked.push({ ...ask, before: join([told, ask.before]) })
      told = ''
    }
  }
  return asked.length === 0 ? found.slice(0, 1) : asked
}

/** 試行は何番目?: says what it is asked of. */
const NAMES_WHAT = /は(?:何|いつ|どこ|誰|いく[らつ])/u

/** 手引きに何て書いてある: what was asked before it is asked of that. */
const WRITTEN = /^[^、。]{0,16}[にで]は?(?:何|なん|どう)(?:て|と|って)?(?:書|載|記)[^、]*$/u

/** Asks for all that was named. */
const ALL_OF_IT =
  /^[^。]{0,24}(?:それぞれ|両方(?:とも)?|並べて|表(?:で|に(?:して)?)|リスト(?:で|に(?:して)?)|順に)[。!\s]*$/u

interface Reading {
  found: Ask[]
  /** What was told since the last question. */
  told: string[]
}

/** A sentence that asks nothing by itself: wanted as well, a part of the question before it, or told. */
const addTelling = ({ found, told }: Reading, sentence: string, follows: boolean, isWant: IsWant): void => {
  const [end = ''] = sentence.split(PIECES).slice(-1)
  const isMore =
    (isAsWell(end) && (isWant(sentence) || ANOTHER.test(end.trim()))) || (follows && ANOTHER.test(sentence))
  if (isMore) {
    found.push({ text: sentence.replace(ANOTHER, ''), before: join(told.splice(0)), after: '', soft: true })
    return
  }
  const before = found.at(-1)
  if (before !== undefined && follows && isAfterthought(sentence)) before.text += `。${sentence}`
  else told.push(sentence)
}

const addSentence = (reading: Reading, sentence: string, hearing: Hearing): void => {
  const { found, told } = reading
  const { isWant } = hearing
  const before = found.at(-1)
  const follows = before !== undefined && told.length === 0
  // 毎年？ goes on with the question before it; 料金は？ is one of its own.
  const isRest =
    sentence.length <= GOING_ON_CHARACTERS_MAX && asks(sentence) && !isWant(sentence) && !NAMES_WHAT.test(sentence)
  if (follows && (isRest || WRITTEN.test(sentence))) {
    before.text += sentence
    return
  }
  // 3月と6月の率を使います。両方並べて: asks what was told before it.
  if (!follows && ALL_OF_IT.test(sentence) && !isWant(sentence)) {
    found.push({ text: join([told.pop() ?? '', sentence]), before: join(told.splice(0)), after: '' })
    return
  }
  if (isTopic(sentence, hearing)) {
    found.push({ text: sentence, before: join(told.splice(0)), after: '' })
    return
  }
  const [first, ...rest] = readSentence(sentence, hearing).asks
  if (first === undefined) addTelling(reading, sentence, follows, isWant)
  else found.push({ ...first, before: join([...told.splice(0), first.before]) }, ...rest)
}

/**
 * What a message asks, in that order. Of a message that asks nothing in so many words the whole is asked.
 */
export const asksIn = (message: string, hearing: Hearing): Ask[] => {
  const reading: Reading = { found: [], told: [] }
  for (const sentence of message.split(SENTENCES).map(trimmed)) {
    if (sentence !== '') addSentence(reading, sentence, hearing)
  }
  const whole = trimmed(message)
  if (reading.found.length === 0) return whole === '' ? [] : [{ text: whole, before: '', after: '' }]
  const found = withoutBegging(reading.found, hearing)
  const last = found[found.length - 1] as Ask
  last.after = join([last.after, ...reading.told])
  return found
    .flatMap((ask) => oneForEach(ask.text, hearing.isNoun).map((text) => ({ ...ask, text })))
    .slice(0, ASKS_MAX)
}
