/** Brings the many ways of writing a question to the words that documents use. */
import { fold } from '../japanese/fold.ts'
import type { Companions } from '../knowledge/knowledge.ts'
import type { Index } from '../retrieval/retrieval.ts'
import { corrected, hiragana, spelledOut } from './programmes.ts'

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
  [/でめりっと/gu, 'デメリット'],
  [/めりっと/gu, 'メリット'],
  [/うぇぶかめら|うえぶかめら/gu, 'Webカメラ'],
  [/うぇぶ/gu, 'WEB'],
  [/かめら/gu, 'カメラ'],
  [/ちぇっくりすと/gu, 'チェックリスト'],
  [/すてっぷ/gu, 'ステップ'],
  [/れべる/gu, 'レベル'],
  [/せみなー/gu, 'セミナー'],
  [/だいじんしょう/gu, '大臣賞'],
  [/せんくしゃ/gu, '先駆者'],
  [/かいぎ/gu, '会議'],
  [/ぎょうむ/gu, '業務'],
  [/きんたい/gu, '勤怠'],
  [/ろうむ/gu, '労務'],
  [/ようけん/gu, '要件'],
  [/じょうけん/gu, '条件'],
  [/かいすう/gu, '回数'],
  [/きかん/gu, '期間'],
  [/こうふぜい/gu, '交付税'],
  [/そちりつ/gu, '措置率'],
  [/じょうげん/gu, '上限'],
  [/わりあい/gu, '割合'],
  [/きぎょう/gu, '企業'],
  [/ちょうさ/gu, '調査'],
]

/** What people say among themselves, and the same in writing; the written word is what confidence is judged by. */
const SPOKEN: [RegExp, string][] = [
  [/メアド|メルアド/gu, 'メールアドレス'],
  [/タダ(?=$|[?？。、!でかなだよじの])/gu, '無料'],
  [/町工場|個人商店|零細企業/gu, '中小企業'],
  [/(?:村|町)?役場(?:の(?:人間|者|もの))?/gu, '自治体'],
  [/ホムペ/gu, 'ホームページ'],
  [/補助(?:の)?お金/gu, '補助金'],
  [/(?:や(?:ねん)?|です)?けど(?=[、。]|\p{Script=Han}|\p{Script=Katakana})/gu, 'ですが、'],
  [/なんやねん|何やねん|なんなん/gu, '何ですか'],
  [/や(?:っ)?とる|しとる/gu, 'している'],
  [/やってるん/gu, 'やっていますか'],
  [/(?<=[てで])ええ/gu, 'いい'],
]

const DIGITS = '一二三四五六七八九'
const KANA_ONLY = /^[\u3040-\u30ffー\s\p{P}a-z0-9]+$/u

/** 二〇一九, 二十九: years as they are written from top to bottom. */
const numberOf = (kanji: string): string => {
  const [tens, ones] = kanji.includes('十') ? kanji.split('十') : []
  if (tens === undefined) return Array.from(kanji, (digit) => String(DIGITS.indexOf(digit) + 1)).join('')
  return `${tens === '' ? '1' : numberOf(tens)}${ones === undefined || ones === '' ? '0' : numberOf(ones)}`
}
const KANJI_YEAR =
  /(?<=令和|平成)([一二三四五六七八九十]{1,3})(?=年)|(?<![〇一二三四五六七八九十])([〇一二三四五六七八九]{4})(?=年)/gu

const GRAMMAR =
  /^(?:です|ます|でしょう|でき|あり|する|した|いつ|どこ|だれ|なに|なん|いくら|どう|どれ|どの|どんな|から|まで|より|とは|って|について|おしえて|ください|しりたい|[のはがをにでともかへや])+$/u

const heard = (kana: string): string => READINGS.reduce((said, [reading, word]) => said.replace(reading, word), kana)

/** Kana typing is written as the documents write it; everything else stays. */
const written = (given: string): string => {
  const folded = SPOKEN.reduce((text, [said, word]) => text.replace(said, word), given)
    .replaceAll(KANJI_YEAR, (year) => numberOf(year))
    .replaceAll(/(?<=ステップ|レベル|step ?)([一二三四五六七八九])/gu, (_, digit: string) =>
      String(DIGITS.indexOf(digit) + 1),
    )
    .replaceAll(/第([一二三四五六七八九])/gu, (_, digit: string) => `第${DIGITS.indexOf(digit) + 1}`)
  if (!KANA_ONLY.test(folded)) return folded
  // Who types hiragana means the katakana words as they stand.
  if (/[\u3041-\u3096]/u.test(folded)) return /[\u3041-\u3096]{5}/u.test(folded) ? heard(folded) : folded
  // Typed in katakana throughout, also what is never written so; a word that stays kana then is one of katakana.
  const read = heard(hiragana(folded))
  return (read.match(/[\u3041-\u3096]+/gu) ?? []).every((kana) => GRAMMAR.test(kana)) ? read : folded
}

