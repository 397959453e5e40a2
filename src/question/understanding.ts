/** Makes a message whole: what it is about, for which year, for whom; and whether anything is left to look up. */
import { facetsIn, wantsDetail, yearsIn, type Facet, type Question, type Years } from '../answering/answering.ts'
import type { Companions, Programme } from '../knowledge/knowledge.ts'
import type { Index, Keyword } from '../retrieval/retrieval.ts'
import { kindredIn } from './kindred.ts'
import type { Recalled } from './memory.ts'
import { audienceIn } from '../japanese/bodies.ts'
import { prefectureIn } from '../japanese/places.ts'
import { programmeIn } from './programmes.ts'
import type { Audience, Day } from '../vocabulary/types.ts'
import { asWritten, soughtOf } from './wording.ts'

export interface Understood {
  /** The question by itself, without what it leans on. */
  whole: string
  /** What is looked up: the same, with the documents' words for what was said colloquially. */
  sought: string
  question: Question
  years: Years
  programme: Programme | null
  audience: Audience | null
  prefecture: string | null
  /** The topic was taken over from the conversation. */
  carried: boolean
  /** Nothing in it says what it is about. */
  vague: boolean
}

export interface Lexicon {
  index: Index
  companions: Companions
}

/** Words that ask, or that fit every question here; alone they name no topic. */
const GENERIC = new Set(
  'ほしい 欲しい 困る あう お金 金 値段 あんまり あまり やっぱり いったい 手続 手続き 申請 申込 申し込む 申し込み 申込み 応募 方法 仕方 やり方 期限 締切 締め切り 期日 期間 日程 いつ まで 費用 料金 金額 いくら 無料 有料 対象 条件 要件 資格 連絡 連絡先 先 問合せ 問い合わせ 電話 番号 メール アドレス 窓口 場所 住所 url サイト ページ ホームページ リンク ダウンロード 入手 入手する 掲載 順番 順序 確かめる 教える 知る 知りたい おしえる 聞く 聞き 尋ねる 調べる 質問 質問する 内容 概要 詳細 詳しい 説明 情報 話 件 何 何か どう どこ どれ どの 誰 だれ なに テレワーク 在宅勤務 在宅 勤務 リモートワーク リモート ワーク 制度 事業 支援 施策 利用 使う 使える 受ける 行う やる 行く 見る 分かる わかる お願い 願う 必要 可能 場合 時 方 人 者 年度 年 月 日 今 現在 最新 今年度 昨年度 今年 去年 昨年 また それ その これ この あの すみません ちょっと 少し もう もっと ほか 他 別 回数 回 何回 人数 数 注意 点 ポイント 目的 理由 背景 うち 当社 弊社 会社 企業 自治体 市 町 村 県 役所 私 自分 中 上 下 前 後 同じ 言う いう 思う 考える かかる 係る 掛かる 例 いる もらう くれる 出る 始まる 始める 終わる 間に合う 済む 払う 取る 持つ 置く とこ ところ 感じ 様 方々 全国 全部 一覧 資料 違う 違い 記載 よく 難しい 人間 昔 皆 みんな 一番 最初 最後 実際 本当 具体 具体的 簡単 普通 普段 側 気 予定 希望 まだ すでに 既に もし 仮 たとえば 例えば ok はい いいえ the a is what how when who where please tell me about it telework do i can for to of in'.split(
    ' ',
  ),
)

const LEANS =
  /^(?:じゃあ?|では|それじゃあ?|なら|で、|あと、?|ちなみに|そしたら|ほな|んで)|(?:それ|これ|あれ|そちら|そっち|こちら(?:は|の|って)|さっき|先ほど|上記)(?:は|って|の|を|も|が|に|で|から|だと)?|その(?!他)|この(?!デスク)|同じ(?:事業|制度|年|もの)|it\b|that\b/u

const NUMERIC = /^\d+$/u

