const KATAKANA = /[\u30a1-\u30f6]/gu
/** How far a katakana stands from its hiragana. */
const APART = 0x60

/** Widths, cases, blanks and the choice of kana do not matter to a search. */
export const searchable = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/gu, '')
    .replaceAll(KATAKANA, (kana) => String.fromCodePoint((kana.codePointAt(0) ?? 0) - APART))
