/**
 * One spelling for words that offices and people spell in several ways. The tokeniser knows most of them, but cuts
 * some apart when particles follow (申込みを gives 申 and 込み), and then they meet nothing.
 */

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/申込(?=[むまめもん])/gu, '申し込'],
  [/申込み?/gu, '申し込み'],
  [/引越(?=[すさせそ])/gu, '引っ越'],
  [/引越し?/gu, '引っ越し'],
  [/問い?合わ?せ/gu, '問い合わせ'],
  [/取扱い?/gu, '取り扱い'],
  [/手続(?!き)/gu, '手続き'],
  [/届け?出(?=[るたてま])/gu, '届け出'],
  [/貸付け/gu, '貸し付け'],
  [/買[換替]え/gu, '買い換え'],
  [/建替え/gu, '建て替え'],
  [/汲取り/gu, '汲み取り'],
  [/引取り/gu, '引き取り'],
  [/引落(?:し|とし)/gu, '引き落とし'],
  [/明渡し/gu, '明け渡し'],
  [/売渡し/gu, '売り渡し'],
  [/障(?:がい|碍)/gu, '障害'],
  [/(?:子ども|こども|子共)/gu, '子供'],
  [/お年寄/gu, '年寄'],
  // In hiragana the word is cut into pieces, and has no bigrams.
  [/(?<![\u3041-\u3096])ごみ|(?<=[のやをはがにとるなも])ごみ(?![\u3042-\u304A])/gu, 'ゴミ'],
]

/** Most texts have none of them, which one look tells. */
const any = new RegExp(SPELLINGS.map(([{ source }]) => source).join('|'), 'u')

export const oneSpelling = (normalised: string): string =>
  any.test(normalised)
    ? SPELLINGS.reduce((text, [spelling, usual]) => text.replace(spelling, usual), normalised)
    : normalised
