/** Drafts by a model and a model's embeddings, for desks that configure one. Its client loads at the first use. */
export { createGenerative, type Fallback, type GenerativeSettings } from './answerer.ts'
export { createEmbeddings, type ModelEmbeddings } from './embeddings.ts'
export { readModelWords } from './words.ts'
