/**
 * The questions that people ask, kept apart from the guidance: `asks/DOCUMENT.yaml` lists them under the headings of the
 * sections that answer them, or under the row of such a section. A document needs none; they are a gain that it earns
 * over time.
 */
import { z } from 'zod'
import type { Fact, Passage } from '../vocabulary/types.ts'
import { decode } from './decode.ts'
import { faultOf, parseYaml, type Checked } from './front-matter.ts'
import { plain } from './plain.ts'

const asksFile = /^asks\/([^/]+)\.ya?ml$/u
const questions = z.array(z.string().min(1))
const shape = z.record(z.string(), z.union([questions, z.record(z.string(), questions)]))

/** The questions of a section, or those of its rows. */
export type SectionAsks = z.infer<typeof shape>[string]
export type Asks = Readonly<Record<string, SectionAsks>>

/** The document whose questions a file of the knowledge folder lists, or null where it lists none. */
export const asksDocumentOf = (path: string): string | null => asksFile.exec(path)?.[1] ?? null

/** The questions by heading. */
export const readAsks = (bytes: Buffer): Checked<Asks> => {
  const decoded = decode(bytes)
  const parsed: Checked<unknown> = decoded.ok ? parseYaml(plain(decoded.text)) : { ok: false, fault: decoded.detail }
  if (!parsed.ok) return parsed
  const checked = shape.safeParse(parsed.value ?? {})
  return checked.success ? { ok: true, value: checked.data } : { ok: false, fault: faultOf(checked.error) }
}

/** All questions of a section, whichever row they ask for. */
export const questionsOf = (asks: SectionAsks): string[] => (Array.isArray(asks) ? asks : Object.values(asks).flat())

/** A row as editors write it, without its value: 利点［電話］. */
const nameOf = ({ label, keys }: Fact): string => (keys.length === 0 ? label : `${label}［${keys.join('／')}］`)

/** Says of the rows of a passage which of its questions ask for them, and returns the names that it has. */
const giveRows = (passage: Passage, asks: Readonly<Record<string, string[]>>): string[] =>
  Object.entries(asks).flatMap(([name, mine]) => {
    const from = passage.asks.length
    passage.asks = [...passage.asks, ...mine]
    const fact = passage.facts.find((one) => nameOf(one) === name)
    if (fact === undefined) return []
    fact.asked = [...(fact.asked ?? []), ...mine.map((_, at) => from + at)]
    return [name]
  })

/** Gives each section its questions; headings and rows that nothing has are returned, for the editor to mend. */
export const giveAsks = (passages: readonly Passage[], asks: Asks): string[] => {
  // A long section is cut into several passages, of which each has some of the rows.
  const found = new Map<string, Set<string>>()
  for (const passage of passages) {
    const mine = asks[passage.title]
    if (mine === undefined) continue
    const names = found.get(passage.title) ?? new Set()
    found.set(passage.title, names)
    if (Array.isArray(mine)) passage.asks = [...passage.asks, ...mine]
    else for (const name of giveRows(passage, mine)) names.add(name)
  }
  return Object.entries(asks).flatMap(([heading, mine]) => {
    const names = found.get(heading)
    if (names === undefined) return [heading]
    return Array.isArray(mine) ? [] : Object.keys(mine).filter((name) => !names.has(name))
  })
}
