/** How a message goes on with what was talked about: by words that point back, by a bare name, by a change of one thing. */
import { fold } from '../japanese/fold.ts'

/** What a clause leans on: a connective at its head, or a word that points back. */
const LEANS =
  /^(?:じゃあ?|では|それじゃあ?|なら|で[、は]|あと|ちなみに|そしたら|ほな|んで|それ(?:で|は|って|なら|も)|その|そこ|そっち|同じ|こっち)|(?:それ|これ|あれ|そちら|そっち|そこ|さっき|先ほど|上記)(?:は|って|の|を|も|が|に|で|から|だと)|^(?:it|that)\b/u

export const LEANING_WORDS =
  /^(?:じゃあ?|では|それじゃあ?|なら|で、|あと、?|ちなみに|そしたら|ほな|んで)[、,\s]*|(?:それ|これ|あれ|そちら|そっち|そこ|さっきの|先ほどの|上記の?)(?:は|って|の|を|も|が|に|で|から|だと)?|その(?!他)|この(?!デスク)/gu

/** So short a clause names a thing and leaves open of what. */
const CLIPPED_CHARACTERS_MAX = 14

export const leans = (clause: string): boolean => LEANS.test(clause)

export const isClipped = (clause: string): boolean =>
  clause.length <= CLIPPED_CHARACTERS_MAX && !/とは|って(?:何|なに|なん)/u.test(clause)

/** その前は, その次の年は: counted from the year that was told last. */
const YEAR_BESIDE =
  /^(?:じゃあ?|では|それ(?:なら|じゃあ?)?|で|もっと|、)*(?:(?<before>去年|昨年|前年|前の年|その前(?:の年)?|もう一つ前|一つ前|前回)|(?<after>翌年|次の年|その次(?:の年)?|その後の年|もう一つ後))(?:度)?/u
export const yearBeside = (clause: string, edition: number | null): number | null => {
  const { before, after } = YEAR_BESIDE.exec(clause)?.groups ?? {}
  if (edition === null || (before ?? after) === undefined) return null
  return before === undefined ? edition + 1 : edition - 1
}

/** 宮城は, 2020は, 県ならどう: a name between a connective and a particle, and nothing that asks. */
const FRAGMENT_HEAD = /^(?:じゃあ?|では|それなら|なら|で|あと|ちなみに|ほな|そしたら|んじゃ)?[、,\s]*/u
const FRAGMENT_TAIL =
  /(?:だけ|のみ|全部|全体)?(?:(?:は|なら|だと|だったら|も|では|の(?:方|ほう|場合)(?:は|も|なら|だと)?|のは?|って|とは)(?:何|なに|なん(?:です)?か?|何ですか|どう(?:です|でしょう|な|なん)?(?:か|の|ん|ですか)?)?)?[?？。!]*$/u
const FRAGMENT_CHARACTERS_MAX = 14
const ASKS_ITSELF =
  /何|いつ|どこ|誰|だれ|いくら|いくつ|どう|なぜ|どれ|どの|どんな|教えて|ますか|ですか|れる|える|ません|ありがと|[\u3041-\u3096]$|の|[\u3041-\u3096]{4}/u
/** The name that a fragment brings. */
export const nameIn = (clause: string): string => clause.replace(FRAGMENT_HEAD, '').replace(FRAGMENT_TAIL, '')

export const isFragment = (clause: string): boolean => {
  const name = nameIn(clause)
  return name.length > 0 && name.length <= FRAGMENT_CHARACTERS_MAX && !ASKS_ITSELF.test(name)
}

/** So short a message goes on with what was talked about, whatever else it might be. */
const GOES_ON =
  /(?:は|なら|だと|も|のは?|の方|のほう|ほう|って)[?？。]*$|[?？]$|^(?:じゃあ?|それ|その|そこ|そっち|もっと|もう一つ|あと|違う|ちがう|いや)|(?:れ|え|き)る$|^(?:令和|平成|20\d\d|[rh]\d)/u
const GOES_ON_CHARACTERS_MAX = 24
export const goesOn = (text: string): boolean =>
  text.length <= GOES_ON_CHARACTERS_MAX && GOES_ON.test(fold(text).toLowerCase().trim())

const CIRCUMSTANCE =
  /(?:令和|平成|r|h)\s*(?:元|\d{1,2})\s*年?度?|20\d\d\s*年?度?|一?昨年度?|前年度?|去年|おととし|今年度?|本年度?|前の年|今(?!回|月|日|週)|いま|現在|最新|(?:北海道|東京都?|京都府?|大阪府?|[\p{Script=Han}]{2,3}県)|npo法人|npo|中小企業|民間企業|企業|会社|自治体|市町村|市役所|町役場|村役場|役場|県庁|都道府県|県|市|町|村|政令(?:指定都)?市|指定都市|個人(?:事業主)?|職員|社員|従業員|うち/gu
const AROUND =
  /^(?:じゃあ?|では|それじゃあ?|なら|で|あと|ちなみに|そしたら|ほな|んで|うちは?|、|\s)*|(?:の場合|だと|なら|でも|です|は|も|としては|だったら|の(?:方|ほう|分|とき)|(?:も|が|を)?(?:ほしい|欲しい|お願い(?:します)?|教えて(?:ください)?|知りたい|見せて)|に(?:なると|ついて)|[?？。、!！\s])*$/gu

/** Only a year, a place or a kind of body is said: the last question holds, with that changed. */
export const changesOnly = (clause: string): boolean => {
  const rest = clause.replaceAll(CIRCUMSTANCE, '').replaceAll(AROUND, '')
  return rest !== clause && rest.replaceAll(/[\sのはもでがにを、。?？]|です|なら|だと/gu, '') === ''
}
