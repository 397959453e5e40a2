/**
 * The answering room: looks up what a question asks, chooses the few rows that tell it, and says them. What a person
 * reads is a row or a sentence of a source, something worked out from one, or a fixed phrase of prompts/.
 */
export { answerMessage, type AnswerRoom } from './answer.ts'
export { SURENESS, type Sureness } from './find.ts'
export { readAnswerWords, type AnswerWords } from './words.ts'
export type { Chooser } from './chooser.ts'
export { createChooser, probeModel, type ModelSettings, type Probed } from './model/chooser.ts'
export { readModelWords } from './model/words.ts'
export { createEmbeddings, type ModelEmbeddings } from './model/embeddings.ts'
