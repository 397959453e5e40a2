/** Chooses the few rows that answer a clause: the likeliest one, and those beside it that belong to what is asked. */
import type { Question } from '../question/question.ts'
import { overlap } from './pairs.ts'
import { decides } from './polarity.ts'
import type { Row } from './rows.ts'
import type { Scored } from './ranker.ts'
import type { Worked } from './sums.ts'

export interface Chosen {
  /** The row that answers first, then what belongs to it; empty where nothing was found. */
  rows: Row[]
  /** Fiscal years that were named and of which no document tells this. */
  missingYears: number[]
  /** The source says itself that it does not tell what is asked. */
  untold: boolean
  /** Another row answers than the desk itself takes for the answer: はい or いいえ never goes with it. */
  beside?: boolean
  /** What was worked out from the rows, said before them. */
  worked?: Worked
}

const ROWS_MAX = 6
/** Rows beyond the kinds that were asked for; fewer where several things are asked. */
const NEAR_ROWS = 3
/** Rows that bring in what else was named. */
const COVERING_MAX = 3
const NEAR_ROWS_OF_SEVERAL = 1
/** Rows of several members or years that were all named. */
const NAMED_MAX = 8
const CHARACTERS_MIN = 150
/** Each kind of thing that is asked for has room for a line of its own. */
const CHARACTERS_A_KIND = 55
/** Rows that score so much less than the best say something else. */
const NEAR = 1.8
/** A row of another kind that is asked for may lie further behind. */
const ASKED_NEAR = 3.6
/** The newest edition may lie so much further behind. */
const NEWEST_NEAR = 4
/** A row of a kind that was asked for leads where it lies so near. */
const LEAD_NEAR = 1.2
const REPEATS = 0.7
/** Of another year than the one that is named, only where nothing near tells of that year. */
const YEAR_NEAR = 5

/** Rows that tell of the year before their own. */
const BEFORE = /^前(?:年|回)の/u

type Told = (label: string) => ReadonlySet<string>

const lengthOf = ({ label, keys, value }: Row): number => label.length + keys.join('').length + value.length

/** The same matter: one document, or one programme in the same year. */
export const besides = (a: Row, b: Row): boolean =>
  a.passage.document === b.passage.document ||
  (a.passage.programme !== null && a.passage.programme === b.passage.programme && a.edition === b.edition)

/** Rows of these years, or else those that tell of them. */
const ofOwn = (rows: readonly Scored[], years: readonly number[]): readonly Scored[] => {
  const own = rows.filter(({ row }) => row.edition !== null && years.includes(row.edition))
  const [best] = rows
  const [first] = own
  const isClose = first !== undefined && best !== undefined && first.score >= best.score - YEAR_NEAR
  return isClose ? own : rows.filter(({ row }) => years.some((year) => row.ownYears().has(year)))
}

/** Rows of the years that are named, or all where nothing near tells of them. */
const ofYears = (rows: readonly Scored[], years: readonly number[]): { rows: readonly Scored[]; missing: number[] } => {
  const [best] = rows
  if (years.length === 0 || best === undefined) return { rows, missing: [] }
  const inYear =
    (year: number) =>
    ({ row, score }: Scored): boolean =>
      row.told && row.ownYears().has(year) && score >= best.score - YEAR_NEAR
  const told = years.filter((year) => rows.some(inYear(year)))
  // 前年の値 of the year after tells of a year, too.
  const beside = (year: number): boolean =>
    rows.some(
      ({ row, score }) =>
        row.told && BEFORE.test(row.label) && row.edition === year + 1 && score >= best.score - YEAR_NEAR,
    )
  const missing = years.filter((year) => !told.includes(year) && !beside(year))
  if (told.length === 0 && missing.length < years.length) {
    return { rows: rows.filter(({ row }) => BEFORE.test(row.label)), missing }
  }
  return told.length === 0 ? { rows, missing } : { rows: ofOwn(rows, told), missing }
}

/** Where the newest edition says that it does not tell this, an older one that does may follow, with its year. */
const olderTold = (first: Scored, rows: readonly Scored[]): Scored | undefined =>
  rows.find(
    ({ row, score }) =>
      row.told &&
      row.passage.programme !== null &&
      row.passage.programme === first.row.passage.programme &&
      row.label === first.row.label &&
      row.edition !== first.row.edition &&
      score >= first.score - ASKED_NEAR,
  )

