/** Takes apart a message that asks several things. */
import { sentencesOf } from './asking.ts'

/** Things that are asked of a programme and are often asked together. */
const FACET_NOUN =
  '(?:対象(?:者|団体|経費)?|費用|料金|期限|締切|期間|申込先|申込方法|申込み?|申請(?:先|方法)|連絡先|窓口|問い?合わ?せ先|条件|要件|回数|場所|内容|団体数|補助率|上限額?|措置率|目的|効果|メリット|デメリット|利点|注意点|url|手順|方法|日程|会場|概要)'
const NAMES_A_FACET = new RegExp(FACET_NOUN, 'iu')
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

const asks = (piece: string): boolean =>
  /[?？]$|(?:ですか|ますか|でしょうか|のか|かな|教えて(?:ください|ほしい|くれ)?|知りたい(?:です)?|お願いします|ください)[。！!]?$/u.test(
    piece,
  )

/** 月間とデイズについて, 団体数と要件を知りたい: two things that stand side by side and are asked about alike. */
const PAIRED =
  /^(?:すみません[、,]?)?(.{2,40}?)(?:と|および|及び|、それと|、あと)(.{2,40}?)((?:について|に関して|のこと|を|は)?(?:も)?(?:教えて.{0,8}|知りたい.{0,6}|説明して.{0,8}|お願いします)?[?？。]*)$/u

/** Taken apart only where each side names a matter of its own. */
const paired = (question: string, names: (text: string) => string | null): string[] => {
  const [, left = '', right = '', rest = ''] = PAIRED.exec(question.trim()) ?? []
  const [one, other] = [names(left), names(right)]
  if (one === null || other === null || one === other) return [question]
  return [`${left}${rest}`, `${right}${rest}`]
}

/** 報告書に書くので教えてください asks for nothing of its own: it belongs to the question before it. */
const CLOSES = /(?:教え|お聞かせ|ご教示|お願い)[^。]{0,12}[。！!]*$/u
const NAMES_A_THING = /[をは]|って|とは|について|いつ|どこ|どの|どれ|どう|誰|いくら|なんぼ|何/u
const closes = (piece: string): boolean =>
  CLOSES.test(piece) && !NAMES_A_THING.test(piece) && !NAMES_A_FACET.test(piece)

/** 企業専用？ goes on with the question before it; 料金は？ is one of its own. */
const GOING_ON_CHARACTERS_MAX = 12
const goesOn = (piece: string): boolean =>
  piece.length <= GOING_ON_CHARACTERS_MAX &&
  !/[はをが]|って|いつ|どこ|誰|いくら|なんぼ|何|どう|方法/u.test(piece) &&
  !NAMES_A_FACET.test(piece)

/** Questions answered out of one message; the rest is told to be asked again by being left out. */
const QUESTIONS_MAX = 4

/** Several questions in one message; a sentence that asks nothing goes with the one after it. */
export const questionsIn = (given: string, names: (text: string) => string | null = () => null): string[] => {
  const split = (question: string): string[] => paired(question, names).flatMap(listed)
  const pieces = sentencesOf(given)
  const questions: string[] = []
  let lead = ''
  for (const piece of pieces) {
    const marked = /^\s*(?:[(（]?\d{1,2}[)）.．、]|[①-⑳]|[・●-])/u.test(piece)
    if (questions.length > 0 && lead === '' && (goesOn(piece) || closes(piece))) {
      questions.push(`${questions.pop() ?? ''}${piece}`)
    } else if (asks(piece) || marked) {
      questions.push(`${lead}${piece}`)
      lead = ''
    } else lead += piece
  }
  if (questions.length === 0) return split(given).slice(0, QUESTIONS_MAX)
  if (lead !== '') questions[questions.length - 1] += lead
  return questions.flatMap(split).slice(0, QUESTIONS_MAX)
}
