/** Answers queries from what is kept of an index. */
import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import type { GuidanceDocument, Library, Passage, Query, Ranked, Status } from '../vocabulary/types.ts'
import { push } from '../base/grouping.ts'
import { askerOf, QUERY_CHARACTERS_MAX } from './asker.ts'
import { unknownIdf } from './bm25.ts'
import { embeddedCloseness } from './embedded.ts'
import { documentOf, documentsById } from './entries.ts'
import type { Kept } from './files.ts'
import { folder } from './folding.ts'
import { impactIn, partsOf, scoreAll, titleImpactIn, type Asked, type Model, type Scores } from './score.ts'
import { effects, idealsOf, standInScale } from './stand-ins.ts'
import { flatNear } from './near.ts'
import { recent } from '../base/recent.ts'
import { withoutHidden } from './readers.ts'
import { signalsOf, type Signals } from './signals.ts'
import { replacementsOf } from '../knowledge/knowledge.ts'
import { fitOf, fitsAlways, statusOf, yearsIn, type Fit } from './status.ts'
import { normalise, type Analyse } from './terms.ts'
import { firstTitles, numbersOf } from './tables.ts'
import { beliefSigns, believerOf } from './taught.ts'
import { topAmong, topOf } from './top.ts'
import { firstQuestions, nearestOf, questionVectors, type NearQuestion } from './wordings.ts'

export interface Hit {
  id: string
  score: number
}

export interface Keyword {
  /** Base form, without okurigana where two kanji remain. */
  form: string
  surface: string
  /** Katakana; empty where none is known. */
  reading: string
  /** Rarity × how much words like it are about the matter. */
  weight: number
  /** False: no passage has it. */
  known: boolean
}

interface Contribution {
  /** Kind letter and characters, as terms.ts describes them. */
  term: string
  weight: number
  body: number
  title: number
  /** Set where the term stands in for words of the query. */
  standsIn?: string
}

export interface Explanation {
  /** The query's terms with their weights; zero where no passage has the term. */
  terms: { term: string; weight: number }[]
  /** Words that were looked for instead. */
  standIns: string[]
  hits: { ranked: Ranked; contributions: Contribution[] }[]
  /** Known questions like this one: those that editors wrote for a passage, and those that no document answers. */
  questions: NearQuestion[]
}

export interface Search {
  retrieve(query: Query): Promise<Ranked[]>
  rank(text: string, limit: number): Promise<Hit[]>
  explain(query: Query): Promise<Explanation>
  signals(query: Query, ranked: readonly Ranked[], told?: string): Signals
  keywords(text: string): Keyword[]
  meaning(text: string): Float32Array
  likeness(text: string, passage: Passage): Float32Array
}

const LIMIT_MAX = 1_000
/** How much a model's embeddings count beside the score, which is about one for a good hit. */
const EMBEDDED_WEIGHT = 0.5
/** And how much, what the known questions taught about it. */
const TAUGHT_WEIGHT = 0.15
const CONTRIBUTIONS_MAX = 40
const QUESTIONS_SHOWN = 5
/** Each is as long as there are known questions. */
const LIKENESSES_MAX = 4

/** Long enough in kana alone that it was typed so for want of anything else. */
const isKana = (normalised: string): boolean =>
  !/[\p{Script=Han}\p{Script=Katakana}a-z]/u.test(normalised) && /[\u3041-\u3096]{6}/u.test(normalised)

interface Found {
  asked: Asked
  scores: Scores
  /** Scores before day, audience and place act. */
  plain: Float32Array
  embedded: Float32Array | null
  /** How likely the question is for each passage, as far as known questions taught it. */
  taught: Float32Array | null
}

interface Place {
  passage: Passage
  document: GuidanceDocument
}

export const modelFrom = (kept: Kept): Model => {
  const { tables, space } = kept
  const vectors = kept.entryVectors
  const numbers = numbersOf(tables)
  const ideals = idealsOf(tables)
  const byTerms = folder(tables, space)
  return {
    tables,
    space,
    folder: byTerms,
    entryVectors: vectors,
    titleVectors: kept.titleVectors,
    near: kept.graph ?? flatNear(vectors, space.rank),
    numberOf: (term) => numbers.get(term),
    firstTitle: firstTitles(tables.titleOf, tables.entries),
    ideals,
    effectOf: effects(tables, ideals, byTerms.sum),
    readable: null,
  }
}