/** A label is named where the question holds so much of it. */
const LABEL_NAMED = 0.5

/** Asked for yes or no, a row of the same section that decides leads. */
const decidingOf = (likeliest: Scored, rows: readonly Scored[], question: Question): Scored | undefined => {
  if (question.yesNo === null || decides(likeliest.row)) return undefined
  return rows.find(
    ({ row, score, signs }) =>
      row.told &&
      decides(row) &&
      row.passage.id === likeliest.row.passage.id &&
      (signs.key > 0 || (row.keys.length === 0 && signs.label >= LABEL_NAMED)) &&
      score >= likeliest.score - ASKED_NEAR,
  )
}

/** Of what lies about as near, a row of a kind that was asked for leads. */
const leadOf = (likeliest: Scored, rows: readonly Scored[], question: Question, told: Told): Scored => {
  const deciding = decidingOf(likeliest, rows, question)
  if (deciding !== undefined) return deciding
  if (question.kinds.size === 0 || kindsOf(likeliest.row, question, told).length > 0) return likeliest
  const asked = rows.find(
    ({ row, score }) =>
      row.told &&
      score >= likeliest.score - LEAD_NEAR &&
      besides(row, likeliest.row) &&
      kindsOf(row, question, told).length > 0,
  )
  return asked ?? likeliest
}

const YEAR_KEY = /令和|平成|20\d\d|年度/u
const memberOf = ({ keys }: Row): string => keys.filter((key) => !YEAR_KEY.test(key)).join()
const isSameMember = (a: Row, b: Row): boolean => memberOf(a) === memberOf(b)

/** Asked of no year that is told and of no past, a programme is told by its newest edition that tells this. */
const newestOf = (
  likeliest: Scored,
  rows: readonly Scored[],
  { aroundYears, years, past }: Question,
  missing: readonly number[],
): Scored => {
  const { programme } = likeliest.row.passage
  const untold = years.length > 0 && missing.length === years.length
  if (programme === null || (aroundYears.length > 0 && !untold) || past) return likeliest
  const newer = rows.filter(
    ({ row, score }) =>
      row.told &&
      row.passage.programme === programme &&
      row.label === likeliest.row.label &&
      isSameMember(row, likeliest.row) &&
      (row.edition ?? 0) > (likeliest.row.edition ?? 0) &&
      score >= likeliest.score - NEWEST_NEAR,
  )
  return newer.reduce((newest, one) => ((one.row.edition ?? 0) > (newest.row.edition ?? 0) ? one : newest), likeliest)
}

const repeats = (row: Row, said: readonly Row[]): boolean =>
  said.some((one) => (one.value === row.value && one.label === row.label) || overlap(one.pairs, row.pairs) > REPEATS)

/** Members of one list that were all named, or one matter in all the years that were: each has its line. */
const sisters = (first: Scored, rows: readonly Scored[], { aroundYears: years, all }: Question): Row[] => {
  const isSister = ({ row }: Scored): boolean =>
    row !== first.row &&
    row.told &&
    row.label === first.row.label &&
    row.passage.document === first.row.passage.document
  const named = rows.filter((one) => isSister(one) && (all || (one.signs.key > 0 && first.signs.key > 0)))
  const dated =
    years.length < 2
      ? []
      : rows.filter((one) => isSister(one) && one.row.edition !== null && years.includes(one.row.edition))
  return [...new Set([...named, ...dated].map(({ row }) => row))].slice(0, NAMED_MAX - 1)
}

/** Names one member of a list where the first row names another that was asked for. */
const isOtherMember = (row: Row, first: Row, named: boolean): boolean =>
  named && row.label === first.label && row.keys.join() !== first.keys.join()

const kindsOf = (row: Row, question: Question, told: Told): string[] =>
  [...told(row.label)].filter((kind) => question.kinds.has(kind))

/** Kana alone is mostly a way of speaking; so much a word weighs that names a thing. */
const NAMING = /^[^\u3041-\u3096]{2,}$/u
const NAMING_WEIGHT = 2.5

const holds = (row: Row, { surface, form }: { surface: string; form: string }): boolean =>
  [row.text, row.headText].some((text) => text.includes(surface) || text.includes(form))

