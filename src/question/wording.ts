/** Brings the many ways of writing a question to the words that documents use. */
import { fold } from '../japanese/fold.ts'
import type { Companions } from '../knowledge/knowledge.ts'
import type { Index } from '../retrieval/retrieval.ts'
import { glossed } from './english.ts'
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
