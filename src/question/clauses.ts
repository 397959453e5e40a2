/**
 * Takes a message apart into the clauses that each ask for something. Text that asks nothing stays with the clause after
 * it, or before it where none comes after.
 */

/** What a message may ask at once; the rest is told to be asked again by being left out. */
const CLAUSES_MAX = 5
/** A head noun before a list of things wanted is no longer than this. */
const HEAD_CHARACTERS_MAX = 60

/** So short a piece that names no kind of thing belongs to the clause before it. */
const GOING_ON_CHARACTERS_MAX = 8

/** An asking end, as people type it: with or without か, polite or not. */
const ASKING_END =
  /(?:[?？]|(?:です|ます|でしょう|でした|ました|ません)か|(?:の|ん)(?:です)?か|(?:かな|かしら|っけ|やろ|やろか|ねん|のん|ですの|だろう|だろ)|教えて(?:ください|ほしい|欲しい|くれ|下さい|もらえ.{0,8})?|知りた(?:い|く).{0,6}|おしえて.{0,5}|を(?:お願いします|ください|頼む)|(?:いつ|どこ|誰|だれ|何|なに|いくら|どう|なぜ|いくつ|どれ|どっち))[。.!！]*$/u

/** An asking end before a comma: the clause after it is one of its own. */
const ASKING_COMMA =
  /(?<=[?？]|(?:です|ます|でしょう|でした|ました)か|(?:の|ん)(?:です)?か|かな|っけ|のか|なのか|るか|たか|いか|って|んで|の)[、,]\s*/u

/** Words that begin another want. */
const ANOTHER =
  /(?:^|[、,。\s])(?:あと|それと|それから|ちなみに|また|ついでに|加えて|さらに|それに|もう一つ|あわせて)[、,\s]*/gu

const LINES = /(?<=[。！？!?\n])/u

/** 渋谷区と松本市、それぞれ何をした: one clause for each. */
const EACH =
  /^([^、。とはのがをに]{2,20}?)(?:と|、|・)([^、。はのがをに]{2,20}?)(?:、|は|の|で|って|が)(.{0,60}?)それぞれ(.*)$/u

const eachOf = (clause: string, isWant: (text: string) => boolean): string[] => {
  const [, one = '', other = '', before = '', after = ''] = EACH.exec(clause) ?? []
  if (one === '' || isWant(one) || isWant(other)) return [clause]
  return [one, other].map((name) => `${name}の${before}${after.replace(/^[、の]/u, '')}`)
}

/** 申込みはいつまで・お金はかかったか: pieces between commas or dots that each ask for something. */
const SIDE_BY_SIDE = /[、,・]|(?<=[数率額法先])と(?=[^、]{2,12}(?:$|[はをがも、]))/u
const PIECE_CHARACTERS_MIN = 4

const sideBySide = (clause: string, isWant: (text: string) => boolean): string[] => {
  const parts = clause
    .split(SIDE_BY_SIDE)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const wanting = parts.filter((part) => part.length >= PIECE_CHARACTERS_MIN && isWant(part))
  if (wanting.length < 2) return [clause]
  // What asks for nothing goes with what comes after it, or before it at the end.
  const joined: string[] = []
  let lead = ''
  for (const part of parts) {
    if (wanting.includes(part)) {
      joined.push(`${lead}${part}`)
      lead = ''
    } else lead += `${part}、`
  }
  if (lead !== '') joined[joined.length - 1] += `、${lead.slice(0, -1)}`
  return joined
}

const trimmed = (text: string): string => text.replace(/^[\s、,。・]+|[\s、,]+$/gu, '')

/** 対象と費用と申込先は: every noun of the list is wanted of the head before it. */
const LISTED =
  /^(.{2,60}?)の((?:[^のはをがにとや、,\s]{2,8}(?:と|や|、|,|・|及び|および|ならびに)){1,4}[^のはをがにとや、,\s]{2,8})((?:は|を|って|が|も|について|それぞれ)?(?:[?？]|教え.*|知りた.*|お願い.*|何.*|いく.*|どう.*|です.*)?)$/u

/** A list of what is wanted, with its head before each noun; `isWant` tells whether a noun names a kind of thing. */
const listed = (clause: string, isWant: (noun: string) => boolean): string[] => {
  const [, head = '', nouns = '', rest = ''] = LISTED.exec(clause) ?? []
  if (nouns === '' || head.length > HEAD_CHARACTERS_MAX) return [clause]
  const each = nouns.split(/と|や|、|,|・|及び|および|ならびに/u).filter((noun) => noun !== '')
  if (each.length < 2 || !each.every(isWant)) return [clause]
  return each.map((noun) => `${head}の${noun}${rest}`)
}

const pieces = (message: string): string[] =>
  message
    .split(LINES)
    .flatMap((line) => line.replaceAll(ANOTHER, '\n').split('\n'))
    .flatMap((sentence) => sentence.split(ASKING_COMMA))
    .map(trimmed)
    .filter((piece) => piece !== '')

/** Whether a piece asks for something by its end. */
export const asks = (piece: string): boolean => ASKING_END.test(piece)

/**
 * The clauses of a message, in the order asked. `isWant` tells whether text names a kind of thing that can be wanted, as
 * in 料金は; such a piece asks although it ends without asking.
 */
export const clausesIn = (message: string, isWant: (text: string) => boolean): string[] => {
  const clauses: string[] = []
  let lead = ''
  for (const piece of pieces(message)) {
    // 毎年？ goes on with the question before it; 料金は？ is one of its own.
    const before = clauses.at(-1)
    if (before !== undefined && lead === '' && piece.length <= GOING_ON_CHARACTERS_MAX && !isWant(piece)) {
      clauses[clauses.length - 1] = `${before}${piece}`
      continue
    }
    const topic = piece.length <= 16 && /(?:は|も|って|とか)$/u.test(piece) && isWant(piece)
    if (asks(piece) || topic) {
      clauses.push(`${lead}${lead === '' ? '' : '、'}${piece}`)
      lead = ''
    } else lead = `${lead}${lead === '' ? '' : '、'}${piece}`
  }
  const last = clauses.pop()
  if (lead !== '') clauses.push(last === undefined ? lead : `${last}。${lead}`)
  else if (last !== undefined) clauses.push(last)
  return clauses
    .flatMap((clause) => eachOf(clause, isWant))
    .flatMap((clause) => listed(clause, isWant))
    .flatMap((clause) => sideBySide(clause, isWant))
    .slice(0, CLAUSES_MAX)
}
