/** The figures and lists that procedures compute with, read once from knowledge/rules and checked. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Failure } from '../errors.ts'

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u)
const rate = z.number().positive().max(1)
const share = z.number().min(0).max(100)
const words = z.array(z.string().min(1)).min(1)

const sources = z.array(z.strictObject({ document: z.string().min(1), heading: z.string().min(1) })).min(1)

/** Every rule names the sections it was taken from and the day that they speak for. */
const sourced = { sources, asOf: day }

const pioneer = z.strictObject({
  ...sourced,
  edition: z.string(),
  eligibleShareMin: share,
  eligibleShareMinSmall: share,
  practisingShareMin: share,
  practisingMin: z.number().int().positive(),
  meanDaysMin: z.number().positive(),
})

const allocationTax = z.strictObject({
  ...sourced,
  earlierSources: sources,
  rate,
  firstFiscalYear: z.number().int(),
  lastKnownFiscalYear: z.number().int(),
  eligible: z.array(z.strictObject({ name: z.string(), words })).min(1),
  unlisted: words,
})

const body = z.enum([
  'company',
  'npo',
  'prefecture',
  'designated-city',
  'municipality',
  'other-local',
  'other-corporate',
])

const regionalIot = z.strictObject({
  ...sourced,
  edition: z.string(),
  fiscalYear: z.number().int(),
  rate,
  capYen: z.number().int().positive(),
  excluded: z.array(body),
  planRequired: z.array(body),
  eligible: z.array(body),
})

/** Words to understand a sentence by; never quoted, so without a source. */
const vocabulary = z.strictObject({
  prefectures: words,
  designatedCities: words,
  industries: z.record(z.string(), words),
})

const files = {
  pioneer: ['pioneer.yaml', pioneer],
  allocationTax: ['allocation-tax.yaml', allocationTax],
  regionalIot: ['regional-iot.yaml', regionalIot],
  vocabulary: ['vocabulary.yaml', vocabulary],
} as const

export type Rules = { [Name in keyof typeof files]: z.infer<(typeof files)[Name][1]> }

const load = <Shape>(path: string, shape: z.ZodType<Shape>): Shape => {
  try {
    return shape.parse(parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new Failure('rules-unreadable', `${path} cannot be used: ${String(cause)}. Correct the file.`, { cause })
  }
}

export const loadRules = (knowledgeDir: string): Rules => {
  const at = (file: string) => join(knowledgeDir, 'rules', file)
  return {
    pioneer: load(at(files.pioneer[0]), files.pioneer[1]),
    allocationTax: load(at(files.allocationTax[0]), files.allocationTax[1]),
    regionalIot: load(at(files.regionalIot[0]), files.regionalIot[1]),
    vocabulary: load(at(files.vocabulary[0]), files.vocabulary[1]),
  }
}
