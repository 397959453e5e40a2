/** Fits how sure an answer is: a logistic regression with a ridge, and the threshold that errs least. */
import { SURENESS, type Sureness } from '../answering/answering.ts'

type Name = keyof Sureness

interface Line {
  intercept: number
  weights: Partial<Record<Name, number>>
  /** From here on the score says yes. */
  at: number
}

export interface Fitted {
  answer: Line
  /** Predicted against observed, in equal-sized groups of the questions that were fitted. */
  reliability: { predicted: number; observed: number; questions: number }[]
  questions: number
}

/** How the weights are sought. */
const DESCENT = {
  rounds: 4_000,
  rate: 0.1,
  /** Share of the last step that the next one keeps, so that flat valleys are crossed in time. */
  momentum: 0.9,
  /** Keeps weights small where few questions speak for them. */
  ridge: 0.003,
}
const GROUPS = 8
/** A row beside the point is seen for what it is by its label and source; a denial of what is told is not. */
const FALSE_ANSWER_COST = 0.8
export interface Example {
  features: number[]
  yes: boolean
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

const predict = (weights: readonly number[], intercept: number, features: readonly number[]): number =>
  sigmoid(features.reduce((sum, feature, i) => sum + feature * (weights[i] ?? 0), intercept))

interface Scale {
  mean: number
  spread: number
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / (values.length || 1)

const scaleOf = (values: readonly number[]): Scale => {
  const middle = mean(values)
  return { mean: middle, spread: Math.sqrt(mean(values.map((value) => (value - middle) ** 2))) || 1 }
}

/** `no` is how much an example counts that is none. */
const descend = (given: readonly Example[], width: number, no: number): { weights: number[]; intercept: number } => {
  // Signs that vary little would otherwise be learned late and shrunk most.
  const scales = Array.from({ length: width }, (_, i) => scaleOf(given.map(({ features }) => features[i] ?? 0)))
  const examples = given.map(({ features, yes }) => ({
    yes,
    features: scales.map((scale, i) => ((features[i] ?? 0) - scale.mean) / scale.spread),
  }))
  const whole = examples.reduce((sum, { yes }) => sum + (yes ? 1 : no), 0)
  const weights = Array.from({ length: width }, () => 0)
  const steps = weights.map(() => 0)
  const { rate, momentum, ridge } = DESCENT
  let step = 0
  let intercept = 0
  for (let round = 0; round < DESCENT.rounds; round++) {
    const slopes = weights.map(() => 0)
    let slope = 0
    for (const { features, yes } of examples) {
      const error = (predict(weights, intercept, features) - (yes ? 1 : 0)) * (yes ? 1 : no)
      slope += error
      for (const [i, feature] of features.entries()) slopes[i] = (slopes[i] ?? 0) + error * feature
    }
    step = momentum * step - (rate * slope) / whole
    intercept += step
    for (const [i, weight] of weights.entries()) {
      steps[i] = momentum * (steps[i] ?? 0) - rate * ((slopes[i] ?? 0) / whole + ridge * weight)
      weights[i] = weight + (steps[i] ?? 0)
    }
  }
  // Told for the signs as they are.
  return {
    weights: weights.map((weight, i) => weight / (scales[i]?.spread ?? 1)),
    intercept: weights.reduce((sum, weight, i) => {
      const { mean: middle = 0, spread = 1 } = scales[i] ?? {}
      return sum - (weight * middle) / spread
    }, intercept),
  }
}

interface Scored {
  score: number
  yes: boolean
}

/** Costs this near to the least, as a share of the examples, are as good: chance decides between them. */
const PLATEAU = 0.01

/** The middle of the scores at which the cost is least or nearly so. */
const thresholdOf = (scored: readonly Scored[], falseYes: number): number => {
  const sorted = scored.toSorted((a, b) => a.score - b.score)
  let cost = sorted.filter(({ yes }) => !yes).length * falseYes
  const tried = sorted.map(({ yes, score }, i) => {
    cost += yes ? 1 : -falseYes
    return { cost, at: (score + (sorted[i + 1]?.score ?? 1)) / 2 }
  })
  const least = Math.min(...tried.map((one) => one.cost))
  const good = tried.filter((one) => one.cost <= least + PLATEAU * sorted.length)
  return ((good[0]?.at ?? 0) + (good.at(-1)?.at ?? 1)) / 2
}

export const reliabilityOf = (scored: readonly Scored[]): Fitted['reliability'] => {
  const sorted = scored.toSorted((a, b) => a.score - b.score)
  const size = Math.ceil(sorted.length / GROUPS)
  return Array.from({ length: GROUPS }, (_, i) => sorted.slice(i * size, (i + 1) * size))
    .filter((group) => group.length > 0)
    .map((group) => ({
      predicted: mean(group.map(({ score }) => score)),
      observed: mean(group.map(({ yes }) => (yes ? 1 : 0))),
      questions: group.length,
    }))
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000

/** A hundredth of a weight changes no answer, and short numbers read well. */
const tidy = (value: number): number => Math.round(value * 100) / 100

/** `no` is how much an example counts that is none, `falseYes` what it costs to take it for one. */
const lineOf = (examples: readonly Example[], names: readonly Name[], no: number, falseYes: number) => {
  const { weights, intercept } = descend(examples, names.length, no)
  const scored = examples.map(({ features, yes }) => ({ score: predict(weights, intercept, features), yes }))
  const line: Line = {
    intercept: round(intercept),
    weights: Object.fromEntries(names.map((name, i) => [name, tidy(weights[i] ?? 0)])),
    at: round(thresholdOf(scored, falseYes)),
  }
  return { line, scored }
}

/** Fits how likely what the examples tell is, from the signs that are named. */
export const fitLikelihood = (
  examples: readonly Example[],
  names: readonly string[],
): { intercept: number; weights: Record<string, number> } => {
  const { weights, intercept } = descend(examples, names.length, 1)
  return {
    intercept: round(intercept),
    weights: Object.fromEntries(names.map((name, i) => [name, tidy(weights[i] ?? 0)])),
  }
}

/** Fits how sure an answer is. */
export const fit = (examples: readonly Example[]): Fitted => {
  const answer = lineOf(examples, SURENESS, 1, FALSE_ANSWER_COST)
  return {
    answer: answer.line,
    reliability: reliabilityOf(answer.scored).map(({ predicted, observed, questions }) => ({
      predicted: round(predicted),
      observed: round(observed),
      questions,
    })),
    questions: examples.length,
  }
}

/** The generated file of weights, as the answering room reads it. */
export const weightsSource = (weights: Readonly<Record<string, number>>): string =>
  [
    '/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */',
    'export const rankerWeights: Readonly<Record<string, number>> = {',
    ...Object.entries(weights).map(([name, weight]) => `  ${name}: ${weight},`),
    '}',
    '',
  ].join('\n')

/** The generated file of what is worth a further line, as the answering room reads it. */
export const furtherSource = ({ intercept, weights }: ReturnType<typeof fitLikelihood>): string =>
  [
    '/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */',
    'export const furtherWeights: { intercept: number; weights: Readonly<Record<string, number>> } = {',
    `  intercept: ${intercept},`,
    '  weights: {',
    ...Object.entries(weights).map(([name, weight]) => `    ${name}: ${weight},`),
    '  },',
    '}',
    '',
  ].join('\n')

/** The generated file, as the answering room reads it. */
export const calibrationSource = ({ answer, reliability, questions }: Fitted): string =>
  [
    '/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */',
    'export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {',
    `  intercept: ${answer.intercept},`,
    '  weights: {',
    ...Object.entries(answer.weights).map(([name, weight]) => `    ${name}: ${weight},`),
    '  },',
    `  at: ${answer.at},`,
    '}',
    `// Reliability on ${questions} questions (predicted → observed):`,
    ...reliability.map(({ predicted, observed, questions: n }) => `// ${predicted} → ${observed} (${n})`),
    '',
  ].join('\n')
