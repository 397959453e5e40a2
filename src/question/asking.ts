/** What a message asks, without what it tells: who asks and why may drown what is asked. */

/** Shorter pieces say too little without what stands before them. */
const CHARACTERS_MIN = 8

const ASKS =
  /[?？]|(?:か|かな|かしら|っけ|やろ|ねん|のん|ですの|でしょう)[。！!]*$|(?:教え|お聞かせ|ご教示|知りた|お尋ね|伺い|確認した|確かめた|探して)/u
/** It names what is wanted, so that it is the question, whatever polite words follow in the next sentence. */
const NAMES =
  /いつ|どこ|どれ|どの|どんな|どう|どちら|誰|だれ|何|なに|なん|いくら|なぜ|幾つ|いくつ|なんぼ|か(?:[。、]|$)|とは|って/u

/** A clause that leads up to the next one. */
const LEADS_UP =
  /(?<=(?:が|けど|けれど|けれども|ので|のに|から|ため|て|で|し|たく|ところ|なら|たら|れば|まして|と)[、,])/u

export const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[。！？!?\n])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')

const askingSentence = (sentences: readonly string[]): string | undefined =>
  sentences.findLast((sentence) => ASKS.test(sentence) && NAMES.test(sentence)) ??
  sentences.findLast((sentence) => ASKS.test(sentence)) ??
  sentences.at(-1)

/** Parts of the message that may be the question by themselves, the longest first; none where it is all question. */
export const askingParts = (text: string): string[] => {
  const sentences = sentencesOf(text)
  const sentence = askingSentence(sentences)
  if (sentence === undefined) return []
  const clauses = sentence.split(LEADS_UP)
  const parts = clauses
    .map((_, from) => clauses.slice(from).join(''))
    .filter((part, from) => (from > 0 || sentences.length > 1) && part.length >= CHARACTERS_MIN && ASKS.test(part))
  // The whole sentence, and its last clause: what stands between tells as much as it asks.
  return [...new Set([...parts.slice(0, 1), ...parts.slice(-1)])]
}
