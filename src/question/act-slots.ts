/** What a message says of its writer and of the matter, for a draft that the writer confirms. Never guesses. */
import { readPhone, tidy } from '../japanese/contact.ts'
import { findNumbers, fold as foldNumbers } from '../japanese/numbers.ts'
import { prefectureIn } from '../japanese/places.ts'

/** What was said; null where nothing was. */
export interface ActSlots {
  body: string | null
  /** Where in the body the writer works. */
  section: string | null
  name: string | null
  size: number | null
  prefecture: string | null
  phone: string | null
  mail: string | null
  /** The number on a receipt. */
  request: string | null
  /** When it would suit, in the writer's words. */
  dates: string | null
  /** What it is about: what is labelled so, or the message itself where it tells more than the wish. */
  about: string | null
}

export const NO_SLOTS: ActSlots = {
  body: null,
  section: null,
  name: null,
  size: null,
  prefecture: null,
  phone: null,
  mail: null,
  request: null,
  dates: null,
  about: null,
}

const PHONE = /(?<![\d-])0\d{1,4}(?:[-() の.]{1,2}\d{1,4}[-) の.]{1,2}\d{3,4}|\d{5,9})(?![\d-])(?:\s?内線\s?\d{1,6})?/u
const REQUEST = /(?<![a-z\d])tw-?(\d{4})-?(\d{5})(?!\d)/iu
const MAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/u

/** A word of a name of a body: what a particle, a stop or a blank ends. */
const WORD = '[\\p{Script=Han}\\p{Script=Katakana}\\p{Script=Latin}々ヶ・ー&0-9]'
const FORM =
  '(?:株式会社|有限会社|合同会社|合資会社|\\(株\\)|\\(有\\)|\\(同\\)|(?:一般|公益)(?:社団|財団)法人|社会福祉法人|医療法人(?:社団)?|学校法人|宗教法人|農事組合法人|(?:認定)?npo法人|特定非営利活動法人|社会保険労務士法人|税理士法人|弁護士法人)'
const KIND =
  '(?:市役所|町役場|村役場|区役所|県庁|府庁|道庁|都庁|役場|教育委員会|商工会議所|商工会|協同組合|組合|町村会|協議会|連合会|農協|漁協|協会|病院|医院|診療所|クリニック|保育園|幼稚園|こども園|学園|大学|高等学校|高校|中学校|小学校|事務所|工業|工務店|鉄工所?|製作所|製菓|建設|運輸|運送|商店|商会|旅館|製薬|印刷|公社|信用金庫|薬局|食品|電機|精機|産業|物産|技研|興業|農園|酒造|酒店|不動産|設計|電設|電工|化学|紡績|織物|水産|製麺|製茶|製紙|物流|倉庫|通信|機械|金属|塗装)'
const LABEL = '(?:団体名?|会社名?|企業名?|法人名?|所属|組織名?|勤務先|事業所名?|社名)'
const SECTION_WORD = '[\\p{Script=Han}\\p{Script=Katakana}A-Z]{1,12}[課部係室局]'
/** What stands before a name and is none. */
const ROLE =
  '(?:[\\p{Script=Han}]{0,4}(?:(?:課|部|係|室|局|会|園|校|院|所|支店|店|町|村|市|次|班|館)長|教頭|主任|主査|主事|理事|代表)|事務局|[\\p{Script=Han}]{0,4}担当)'
const LINE_END = '(?=[\\n,、。;；/／]|\\s|$|の?担当|のと?申|です|でご|と申)'