const isTelling = ({ form, surface }: { form: string; surface: string }): boolean =>
  !GENERIC.has(form) && !GENERIC.has(surface) && !NUMERIC.test(form) && !/^[\u3041-\u3096]{1,2}$/u.test(form)

const contentOf = (index: Index, text: string): Keyword[] => index.keywords(text).filter(isTelling)

const YEAR_WORDS =
  /(?:令和|平成|r|h)\s*(?:元|\d{1,2})\s*年?度?(?:\((?:20)\d\d年度?\))?|(?:20\d\d)\s*年度?|fy\s*\d{2,4}|一?昨年度?|前年度|去年|今年度?|本年度?/giu

const PLACE_WORDS = /(?:北海道|東京都?|京都府?|大阪府?|[\p{Script=Han}]{2,3}県)/gu

const WHO_WORDS =
  /(?:npo法人|npo|中小企業|民間企業|企業|会社|当社|弊社|自治体|市町村|市役所|町役場|村役場|役場|県庁|都道府県|政令市|政令指定都市|指定都市|うち|個人事業主|職員|社員|従業員)(?:の場合|だと|なら|でも|です|は|も|としては)?/giu

/** Only a year, a place or a kind of body is said: the last question holds, with that changed. */
const onlyCircumstance = (text: string, index: Index): boolean => {
  const rest = text.replace(YEAR_WORDS, ' ').replace(PLACE_WORDS, ' ').replace(WHO_WORDS, ' ')
  const changed = rest !== text
  return (
    changed &&
    contentOf(index, rest).length === 0 &&
    facetsIn(rest.replaceAll(/(?:使えますか|利用できる)/gu, '')).length === 0
  )
}

/** The words of the first year that is named. */
export const yearIn = (text: string): string | undefined => text.match(YEAR_WORDS)?.[0] ?? text.match(/20\d\d/u)?.[0]

const withYear = (last: string, text: string): string => {
  const year = text.match(YEAR_WORDS)?.[0]
  const base = last.replace(YEAR_WORDS, '').replace(/^の/u, '')
  return year === undefined ? `${last} ${text}` : `${year}の${base}`
}

const stripLeaning = (text: string): string =>
  text
    .replace(/^(?:じゃあ?|では|それじゃあ?|なら|で、|あと、?|ちなみに|そしたら|ほな|んで)[、,\s]*/u, '')
    .replace(
      /(?:それ|これ|あれ|そちら|そっち|こちら|さっきの|先ほどの|上記の?)(?:は|って|の|を|も|が|に|で|から|だと)?[、,\s]*/u,
      '',
    )
    .replace(/(?:その|この)(?:事業|制度|支援|場合|件|補助金?|措置|手引き?|調査|通知)?(?:の|は)?/u, '')

/** A longer message is a question of its own and no answer to a question back. */
const REPLY_CHARACTERS_MAX = 40
const ASKS = /[?？]|(?:ですか|ますか|でしょうか|教えて|知りたい|とは)/u

/** The answer to a question back: the topic alone, or a sentence around it. */
const chosenTopic = (text: string): string =>
  text.replace(
    /(?:のこと|について|に関して)?(?:です|だよ|だ|でお願いします|かな|の方|のほう|を(?:教えて|知りたい).*)?[。、.!]*$/u,
    '',
  )

/** So short a question names a thing (上限額は？) and leaves open of what, where something is being talked about. */
const CLIPPED_CHARACTERS_MAX = 12

/** How a message is read: as it seems, as a question by itself, or as one about what is being talked about. */
export type Leaning = 'as it seems' | 'alone' | 'on the topic'

