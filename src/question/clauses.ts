/**
 * Takes a message apart into what it asks. A sentence asks, or it tells; what tells stands around the questions beside
 * it and helps to find, but nothing of it has to be answered.
 */

/** One thing that is asked, with what the message tells around it. */
export interface Ask {
  text: string
  before: string
  after: string
}

/** All that a message asks and tells, put together again. */
export const wholeOf = (asks: readonly Ask[]): string =>
  asks
    .flatMap(({ text, before, after }) => [before, text, after])
    .filter((text) => text !== '')
    .join('。')

/** What a message may ask at once; the rest is told to be asked again by being left out. */
const ASKS_MAX = 5
/** A head noun before a list of things wanted is no longer than this. */
const HEAD_CHARACTERS_MAX = 60
/** So short a piece that names no kind of thing belongs to the question before it. */
const GOING_ON_CHARACTERS_MAX = 8
/** What is added behind a question in so few characters, without a verb, is a part of it. */
const AFTERTHOUGHT_CHARACTERS_MAX = 20
const TOPIC_CHARACTERS_MAX = 16

const SENTENCES = /(?<=[。!?\n]|\.{3})/u
const PIECES =
  /、|[,，](?!\d)|(?<=[かなねよ])[〜~]+|(?<=[\p{Script=Han}\p{Script=Katakana}ー%)]|[てでたはか])\s+(?=[\p{Script=Han}\p{Script=Katakana}]|お金)/u

const QUOTED = /「[^」]{0,80}」|『[^』]{0,80}』|"[^"]{0,80}"/gu

const QUESTION_WORD =
  /何(?!か(?!所|国|月|年)|も|でも|とか|度も|卒|なり)|なに(?!か|も|とぞ)|(?<=^|は|って|が|[、。])なんで|なん(?:の(?!で)|ぼ|[人回社%パ円か日]|やろ|や$)|いつ(?!も|でも|か(?!ら)|のまに)|どこ(?!か(?!ら)|でも|も)|(?:誰|だれ|どなた)(?!か|でも|も)|いく(?:ら|つ)(?!か|でも|も)|どう(?!しても|も|か(?!な))|どれ(?!も|でも)|(?<![ほなけ])どの(?!みち)|どん(?:な(?!に)|くらい|ぐらい)|どっち(?!も)|どちら(?!も|でも)|なぜ|\b(?:what|when|where|who|which|how|why)\b/u

const ASKING_END =
  /(?:[?]|(?<!と|どう|何|ばかり|まだ)か(?:な|ね|いな?|しら|のう|え)?|(?:かな|かしら|っけ|のん|やんな|よね|よな|でしょう?|だろう?|やろか?|やった\?|なの|たの|るの|けど\?|ええん|すかのう?|かのう))[。.!~〜ー…\s]*$/u

const REQUEST =
  /教え|おしえて|知りた[いく]|しりたい|(?:を|だけ|まで|も|の|て|で)(?:下さい|ください|(?:くれ|頼む)(?=[。!\s]|$)|ほしい|欲しい|お願い|おねがい|頂きたい|いただきたい)|(?:ほしい|欲しい|いただけ(?:ます|れば)|ご教示|求む|お願い(?:し(?!ますって|ますと)|致|いた)|どうぞよろしく|希望)|詳しく[。!]*$|それも[。!]*$|\b(?:please|tell me)\b/u

const bare = (text: string): string => text.replaceAll(QUOTED, '「」')

/** Whether a piece asks for something. */
export const asks = (piece: string): boolean => {
  const text = bare(piece.trim())
  return ASKING_END.test(text) || QUESTION_WORD.test(text) || REQUEST.test(text)
}

/** Words that begin another want. */
const ANOTHER =
  /^(?:あと|それと(?!も)|それから|ちなみに|また|ついでに|加えて|さらに|それに|もう一つ|もうひとつ|あわせて)[、,\s]*/u

/** What goes on with the question before it: a second side of an alternative, or what stands outside a quotation. */
const GOES_ON =
  /^(?:それとも|もしくは|あるいは|または|と(?!の|い|く|こ|し|ど|ち|り|う)|って|という|とか|なのか|を)|どちら|どっち|いずれ/u

/** The end of a piece that tells why or under what circumstances somebody asks. */
const TELLS_END =
  /(?:です|ます|した|った|んだ|ない|のだ|る|い)(?:が|けど|けれども?|ので|んで|から|し)$|(?:おり|い|き|し|あり|なり)まして(?:な)?$|(?:られ|され|言われ|聞かれ|思って|困って|迷って|して|ていて|ってて|なおしてて)$|(?:申し訳|恐れ入り|すみません|失礼)/u

