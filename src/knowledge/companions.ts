/** Reads what stands beside the guidance: programmes, known conflicts, windows, calendar, thesaurus and known questions. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Everyday, Synonyms } from '../vocabulary/types.ts'
import { wordsOf } from '../base/failure.ts'
import { decode } from './decode.ts'
import type { Checked } from './front-matter.ts'
import { day, faultOf, parseYaml } from './front-matter.ts'
import { plain } from './plain.ts'
import { readVocabularies } from './vocabularies.ts'

const programme = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  aliases: z.array(z.string()).default([]),
  about: z.string(),
  /** Document ids, newest first. */
  editions: z.array(z.string()).default([]),
  /** The newest known contact that answers "what now". */
  contact: z
    .strictObject({
      document: z.string(),
      passageHeading: z.string().nullable().default(null),
      text: z.string(),
      asOf: day.nullable(),
    })
    .nullable()
    .default(null),
  officialUrl: z.url().nullable().default(null),
})
export type Programme = z.infer<typeof programme>

const conflict = z.strictObject({
  about: z.string().min(1),
  /** One side alone records a slip inside one source. */
  sides: z.array(z.strictObject({ document: z.string(), says: z.string(), asOf: day.nullable() })).min(1),
  prefer: z.string().nullable().default(null),
  note: z.string().default(''),
})
export type Conflict = z.infer<typeof conflict>

/** An empty cell is a value that the source does not give. */
const cell = z
  .string()
  .default('')
  .transform((text) => (text.trim() === '' ? null : text.trim()))
const dayCell = cell.pipe(day.nullable())

const window = z.strictObject({
  prefecture: cell,
  topics: z
    .string()
    .default('')
    .transform((text) => text.split('|').filter(Boolean))
    .pipe(z.array(z.enum(['全般', '労務', 'ICT', 'セキュリティ']))),
  name: z.string().min(1),
  address: cell,
  phone: cell,
  email: cell,
  url: cell,
  hours: cell,
  as_of: dayCell,
  document: cell,
  note: cell,
})
export type Window = z.infer<typeof window>

const calendarEvent = z.strictObject({
  from: day,
  to: dayCell,
  kind: z.string(),
  title: z.string().min(1),
  place: cell,
  prefecture: cell,
  mode: cell,
  capacity: cell,
  contact: cell,
  document: cell,
  note: cell,
})
export type CalendarEvent = z.infer<typeof calendarEvent>

/** A question that people ask and no document answers. */
const unanswered = z.strictObject({
  /** The document that it would belong to, or a matter that no document is about. */
  matter: z.string().min(1),
  question: z.string().min(1),
})
export type Unanswered = z.infer<typeof unanswered>

export interface Companions {
  programmes: Programme[]
  conflicts: Conflict[]
  windows: Window[]
  calendar: CalendarEvent[]
  thesaurus: Synonyms[]
  /** What people say beside what is written, of the vocabularies that the desk has switched on. */
  everyday: Everyday[]
  /** Questions of this desk's field. */
  gaps: Unanswered[]
  /** Questions for other desks. */
  elsewhere: Unanswered[]
}

/** What stands beside the guidance before anything was published. */
export const noCompanions: Companions = {
  programmes: [],
  conflicts: [],
  windows: [],
  calendar: [],
  thesaurus: [],
  everyday: [],
  gaps: [],
  elsewhere: [],
}

export interface CompanionFault {
  path: string
  fault: string
}

const parseTable = (text: string): Checked<unknown> => {
  try {
    return { ok: true, value: parse(text, { columns: true, bom: true, skip_empty_lines: true }) }
  } catch (thrown) {
    return { ok: false, fault: wordsOf(thrown) }
  }
}

const shapes = {
  programmes: { path: 'programmes.yaml', parse: parseYaml, schema: z.array(programme) },
  conflicts: { path: 'conflicts.yaml', parse: parseYaml, schema: z.array(conflict) },
  windows: { path: 'windows.csv', parse: parseTable, schema: z.array(window) },
  calendar: { path: 'calendar.csv', parse: parseTable, schema: z.array(calendarEvent) },
  thesaurus: { path: 'thesaurus.yaml', parse: parseYaml, schema: z.array(z.array(z.string().min(1)).min(2)) },
  gaps: { path: 'gaps.csv', parse: parseTable, schema: z.array(unanswered) },
  elsewhere: { path: 'elsewhere.csv', parse: parseTable, schema: z.array(unanswered) },
} as const

/** Files at the top of the knowledge folder that are data, not guidance. */
export const companionPaths: ReadonlySet<string> = new Set(Object.values(shapes).map(({ path }) => path))

/** A missing file is an empty list; a faulty one is an empty list and a fault. */
const readShape = async <T>(
  dir: string,
  shape: { path: string; parse: (text: string) => Checked<unknown>; schema: z.ZodType<T[]> },
  faults: CompanionFault[],
): Promise<T[]> => {
  const bytes = await readFile(join(dir, shape.path)).catch(() => null)
  if (bytes === null) return []
  const decoded = decode(bytes)
  const parsed: Checked<unknown> = decoded.ok ? shape.parse(plain(decoded.text)) : { ok: false, fault: decoded.detail }
  const checked = parsed.ok ? shape.schema.safeParse(parsed.value ?? []) : null
  if (checked?.success === true) return checked.data
  const fault = checked === null ? (parsed.ok ? '' : parsed.fault) : faultOf(checked.error)
  faults.push({ path: shape.path, fault })
  return []
}

/** Without its vocabularies a desk still answers. */
const readEveryday = (dir: string, faults: CompanionFault[]): Promise<Everyday[]> =>
  readVocabularies(dir).catch((thrown: unknown) => {
    faults.push({ path: 'desk.yaml', fault: wordsOf(thrown) })
    return []
  })

export const readCompanions = async (dir: string): Promise<{ companions: Companions; faults: CompanionFault[] }> => {
  const faults: CompanionFault[] = []
  const companions = {
    programmes: await readShape<Programme>(dir, shapes.programmes, faults),
    conflicts: await readShape<Conflict>(dir, shapes.conflicts, faults),
    windows: await readShape<Window>(dir, shapes.windows, faults),
    calendar: await readShape<CalendarEvent>(dir, shapes.calendar, faults),
    thesaurus: await readShape<Synonyms>(dir, shapes.thesaurus, faults),
    everyday: await readEveryday(dir, faults),
    gaps: await readShape<Unanswered>(dir, shapes.gaps, faults),
    elsewhere: await readShape<Unanswered>(dir, shapes.elsewhere, faults),
  }
  return { companions, faults }
}

/** Questions that no document answers, of a folder beside the first. */
export const readGaps = async (dir: string): Promise<{ gaps: Unanswered[]; faults: CompanionFault[] }> => {
  const faults: CompanionFault[] = []
  return { gaps: await readShape<Unanswered>(dir, shapes.gaps, faults), faults }
}
