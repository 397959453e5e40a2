/** The rows that are put before whoever chooses, and what is found when more are asked for. */
import { fold } from '../japanese/fold.ts'
import type { Lexicon, Question } from '../question/question.ts'
import { asLangChainRetriever } from '../retrieval/retrieval.ts'
import type { Day } from '../vocabulary/types.ts'
import type { Found } from './find.ts'
import { overlap, pairsIn } from './pairs.ts'
import { rowsByPassage, type Row } from './rows.ts'

const CANDIDATES_MAX = 18
/** Rows of one passage, so that a long table leaves room for others. */
const OF_ONE_PASSAGE_MAX = 6
const SEARCHED_PASSAGES = 6
const SEARCHED_ROWS_MAX = 10

/** What the desk would choose itself stands among them, whatever its rank. */
export const candidatesOf = ({ rows }: Found, own: readonly Row[]): Row[] => {
  const taken = new Set<Row>(own)
  const counts = new Map<string, number>()
  for (const { row } of rows) {
    if (taken.size >= CANDIDATES_MAX) break
    const count = counts.get(row.passage.id) ?? 0
    if (taken.has(row) || count >= OF_ONE_PASSAGE_MAX) continue
    counts.set(row.passage.id, count + 1)
    taken.add(row)
  }
  return [...taken]
}

/** Looks in other words; for the same day, kind of body and place as the question. */
export const searcherFor = (
  { index }: Lexicon,
  question: Question,
  asOf: Day,
): ((text: string) => Promise<readonly Row[]>) => {
  const retriever = asLangChainRetriever(index, (text) => ({
    text,
    asOf,
    limit: SEARCHED_PASSAGES,
    ...(question.audience === null ? {} : { audience: question.audience }),
    ...(question.prefecture === null ? {} : { prefecture: question.prefecture }),
  }))
  return async (text) => {
    const documents = await retriever.invoke(text)
    const wanted = pairsIn(fold(text).toLowerCase())
    return documents
      .flatMap(({ id }, at) =>
        (rowsByPassage(index).get(id ?? '') ?? []).map((row) => ({
          row,
          fit: overlap(wanted, new Set([...row.pairs, ...row.headPairs])) - at / SEARCHED_PASSAGES / 2,
        })),
      )
      .toSorted((a, b) => b.fit - a.fit)
      .slice(0, SEARCHED_ROWS_MAX)
      .map(({ row }) => row)
  }
}
