/** Whether a question names the member of a list that a row is of. */
import { yearsIn } from '../japanese/dates.ts'
import { prefectureIn } from '../japanese/places.ts'
import type { Question } from '../question/question.ts'
import { countsIn, holdsCount } from './classes.ts'
import { cover, pairsIn } from './pairs.ts'
import { namesBody } from './polarity.ts'
import type { Row } from './rows.ts'
import type { Wanted } from './signs.ts'

/** A key is named where the clause holds so much of it. */
const KEY_NAMED = 0.75

/** 300人未満: a class of size is named by its bound. */
const BOUND = /\d[\d,]*(?:人|名)?(?:以上|以下|未満|超)/gu
const namesBound = (key: string, clause: string): boolean => {
  const bounds = key.match(BOUND) ?? []
  return bounds.length > 0 && bounds.every((bound) => clause.includes(bound))
}

const NUMBER_KEY = /^[\d\s〜~-]+$/u

/** 沖縄県 is named by 沖縄 as well. */
const withoutKind = (key: string): string => (key.length > 2 ? key.replace(/[県都府市町村区]$/u, '') : key)

/** Whether a key is named: as it stands, or by most of its pairs. */
const isNamed = (
  key: string,
  clause: string,
  pairs: ReadonlySet<string>,
  weightOf: (pair: string) => number,
): boolean =>
  clause.includes(key) ||
  clause.includes(withoutKind(key)) ||
  namesBound(key, clause) ||
  (key.length > 2 && !NUMBER_KEY.test(key) && cover(pairsIn(key), pairs, weightOf) >= KEY_NAMED)

/** Whether a key stands in a clause as it is, or is a year that the question names. */
export const saysKey = (key: string, { clause, aroundYears }: Pick<Question, 'clause' | 'aroundYears'>): boolean => {
  if (!YEAR_ALONE.test(key))
    return (
      !NUMBER_KEY.test(key) && (clause.includes(key) || clause.includes(withoutKind(key)) || namesBound(key, clause))
    )
  const { fiscal, calendar } = yearsIn(key, FAR_DAY)
  return [...fiscal, ...calendar].some((year) => aroundYears.includes(year))
}

const YEAR_ALONE = /^(?:(?:令和|平成|昭和)(?:元|\d+)|20\d\d)年度?$/u
const FAR_DAY = '9999-12-31'

/** ◎ and ○ name things as words do. */
const SYMBOL = /[\u25a0-\u25ff\u2600-\u26ff]/gu

/** Whether a question names a row by its key: the member of a list, a class of size, a symbol, a kind of body. */
export const namesKey = (
  wanted: Pick<Wanted, 'clause' | 'named'>,
  pairs: ReadonlySet<string>,
  weightOf: (pair: string) => number,
) => {
  const counts = countsIn(wanted.clause)
  const symbols = wanted.clause.match(SYMBOL) ?? []
  return (row: Row): boolean =>
    row.keyTexts.some(
      (key) => isNamed(key, wanted.clause, pairs, weightOf) || counts.some((count) => holdsCount(key, count)),
    ) ||
    symbols.some((symbol) => row.label.includes(symbol)) ||
    (wanted.named !== null && row.keys.length > 0 && namesBody(wanted.named, { keys: row.keys, value: '' }))
}

/** What stands between a name and its denial, as in 小規模の区分じゃない. */
const DENIED_WITHIN = 8
const DENIAL = /(?:じゃ|では|でも)(?:な[いくか]|あり|ござい)|以外/u
/** A name is recognised by its beginning. */
const STEM = 3

/** Whether a message says that it is not about the member of a list that a row is of. */
export const isDenied = ({ keyTexts }: Row, message: string): boolean =>
  keyTexts.some((key) => {
    const at = key.length < STEM ? -1 : message.indexOf(key.slice(0, STEM))
    if (at < 0) return false
    const behind = message.slice(at + STEM, at + key.length + DENIED_WITHIN)
    return DENIAL.test(behind.split(/[。、?!]/u)[0] ?? '')
  })

const PLACE_KIND = /[都府県]$/u

/** Whether a row is of another place than the one that is named: what is told of 東京都 is no answer about 福井県. */
export const isOfOtherPlace = (
  { keys, passage }: Row,
  { prefecture, clause }: Pick<Question, 'prefecture' | 'clause'>,
): boolean => {
  const place = prefectureIn(`${keys.join(' ')} ${passage.title}`)
  return (
    prefecture !== null && place !== null && place !== prefecture && !clause.includes(place.replace(PLACE_KIND, ''))
  )
}