const contributionsTo = (model: Model, asked: Asked, entry: number, title: number): Contribution[] => {
  const { tables, ideals } = model
  const of = (id: number, scale: number): Contribution => ({
    term: tables.terms[id] ?? '',
    weight: tables.weight[id] ?? 0,
    body: (scale * impactIn(tables, id, entry)) / (asked.ideal || 1),
    title: title < 0 ? 0 : (scale * titleImpactIn(tables, id, title)) / (asked.ideal || 1),
  })
  const own = asked.known.map((id) => of(id, 1))
  const standIns = asked.alternatives.flatMap((alternative) =>
    alternative.others.flatMap((other) => {
      const scale = standInScale(ideals, alternative, other)
      return other.ids.map((id) => ({ ...of(id, scale), standsIn: alternative.label }))
    }),
  )
  return [...own, ...standIns]
    .filter(({ body, title }) => body > 0 || title > 0)
    .sort((a, b) => b.body + b.title - a.body - a.title)
    .slice(0, CONTRIBUTIONS_MAX)
}

/** Which passages a query's day, year, audience and place can make fit better or worse. */
const fitter = (places: readonly Place[], documents: readonly GuidanceDocument[]) => {
  const replacements = replacementsOf(documents)
  const sensitive = places.flatMap(({ passage }, entry) => (fitsAlways(passage, replacements) ? [] : [entry]))
  const judge = (entry: number, query: Query, said: ReadonlySet<number>): { status: Status; fit: Fit } => {
    const { passage } = places[entry] as Place
    const status = statusOf(passage, replacements, query.asOf, query.fiscalYear)
    return { status, fit: fitOf(passage, status, query, said) }
  }
  const apply = (score: Float32Array, query: Query, said: ReadonlySet<number>): void => {
    for (const entry of sensitive) {
      const { fit } = judge(entry, query, said)
      score[entry] = (score[entry] as number) * fit.year * fit.force * fit.audience * fit.prefecture
    }
  }
  return { judge, apply }
}

/** The factors of fit as what they add or take away, one after the other, so that the parts add up to the score. */
const fitParts = (plain: number, fit: Fit): Record<string, number> => {
  const parts: Record<string, number> = {}
  let score = plain
  for (const [name, factor] of Object.entries(fit) as [string, number][]) {
    if (factor !== 1) parts[name] = score * (factor - 1)
    score *= factor
  }
  return parts
}

const addTo = (sums: Float32Array, values: ArrayLike<number>, weight: number): void => {
  for (let at = 0; at < values.length; at++) sums[at] = (sums[at] as number) + weight * (values[at] as number)
}

const entriesByDocument = (passages: readonly Passage[]): Map<string, number[]> => {
  const entries = new Map<string, number[]>()
  for (const [entry, { document }] of passages.entries()) {
    push(entries, document, entry)
  }
  return entries
}

/** Which of the known questions are of passages that may be read. */
const questionsShown = ({ readable, tables }: Model): Uint8Array | null =>
  readable === null ? null : Uint8Array.from(tables.titleOf, (entry) => readable[entry] as number)

