/** The head of a guidance document and the settings of its sections, checked word by word. */
import { parse } from 'yaml'
import { z } from 'zod'
import { wordsOf } from '../base/failure.ts'
import { limits } from './limits.ts'

/** Faults are read by editors. */
const inJapanese = z.locales.ja().localeError

const isDay = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** A calendar day that exists: 2021-02-29 is refused, not rolled over into March. */
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD で書いてください')
  .refine(isDay, '暦にない日付です')

const audience = z.enum(['company', 'npo', 'prefecture', 'designated-city', 'municipality', 'employee'])
const period = z.union([
  z.literal('unknown'),
  z.literal('none'),
  z
    .strictObject({ from: day.nullable(), to: day.nullable() })
    .refine(({ from, to }) => from === null || to === null || from <= to, '開始日が終了日より後です'),
])
const fiscalYear = z.number().int().min(1945).max(2100).nullable()
const words = z.array(z.string().min(1))

const caseFacts = z.strictObject({
  industry: z.string(),
  organisation: z.string(),
  size: z.string().nullable(),
  topics: words,
  prefecture: z.string().nullable(),
})

const frontMatter = z.strictObject({
  id: z.string().min(1).optional(),
  title: z.string().min(1).optional(),
  issuer: z.string().optional(),
  number: z.string().nullable().optional(),
  issued: day.nullable().optional(),
  period: period.optional(),
  fiscalYear: fiscalYear.optional(),
  programme: z.string().nullable().optional(),
  supersedes: words.optional(),
  audience: z.array(audience).optional(),
  topics: words.optional(),
  prefectures: words.optional(),
  url: z.url().nullable().optional(),
  source: z.string().optional(),
  /** What the document is about, in a sentence. */
  description: z.string().min(1).optional(),
  /** Who may read it; everyone where nobody is named. */
  groups: z
    .union([
      words,
      z
        .string()
        .min(1)
        .transform((word) => [word]),
    ])
    .optional(),
  case: caseFacts.optional(),
})
export type FrontMatter = z.infer<typeof frontMatter>
export type FrontMatterKey = keyof FrontMatter

export const frontMatterKeys = Object.keys(frontMatter.shape) as FrontMatterKey[]

const sectionSettings = z.strictObject({
  asks: words.optional(),
  period: period.optional(),
  issued: day.nullable().optional(),
  fiscalYear: fiscalYear.optional(),
  audience: z.array(audience).optional(),
  topics: words.optional(),
  prefectures: words.optional(),
  conflicts: z.array(z.strictObject({ with: z.string(), about: z.string() })).optional(),
})
export type SectionSettings = z.infer<typeof sectionSettings>

export type Checked<T> = { ok: true; value: T } | { ok: false; fault: string }

/** A zod fault as one short line: where, and what is wrong with it. */
export const faultOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.')} ${issue.message}`.trim())
    .join('、')

const nestingMax = 40
const indentMax = 120

/** Nested so deep that a parser calling itself would run out of stack, which can end the whole process. */
const isDeep = (text: string): boolean => {
  let depth = 0
  for (const character of text) {
    if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    if (depth > nestingMax) return true
  }
  return text.split('\n').some((line) => (/^[\s\-?:]*/.exec(line)?.[0].length ?? 0) > indentMax)
}

/** YAML that cannot run away: aliases are not expanded, and dates stay the words that were written. */
export const parseYaml = (text: string): Checked<unknown> => {
  if (isDeep(text)) return { ok: false, fault: '入れ子が深すぎます' }
  try {
    return { ok: true, value: parse(text, { schema: 'core', maxAliasCount: 0, prettyErrors: false }) }
  } catch (thrown) {
    return { ok: false, fault: wordsOf(thrown) }
  }
}

const check = <T>(schema: z.ZodType<T>, text: string): Checked<T> => {
  if (text.length > limits.settings) return { ok: false, fault: `${limits.settings} 文字を超えています` }
  const parsed = parseYaml(text)
  if (!parsed.ok) return parsed
  const checked = schema.safeParse(parsed.value ?? {}, { error: inJapanese })
  return checked.success ? { ok: true, value: checked.data } : { ok: false, fault: faultOf(checked.error) }
}

/** One key by itself, so that a slip in it costs nothing but that key. */
export const checkKey = (key: FrontMatterKey, value: unknown): Checked<unknown> => {
  const checked = frontMatter.shape[key].safeParse(value, { error: inJapanese })
  return checked.success
    ? { ok: true, value: checked.data }
    : { ok: false, fault: `${key} ${checked.error.issues[0]?.message ?? ''}`.trim() }
}

export const checkSection = (text: string): Checked<SectionSettings> => check(sectionSettings, text)

export const audiences = audience.options