const BODIES = [
  new RegExp(
    `(?:${LABEL}\\s*[:：=]|(?:団体|会社|企業|法人|組織|事業所)名[はが ])\\s*([^\\n,、。;；/／ ]{2,30}?)${LINE_END}`,
    'iu',
  ),
  new RegExp(
    `(${FORM} ?[\\p{Script=Hiragana}${WORD.slice(1, -1)}]{1,18}?)(?=の|です|でご|と申|といい|に|は|で|を|が|や|、|。|,|\\n| |$|総務|人事|経理|情報|担当)`,
    'iu',
  ),
  new RegExp(`(${WORD}{1,18}${FORM})`, 'iu'),
  /([\p{Script=Han}\p{Script=Katakana}ヶケの]{1,8}[都道府県市区町村](?:役所|役場|庁|教育委員会|議会|商工会(?:議所)?|社会福祉協議会))/u,
  new RegExp(
    `((?:ja)?${WORD}{1,14}${KIND})(?=の|です|でご|と申|といい|や|、|。|,|\\n| |\\(|$|総務|人事|経理|情報|担当)`,
    'iu',
  ),
  /(?:^|[\s、。]|[市町村区県]の)(教育委員会|町村会|商工会議所|商工会|社会福祉協議会|社協)(?=[\s のでに・/／])/u,
  /(?<![\p{Script=Han}\p{Script=Katakana}の])((?!当|本|各|他|隣|同|某|全|弊|政令|中核)(?:[\p{Script=Han}\p{Script=Katakana}ヶ]{2,6}[区町村県]|[\p{Script=Han}\p{Script=Katakana}ヶ]{1,6}市)(?:[\p{Script=Han}ICT]{1,8}(?:課|部|係|室|局))?)(?=の?[\p{Script=Han}]{1,8}(?:課|部|係|室|局)|です|の者|の[\p{Script=Han}]{1,4}(?:です|と申)|[、\s]|$)/u,
]
const SECTION_ALONE =
  /(?<![\p{Script=Han}\p{Script=Katakana}])([\p{Script=Han}\p{Script=Katakana}]{2,10}(?:課|係|室|支所))(?:の[\p{Script=Han}]{1,4}(?:です|と申|でご)|です(?:が)?[。、])/u
/** Words that a pattern may take for a body, though they name none. */
const NO_BODY =
  /^(?:当|弊|本|各|他|同|小さな|うち|協同組合|商工会|商工会議所|組合|病院|学校|事務所|役場|株式会社|有限会社|npo法人|情報通信|ハローワーク|相談センター|担当|窓口|市役所|町役場|村役場)$/iu

/** Only what kind of office it is, said with the section or the role: 町役場の総務課. */
const OFFICE = new RegExp(
  `(?:^|[\\s、。,・/／:：]|うちは|当方は)((?:市|区)役所|(?:町|村)?役場|(?:県|府|道|都)庁|学校|大学|病院|保育園|商工会|商工会議所|npo|社協|企業団)(?=(?:の|・|/|／|、| )(?:${SECTION_WORD}|${ROLE}|[\\p{Script=Han}]{1,4}員|者))`,
  'iu',
)

const bodyIn = (text: string): string | null => {
  for (const pattern of [...BODIES, OFFICE, SECTION_ALONE]) {
    const found = pattern.exec(text)?.[1]?.trim()
    if (found === undefined || found.length < 2) continue
    if (pattern === OFFICE || !NO_BODY.test(found)) return found
  }
  return null
}

const FAMILY = '[\\p{Script=Han}々ヶ]{1,4}(?: ?[\\p{Script=Han}々]{1,3})?|[\\p{Script=Katakana}ー]{2,8}'
const ANY_NAME = `${FAMILY}|[\\p{Script=Hiragana}]{2,5}`
const AFTER_NAME = '(?=です|でご|と申|と言|といい|より|やで|や$|、|。|,|\\n| |\\)|）|\\(|$|まで|宛|だ|じゃ|さ$|に)'
const NAMES = [
  new RegExp(
    `(?:(?:氏名|名前|お名前|担当者?名?|窓口|代表者?|連絡先|申込者|記入者)\\s*[:：=]\\s*|(?:担当|代表) )(?:${ROLE}の?)?(${ANY_NAME})(?=[^\\p{Script=Han}]|$)`,
    'u',
  ),
  new RegExp(`(?:氏名|名前|担当者?)は、?(?:${ROLE}の)?(${FAMILY})(?=です|でご|と申|と言|といい|[、。,\\s]|$)`, 'u'),
  new RegExp(`${ROLE}の(${FAMILY})(?=です|でご|と申|と言|といい|より)`, 'u'),
  new RegExp(`(?:^|[\\s、。の,(（])(${ANY_NAME})(?:と申し|と言い|といいま|って言い)`, 'u'),
  new RegExp(
    `(?:課|部|係|室|局|科|総務|人事|経理|広報|企画|書記|庶務|秘書|営業|担当(?:は|の)?)(?:の| |、)?(${FAMILY})(?=です|でご|と申|まで|宛|だ|さ$|、電話)`,
    'u',
  ),
  new RegExp(`(?:${KIND}|${FORM})(?:[^\\n、。]{0,12})?の(${FAMILY})(?=です|でご|と申|やで|や$)`, 'iu'),
  new RegExp(
    `\\d{3,4}[)）]?[\\s、(（]+(?:[\\p{Script=Han}]{2,8}(?:課|部|係|室)[\\s　の]?|担当[:：]?\\s?)?(${FAMILY})${AFTER_NAME}`,
    'u',
  ),
  new RegExp(`(?:^|[\\s、。は(（])(${FAMILY})[\\s(（:：]{1,2}0\\d{1,4}[-(]`, 'u'),
]
/** Offices, roles and wants that stand where a name may stand. */
const NO_NAME =
  /総務|人事|経理|担当|窓口|[課部係室局]$|会社|相談|申込|電話|連絡|希望|代表|直通|携帯|内線|以降|午前|午後|平日|者$|員$|(?:課|部|係|室|局|会|園|校|院|所|支店|店|次|班|館)長$|教頭|主任|主査|理事|社長|誰|私|一同|職員|社員|従業員|初めて|自治体|役場|役所|教育委員会|商工会|組合|本社|支店|事務|営業|お願|願|至急|よろしく|宛|様$|内容|現在|規程|令和|今月|来月|名$|時$|夕方|昼|件$|追加|訂正|補足|専門|派遣|テレワーク|在宅|何|人数/u

