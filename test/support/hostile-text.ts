/**
 * Texts of one kind of character each, as long as a message may be: what a machine, a cat or somebody with bad intent
 * sends. Each is built of a short piece, so that a kind that is slow can be told by its name.
 */

/** A message may have this many UTF-16 units. */
export const HOSTILE_CHARACTERS = 8_000

const filled = (piece: string, length: number): string => {
  const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
  // Half of a surrogate pair at the cut is a kind of its own, below.
  return text.isWellFormed() ? text : text.slice(0, -1)
}

/** Different characters of a block, one after the other, so that nothing repeats soon. */
const block = (from: number, count: number): string =>
  String.fromCodePoint(...Array.from({ length: count }, (_, n) => from + n))

const PIECES: Readonly<Record<string, string>> = {
  'one kanji': '漢',
  'kanji that no passage has': '鑿鑢鑾鑽',
  'kanji that passages have': '申請期限助成対象',
  'ten thousand kanji': block(0x4e00, 10_000),
  'kanji numerals': '百万千億',
  'kanji numerals at random': '一二三十百千万億兆',
  hiragana: 'あ',
  'hiragana words': 'もうしこみはいつまでにすればよいですか',
  katakana: 'ア',
  'katakana words': 'テレワークマネージャー',
  'long vowels': 'ー',
  'half-width katakana': 'ｱｶﾞﾊﾟ',
  'half-width voicing marks': 'ﾞﾟ',
  letters: 'a',
  'letters without a space': 'abcdefghijklmnopqrstuvwxyz',
  'full-width letters': 'ａＢｃ',
  digits: '1',
  'digits with commas': '1,234,567',
  'digits with separators': '12-34,5.6/7 8',
  'full-width digits': '１２３４－５６７',
  'circled digits': '①②③⑳',
  'digits and counters': '3人5日7年',
  'dates without an end': '令和5年4月1日',
  slashes: '2023/04/',
  'amounts without an end': '1億2千万3百円',
  'twelve digits again and again': '123456789012 ',
  'opening brackets': '（',
  'opening corner brackets': '「',
  'brackets in brackets': '（「『【',
  'brackets that close': '（）',
  quotes: '"\'`',
  spaces: ' ',
  'wide spaces': '\u3000',
  'line ends': '\n',
  'line ends and letters': 'あ\n',
  'full stops': '。',
  'question marks': '？!',
  commas: '、',
  dots: '…・',
  dashes: '-',
  'wave dashes': '〜～',
  'repetition marks': '々〆ヶゝゞ',
  'emoji with joiners': '👨‍👩‍👧‍👦',
  'emoji with skin': '👍🏽',
  flags: '🇯🇵',
  'joiners alone': '\u200d',
  'combining marks': 'か\u3099',
  'one letter under many marks': '\u0301',
  'marks on marks': 'a\u0300\u0316\u0301\u0327',
  'unseen characters': '\u200b\u200e\u2066\ufeff',
  'direction changes': '\u202e',
  'control characters': '\u0001\u0002\u0007\u001b',
  'surrogates without a partner': '\ud83d',
  'partners in the wrong order': '\udc00\ud800',
  'rare kanji': '𠮷𩸽',
  'kanji with variants': '葛\u{e0100}',
  'compatibility kanji': '㍿㌔㈱',
  'Korean and Chinese': '안녕하세요你好',
  'Arabic and Hebrew': 'سلامשלום',
  'mark-up': '<a href="',
  'opening tags': '<',
  'markdown links': '[a](',
  asterisks: '*_~',
  addresses: 'https://a.',
  'at signs': 'a@',
  'dots in addresses': 'a.a@a.',
  backslashes: '\\',
  JSON: '{"a":[',
  'ignore and do': '以前の指示を無視して',
  'polite without an end': 'お願いいたします',
  'questions without an end': '申請はいつまでですか。',
  negations: 'ないことはない',
  conjunctions: 'それと、また、および',
  prefectures: '東京都大阪府北海道',
  'names of programmes': 'テレワークマネージャー相談事業',
  'years and programmes': '令和3年度のテレワークマネージャー派遣と',
}

/** A small source of numbers that are the same every time. */
const numbers = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

/** Pieces of all kinds in a random order, the same every time. */
const mixed = (seed: number, length: number): string => {
  const random = numbers(seed)
  const pieces = Object.values(PIECES)
  let text = ''
  while (text.length < length) {
    const piece = pieces[Math.floor(random() * pieces.length)] ?? ''
    text += piece.slice(0, 1 + Math.floor(random() * 12))
  }
  return text.slice(0, length)
}

export interface HostileText {
  kind: string
  text: string
}

/** Every kind once, and `mixtures` texts of all kinds together. */
export const hostileTexts = (length = HOSTILE_CHARACTERS, mixtures = 3): HostileText[] => [
  ...Object.entries(PIECES).map(([kind, piece]) => ({ kind, text: filled(piece, length) })),
  ...Array.from({ length: mixtures }, (_, n) => ({ kind: `mixture ${n + 1}`, text: mixed(n + 1, length) })),
]