/** A verb or an adjective at the end: it tells something of its own. */
const TELLS = /(?:です|ます|ません|[たるいねよわてん]|ので|から|けど|って|笑|泣)[。!~〜ー…\s]*$/u

const trimmed = (text: string): string => text.replace(/^[\s、,。・]+|[\s、,]+$/gu, '')

const join = (pieces: readonly string[]): string => pieces.filter((piece) => piece !== '').join('、')

interface Sentence {
  asks: Ask[]
  /** Of a sentence that asks nothing. */
  tells: string
}

/** 導入済みの自治体の数と、いつ作られたか: a noun that is wanted beside what comes after it. */
const LISTS_END = /[\p{Script=Han}\p{Script=Katakana}]と$/u

/** What stands before a question: what tells why it is asked goes around it, what it is about stays. */
const withLead = (lead: readonly string[], piece: string): Ask => {
  const last = lead.findLastIndex((one) => TELLS_END.test(one))
  return { text: join([...lead.slice(last + 1), piece]), before: join(lead.slice(0, last + 1)), after: '' }
}

const isAfterthought = (piece: string): boolean => piece.length <= AFTERTHOUGHT_CHARACTERS_MAX && !TELLS.test(piece)

/** 課ごとに決めるか、…でもめました: asks only where nothing is told behind it. */
const isFirm = (piece: string): boolean =>
  QUESTION_WORD.test(bare(piece)) ||
  REQUEST.test(piece) ||
  /[?]|(?:です|ます|でした|ました|せん|でしょう)か/u.test(piece)

type IsWant = (text: string) => boolean

/** The questions of one sentence; a piece that asks ends one, unless the next goes on with it. */
const readSentence = (sentence: string, isWant: IsWant): Sentence => {
  const found: Ask[] = []
  let lead: string[] = []
  const end = (piece: string): void => {
    found.push(withLead(lead, piece))
    lead = []
  }
  for (const piece of sentence.split(PIECES).map(trimmed)) {
    if (piece === '') continue
    const before = found.at(-1)
    if (ANOTHER.test(piece) && lead.some(isWant)) end(lead.pop() ?? '')
    const own = piece.replace(ANOTHER, '')
    if (!asks(own) && LISTS_END.test(own) && isWant(own)) end(own.replace(/と$/u, ''))
    else if (!asks(own)) lead.push(own)
    else if (before !== undefined && lead.length === 0 && GOES_ON.test(own)) before.text += `、${own}`
    else end(own)
  }
  const last = found.at(-1)
  if (last === undefined) return { asks: [], tells: sentence }
  const behind = lead.filter((piece) => !isAfterthought(piece))
  if (behind.length > 0 && !found.some(({ text }) => isFirm(text))) return { asks: [], tells: sentence }
  // 名前は何か、主催の団体: a bare noun behind a question is wanted as well.
  const [more, said] = [lead.filter((one) => isAfterthought(one) && isWant(one)), lead.filter(isAfterthought)]
  last.text = join([last.text, ...said.filter((one) => !more.includes(one))])
  last.after = join(behind)
  return { asks: [...found, ...more.map((text) => ({ text, before: '', after: '' }))], tells: '' }
}

/** 渋谷区と松本市、それぞれ何をした: one question for each. */
const EACH =
  /^([^、。とはのがをに]{2,20}?)(?:と|、)([^、。はのがをに]{2,20}?)(?:、|は|の|で|って|が)(.{0,60}?)それぞれ(.*)$/u

const eachOf = (ask: string, isWant: IsWant): string[] => {
  const [, one = '', other = '', before = '', after = ''] = EACH.exec(ask) ?? []
  if (one === '' || isWant(one) || isWant(other)) return [ask]
  return [one, other].map((name) => `${name}の${before}${after.replace(/^[、の]/u, '')}`)
}

/** 対象と費用と申込先は: every noun of the list is wanted of the head before it. */
const LISTED =
  /^(.{2,60}?)の((?:[^のはをがにとや、,\s]{2,8}(?:と(?!して)|や|、|,|・|及び|および|ならびに)){1,4}[^のはをがにとや、,\s]{2,8})((?:は|を|って|が|も|について|それぞれ)?(?:[?？]|教え.*|知りた.*|お願い.*|何.*|いく.*|どう.*|です.*)?)$/u

