/**
 * The questions that people ask, kept apart from the guidance: `asks/DOCUMENT.yaml` lists them under the headings of the
 * sections that answer them. A document needs none; they are a gain that it earns over time.
 */
import { z } from 'zod'
import type { Passage } from '../vocabulary/types.ts'
import { decode } from './decode.ts'
import { faultOf, parseYaml, type Checked } from './front-matter.ts'
import { plain } from './plain.ts'

const asksFile = /^asks\/([^/]+)\.ya?ml$/u
const shape = z.record(z.string(), z.array(z.string().min(1)))

/** The document whose questions a file of the knowledge folder lists, or null where it lists none. */
export const asksDocumentOf = (path: string): string | null => asksFile.exec(path)?.[1] ?? null

/** The questions by heading. */
export const readAsks = (bytes: Buffer): Checked<Record<string, string[]>> => {
  const decoded = decode(bytes)
  const parsed: Checked<unknown> = decoded.ok ? parseYaml(plain(decoded.text)) : { ok: false, fault: decoded.detail }
  if (!parsed.ok) return parsed
  const checked = shape.safeParse(parsed.value ?? {})
  return checked.success ? { ok: true, value: checked.data } : { ok: false, fault: faultOf(checked.error) }
}

/** Gives each section its questions; headings that no section has are returned, for the editor to mend. */
export const giveAsks = (passages: readonly Passage[], asks: Readonly<Record<string, string[]>>): string[] => {
  const found = new Set<string>()
  for (const passage of passages) {
    const mine = asks[passage.title]
    if (mine === undefined) continue
    found.add(passage.title)
    passage.asks = [...passage.asks, ...mine]
  }
  return Object.keys(asks).filter((heading) => !found.has(heading))
}