/** The whole of what was found, or its first word, where that can be a name. */
const asName = (found: string | undefined, body: string | null): string | null => {
  const whole = found?.trim() ?? ''
  const names = [whole, whole.split(' ')[0] ?? '']
  return names.find((name) => name !== '' && !NO_NAME.test(name) && name !== body) ?? null
}

const nameIn = (text: string, body: string | null): string | null => {
  for (const pattern of NAMES) {
    const found = asName(pattern.exec(text)?.[1], body)
    if (found !== null) return found
  }
  if (body === null) return null
  // 「会社名 山田」 at the end of a line: the word beside the body.
  const after = text.slice(text.indexOf(body) + body.length)
  return asName(new RegExp(`^(?:[\\s、]+)(${FAMILY})(?=\\s|$|です|、)`, 'u').exec(after)?.[1], body)
}

const SECTION = /(?<=^|[\s、,。のはで(])([\p{Script=Han}\p{Script=Katakana}A-Z・ー]{1,12}[課部係室局])(?:の| |、|,)?$/u

/** The section that stands beside the body or before a name, where it is not told as part of the body already. */
const sectionIn = (text: string, body: string | null, name: string | null): string | null => {
  if (body !== null) {
    const beside = text.slice(text.indexOf(body) + body.length)
    const found = new RegExp(`^[の・/／、 ](${SECTION_WORD})(?![\\p{Script=Han}])`, 'u').exec(beside)?.[1]
    if (found !== undefined) return found
  }
  if (name === null) return null
  const before = text.slice(0, text.indexOf(name))
  const found = SECTION.exec(body === null ? before : before.replace(body, ' '))?.[1]
  return found ?? null
}

/** The number of a receipt as the desk writes it, however its dashes and width were typed. */
const requestIn = (text: string): string | null => {
  const [, year, number] = REQUEST.exec(text) ?? []
  return year === undefined || number === undefined ? null : `TW-${year}-${number}`
}

/** A number as it is written, where only its blanks and dashes vary; made-up ones have no right area code. */
const asPhone = (written: string): string | null => {
  const dashed = written.replaceAll(/[ の.()]+/gu, '-').replaceAll(/-+/gu, '-')
  const read = readPhone(dashed)
  if ('value' in read) return read.value
  const digits = dashed.replaceAll('-', '')
  return /^0\d{9,10}$/u.test(digits) ? dashed : null
}

const CORRECTED = /じゃなく|ではなく|でなく|→|->|から|誤り|間違|訂正|改め|直し|でした|変わり|instead|not/u
const COUNTED =
  /(?:社員|職員|従業員|スタッフ|人数|規模|会員|総勢|全体|全部で|employees?|staff|うちは|当社は)(?:数)?[^\d、。]{0,6}$/u
const NOT_SIZE =
  /(?:人口|(?<!\p{Script=Hiragana})うち|同席|参加|外国人|障害者|希望者|代が|代は|第)$|(?:人口|対象者?)[^\d、。]{0,4}$/u
const ENGLISH_SIZE = /(\d[\d,]*)[- ](?:person|people|employees|staff)/u
/** A number of people without its unit: 人数38, 人数:33. */
const LABELLED_SIZE =
  /(?:人数|社員数|職員数|従業員数|規模|社員|職員|従業員)\s*[:：=]?\s*(?:約)?(\d[\d,]{0,6})(?:\s*(?:じゃなくて?|ではなく|→|->|から)\s*(\d[\d,]{0,6}))?(?![\d年月日時分台件人名%.-])/u

const figure = (digits: string): number => Number(digits.replaceAll(',', ''))

const sizeIn = (text: string): number | null => {
  const english = ENGLISH_SIZE.exec(text.toLowerCase())?.[1]
  if (english !== undefined) return figure(english)
  const folded = foldNumbers(text.replaceAll(/(?<=\d) ?(?:にん|めい)/gu, '人'))
  const sizes = findNumbers(folded)
    .filter(({ unit, bound }) => unit === 'people' && !bound)
    .map(({ value, start }) => ({ value, before: folded.slice(Math.max(0, start - 14), start) }))
    .filter(({ before }) => !NOT_SIZE.test(before))
  if (sizes.length === 0) {
    const labelled = LABELLED_SIZE.exec(text)
    const said = labelled?.[2] ?? labelled?.[1]
    return said === undefined ? null : figure(said)
  }
  if (sizes.length > 1 && CORRECTED.test(folded)) return sizes.at(-1)?.value ?? null
  return (sizes.find(({ before }) => COUNTED.test(before)) ?? sizes[0])?.value ?? null
}

const ABOUT_LABEL =
  /(?:相談内容|内容|件名|本文|用件|聞きたいこと|相談したいこと|テーマ|題名|相談|お題)\s*(?:は|[:：=]|(?=「))[、\s]*(「[^」\n]{2,200}」|[^\n。]{2,200})/gu
const GREETED =
  /^(?:お世話になって(?:おり|い)ます|いつも(?:大変)?お世話になっております|初めまして|はじめまして|こんにちは|恐れ入りますが|すみません(?:が)?|すいません|えっと|あの[ー、]?)[。、\s]*/u
/** A matter beside the wish, however short the message is. */
const MATTERS = [
  /([^。\n、]{2,60}?)(?:について|に関して|に関する|に関し|につき(?:まして)?)(?:の|、|、?(?:ご|お)?(?:専門|個別|相談|助言|指導|アドバイス|講師|支援|教えてくれる人|見て))/u,
  /([^。\n、]{2,60}?)(?:の件|のこと)(?:で|を|について|につき|、|に関し)/u,
  /([^。\n、]{2,60}?)の(?:ご|お)?相談(?:を|お|希望|で|したい|申|が|登録|$)/u,
  /([^。\n、]{2,60}?)(?:を|、)(?:専門家|専門の(?:人|方|先生)|テレワークマネージャー|アドバイザー|社労士(?:さん)?)に/u,
]
/** What remains says only that something is wanted. */
const ONLY_WISH =
  /^(?:この|その|例|先ほど|さっき|表題|標記|下記|以下|個別|新規|無料|一度|いっぺん|専門家|専門|正式|うち|うちの会社|私|次|テレワークマネージャー|テレマネ|1件|一件|ここ|今回|前回|本件|当課|当社|弊社|会員企業|すみません|至急|ちょっと|\d+社分)?(?:の|は|として(?:は)?|に|へ|で|を|、)*$/u
const ENDED =
  /(?:について|に関して|のこと)?(?:です|でございます|になります)?(?:[、,]?(?:で|と(?:いう|の)(?:こと|内容)で)(?:、)?(?:出し|お願い|申し?込|受け|登録|送っ)[^。、]*)?[。、\s]*$/u
/** Another label, or the next point of a list, ends what a label begins. */
const NEXT_LABEL =
  /\s(?=\d\.|・|■|[^\s:：]{1,6}[:：])|[、,/／](?=(?:従業員|社員|職員|担当|電話|人数|希望日|希望時期|日時|時期|[^\s:：、]{1,5}[:：]|(?:件名|本文|内容)「))/u

const worded = (found: string | undefined): string | null => {
  const words = found
    ?.replace(ENDED, '')
    .replace(/^.*(?:と申します|でございます|です)(?:が)?[。、]?/u, '')
    .replace(/^(?:内容は|相談は|また|なお|つきましては|今回は|下記|実は)、?/u, '')
    .replace(/^「([^「」]*)」.*$/u, '$1')
    .trim()
  return words === undefined || words.length < 2 || ONLY_WISH.test(words) ? null : words
}

/** A message that is longer than this beside names and numbers tells more than its wish. */
const TELLING_CHARACTERS_MIN = 24

const withoutGreeting = (text: string): string => {
  let rest = text
  while (GREETED.test(rest)) rest = rest.replace(GREETED, '')
  return rest.trim()
}

/** What is labelled as the matter; or else the whole message, since a part of it that a pattern finds says less than its writer. */
const aboutIn = (given: string, text: string, said: readonly (string | null)[]): string | null => {
  const labelled = [...text.matchAll(ABOUT_LABEL)]
    .map(([, found]) => worded(found?.split(NEXT_LABEL)[0]))
    .filter((found) => found !== null)
  if (labelled.length > 0) return labelled.join('。')
  const whole = withoutGreeting(text)
  const rest = said.reduce<string>((left, one) => (one === null ? left : left.replace(one, '')), whole)
  const tells =
    rest.length >= TELLING_CHARACTERS_MIN || MATTERS.some((matter) => worded(matter.exec(rest)?.[1]) !== null)
  return tells ? withoutGreeting(given.trim()) : null
}

/** さっきの件: the matter is what was talked about before. */
const BEFORE =
  /(?:(?:その|この|今の|いまの|上の|前の|さっき|先ほど|さきほど|先程)[^。、]{0,12}?(?:件|話|こと|質問|続き|計算|答え))/u
export const refersBack = (text: string): boolean => BEFORE.test(text)

const LABELLED = /(?:相談内容|内容|件名|本文|用件|聞きたいこと|相談したいこと|テーマ|題名|お題)\s*(?:[:：=]|「)/u
/** Whether a sentence fills in a form by itself: 件名「…」. */
export const labelsMatter = (text: string): boolean => LABELLED.test(text)

const DAY =
  '(?:本日|今日|明日|明後日|今週|来週|再来週|今月|来月|再来月|年内|年明け|平日|(?:毎週)?[月火水木金土日]曜日?|\\d{1,2}月(?:\\d{1,2}日)?|\\d{1,2}日|午前中?|午後|夕方|夜|昼|朝|\\d{1,2}時(?:半)?|\\d{1,2}:\\d{2}|上旬|中旬|下旬|前半|後半)'
const DATES = [
  new RegExp(
    `(?:希望日時?|希望時期|時期|日程|日時|都合|時間帯)(?:は|が|も|[:：=])[、 ]*([^\\n。]{2,60}?)(?=です|でお願い|がいい|が希望|でしたら|[、。](?!${DAY})|希望|\\n|$)`,
    'u',
  ),
  new RegExp(
    `(?<=^|[、。,/／\\s]|[はを])((?:${DAY}(?:の|か|から|と|または|や|以降|まで|ごろ|頃|中|くらい|末|〜|~|-| |、)*){1,8})(?=(?:が|で|に|なら|だと|は)?、?(?:いい|良い|よい|ええ|希望|お願い|助かり|出られ|出れ|空い|都合|来て|電話|かけ|連絡|つなが)|で?[。]?$)`,
    'u',
  ),
]
/** When it would suit, told with a label or as a wish. */
const datesIn = (text: string): string | null => {
  for (const pattern of DATES) {
    const found = pattern.exec(text)?.[1]?.trim()
    if (found !== undefined && found !== '') return found
  }
  return null
}

/** Reads the slots of one message. */
export const slotsOf = (given: string): ActSlots => {
  const text = tidy(given).slice(0, 2_000)
  const mail = MAIL.exec(text)?.[0] ?? null
  const written = PHONE.exec(text)?.[0] ?? null
  const phone = written === null ? null : asPhone(written)
  const body = bodyIn(text)
  const name = nameIn(text, body)
  return {
    body,
    section: sectionIn(text, body, name),
    name,
    size: sizeIn(text),
    prefecture: prefectureIn(text),
    phone,
    mail,
    request: requestIn(text),
    dates: datesIn(text),
    about: aboutIn(given, text, [mail, written, body, name]),
  }
}
