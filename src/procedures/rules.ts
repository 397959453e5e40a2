/** The figures and lists that procedures compute with, read once from knowledge/rules and checked. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Failure } from '../base/failure.ts'
import { BODIES } from '../japanese/bodies.ts'

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u)
const rate = z.number().positive().max(1)
const share = z.number().min(0).max(100)
const words = z.array(z.string().min(1)).min(1)
const year = z.number().int().min(1989).max(2100)

const source = z.strictObject({ document: z.string().min(1), heading: z.string().min(1) })
const sources = z.array(source).min(1)

/** Every rule names the sections it was taken from and the day that they speak for. */
const sourced = { sources, asOf: day }

/** Bodies that a programme may be open to. */
const body = z.enum(BODIES).exclude(['individual', 'national'])

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
  firstFiscalYear: year,
  lastKnownFiscalYear: year,
  eligible: z.array(z.strictObject({ name: z.string(), words })).min(1),
  unlisted: words,
})

const regionalIot = z.strictObject({
  ...sourced,
  edition: z.string(),
  fiscalYear: year,
  rate,
  capYen: z.number().int().positive(),
  excluded: z.array(body),
  planRequired: z.array(body),
  eligible: z.array(body),
})

const consultation = z.strictObject({
  ...sourced,
  programme: z.string(),
  /** Oldest first. */
  editions: z
    .array(
      z.strictObject({
        fiscalYear: year,
        from: day.nullable(),
        to: day.nullable(),
        /** Where the source names only a part of a month: the last day it can mean. */
        toLatest: day.nullable().default(null),
        /** The end as the source words it, where it names no day. */
        toWords: z.string().nullable().default(null),
        applyBy: day.nullable(),
        sessionsMax: z.number().int().positive().nullable(),
        hoursMax: z.number().positive().nullable(),
        listed: z.array(body),
        others: z.array(body),
        sources,
      }),
    )
    .min(1),
})

const steps = z.strictObject({
  ...sourced,
  steps: z.array(z.strictObject({ name: z.string(), phase: z.string(), source, checks: words })).length(10),
})

const taskLevels = z.strictObject({
  ...sourced,
  placeSource: source,
  kinds: z
    .array(
      z.strictObject({ level: z.number().int().min(1).max(4), name: z.string(), source, advice: z.string(), words }),
    )
    .min(1),
})

const security = z.strictObject({
  ...sourced,
  guidelineSource: source,
  checklistSource: source,
  editionSource: source,
  /** The paper that local bodies follow. */
  municipalSource: source,
  /** Where the use of the checklists is told: which settings, which method, what first. */
  useSources: z.strictObject({ settings: source, methods: source, priority: source }),
})

const sizeClass = { from: z.number().int().min(0), rate: share }
const benchmark = z.strictObject({
  municipal: z.strictObject({
    ...sourced,
    prefectureSources: sources,
    survey: z.string(),
    overall: z.strictObject({ rate: share, bodies: z.number().int() }),
    prefectureRate: share,
    classes: z.array(z.strictObject({ ...sizeClass, to: z.number().int() })).min(1),
  }),
  company: z.strictObject({
    ...sourced,
    survey: z.string(),
    overall: share,
    surveyedFrom: z.number().int(),
    classes: z.array(z.strictObject({ ...sizeClass, to: z.number().int().nullable(), name: z.string() })).min(1),
    industrySources: sources,
    industries: z.array(z.strictObject({ name: z.string(), rate: share, words })).min(1),
  }),
  /** The rate of those who did among those who could. */
  trial: z.strictObject(sourced),
})

const reporting = z.strictObject({
  ...sourced,
  methods: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        source,
        record: z.boolean(),
        shared: z.boolean(),
        /** Null: the source says nothing of many people. */
        crowd: z.boolean().nullable(),
        talk: z.boolean(),
        note: z.string(),
      }),
    )
    .min(2),
})

/** Words to understand a sentence by; never quoted, so without a source. */
const vocabulary = z.strictObject({
  prefectures: words,
  designatedCities: words,
  industries: z.record(z.string(), words),
})

const shapes = {
  pioneer,
  allocationTax,
  regionalIot,
  consultation,
  steps,
  taskLevels,
  security,
  benchmark,
  reporting,
  vocabulary,
}

export type Rules = { [Name in keyof typeof shapes]: z.infer<(typeof shapes)[Name]> }

const load = <Shape>(knowledgeDir: string, file: string, shape: z.ZodType<Shape>): Shape => {
  const path = join(knowledgeDir, 'rules', file)
  try {
    return shape.parse(parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new Failure('rules-unreadable', `${path} cannot be used: ${String(cause)}. Correct the file.`, { cause })
  }
}

export const loadRules = (knowledgeDir: string): Rules => ({
  pioneer: load(knowledgeDir, 'pioneer.yaml', shapes.pioneer),
  allocationTax: load(knowledgeDir, 'allocation-tax.yaml', shapes.allocationTax),
  regionalIot: load(knowledgeDir, 'regional-iot.yaml', shapes.regionalIot),
  consultation: load(knowledgeDir, 'consultation.yaml', shapes.consultation),
  steps: load(knowledgeDir, 'steps.yaml', shapes.steps),
  taskLevels: load(knowledgeDir, 'task-levels.yaml', shapes.taskLevels),
  security: load(knowledgeDir, 'security.yaml', shapes.security),
  benchmark: load(knowledgeDir, 'benchmark.yaml', shapes.benchmark),
  reporting: load(knowledgeDir, 'reporting.yaml', shapes.reporting),
  vocabulary: load(knowledgeDir, 'vocabulary.yaml', shapes.vocabulary),
})
