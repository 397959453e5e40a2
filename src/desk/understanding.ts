/** Makes a message whole: what it is about, for which year, for whom; and whether anything is left to look up. */
import {
  facetsIn,
  fiscalYearWords,
  wantsDetail,
  yearsIn,
  type Facet,
  type Question,
  type Years,
} from '../answering/answering.ts'
import { fold, type Companions, type Programme } from '../knowledge/knowledge.ts'
import type { Index, Keyword } from '../retrieval/retrieval.ts'
import type { Recalled } from './memory.ts'
import { audienceIn, prefectureIn } from './places.ts'
import type { Audience, Day } from './types.ts'

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

const hiragana = (text: string): string =>
  text.replaceAll(/[\u30A1-\u30F6]/gu, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0x60))

const tight = (text: string): string => hiragana(fold(text).toLowerCase()).replaceAll(/[\s・=\-]/gu, '')

interface Name {
  programme: Programme
  tight: string
}

const namesOf = new WeakMap<Companions, Name[]>()
const programmeNames = (companions: Companions): Name[] => {
  const known = namesOf.get(companions)
  if (known !== undefined) return known
  const names = companions.programmes
    .flatMap((programme) => [programme.name, ...programme.aliases].map((name) => ({ programme, tight: tight(name) })))
    .filter((name) => name.tight.length >= 2)
    .sort((a, b) => b.tight.length - a.tight.length)
  namesOf.set(companions, names)
  return names
}

/** The programme that a text names; the longest name wins. */
export const programmeIn = (text: string, companions: Companions): Programme | null => {
  const squeezed = tight(text)
  return programmeNames(companions).find((name) => squeezed.includes(name.tight))?.programme ?? null
}

/** Typed without kanji: the words that questions turn on, so that they meet the documents' way of writing. */
const READINGS: [RegExp, string][] = [
  [/てれわーくまねーじゃー?/gu, 'テレワークマネージャー'],
  [/てれわーく/gu, 'テレワーク'],
  [/さぽーとねっとわーく/gu, 'サポートネットワーク'],
  [/せきゅりてぃー?/gu, 'セキュリティ'],
  [/がいどらいん/gu, 'ガイドライン'],
  [/さてらいとおふぃす/gu, 'サテライトオフィス'],
  [/とくべつこうふぜい/gu, '特別交付税'],
  [/ほじょきん/gu, '補助金'],
  [/ほじょりつ/gu, '補助率'],
  [/ざいたくきんむ/gu, '在宅勤務'],
  [/じちたい/gu, '自治体'],
  [/もうしこみ/gu, '申込み'],
  [/もうしこ(?=む|め)/gu, '申し込'],
  [/しめきり/gu, '締切'],
  [/きげん/gu, '期限'],
  [/ひよう/gu, '費用'],
  [/たいしょう/gu, '対象'],
  [/れんらくさき/gu, '連絡先'],
  [/まどぐち/gu, '窓口'],
  [/そうだん/gu, '相談'],
  [/てびき/gu, '手引き'],
  [/てじゅん/gu, '手順'],
  [/じれい/gu, '事例'],
  [/どうにゅう/gu, '導入'],
  [/きじゅん/gu, '基準'],
  [/ひゃくせん/gu, '百選'],
  [/むりょう/gu, '無料'],
  [/でんわ/gu, '電話'],
]

const DIGITS = '一二三四五六七八九'
const KANA_ONLY = /^[\u3040-\u30ffー\s\p{P}a-z0-9]+$/u

/** Kana typing is written as the documents write it; everything else stays. */
const written = (given: string): string => {
  const folded = given.replaceAll(/第([一二三四五六七八九])/gu, (_, digit: string) => `第${DIGITS.indexOf(digit) + 1}`)
  if (!KANA_ONLY.test(folded) || !/[\u3041-\u3096]{5}/u.test(folded)) return folded
  return READINGS.reduce((text, [reading, word]) => text.replace(reading, word), hiragana(folded))
}