/** Whether a row tells of a name in the question that no row before it tells of: 佐賀と茨城はいつ. */
const naming = ({ words, all, both }: Question, first: Row): ((row: Row, chosen: readonly Row[]) => boolean) => {
  if (!all && !both) return () => false
  const names = words.filter((word) => NAMING.test(word.surface) && word.weight >= NAMING_WEIGHT && !holds(first, word))
  return (row, chosen) => row.told && names.some((word) => holds(row, word) && !chosen.some((one) => holds(one, word)))
}

interface Filling {
  chosen: Row[]
  kinds: Set<string>
  characters: number
}

/** First a row for each other kind of thing that is asked for, then what lies as near as the first. */
const fill = (
  chosen: Row[],
  first: Scored,
  rows: readonly Scored[],
  question: Question,
  told: Told,
  { room, near }: { room: number; near: number },
): void => {
  const filling: Filling = {
    chosen,
    kinds: new Set(chosen.flatMap((row) => kindsOf(row, question, told))),
    characters: chosen.reduce((sum, row) => sum + lengthOf(row), 0),
  }
  const fits = ({ row, signs }: Scored): boolean =>
    chosen.length < ROWS_MAX &&
    row.told &&
    besides(row, first.row) &&
    !repeats(row, chosen) &&
    !isOtherMember(row, first.row, first.signs.key > 0 && signs.key === 0) &&
    filling.characters + lengthOf(row) <= room
  const take = (row: Row): void => {
    chosen.push(row)
    filling.characters += lengthOf(row)
    for (const kind of kindsOf(row, question, told)) filling.kinds.add(kind)
  }
  for (const one of rows) {
    if (one.score < first.score - ASKED_NEAR) break
    if (kindsOf(one.row, question, told).some((kind) => !filling.kinds.has(kind)) && fits(one)) take(one.row)
  }
  const isOpen = naming(question, first.row)
  for (const one of rows) {
    if (one.score < first.score - ASKED_NEAR || chosen.length > COVERING_MAX) break
    const names = isOpen(one.row, chosen)
    if (names && kindsOf(one.row, question, told).length > 0 && !chosen.includes(one.row)) take(one.row)
  }
  for (const one of rows) {
    if (one.score < first.score - NEAR || chosen.length > near) break
    if (!chosen.includes(one.row) && fits(one)) take(one.row)
  }
}

/** Rows that tell of the source itself, and how they are asked for. */
const ABOUT_SOURCE: ReadonlySet<string> = new Set(['調査時点', '確認した資料', '出典'])
const OF_SOURCE =
  /調査(?:時点|日|時期|はいつ|した)|いつ(?:の|時点)|何年の|時点(?:は|を|って)|出典|どの資料|ソース|確認した/u

/** What something is in general answers who asks what it is, and hardly anybody else. */
const OVERVIEW = '概要'

/** Tells of the source, or of the thing in general, where something else is asked. */
const isBesidePoint = ({ label }: Row, { clause, kinds, carried }: Question): boolean =>
  (ABOUT_SOURCE.has(label) && !OF_SOURCE.test(clause)) ||
  (label === OVERVIEW && (kinds.size > 0 || carried) && !kinds.has('what'))

export const choose = (ranked: readonly Scored[], question: Question, told: Told, several = false): Chosen => {
  const { rows, missing } = ofYears(
    ranked.filter(({ row }) => !isBesidePoint(row, question)),
    question.years,
  )
  const likeliest = rows.find(
    ({ row }) => row.told || kindsOf(row, question, told).length > 0 || question.kinds.size === 0,
  )
  if (likeliest === undefined) return { rows: [], missingYears: missing, untold: false }
  const first = newestOf(leadOf(likeliest, rows, question, told), rows, question, missing)
  const chosen: Row[] = [first.row, ...sisters(first, rows, question)]
  const older = first.row.told ? undefined : olderTold(first, rows)
  if (older !== undefined) chosen.push(older.row)
  const room = CHARACTERS_MIN + CHARACTERS_A_KIND * Math.max(0, question.kinds.size - 1)
  fill(chosen, first, rows, question, told, { room, near: several ? NEAR_ROWS_OF_SEVERAL : NEAR_ROWS })
  return { rows: chosen, missingYears: missing, untold: !first.row.told }
}
