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

/** 対象と費用と申込先は: every noun of the list is wanted of the head before it. */
const LISTED =
  /^(.{2,60}?)の((?:[^のはをがにとや、,\s]{2,8}(?:と(?!して)|や|、|,|・|及び|および|ならびに)){1,4}[^のはをがにとや、,\s]{2,8})((?:は|を|って|が|も|について|それぞれ)?(?:[?？]|教え.*|知りた.*|お願い.*|何.*|いく.*|どう.*|です.*)?)$/u

/** A list of what is wanted, with its head before each noun; `isWant` tells whether a noun names a kind of thing. */
const listed = (ask: string, isWant: (text: string) => boolean): string[] => {
  const [, head = '', nouns = '', rest = ''] = LISTED.exec(ask) ?? []
  if (nouns === '' || head.length > HEAD_CHARACTERS_MAX) return [ask]
  const each = nouns.split(/と(?!して)|や|、|,|・|及び|および|ならびに/u).filter((noun) => noun !== '')
  if (each.length < 2 || !each.every(isWant)) return [ask]
  return each.map((noun) => `${head}の${noun}${rest}`)
}

/** A question that names several things, one for each. */
export const oneForEach = (ask: string, isWant: (text: string) => boolean): string[] =>
  eachOf(ask, isWant).flatMap((one) => listed(one, isWant))