export const searcher = (
  kept: Kept,
  model: Model,
  library: Library,
  analyse: Analyse,
  embeddings: EmbeddingsInterface | undefined,
  onEmbeddingsFault?: (thrown: unknown) => void,
): Search => {
  const documents = documentsById(kept.library)
  const places = kept.library.passages.map((passage) => ({ passage, document: documentOf(documents, passage) }))
  const entryOf = new Map(kept.library.passages.map((passage, entry) => [passage.id, entry]))
  const entriesOf = entriesByDocument(kept.library.passages)
  const askOf = askerOf(kept, model, analyse)
  const vectorOf = questionVectors(kept.wordings)
  const known = nearestOf(kept.wordings, kept.library, questionsShown(model))
  const likenessOf = recent((text) => known.likeness(vectorOf(askOf(text).analysis)), LIKENESSES_MAX)
  const nearnessOf = recent((text) => known.signs(likenessOf(text)))
  const questionsFrom = firstQuestions(kept.library.passages)
  const believe = believerOf(kept.taught, kept.library, model.readable)
  const beliefOf = recent((text) => believe?.(vectorOf(askOf(text).analysis)) ?? null)
  // What somebody may not read replaces nothing for them.
  const fits = fitter(places, library.documents)

  const rest = (thrown: unknown): null => {
    if (onEmbeddingsFault === undefined) throw thrown
    onEmbeddingsFault(thrown)
    return null
  }

  const find = async (text: string, limit: number): Promise<Found> => {
    const asked = askOf(text)
    const scores = scoreAll(model, asked, Math.min(limit, LIMIT_MAX))
    const { embedded } = kept
    const close =
      embedded === null || embeddings === undefined || asked.analysis.terms.size === 0
        ? null
        : await embeddedCloseness(embedded, embeddings, text.slice(0, QUERY_CHARACTERS_MAX)).catch(rest)
    const plain = scores.score
    const taught = beliefOf(text)?.passages ?? null
    if (close !== null) addTo(plain, close, EMBEDDED_WEIGHT)
    if (taught !== null) addTo(plain, taught, TAUGHT_WEIGHT)
    withoutHidden(plain, model.readable)
    return { asked, scores, plain, embedded: close, taught }
  }

  const rankedFrom = (found: Found, query: Query): { ranked: Ranked; entry: number }[] => {
    const said = yearsIn(normalise(query.text.slice(0, QUERY_CHARACTERS_MAX)), query.asOf)
    const score = found.plain.slice()
    fits.apply(score, query, said)
    return topOf(score, Math.min(query.limit, LIMIT_MAX)).map((entry) => {
      const { status, fit } = fits.judge(entry, query, said)
      const parts = partsOf(model, found.asked, found.scores, entry)
      if (found.embedded !== null) parts['embedded'] = EMBEDDED_WEIGHT * (found.embedded[entry] as number)
      if (found.taught !== null) parts['taught'] = TAUGHT_WEIGHT * (found.taught[entry] as number)
      Object.assign(parts, fitParts(found.plain[entry] as number, fit))
      return { ranked: { ...(places[entry] as Place), status, score: score[entry] as number, parts }, entry }
    })
  }

  const explanationOf = (found: Found, query: Query): Explanation => ({
    terms: [...found.asked.analysis.terms.keys()].map((term) => {
      const id = model.numberOf(term)
      return { term, weight: id === undefined ? 0 : (model.tables.weight[id] ?? 0) }
    }),
    standIns: found.asked.alternatives.map(({ label }) => label),
    hits: rankedFrom(found, query).map(({ ranked, entry }) => ({
      ranked,
      contributions: contributionsTo(model, found.asked, entry, found.scores.bestTitle[entry] ?? -1),
    })),
    questions: known.nearest(known.likeness(vectorOf(found.asked.analysis)), QUESTIONS_SHOWN),
  })

  return {
    retrieve: async (query) => rankedFrom(await find(query.text, query.limit), query).map(({ ranked }) => ranked),
    rank: async (text, limit) => {
      const { plain, scores, embedded, taught } = await find(text, limit)
      const most = Math.min(limit, LIMIT_MAX)
      const top = embedded === null && taught === null ? topAmong(plain, scores.worth, most) : topOf(plain, most)
      return top.map((entry) => ({
        id: (places[entry] as Place).passage.id,
        score: plain[entry] as number,
      }))
    },
    explain: async (query) => explanationOf(await find(query.text, query.limit), query),
    signals: (query, ranked, told = query.text) => {
      const entry = ranked[0] === undefined ? null : (entryOf.get(ranked[0].passage.id) ?? null)
      const scores = ranked.map(({ score }) => score)
      const own = entry === null ? [] : (entriesOf.get((places[entry] as Place).document.id) ?? [])
      const signs = { ...nearnessOf(told), ...beliefSigns(beliefOf(told), own) }
      return signalsOf(model, askOf(query.text), entry, scores, signs)
    },
    meaning: (text) => askOf(text).folded.vector,
    likeness: (text, { id, asks }) => {
      const from = (questionsFrom.get(id) ?? 0) + 1
      return likenessOf(text).subarray(from, from + asks.length)
    },
    keywords: recent((text) => {
      // Of what is typed in kana alone, only the words that it was heard as mean anything.
      const heard = isKana(normalise(text))
      const { words } = heard ? askOf(text).analysis : analyse(text)
      const keywords = words.map(({ form, surface, reading }) => {
        const id = model.numberOf(`m${form}`)
        const weight = id === undefined ? unknownIdf(model.tables.entries) : (model.tables.weight[id] ?? 0)
        return { form, surface, reading, weight, known: id !== undefined }
      })
      return heard && keywords.some(({ known }) => known) ? keywords.filter(({ known }) => known) : keywords
    }),
  }
}
