/** One question for each member of a list that is asked about. */

/** A head noun before a list of things wanted is no longer than this. */
const HEAD_CHARACTERS_MAX = 60
/** 渋谷区と松本市、それぞれ何をした: one question for each. */
const EACH =
  /^([^、。とはのがをに]{2,20}?)(?:と|、)([^、。はのがをに]{2,20}?)(?:、|は|の|で|って|が)(.{0,60}?)それぞれ(.*)$/u

const eachOf = (ask: string, isWant: (text: string) => boolean): string[] => {
  const [, one = '', other = '', before = '', after = ''] = EACH.exec(ask) ?? []
  if (one === '' || isWant(one) || isWant(other)) return [ask]
  return [one, other].map((name) => `${name}の${before}${after.replace(/^[、の]/u, '')}`)
}

/** What joins the nouns of a list; commas alone do so from three on, since one mostly stands behind a topic. */
const JOINED =
  /(?:(?<=[\p{Script=Han}a-z%)]|\p{Script=Katakana}ー?|違い)と(?!して|いう|言う|か|も|き)|や(?![りるっ])|・|及び|および|ならびに|[&＆+＋])[、\s]*/u
const COMMA = /[、,]/u
const BY_COMMAS_MIN = 3

/** The last noun of a list, and what asks behind it. */
const LAST =
  /^(.+?)((?:[はをもが](?!る|り|っ).*|って.*|について.*|、?(?:それぞれ|両方|全部|順に).*|[?？。]|教え.*|知りた.*|お願い.*|いく[らつ].*|です.*|ください.*|並べ.*|ほし.*)?)$/u
/** A particle inside, or a verb at the end: no noun of a list. */
const NO_NOUN = /[はがをにで](?=[\p{Script=Han}\p{Script=Katakana}a-z])|[うくすつぬむるただ]$/u
const ASKS = /何|どこ|どの|誰|いつ/u
/** Things that are compared belong together. */
const COMPARES = /どっち|どちら|違|差|比べ|比較/u
const NOUN_CHARACTERS_MAX = 16

/** The last noun of a piece, and what it is of: 事務局の | 会社名. */
const apart = (piece: string): { of: string; noun: string } => {
  const at = piece.search(/[^の、,]*$/u)
  return { of: piece.slice(0, at), noun: piece.slice(at) }
}

const piecesOf = (ask: string): string[] => {
  const joined = ask.split(JOINED)
  const pieces = joined.length > 1 ? joined : ask.split(COMMA)
  return joined.length > 1 || pieces.length >= BY_COMMAS_MIN ? pieces.map((piece) => piece.trim()) : [ask]
}

/** A list of what is wanted, with its head before each noun; `isWant` tells whether a noun names a kind of thing. */
const listed = (ask: string, isWant: (text: string) => boolean): string[] => {
  const pieces = piecesOf(ask)
  const [, last = '', rest = ''] = LAST.exec(pieces.pop() ?? '') ?? []
  const parts = [...pieces, last].map((piece) => ({ piece, ...apart(piece) }))
  const isNoun = ({ piece, noun }: (typeof parts)[number]): boolean =>
    noun !== '' && noun.length <= NOUN_CHARACTERS_MAX && !NO_NOUN.test(noun) && !ASKS.test(piece) && isWant(noun)
  const from = parts.findLastIndex((one) => !isNoun(one)) + 1
  const [first, ...others] = parts.slice(from)
  if (first === undefined || others.length === 0 || COMPARES.test(`${last}${rest}`)) return [ask]
  // メールと電話の利点: what stands behind the last is of all of them, and each is no want of its own.
  if (first.of === '' && others.some(({ of }) => of !== '')) return [ask]
  const head = `${ask.slice(0, ask.indexOf(first.piece))}${first.of}`
  if (head.length > HEAD_CHARACTERS_MAX) return [ask]
  return [first, ...others].map(
    ({ piece, of, noun }, at) => `${at === 0 || of === '' ? `${head}${noun}` : piece}${rest}`,
  )
}

/** A question that names several things, one for each. */
export const oneForEach = (ask: string, isWant: (text: string) => boolean): string[] =>
  eachOf(ask, isWant).flatMap((one) => listed(one, isWant))
