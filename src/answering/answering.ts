/**
 * The answering room: drafts answers from passages, lets through only what the passages hold, and says how sure it is.
 * Everything here works without a model; a model is one more `Answerer` before the same gate.
 */
export {
  answerAt,
  confidenceOf,
  FEATURE_NAMES,
  featuresOf,
  inField,
  SCOPE_NAMES,
  tellsOther,
  type Features,
} from './confidence.ts'
export { dayWords, fiscalYearOf, fiscalYearWords } from '../japanese/calendar.ts'
export { yearsIn, type Years } from '../japanese/dates.ts'
export { extractive } from './extractive.ts'
export { facetsIn, wantsDetail, type Facet } from './facets.ts'
export { figuresIn, unsupportedFigures } from './figures.ts'
export { gate } from './gate.ts'
export type { Answerer, Asking, Draft, Question } from './shape.ts'
export {
  createEmbeddings,
  createGenerative,
  readModelWords,
  type ModelEmbeddings,
  type Fallback,
  type GenerativeSettings,
} from './model/generative.ts'
export { gather, type Evidence } from './evidence.ts'
export { rerank } from './rerank.ts'
