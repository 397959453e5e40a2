/** One text as the reading of acts sees it: its sentences, what its patterns mean, what its model says. */
import { featuresOf, sight } from './act-features.ts'
import type { ActModel, Probabilities } from './act-model.ts'
import type { ActPatterns, Meaning } from './act-patterns.ts'

const SENTENCES_MAX = 40

/** Ends of sentences, and words that begin another want. */
export const SENTENCES =
  /(?<=[。！？!?\n])|(?<=[、,])(?=(?:あと|それと|それから|ついでに|また|ちなみに|そのうえで|できれば)(?!で))/u
/** The parts of a text between boundaries. */
export const pieces = (text: string, boundary: RegExp): string[] =>
  text
    .split(boundary)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .slice(0, SENTENCES_MAX)

/** What a reading needs: the patterns and the model that was learned with them. */
export interface ActReader {
  patterns: ActPatterns
  model: ActModel
}

/** A text with what its patterns mean and what its model says, read once. */
export interface Seen {
  text: string
  means: Set<Meaning>
  names: Set<string>
  p: Probabilities
}

/** Reads one text. */
export const see = (text: string, { patterns, model }: ActReader): Seen => {
  const sighted = sight(text, patterns)
  return {
    text,
    names: new Set(sighted.found.map(({ name }) => name)),
    means: new Set(sighted.found.flatMap(({ means }) => (means === null ? [] : [means]))),
    p: model.probabilitiesOf(featuresOf(sighted)),
  }
}

/** Whether a sentence is itself a question. */
export const asks = ({ names }: Seen): boolean =>
  names.has('ask-word') || names.has('ask-end') || names.has('teach') || names.has('pure-noun-question')
