/** Whether a piece of a message asks for something, or tells something. */

const QUOTED = /「[^」]{0,80}」|『[^』]{0,80}』|"[^"]{0,80}"/gu

export const QUESTION_WORD =
  /何(?!か(?!所|国|月|年)|も|でも|とか|度も|卒|なり)|なに(?!か|も|とぞ)|(?<=^|は|って|が|[、。])なんで|なん(?:の(?!で)|ぼ|[人回社%パ円か日]|やろ|や$)|いつ(?!も|でも|か(?!ら)|のまに)|どこ(?!か(?!ら)|でも|も)|(?:誰|だれ|どなた)(?!か|でも|も)|いく(?:ら|つ)(?!か(?!か)|でも|も)|どう(?!しても|も|か(?!な))|どれ(?!も|でも)|(?<![ほなけ])どの(?!みち)|どん(?:な(?!に)|くらい|ぐらい|だけ)|どっち(?!も)|どちら(?!も|でも)|なぜ|\b(?:what|when|where|who|which|how|why)\b/u

const ASKING_END =
  /(?:[?]|(?<!と|どう|何|ばかり|まだ)か(?:な|ね|いな?|しら|のう|え)?|(?:かな|かしら|っけ|のん|やんな|よね|よな|でしょう?|だろう?|やろか?|やった\?|なの|たの|るの|けど\?|ええん|すかのう?|かのう))[。.!~〜ー…\s]*$/u

export const REQUEST =
  /教え|おしえて|知りた[いく]|しりたい|(?:を|だけ|まで|も|の|て|で)(?:下さい|ください|(?:くれ|頼む)(?=[。!\s]|$)|ほしい|欲しい|お願い|おねがい|頂きたい|いただきたい)|(?:ほしい|欲しい|いただけ(?:ます|れば)|ご教示|求む|お願い(?:し(?!ますって|ますと)|致|いた)|どうぞよろしく|希望)|詳しく[。!]*$|それも[。!]*$|(?:それぞれ|両方(?:とも)?|並べて|(?:表|一覧|リスト|箇条書き)(?:で|に(?:して)?)|順に|順番に|も(?:付けて|つけて|添えて|足して))[。!\s]*$|\b(?:please|tell me)\b/u

/** Without what is only quoted. */
export const bare = (text: string): string => text.replaceAll(QUOTED, '「」')

/** Whether a piece asks a question, and does not only beg. */
export const isQuestion = (piece: string): boolean => {
  const text = bare(piece.trim())
  return ASKING_END.test(text) || QUESTION_WORD.test(text)
}

/** Whether a piece asks for something. */
export const asks = (piece: string): boolean => {
  return isQuestion(piece) || REQUEST.test(bare(piece.trim()))
}

/** A verb or an adjective at the end: it tells something of its own. */
const TELLS = /(?:です|ます|ません|[たるいねよわてん]|ので|から|けど|って|笑|泣)[。!~〜ー…\s]*$/u

/** Whether a piece ends as something that is told. */
export const tells = (piece: string): boolean => TELLS.test(piece)