const wholeOf = (
  text: string,
  recalled: Recalled,
  lexicon: Lexicon,
  leaning: Leaning,
): { whole: string; carried: boolean } => {
  const { topic, last, pending } = recalled
  const named = programmeIn(text, lexicon.companions)
  if (pending !== null && text.length <= REPLY_CHARACTERS_MAX && !ASKS.test(text)) {
    const chosen = chosenTopic(text)
    const content = named !== null || contentOf(lexicon.index, chosen).length > 0
    if (content) return { whole: `${chosen}の${pending}`, carried: false }
  }
  if (topic === null || named !== null) return { whole: text, carried: false }
  if (last !== null && onlyCircumstance(text, lexicon.index)) return { whole: withYear(last, text), carried: true }
  const own = contentOf(lexicon.index, text.replace(YEAR_WORDS, ' '))
  const clipped =
    leaning === 'as it seems' && text.length <= CLIPPED_CHARACTERS_MAX && !/とは|って(?:何|なに|なん)/u.test(text)
  const leans = LEANS.test(text) || clipped || leaning === 'on the topic'
  if (own.length > 0 && !leans) return { whole: text, carried: false }
  const bare = stripLeaning(text)
  const about = `${topic.words}の${bare === '' ? '内容' : bare}`
  // Who asked about a year goes on asking about it.
  const year = yearIn(text) === undefined && last !== null ? yearIn(last) : undefined
  return { whole: year === undefined ? about : `${year}の${about}`, carried: true }
}

/** A share, a list or a reason is asked of something, even where only 自治体 and テレワーク are named. */
const TELLING: ReadonlySet<Facet> = new Set<Facet>(['count', 'list', 'why'])

/** Words of the service itself: who says one of them without a topic wants something, and is asked what. */
const MATTER_WORD =
  /教えて(?:ほしい|欲しい)|聞きたい|質問|困って|手続|制度|申請|支援|相談|事業|補助|助成|申し?込|応募|受付|窓口|連絡|問い?合わ?せ|費用|料金|期限|締切|対象|条件|要件|資格|必要書類|使え|利用/u
const SERVICE: ReadonlySet<Facet> = new Set<Facet>(['when', 'cost', 'who', 'contact'])

const isVague = (text: string, facets: readonly Facet[]): boolean =>
  !facets.some((facet) => TELLING.has(facet)) && (MATTER_WORD.test(text) || facets.some((facet) => SERVICE.has(facet)))

/** Each is looked for in every sentence. */
const OTHERS_MAX = 12

export const understand = (
  given: string,
  recalled: Recalled,
  asOf: Day,
  lexicon: Lexicon,
  leaning: Leaning = 'as it seems',
): Understood => {
  const text = asWritten(given, lexicon)
  const { whole, carried } = wholeOf(text, recalled, lexicon, leaning)
  const years = yearsIn(whole, asOf)
  const programme =
    programmeIn(whole, lexicon.companions) ??
    (carried ? (lexicon.companions.programmes.find(({ id }) => id === recalled.topic?.programme) ?? null) : null)
  const words = lexicon.index.keywords(whole)
  const kindred = kindredIn(whole, lexicon.index.library.thesaurus)
  const question: Question = {
    text: whole,
    asOf,
    facets: facetsIn(carried ? text : whole),
    words: words.map((word) => {
      const others = kindred
        .filter(({ said }) => said.includes(word.surface))
        .flatMap((one) => one.others)
        .slice(0, OTHERS_MAX)
      // The thesaurus is written for the documents: one of its words is known under another.
      return { ...word, known: word.known || others.length > 0, telling: isTelling(word), others }
    }),
    detail: wantsDetail(whole),
  }
  const content = contentOf(lexicon.index, whole.replace(YEAR_WORDS, ' ').replace(PLACE_WORDS, ' '))
  const figures = /\d{2,}|@|https?:/u.test(whole.replace(YEAR_WORDS, ' '))
  return {
    whole,
    sought: soughtOf(whole),
    question,
    years,
    programme,
    audience: audienceIn(text) ?? recalled.audience,
    prefecture: prefectureIn(text) ?? recalled.prefecture,
    carried,
    vague: programme === null && content.length === 0 && !figures && isVague(text, question.facets),
  }
}
