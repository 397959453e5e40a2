/** The evaluation room: asks the desk questions with known answers, measures, compares, reports and calibrates. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeskParts } from '../desk/desk.ts'
import { askCase, type Result } from './ask.ts'
import { FURTHER } from '../answering/learning.ts'
import { calibrationSource, fit, fitLikelihood, furtherSource, weightsSource } from './fit.ts'
import { learn } from './learn.ts'
import { measure } from './measure.ts'
import { readCases, type Case } from './questions.ts'
import { reportHtml, summaryText, type Measured } from './report.ts'

export type { Measured }

export interface EvaluationOptions {
  parts: DeskParts
  /** Folder of YAML files with questions. */
  questions: string
  /** Where the report and the figures of the last run are kept. */
  folder: string
  /** When the run is said to have happened. */
  at: string
  /** Set to the folder of the answering room to learn its weights anew from all questions. */
  fitTo?: string
  onProgress?: (done: number, total: number) => void
}

export interface Evaluated {
  measured: Measured
  /** What a terminal shows. */
  text: string
  /** The HTML report's path. */
  report: string
}

/** Asked before anything is timed, so that no first use of a table counts as latency. */
const WARMING = 10

const lastOf = async (path: string, questions: string): Promise<Measured | null> => {
  try {
    const last = JSON.parse(await readFile(path, 'utf8')) as Measured
    // Other questions are no better or worse.
    return last.questions === questions ? last : null
  } catch {
    // The first run has nothing to compare with.
    return null
  }
}

const measuredOf = (results: readonly Result[], questions: string, at: string): Measured => {
  const heldOut = results.filter((result) => result.case.half === 'held-out')
  return {
    at,
    questions,
    tuning: measure(results.filter((result) => result.case.half === 'tuning')),
    heldOut: measure(heldOut),
    own: measure(heldOut.filter((result) => !result.case.stranger)),
    strangers: measure(heldOut.filter((result) => result.case.stranger)),
  }
}

/** Each so many of the questions, with all their wordings. */
const someOf = (cases: readonly Case[], each: number): Case[] => {
  const matters = [...new Set(cases.map(matterOf))].filter((_, n) => n % each === 0)
  const asked = new Set(matters)
  return cases.filter((one) => asked.has(matterOf(one)))
}

const matterOf = ({ group, id }: Case): string => group ?? id

const askAll = async (
  options: Pick<EvaluationOptions, 'parts' | 'questions' | 'onProgress'>,
  each = 1,
): Promise<Result[]> => {
  const cases = someOf(await readCases(options.questions), each)
  for (const one of cases.slice(0, WARMING)) await askCase(one, options.parts)
  const results: Result[] = []
  for (const one of cases) {
    results.push(await askCase(one, options.parts))
    options.onProgress?.(results.length, cases.length)
  }
  return results
}

/** The figures alone, of each so many of the questions, for a check against a floor. */
export const measureAnswers = async (
  parts: DeskParts,
  questions: string,
  at: string,
  each: number,
): Promise<Measured> => measuredOf(await askAll({ parts, questions }, each), questions, at)

export const evaluate = async (options: EvaluationOptions): Promise<Evaluated> => {
  const { folder, at, fitTo } = options
  const results = await askAll(options)
  const measured = measuredOf(results, options.questions, at)
  const lastPath = join(folder, 'last.json')
  const text = summaryText(measured, results, await lastOf(lastPath, options.questions))
  const report = join(folder, 'report.html')
  await mkdir(folder, { recursive: true })
  await writeFile(report, reportHtml(measured, results))
  await writeFile(lastPath, JSON.stringify(measured, null, 2))
  if (fitTo !== undefined) {
    const learned = await learn(await readCases(options.questions), options.questions, options.parts)
    await mkdir(fitTo, { recursive: true })
    await writeFile(join(fitTo, 'crosses.bin'), learned.rows.crosses)
    await writeFile(join(fitTo, 'ranker-weights.ts'), weightsSource(learned.rows.weights))
    await writeFile(join(fitTo, 'further-weights.ts'), furtherSource(fitLikelihood(learned.further, FURTHER)))
    await writeFile(join(fitTo, 'sureness-weights.ts'), calibrationSource(fit(learned.sureness)))
  }
  return { measured, text, report }
}
