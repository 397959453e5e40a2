/** Where somebody is, as people write it: prefectures, municipalities by name, parts of the country. Expects folded text. */
import { MUNICIPALITIES } from './municipalities.ts'

/** The 47 prefectures, from north to south. */
export const PREFECTURES: readonly string[] = Object.keys(MUNICIPALITIES)

/** The cities that the Local Autonomy Act designates (指定都市). */
export const DESIGNATED_CITIES: readonly string[] =
  '札幌市 仙台市 さいたま市 千葉市 横浜市 川崎市 相模原市 新潟市 静岡市 浜松市 名古屋市 京都市 大阪市 堺市 神戸市 岡山市 広島市 北九州市 福岡市 熊本市'.split(
    ' ',
  )

/** Seats of a prefecture whose name is not the prefecture's: with the designated cities, the names said without 市. */
const SEATS =
  '札幌 仙台 盛岡 水戸 宇都宮 前橋 さいたま 横浜 川崎 相模原 金沢 甲府 浜松 名古屋 大津 神戸 堺 松江 北九州 高松 松山 那覇'.split(
    ' ',
  )

const prefectureOf = new Map<string, string>(
  Object.entries(MUNICIPALITIES).flatMap(([prefecture, names]) => names.split(' ').map((name) => [name, prefecture])),
)

const longest = Math.max(...[...prefectureOf.keys()].map((name) => name.length))

const shortOf = (prefecture: string): string => prefecture.replace(/[都府県]$/u, '')

/** Prefectures by their bare names: 京都 stands in 東京都, and 長野市 is a town. */
const BARE = PREFECTURES.map((name) => {
  const short = shortOf(name)
  return { name, short, pattern: new RegExp(`${short}(?!市|区|町|村|大学|さん|様|課長|部長)`, 'u') }
})

/** What follows the bare name of a city: a person's name is followed by something else. */
const AS_PLACE =
  /^(?:市?内|の(?:会社|企業|町工場|工場|商店|店|法人|団体|npo|中小|it|事業|製造|建設|自治体|窓口|相談|近く|[^、。]{0,6}(?:会社|社|店|業))|で(?:働|会社|商売|工務店|事業|相談|近い|テレワーク)|在住|に(?:ある|住|会社)|周辺|近辺|エリア|地域|[ 、](?:[^。]{0,8}(?:会社|社|業|窓口)))/u
const AS_SEAT = /^(?:です|の|で|に|は|から|、|。|,| |$|なん|だけど|近|周辺|あたり|市?内)/u

const cityStems = [...prefectureOf.entries()]
  .filter(([name]) => name.endsWith('市') && name.length > 2)
  .map(([name, prefecture]) => ({ stem: name.slice(0, -1), prefecture }))
  .sort((a, b) => b.stem.length - a.stem.length)

/** The municipality whose full name begins at a place of the text; of 東大阪市 and 大阪市 the longer. */
const municipalityAt = (text: string, at: number): string | null => {
  for (let length = Math.min(longest, text.length - at); length > 1; length--) {
    const name = text.slice(at, at + length)
    if (prefectureOf.has(name)) return name
  }
  return null
}

/** The first municipality that is named in full. */
export const municipalityIn = (text: string): string | null => {
  for (let at = 0; at < text.length; at++) {
    const name = municipalityAt(text, at)
    if (name !== null) return name
  }
  return null
}

const stemIn = (text: string): string | null => {
  for (const { stem, prefecture } of cityStems) {
    const at = text.indexOf(stem)
    if (at < 0) continue
    const rest = text.slice(at + stem.length)
    if (AS_PLACE.test(rest) || (SEATS.includes(stem) && AS_SEAT.test(rest))) return prefecture
  }
  return null
}

/** The prefecture that a text names: by its own name, by a municipality of it, by its bare name, by a city's bare name. */
export const prefectureIn = (text: string): string | null => {
  const full = PREFECTURES.find((name) => text.includes(name))
  if (full !== undefined) return full
  const municipality = municipalityIn(text)
  if (municipality !== null) return prefectureOf.get(municipality) ?? null
  const stem = stemIn(text)
  if (stem !== null) return stem
  const spaced = text.replaceAll('東京', ' 東京 ')
  return (
    BARE.find(({ short, pattern }) => pattern.test(spaced) && !(short === '京都' && text.includes('東京都')))?.name ??
    null
  )
}

/** Parts of the country as surveys cut it; the longer names first, since 関東 stands in 北関東. */
const REGIONS =
  /北海道|東北|北関東|南関東|首都圏|関東|甲信越|北陸|東海|中部|近畿|関西|中国(?:地方|地域)|四国|九州|沖縄/gu
/** 市 after a word that is no name: 政令市, 各市, うちの市. */
const TOWN =
  /(?<![\p{Script=Han}\p{Script=Katakana}])((?!政令|中核|指定|各|全|他|同|当|本|某|何|町村|特別|市|都|近隣|小|大|都|旧|隣)[\p{Script=Han}\p{Script=Katakana}]{1,5}?[市区町村])(?![\p{Script=Han}])/gu

/** Every place that a text names, by the part of its name that texts about it hold. */
export const placesIn = (text: string): string[] => {
  const prefecture = prefectureIn(text)
  const named = prefecture !== null && text.includes(shortOf(prefecture)) ? [shortOf(prefecture)] : []
  const towns = [...text.matchAll(TOWN)]
    .map(([, name = '']) => name.slice(0, -1).replace(/^.+[都道府県]/u, ''))
    .filter((name) => name !== '' && name !== '町')
  return [...new Set([...named, ...(text.match(REGIONS) ?? []), ...towns])]
}
