/** Fits the confidence on the tuning half: a logistic regression with a ridge, and the threshold that errs least. */
import { FEATURE_NAMES } from '../answering/answering.ts'
import type { Result } from './ask.ts'

type Name = (typeof FEATURE_NAMES)[number]

export interface Fitted {
  intercept: number
  weights: Record<Name, number>
  answerAt: number
  /** Predicted against observed, in equal-sized groups of the questions that were fitted. */
  reliability: { predicted: number; observed: number; questions: number }[]
  questions: number
}

const ROUNDS = 4_000
const RATE = 0.5
/** Keeps weights small where few questions speak for them. */
const RIDGE = 0.002
const GROUPS = 8
/** An answer where there is none costs a little more than a hand-over where there is one. */
const FALSE_ANSWER_COST = 1.2
/** Hits among which the right document must be. */
const HITS = 2

export interface Example {
  features: number[]
  answerable: boolean
}

export const exampleOf = ({ case: one, signals, hits }: Result): Example | null => {
  if (signals === null) return null
  const wanted = one.outcomes.includes('answer')
  // Either is right: such a question teaches nothing about when to answer.
  if (wanted && one.outcomes.length > 1) return null
  const found = one.supports.length === 0 || hits.slice(0, HITS).some((document) => one.supports.includes(document))
  return { features: FEATURE_NAMES.map((name) => signals[name] ?? 0), answerable: wanted && found }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

const predict = (weights: readonly number[], intercept: number, features: readonly number[]): number =>
  sigmoid(features.reduce((sum, feature, i) => sum + feature * (weights[i] ?? 0), intercept))

const descend = (examples: readonly Example[]): { weights: number[]; intercept: number } => {
  const weights = FEATURE_NAMES.map(() => 0)
  let intercept = 0
  for (let round = 0; round < ROUNDS; round++) {
    const slopes = FEATURE_NAMES.map(() => 0)
    let slope = 0
    for (const { features, answerable } of examples) {
      const error = predict(weights, intercept, features) - (answerable ? 1 : 0)
      slope += error
      for (const [i, feature] of features.entries()) slopes[i] = (slopes[i] ?? 0) + error * feature
    }
    intercept -= (RATE * slope) / examples.length
    for (const [i, weight] of weights.entries()) {
      weights[i] = weight - RATE * ((slopes[i] ?? 0) / examples.length + RIDGE * weight)
    }
  }
  return { weights, intercept }
}

interface Scored {
  score: number
  answerable: boolean
}

/** Midway between the two neighbouring scores at which the cost is least. */
const thresholdOf = (scored: readonly Scored[]): number => {
  const sorted = scored.toSorted((a, b) => a.score - b.score)
  let cost = sorted.filter(({ answerable }) => !answerable).length * FALSE_ANSWER_COST
  let best = { cost, at: 0 }
  for (const [i, { answerable, score }] of sorted.entries()) {
    cost += answerable ? 1 : -FALSE_ANSWER_COST
    if (cost < best.cost) best = { cost, at: (score + (sorted[i + 1]?.score ?? 1)) / 2 }
  }
  return best.at
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / (values.length || 1)

export const reliabilityOf = (scored: readonly Scored[]): Fitted['reliability'] => {
  const sorted = scored.toSorted((a, b) => a.score - b.score)
  const size = Math.ceil(sorted.length / GROUPS)
  return Array.from({ length: GROUPS }, (_, i) => sorted.slice(i * size, (i + 1) * size))
    .filter((group) => group.length > 0)
    .map((group) => ({
      predicted: mean(group.map(({ score }) => score)),
      observed: mean(group.map(({ answerable }) => (answerable ? 1 : 0))),
      questions: group.length,
    }))
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000

/** A hundredth of a weight changes no answer, and short numbers read well. */
const tidy = (value: number): number => Math.round(value * 100) / 100

export const fit = (results: readonly Result[]): Fitted => {
  const examples = results
    .filter((result) => result.case.half === 'tuning')
    .map((result) => exampleOf(result))
    .filter((example) => example !== null)
  const { weights, intercept } = descend(examples)
  const scored = examples.map(({ features, answerable }) => ({
    score: predict(weights, intercept, features),
    answerable,
  }))
  return {
    intercept: round(intercept),
    weights: Object.fromEntries(FEATURE_NAMES.map((name, i) => [name, tidy(weights[i] ?? 0)])) as Record<Name, number>,
    answerAt: round(thresholdOf(scored)),
    reliability: reliabilityOf(scored).map(({ predicted, observed, questions }) => ({
      predicted: round(predicted),
      observed: round(observed),
      questions,
    })),
    questions: examples.length,
  }
}

/** The generated file, as the answering room reads it. */
export const calibrationSource = ({ intercept, weights, answerAt, reliability, questions }: Fitted): string =>
  [
    '/** Generated by `telework-desk eval --fit` on the tuning half of test/questions; do not edit. */',
    'export const calibration = {',
    `  intercept: ${intercept},`,
    '  weights: {',
    ...Object.entries(weights).map(([name, weight]) => `    ${name}: ${weight},`),
    '  },',
    `  answerAt: ${answerAt},`,
    `  // Reliability on ${questions} questions (predicted → observed):`,
    ...reliability.map(({ predicted, observed, questions: n }) => `  // ${predicted} → ${observed} (${n})`),
    '} as const',
    '',
  ].join('\n')
