/** Other ways of typing a question, generated with a fixed seed: kana only, half-width, abbreviated, misspelt. */

/** Mulberry32. */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface TypedWord {
  surface: string
  /** Katakana, empty where unknown. */
  reading: string
  class: string
}

export const hiraganaOf = (words: TypedWord[]): string =>
  words
    .map(({ surface, reading }) => reading || surface)
    .join('')
    .replace(/[\u30A1-\u30F6]/gu, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0x60))

const HALF = 'ｧｱｨｲｩｳｪｴｫｵｶｶﾞｷｷﾞｸｸﾞｹｹﾞｺｺﾞｻｻﾞｼｼﾞｽｽﾞｾｾﾞｿｿﾞﾀﾀﾞﾁﾁﾞｯﾂﾂﾞﾃﾃﾞﾄﾄﾞﾅﾆﾇﾈﾉﾊﾊﾞﾊﾟﾋﾋﾞﾋﾟﾌﾌﾞﾌﾟﾍﾍﾞﾍﾟﾎﾎﾞﾎﾟﾏﾐﾑﾒﾓｬﾔｭﾕｮﾖﾗﾘﾙﾚﾛ'.match(/.[ﾞﾟ]?/gu) ?? []

/** As old terminals and some forms send it: katakana half-width, hiragana as half-width katakana. */
export const halfWidthOf = (text: string): string =>
  text.replace(/[\u3041-\u308D\u30A1-\u30EDーワヲンわをん]/gu, (character) => {
    const rest: Record<string, string> = { ー: 'ｰ', ワ: 'ﾜ', ヲ: 'ｦ', ン: 'ﾝ', わ: 'ﾜ', を: 'ｦ', ん: 'ﾝ' }
    const code = character.codePointAt(0) ?? 0
    return rest[character] ?? HALF[code - (code >= 0x30a1 ? 0x30a1 : 0x3041)] ?? character
  })

/** Nouns only, compounds by their initials (確定申告 as 確申), long katakana words by their beginning. */
export const abbreviatedOf = (words: TypedWord[]): string => {
  const nouns: string[] = []
  let last = -2
  let shortened = false
  for (const [place, word] of words.entries()) {
    if (word.class !== '名詞') continue
    const previous = nouns.at(-1) ?? ''
    const kanji = /^\p{Script=Han}{2}$/u
    if (!shortened && last === place - 1 && kanji.test(previous) && kanji.test(word.surface)) {
      nouns[nouns.length - 1] = previous.charAt(0) + word.surface.charAt(0)
      shortened = true
    } else {
      nouns.push(/^[ァ-ヶー]{6,}$/u.test(word.surface) ? word.surface.slice(0, 4) : word.surface)
    }
    last = place
  }
  return nouns.join(' ')
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