/** A list of what is wanted, with its head before each noun; `isWant` tells whether a noun names a kind of thing. */
const listed = (ask: string, isWant: IsWant): string[] => {
  const [, head = '', nouns = '', rest = ''] = LISTED.exec(ask) ?? []
  if (nouns === '' || head.length > HEAD_CHARACTERS_MAX) return [ask]
  const each = nouns.split(/と(?!して)|や|、|,|・|及び|および|ならびに/u).filter((noun) => noun !== '')
  if (each.length < 2 || !each.every(isWant)) return [ask]
  return each.map((noun) => `${head}の${noun}${rest}`)
}

/** 補助率, 金融・保険業の導入割合も: a noun by itself that names a kind of thing. */
const NOUN_CHARACTERS_MAX = 40
const isWantedNoun = (sentence: string, isWant: IsWant): boolean =>
  sentence.length <= NOUN_CHARACTERS_MAX &&
  /[\p{Script=Han}\p{Script=Katakana}ーa-z][もは]?[。\s]*$/u.test(sentence) &&
  isWant(sentence.replace(/[もは]?[。\s]*$/u, '').slice(-NOUN_END))
/** The noun itself stands at the end of what it is of. */
const NOUN_END = 6

/** 料金は: names a kind of thing and leaves the asking out. */
const isTopic = (sentence: string, isWant: IsWant): boolean =>
  (sentence.length <= TOPIC_CHARACTERS_MAX && /(?:は|も|って|とか)[。\s]*$/u.test(sentence) && isWant(sentence)) ||
  isWantedNoun(sentence, isWant)

/** 三つまとめてお願いします: asks that what was asked be answered. */
const BEGGING_CHARACTERS_MAX = 24
const onlyBegs = (text: string, isWant: IsWant): boolean =>
  text.length <= BEGGING_CHARACTERS_MAX &&
  !QUESTION_WORD.test(bare(text)) &&
  !/[?]|か[。!\s]*$/u.test(text) &&
  !isWant(text)

/** What only begs is no question, and tells what the next one is about. */
const withoutBegging = (found: readonly Ask[], isWant: IsWant): Ask[] => {
  const asked: Ask[] = []
  let told = ''
  for (const ask of found) {
    if (onlyBegs(ask.text, isWant)) told = join([told, ask.before, ask.text])
    else {
      asked.push({ ...ask, before: join([told, ask.before]) })
      told = ''
    }
  }
  return asked.length === 0 ? found.slice(0, 1) : asked
}

interface Reading {
  found: Ask[]
  /** What was told since the last question. */
  told: string[]
}

const addSentence = ({ found, told }: Reading, sentence: string, isWant: IsWant): void => {
  const before = found.at(-1)
  const follows = before !== undefined && told.length === 0
  // 毎年？ goes on with the question before it; 料金は？ is one of its own.
  const isRest = sentence.length <= GOING_ON_CHARACTERS_MAX && asks(sentence) && !isWant(sentence)
  if (follows && isRest) {
    before.text += sentence
    return
  }
  if (isTopic(sentence, isWant)) {
    found.push({ text: sentence, before: join(told.splice(0)), after: '' })
    return
  }
  const read = readSentence(sentence, isWant)
  if (read.asks.length === 0 && follows && isAfterthought(sentence)) before.text += `。${sentence}`
  else if (read.asks.length === 0) told.push(sentence)
  else {
    const [first, ...rest] = read.asks as [Ask, ...Ask[]]
    found.push({ ...first, before: join([...told.splice(0), first.before]) }, ...rest)
  }
}

/**
 * What a message asks, in that order. `isWant` tells whether text names a kind of thing that can be wanted. Of a message
 * that asks nothing in so many words the whole is asked.
 */
export const asksIn = (message: string, isWant: IsWant): Ask[] => {
  const reading: Reading = { found: [], told: [] }
  for (const sentence of message.split(SENTENCES).map(trimmed)) {
    if (sentence !== '') addSentence(reading, sentence, isWant)
  }
  const whole = trimmed(message)
  if (reading.found.length === 0) return whole === '' ? [] : [{ text: whole, before: '', after: '' }]
  const found = withoutBegging(reading.found, isWant)
  const last = found[found.length - 1] as Ask
  last.after = join([last.after, ...reading.told])
  return found
    .flatMap((ask) =>
      eachOf(ask.text, isWant)
        .flatMap((one) => listed(one, isWant))
        .map((one) => ({ ...ask, text: one })),
    )
    .slice(0, ASKS_MAX)
}
