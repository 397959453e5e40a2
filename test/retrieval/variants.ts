/** Other ways of typing a question, generated with a fixed seed: kana only, half-width, abbreviated, misspelt. */

export interface TypedWord {
  surface: string
  /** Katakana, empty where unknown. */
  reading: string
  base: string
  class: string
  subclass: string
}

export const hiraganaOf = (words: TypedWord[]): string =>
  words
    .map(({ surface, reading }) => reading || surface)
    .join('')
    .replace(/[\u30A1-\u30F6]/gu, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0x60))

/** The longest noun in hiragana, as by somebody who is not sure of its kanji. */
export const partlyHiraganaOf = (words: TypedWord[]): string => {
  const nouns = words.filter(({ surface, reading, class: kind }) => kind === '名詞' && reading !== '' && surface !== '')
  const [longest] = nouns.sort((a, b) => b.reading.length - a.reading.length)
  return words.map((word) => (word === longest ? hiraganaOf([word]) : word.surface)).join('')
}

const HALF = 'ｧｱｨｲｩｳｪｴｫｵｶｶﾞｷｷﾞｸｸﾞｹｹﾞｺｺﾞｻｻﾞｼｼﾞｽｽﾞｾｾﾞｿｿﾞﾀﾀﾞﾁﾁﾞｯﾂﾂﾞﾃﾃﾞﾄﾄﾞﾅﾆﾇﾈﾉﾊﾊﾞﾊﾟﾋﾋﾞﾋﾟﾌﾌﾞﾌﾟﾍﾍﾞﾍﾟﾎﾎﾞﾎﾟﾏﾐﾑﾒﾓｬﾔｭﾕｮﾖﾗﾘﾙﾚﾛ'.match(/.[ﾞﾟ]?/gu) ?? []

/** As old terminals and some forms send it: katakana half-width, hiragana as half-width katakana. */
export const halfWidthOf = (text: string): string =>
  text.replace(/[\u3041-\u308D\u30A1-\u30EDーワヲンわをん]/gu, (character) => {
    const rest: Record<string, string> = { ー: 'ｰ', ワ: 'ﾜ', ヲ: 'ｦ', ン: 'ﾝ', わ: 'ﾜ', を: 'ｦ', ん: 'ﾝ' }
    const code = character.codePointAt(0) ?? 0
    return rest[character] ?? HALF[code - (code >= 0x30a1 ? 0x30a1 : 0x3041)] ?? character
  })

/** Verbs that only ask, which people leave out when they are short; the others carry the matter and stay. */
const ASKING = new Set('する なる ある いる できる くださる 下さる ほしい 欲しい いい よい 知る 教える'.split(' '))

const carries = ({ class: kind, subclass, base }: TypedWord): boolean =>
  kind === '名詞'
    ? !['非自立', '代名詞', '特殊'].includes(subclass)
    : (kind === '動詞' || kind === '形容詞') && subclass === '自立' && !ASKING.has(base)

const twoKanji = /^\p{Script=Han}{2}$/u
const longKatakana = /^[ァ-ヶー]{3,}$/u

/** 確定申告 is 確申, テレワークマネージャー テレマネ. */
const shortPair = (left: string, right: string): string | null => {
  if (twoKanji.test(left) && twoKanji.test(right)) return left.charAt(0) + right.charAt(0)
  return longKatakana.test(left) && longKatakana.test(right) ? left.slice(0, 2) + right.slice(0, 2) : null
}

/** Without particles and asking, one compound by its beginnings, long katakana words by their beginning. */
export const abbreviatedOf = (words: TypedWord[]): string => {
  const kept: string[] = []
  let last = -2
  let shortened = false
  for (const [place, word] of words.entries()) {
    if (!carries(word)) continue
    const short = shortened || last !== place - 1 ? null : shortPair(kept.at(-1) ?? '', word.surface)
    if (short !== null) {
      kept[kept.length - 1] = short
      shortened = true
    } else if (word.class !== '名詞') kept.push(word.base)
    else kept.push(/^[ァ-ヶー]{6,}$/u.test(word.surface) ? word.surface.slice(0, 4) : word.surface)
    last = place
  }
  return kept.join(' ')
}

/** One slip of the fingers: a letter left out, doubled, swapped with its neighbour, or hit beside. */
export const misspeltOf = (text: string, random: () => number): string => {
  const letters = Array.from(text)
  const at = Math.floor(random() * (letters.length - 1))
  const slip = Math.floor(random() * 4)
  const [here = '', next = ''] = letters.slice(at, at + 2)
  if (slip === 0) letters.splice(at, 1)
  else if (slip === 1) letters.splice(at, 0, here)
  else if (slip === 2) letters.splice(at, 2, next, here)
  else letters[at] = letters[Math.floor(random() * letters.length)] ?? here
  return letters.join('')
}