/** Words that ask, or that fit every question here; alone they name no topic. */
const GENERIC = new Set(
  '手続 手続き 申請 申込 申し込む 申し込み 申込み 応募 方法 仕方 やり方 期限 締切 締め切り 期日 期間 日程 いつ まで 費用 料金 金額 いくら 無料 有料 対象 条件 要件 資格 連絡 連絡先 先 問合せ 問い合わせ 電話 番号 メール アドレス 窓口 場所 住所 url サイト ページ ホームページ リンク 教える 知る 知りたい おしえる 聞く 聞き 尋ねる 調べる 質問 質問する 内容 概要 詳細 詳しい 説明 情報 話 件 何 何か どう どこ どれ どの 誰 だれ なに テレワーク 在宅勤務 在宅 勤務 リモートワーク リモート ワーク 制度 事業 支援 施策 利用 使う 使える 受ける 行う やる 行く 見る 分かる わかる お願い 願う 必要 可能 場合 時 方 人 者 年度 年 月 日 今 現在 最新 今年度 昨年度 今年 去年 昨年 また それ その これ この あの すみません ちょっと 少し もう もっと ほか 他 別 回数 回 何回 人数 数 注意 点 ポイント 目的 理由 背景 うち 当社 弊社 会社 企業 自治体 市 町 村 県 役所 私 自分 中 上 下 前 後 同じ 言う いう 思う 考える かかる いる もらう くれる 出る 始まる 始める 終わる 間に合う 済む 払う 取る 持つ 置く とこ ところ 感じ 様 方々 全国 全部 一覧 資料 違う 違い 記載 よく 難しい ok はい いいえ the a is what how when who where please tell me about it telework do i can for to of in'.split(
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

/** English questions meet the documents through the words that matter; without two of them nothing is understood. */
const GLOSSARY: [RegExp, string][] = [
  [/telework managers?/u, 'テレワークマネージャー'],
  [/consultation cent(?:er|re)/u, 'テレワーク相談センター'],
  [/support network/u, 'テレワーク・サポートネットワーク'],
  [/special (?:allocation|grant)|allocation tax/u, '特別交付税措置'],
  [/work(?:ing)? (?:from|at) home|home office/u, '在宅勤務'],
  [/tele-?work|remote work|telecommut/u, 'テレワーク'],
  [/municipalit|local governments?|city hall|town hall/u, '自治体'],
  [/prefectur/u, '都道府県'],
  [/compan(?:y|ies)|enterprises?|firms?|business(?:es)?/u, '企業'],
  [/adoption|introduc|implement/u, '導入'],
  [/\brates?\b|percentage|how many|share of/u, '割合 導入率'],
  [/free|cost|fee|price|charge|how much/u, '費用 無料'],
  [/deadline|until when|due date|period|when\b/u, '期限 期間'],
  [/who can|eligib|qualif|target/u, '対象'],
  [/apply|application/u, '申込'],
  [/contact|phone|e-?mail|call|where can i (?:ask|consult)/u, '連絡先 窓口'],
  [/consult|advice|advis/u, '相談'],
  [/subsid|grant|financial support|fund/u, '補助 財政支援'],
  [/security/u, 'セキュリティ'],
  [/guidelines?/u, 'ガイドライン'],
  [/handbook|manual|guide\b/u, '手引き'],
  [/checklist/u, 'チェックリスト'],
  [/\bsteps?\b|procedure|how to (?:start|introduce)/u, '導入ステップ 手順'],
  [/case stud|examples?|best practice/u, '事例'],
  [/survey|statistics/u, '調査'],
  [/satellite office/u, 'サテライトオフィス'],
  [/award|pioneer/u, '先駆者百選 総務大臣賞'],
  [/requirements?|criteria|conditions?/u, '要件'],
  [/what (?:is|are)|explain|tell me about/u, 'とは'],
]
const GLOSSED_MIN = 2

const glossed = (text: string): string => {
  if (/[\u3040-\u30ff\u3400-\u9fff]/u.test(text)) return text
  const words = GLOSSARY.filter(([said]) => said.test(text)).map(([, word]) => word)
  return words.length < GLOSSED_MIN ? text : words.join(' ')
}

/** A longer message is a question of its own and no answer to a question back. */
const REPLY_CHARACTERS_MAX = 40
const ASKS = /[?？]|(?:ですか|ますか|でしょうか|教えて|知りたい|とは)/u

/** Everyday ways of asking, and the word that documents use for the matter. */
const MATTERS: [RegExp, RegExp, string][] = [
  [/(?:誰|だれ)(?:に)?向け|誰のため/u, /想定|読者/u, '対象 想定する読者'],
  [
    /入れ(?:て|た|る)|使って(?:いる|る)|やって(?:いる|る)|して(?:いる|る)(?:とこ|所|自治体|会社|企業)/u,
    /導入|実施/u,
    '導入 実施',
  ],
  [/(?:しない|進まない|やらない|できない)の|しない(?:理由|原因)/u, /実施しない/u, '実施しない理由 課題'],
  [
    /お?金(?:は|が|を|って)?(?:かか|いる|要|払|取)|いくら|タダ|ただ(?:です|で|な|？|[?])|値段|有料|無償/u,
    /費用|料金|無料|経費|予算|補助率|上限/u,
    '費用',
  ],
  [/まで(?!の|に)|いつまで|締め?切り?|〆切|間に合/u, /期限|期間|日程/u, '期限 期間'],
  [/誰が|だれが|誰でも|使える|使えます|使えん|利用でき/u, /対象/u, '対象'],
  [/電話したい|どこに(?:聞|問|電話|連絡)|誰に(?:聞|問|連絡)|tel/u, /連絡先|問い?合わ?せ/u, '連絡先'],
  [/もらった|取った|受けた|選ばれた/u, /受賞|選定/u, '受賞'],
  [/何が(?:でき|載って)|どんなこと|何をして/u, /内容|概要/u, '内容 概要'],
  [/(?:と|って)(?:は|何|なに|なん)(?:$|[?ですの])|どんな(?:ところ|所|もの|制度|事業)/u, /とは何|概要/u, 'とは 概要'],
  [/落とし穴|弱点|短所|悪い(?:点|ところ)|デメリット|欠点/u, /注意点/u, '注意点'],
  [/良い(?:点|ところ)|いいところ|長所|メリット/u, /利点|効果/u, '利点'],
  [/宛て|あて(?:に|は|です)/u, /宛先/u, '宛先'],
  [/お金の?(?:支援|援助|補助)|国から|助成|資金/u, /財政|補助率|交付税/u, '財政支援 特別交付税措置 補助'],
  [/割合|何割|何%|どれ(?:くらい|ぐらい)の(?:自治体|会社|企業)/u, /導入率|実施率/u, '導入率'],
]

const soughtOf = (whole: string): string =>
  [whole, ...MATTERS.filter(([said, held]) => said.test(whole) && !held.test(whole)).map(([, , word]) => word)].join(
    ' ',
  )

/** A nickname that no document knows is written out. */
const spelledOut = (text: string, lexicon: Lexicon): string => {
  const named = programmeIn(text, lexicon.companions)
  if (named === null || text.includes(named.name.toLowerCase())) return text
  const nickname = named.aliases.find(
    (alias) => text.includes(alias.toLowerCase()) && lexicon.index.keywords(alias).every(({ known }) => !known),
  )
  return nickname === undefined ? text : text.replace(nickname.toLowerCase(), named.name)
}

/** The answer to a question back: the topic alone, or a sentence around it. */
const chosenTopic = (text: string): string =>
  text.replace(
    /(?:のこと|について|に関して)?(?:です|だよ|だ|でお願いします|かな|の方|のほう|を(?:教えて|知りたい).*)?[。、.!]*$/u,
    '',
  )

const wholeOf = (text: string, recalled: Recalled, lexicon: Lexicon): { whole: string; carried: boolean } => {
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
  const leans = LEANS.test(text)
  if (own.length > 0 && !leans) return { whole: text, carried: false }
  const bare = stripLeaning(text)
  return { whole: `${topic.words}の${bare === '' ? '内容' : bare}`, carried: true }
}

/** A share, a list or a reason is asked of something, even where only 自治体 and テレワーク are named. */
const TELLING: ReadonlySet<Facet> = new Set<Facet>(['count', 'list', 'why'])

/** Words of the service itself: who says one of them without a topic wants something, and is asked what. */
const MATTER_WORD =
  /手続|制度|申請|支援|相談|事業|補助|助成|申し?込|応募|受付|窓口|連絡|問い?合わ?せ|費用|料金|期限|締切|対象|条件|要件|資格|必要書類|使え|利用/u
const SERVICE: ReadonlySet<Facet> = new Set<Facet>(['when', 'cost', 'who', 'contact'])

const isVague = (text: string, facets: readonly Facet[]): boolean =>
  !facets.some((facet) => TELLING.has(facet)) && (MATTER_WORD.test(text) || facets.some((facet) => SERVICE.has(facet)))

export const understand = (given: string, recalled: Recalled, asOf: Day, lexicon: Lexicon): Understood => {
  const text = spelledOut(glossed(written(fold(given).toLowerCase().replaceAll(/\s+/gu, ' ').trim())), lexicon)
  const { whole, carried } = wholeOf(text, recalled, lexicon)
  const years = yearsIn(whole, asOf)
  const programme =
    programmeIn(whole, lexicon.companions) ??
    (carried ? (lexicon.companions.programmes.find(({ id }) => id === recalled.topic?.programme) ?? null) : null)
  const words = lexicon.index.keywords(whole)
  const question: Question = {
    text: whole,
    asOf,
    facets: facetsIn(carried ? text : whole),
    words: words.map((word) => ({ ...word, telling: isTelling(word) })),
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

/** The year as people say it, for questions that name none. */
export const yearLabel = fiscalYearWords

export const asksOf = (facets: readonly Facet[]): boolean => facets.length > 0

const FACET_NOUN =
  '(?:対象(?:者|団体|経費)?|費用|料金|期限|締切|期間|申込先|申込方法|申込み?|申請(?:先|方法)|連絡先|窓口|問い?合わ?せ先|条件|要件|回数|場所|内容|団体数|補助率|上限額?|措置率|目的|効果|メリット|デメリット|利点|注意点|url|手順|方法|日程|会場|概要)'
const LISTED = new RegExp(
  `^(.{2,60}?)の?(${FACET_NOUN}(?:(?:と|や|、|,|・|及び|および|ならびに)(?:の)?${FACET_NOUN})+)(.*)$`,
  'iu',
)

/** 対象と費用と申込先は？ is three questions about one thing. */
const listed = (question: string): string[] => {
  const [, topic = '', nouns = '', rest = ''] = LISTED.exec(question.trim()) ?? []
  if (nouns === '') return [question]
  const each = nouns.match(new RegExp(FACET_NOUN, 'giu')) ?? []
  return each.map((noun) => `${topic}の${noun}${rest}`)
}

/** Several questions in one message; a sentence that asks nothing goes with the one after it. */
export const questionsIn = (given: string): string[] => {
  const pieces = given
    .split(/(?<=[。！？!?\n])/u)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
  const asks = (piece: string): boolean =>
    /[?？]$|(?:ですか|ますか|でしょうか|のか|かな|教えて(?:ください|ほしい|くれ)?|知りたい(?:です)?|お願いします|ください)[。！!]?$/u.test(
      piece,
    )
  const questions: string[] = []
  let lead = ''
  for (const piece of pieces) {
    const marked = /^\s*(?:[(（]?\d{1,2}[)）.．、]|[①-⑳]|[・●-])/u.test(piece)
    if (asks(piece) || marked) {
      questions.push(`${lead}${piece}`)
      lead = ''
    } else lead += piece
  }
  if (questions.length === 0) return listed(given)
  if (lead !== '') questions[questions.length - 1] += lead
  return questions.flatMap(listed)
}