/** English questions meet the documents through the words that matter; without two of them nothing is understood. */
const GLOSSARY: [RegExp, string][] = [
  [/telework managers?/u, 'テレワークマネージャー'],
  [/consultation cent(?:er|re)/u, 'テレワーク相談センター'],
  [/support network/u, 'テレワーク・サポートネットワーク'],
  [/special (?:allocation|grant)|allocation tax/u, '特別交付税措置'],
  [/work(?:ing)? (?:from|at) home|home office/u, '在宅勤務'],
  [/tele-?work|remote work|telecommut/u, 'テレワーク'],
  [/municipalit|local governments?|(?:city|town|village|ward) (?:hall|office|government)/u, '自治体'],
  [/prefectur/u, '都道府県'],
  [/compan(?:y|ies)|enterprises?|firms?|business(?:es)?/u, '企業'],
  [/adoption|introduc|implement/u, '導入'],
  [/\brates?\b|percentage|share of|how many (?:percent|municipal|compan)/u, '割合 導入率'],
  [/how (?:many times|often)|number of (?:times|consultations|sessions)/u, '何回まで 回数'],
  [/how long|hours|minutes/u, '何時間 時間'],
  [/how many (?:organi[sz]ations|bodies|participants|members|local)/u, '何団体'],
  [/j-?lis/u, 'J-LIS'],
  [/\btrials?\b|\bpilots?\b|demonstration/u, '試行事業 実証実験'],
  [/\bshare\b|proportion/u, '割合 導入率'],
  [/\bhow many\b/u, '何団体 数'],
  [/\bstaff\b|employees?|workers?/u, '職員 従業員'],
  [/terminals?|\bpcs?\b|laptops?/u, '端末'],
  [/ministr(?:y|ies)/u, '省'],
  [/\bleaders?\b|\bmayors?\b|\btop\b/u, '首長 トップ'],
  [/\breasons?\b|\bwhy\b/u, '理由'],
  [/\bpurposes?\b|\baims?\b/u, '目的'],
  [/\beffects?\b|\bbenefits?\b|merits?/u, '効果'],
  [/\blimit\b|\bcap\b|maximum|at most|\bup to\b/u, '上限'],
  [/\bvenues?\b|\bplaces?\b/u, '場所 会場'],
  [/\bschedule\b|\bdates?\b/u, '日程'],
  [/\bfree\b|costs?\b|\bfees?\b|price|charge|how much|pay\b/u, '費用 無料'],
  [/deadline|until when|due date|period|when\b|by when/u, '期限 期間'],
  [/who can|eligib|qualif|target/u, '対象'],
  [/apply|application/u, '申込'],
  [/contact|phone|e-?mail|call|where can i (?:ask|consult)/u, '連絡先 窓口'],
  [/consult|advice|advis|expert/u, '相談'],
  [/npos?\b|non-?profit/u, 'NPO法人'],
  [/residents? data|personal (?:data|information)/u, '住民情報'],
  [/labou?r management|working hours|attendance/u, '労務管理 勤怠管理'],
  [/small (?:and medium|business)|\bsmes?\b/u, '中小企業'],
  [/winners?|won\b/u, '受賞'],
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
/** English words that carry no matter of their own. */
const ENGLISH_GRAMMAR =
  /\b(?:the|an?|is|are|was|were|be|been|do|does|did|can|could|may|shall|should|will|would|we|i|you|they|it|its|our|my|your|their|us|me|of|to|in|on|at|for|from|by|with|about|and|or|any|some|there|this|that|these|what|which|who|where|when|why|how|please|hi|hello|thx|thanks|thank|roughly|about|many|much|end|beginning|only|just|also|tell|give|want|need|know|like|have|has|had|get|use|used|still|now|in japan|japan|japanese|fy|year|fiscal)\b/gu
/** With more of it unknown than this, the rest would answer another question. */
const UNGLOSSED_SHARE_MAX = 0.5

const contentWords = (given: string): number =>
  (given.replaceAll(ENGLISH_GRAMMAR, ' ').match(/[a-z][a-z-]{2,}/gu) ?? []).length

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthsIn = (text: string): string[] =>
  MONTHS.flatMap((month, at) =>
    new RegExp(`\\b${month}[a-z]*\\.? (?:\\d{1,2},? )?(?=20\\d\\d)`, 'u').test(text) ? [`${at + 1}月`] : [],
  )

/** English words among Japanese ones stand where the Japanese word would. */
const mixed = (text: string): string =>
  /[a-z]{4}/u.test(text)
    ? GLOSSARY.reduce(
        (said, [pattern, word]) => said.replaceAll(new RegExp(pattern.source, 'gu'), word.split(' ')[0] ?? word),
        text,
      )
    : text

/** A longer name takes its words with it: a telework manager is not telework. */
const glossed = (text: string): string => {
  if (/[\u3040-\u30ff\u3400-\u9fff]/u.test(text)) return mixed(text)
  const words: string[] = []
  let rest = text
  for (const [said, word] of GLOSSARY) {
    if (!said.test(rest)) continue
    words.push(word)
    rest = rest.replaceAll(new RegExp(said.source, 'gu'), ' ')
  }
  const strange = contentWords(rest) / Math.max(1, contentWords(text))
  if (words.length === 0 || (words.length < GLOSSED_MIN && strange > 0) || strange > UNGLOSSED_SHARE_MAX) return text
  return [...words, ...(text.match(/(?:fy ?)?20\d\d/gu) ?? []), ...monthsIn(text)].join(' ')
}

/** Typed in katakana throughout, particles included, as old systems and half-width keyboards leave it. */
const particles = (text: string): string =>
  /[\u3041-\u3096]/u.test(text)
    ? text
    : text
        .replaceAll(/(?<=[\p{Script=Han}\p{Script=Katakana}ー])ノ(?=\p{Script=Han})/gu, 'の')
        .replaceAll(/(?<=\p{Script=Han})(?:ハ|ヲ)(?=$|[?。、\p{Script=Han}])/gu, 'は')

/** Folded, lower case, with names spelled right and out, whatever script it was typed in. */
export const asWritten = (given: string, lexicon: { index: Index; companions: Companions }): string => {
  const folded = fold(given).toLowerCase().replaceAll(/\s+/gu, ' ').trim()
  return spelledOut(corrected(glossed(written(particles(folded))), lexicon.companions), lexicon)
}
