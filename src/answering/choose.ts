/** Chooses the few rows that answer a clause: the likeliest one, and those beside it that belong to what is asked. */
import type { Question } from '../question/question.ts'
import { furtherRows, isNamedBeside } from './further.ts'
import { decides } from './polarity.ts'
import { tellsWay } from './verdict.ts'
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
  /** Said before the first row, where it was asked whether the thing goes on. */
  going?: string
  /** What was worked out from the rows, said before them. */
  worked?: Worked
}

/** Members of a list of which all were wanted. */
const LIST_MAX = 8
/** A row of another kind that is asked for may lie further behind. */
const ASKED_NEAR = 3.6
/** The newest edition may lie so much further behind. */
const NEWEST_NEAR = 4
/** A row of a kind that was asked for leads where it lies so near. */
const LEAD_NEAR = 1.2
/** Of another year than the one that is named, only where nothing near tells of that year. */
const YEAR_NEAR = 5

/** Rows that tell of the year before their own. */
const BEFORE = /^前(?:年|回)の/u

type Told = (label: string) => ReadonlySet<string>

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
  if (question.yesNo === null || decides(likeliest.row) || tellsWay(question, likeliest.row)) return undefined
  const way = rows.find(
    ({ row, score }) =>
      row.told &&
      tellsWay(question, row) &&
      row.passage.id === likeliest.row.passage.id &&
      score >= likeliest.score - ASKED_NEAR,
  )
  if (way !== undefined) return way
  return rows.find(
    ({ row, score, signs }) =>
      row.told &&
      decides(row) &&
      row.passage.id === likeliest.row.passage.id &&
      (signs.key > 0 || (row.keys.length === 0 && signs.label >= LABEL_NAMED)) &&
      score >= likeliest.score - ASKED_NEAR,
  )
}

/** Asked of one member of a list, that one leads and no other. */
const namedOf = ({ row: likeliest, score, signs }: Scored, rows: readonly Scored[]): Scored | undefined =>
  likeliest.keys.length === 0 || signs.key > 0
    ? undefined
    : rows.find(
        (one) =>
          one.row.told &&
          one.signs.key > 0 &&
          one.row.label === likeliest.label &&
          one.row.passage.document === likeliest.passage.document &&
          one.score >= score - NAMED_NEAR,
      )
const NAMED_NEAR = 4

/** Asked of no member of a list, what is told of all leads. */
const overallOf = ({ row: likeliest, score, signs }: Scored, rows: readonly Scored[]): Scored | undefined =>
  likeliest.keys.length === 0 || signs.key > 0
    ? undefined
    : rows.find(
        (one) =>
          one.row.told &&
          one.row.keys.length === 0 &&
          one.row.label === likeliest.label &&
          one.row.passage.document === likeliest.passage.document &&
          one.score >= score - OVERALL_NEAR,
      )
const OVERALL_NEAR = 3

/** Of what lies about as near, a row of a kind that was asked for leads. */
const leadOf = (likeliest: Scored, rows: readonly Scored[], question: Question, told: Told): Scored => {
  const deciding = decidingOf(likeliest, rows, question)
  if (deciding !== undefined) return deciding
  const overall = namedOf(likeliest, rows) ?? overallOf(likeliest, rows)
  if (overall !== undefined) return overall
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

/** The other members of a list of which every one was wanted. */
const sisters = (first: Scored, rows: readonly Scored[], { all }: Question): Row[] =>
  rows
    .filter(
      ({ row }) =>
        all &&
        row !== first.row &&
        row.told &&
        row.label === first.row.label &&
        row.passage.document === first.row.passage.document,
    )
    .map(({ row }) => row)
    .slice(0, LIST_MAX - 1)

const kindsOf = (row: Row, question: Question, told: Told): string[] =>
  [...told(row.label)].filter((kind) => question.kinds.has(kind))

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

/** The row that answers, among those of the years that were named. */
export const leadIn = (
  ranked: readonly Scored[],
  question: Question,
  told: Told,
): { lead: Scored | null; rows: readonly Scored[]; missing: number[] } => {
  const near = ranked.filter(({ row }) => !isBesidePoint(row, question))
  // 令和5年に出たものですよね: the year is claimed of what tells when, and is no choice among years.
  const isClaimed = question.yesNo !== null && near[0] !== undefined && told(near[0].row.label).has('dates')
  const { rows, missing } = ofYears(near, isClaimed ? [] : question.years)
  const likeliest = rows.find(
    ({ row }) => row.told || kindsOf(row, question, told).length > 0 || question.kinds.size === 0,
  )
  if (likeliest === undefined) return { lead: null, rows, missing }
  return { lead: newestOf(leadOf(likeliest, rows, question, told), rows, question, missing), rows, missing }
}

/** 2017年と2018年の団体数と人数: what is told of one that is named is told of the others that are. */
const alsoNamed = (chosen: readonly Row[], rows: readonly Scored[], question: Question): Row[] =>
  rows
    .map(({ row }) => row)
    .filter(
      (row) =>
        row.told &&
        !chosen.includes(row) &&
        chosen.some(
          (told) =>
            told.label === row.label &&
            told.passage.document === row.passage.document &&
            isNamedBeside(row, told, question),
        ),
    )
    .slice(0, LIST_MAX - chosen.length)

export const choose = (ranked: readonly Scored[], question: Question, told: Told): Chosen => {
  const { lead, rows, missing } = leadIn(ranked, question, told)
  if (lead === null) return { rows: [], missingYears: missing, untold: false }
  const older = lead.row.told ? undefined : olderTold(lead, rows)
  const chosen = [lead.row, ...sisters(lead, rows, question), ...(older === undefined ? [] : [older.row])]
  const further = [...chosen, ...furtherRows(lead, chosen, rows, question, told)]
  return {
    rows: [...further, ...alsoNamed(further, rows, question)],
    missingYears: missing,
    untold: !lead.row.told,
  }
}
