/** A message can be read in more ways than one; what the documents are surest about is taken to be meant. */
import { answerAt, confidenceOf, featuresOf, rerank, type Features } from '../answering/answering.ts'
import { fold, type Programme } from '../knowledge/knowledge.ts'
import { askingParts } from './asking.ts'
import type { Recalled } from './memory.ts'
import { placesIn } from '../japanese/places.ts'
import { programmeIn } from './programmes.ts'
import type { Day, Ranked } from '../vocabulary/types.ts'
import { understand, yearIn, type Lexicon, type Understood } from './understanding.ts'

const RETRIEVED_MAX = 12

/** Words of the field, whatever a document makes of them. */
const DOMAIN =
  /byod|私物|規程|働き方|中小企業|家で(?:仕事|働|作業)|労災|1on1|ゼロトラスト|ベンダー?|始業|終業|就業|管理職|庁内|庁舎|オフィス|カメラ|自宅(?!の住所)|プリンタ|印刷|ルータ|リモデ|テレワ|在宅|リモート|サテライト|モバイル|ワーケ|自宅で|出社|出勤|勤怠|労務|残業|就業規則|勤務|在席|人事評価|社員|職員|部下|上司|会議|チャット|vpn|vdi|daas|lgwan|wi-?fi|ネットワーク|セキュリティ|ペーパーレス|電子化|仮想デスクトップ|シンクライアント|端末|パソコン|(?<![a-z])(?:pc|ict|it|dx|usb)(?![a-z])|システム|クラウド|自治体|総務省|厚生労働省|厚労省|交付税|専門家|ガイドライン|telework|remote work|work(?:ing)? from home/u

export interface Found {
  ranked: Ranked[]
  features: Features
  confidence: number
}

const namesOf = (programme: Programme | null): string =>
  fold([programme?.name, ...(programme?.aliases ?? [])].join('\n')).toLowerCase()

const look = async (room: Lexicon, understood: Understood, told: string, asOf: Day): Promise<Found> => {
  const query = {
    text: understood.sought,
    asOf,
    limit: RETRIEVED_MAX,
    ...(understood.audience === null ? {} : { audience: understood.audience }),
    ...(understood.prefecture === null ? {} : { prefecture: understood.prefecture }),
  }
  const found = await room.index.retrieve(query)
  const ranked = rerank(understood.question, found).filter(({ score }) => score > 0)
  // Words that the desk added must not make it surer.
  const signals = room.index.signals({ ...query, text: understood.whole }, ranked, told)
  const features = featuresOf(signals, understood.question, ranked, {
    programme: understood.programme?.id ?? null,
    domain: understood.carried || DOMAIN.test(understood.whole),
    names: namesOf(understood.programme),
    places: placesIn(understood.whole),
  })
  return { ranked, features, confidence: confidenceOf(features) }
}

/** A longer message is about its own matter, also while another is being talked about. */
const LEANING_CHARACTERS_MAX = 30

/** The question keeps what was told of its programme and year before it. */
const withTold = (part: string, seeming: Understood, text: string, room: Lexicon): string => {
  const programme = programmeIn(part, room.companions) === null ? seeming.programme : null
  const year = yearIn(part) === undefined ? yearIn(text) : undefined
  return [year, programme?.name, part].filter((words) => words !== undefined).join('の')
}

/** Other ways to read a message than it seems at first. */
const others = (text: string, seeming: Understood, recalled: Recalled, asOf: Day, room: Lexicon): Understood[] => {
  const readings: Understood[] = []
  if (seeming.carried) readings.push(understand(text, recalled, asOf, room, 'alone'))
  else if (recalled.topic !== null && seeming.programme === null && text.length <= LEANING_CHARACTERS_MAX) {
    readings.push(understand(text, recalled, asOf, room, 'on the topic'))
  }
  for (const part of askingParts(text)) {
    const asked = understand(withTold(part, seeming, text, room), recalled, asOf, room)
    // どんな資料を見ればよいでしょうか, without what was told, is no question.
    if (!asked.question.words.some(({ telling }) => telling)) continue
    readings.push(asked)
    // Found by all that was told, judged by what is asked.
    readings.push({ ...asked, sought: seeming.sought })
  }
  // Also without the words that documents use for the matter, since they may lead to another document that uses them.
  if (seeming.sought !== seeming.whole) readings.push({ ...seeming, sought: seeming.whole })
  return readings
    .filter((one) => !one.vague && (one.whole !== seeming.whole || one.sought !== seeming.sought))
    .map((one) => ({ ...one, audience: seeming.audience, prefecture: seeming.prefecture }))
}

/**
 * As the message seems, unless that is not sure enough and another reading is. Whose question it is, is judged by how it
 * seems: a last sentence alone may hide that.
 */
export const surest = async (
  room: Lexicon,
  text: string,
  seeming: Understood,
  recalled: Recalled,
  asOf: Day,
): Promise<{ understood: Understood; found: Found }> => {
  let best = { understood: seeming, found: await look(room, seeming, seeming.whole, asOf) }
  if (best.found.confidence >= answerAt) return best
  for (const understood of others(text, seeming, recalled, asOf, room)) {
    const found = await look(room, understood, seeming.whole, asOf)
    if (found.confidence >= answerAt && found.confidence > best.found.confidence) best = { understood, found }
  }
  return best
}
