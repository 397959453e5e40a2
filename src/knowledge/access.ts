/**
 * Who may read what. `access.yaml` limits folders and files to groups, and a document's own head may limit it further:
 * `- {path: 人事/, groups: [hr, managers]}`. A file that cannot be read as meant closes everything, since a slip must
 * never open what was meant to be closed.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Companions } from './companions.ts'
import { decode } from './decode.ts'
import { faultOf, parseYaml } from './front-matter.ts'

export const accessPath = 'access.yaml'

const shape = z.array(z.strictObject({ path: z.string().min(1), groups: z.array(z.string().min(1)).min(1) }))
type Rule = z.infer<typeof shape>[number]

export interface Access {
  /** The groups of which one opens the document; empty: open to all. Null: nobody could say. */
  groupsOf(path: string, own: readonly string[]): string[] | null
  fault: string | null
  /** Changes with the rules, so that a change of them alone is published, too. */
  hash: string
}

const covers = ({ path }: Rule, file: string): boolean => {
  const plain = path
    .normalize('NFC')
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
  const named = file.normalize('NFC')
  return plain === '' || named === plain || named.startsWith(`${plain}/`)
}

/** Limits add up: a document in a limited folder is for those whom both name. */
const narrowed = (lists: readonly (readonly string[])[]): string[] | null => {
  const limits = lists.filter((list) => list.length > 0)
  const [first, ...rest] = limits
  if (first === undefined) return []
  const left = first.filter((group) => rest.every((list) => list.includes(group)))
  return left.length === 0 ? null : [...new Set(left)]
}

export const readAccess = async (knowledge: string): Promise<Access> => {
  const found = await readFile(join(knowledge, accessPath)).catch((thrown: NodeJS.ErrnoException) =>
    thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR' ? null : thrown,
  )
  if (found === null) return { groupsOf: (_, own) => narrowed([own]), fault: null, hash: '' }
  if (found instanceof Error) return { groupsOf: () => null, fault: found.message, hash: '' }
  const hash = createHash('sha256').update(found).digest('hex')
  const decoded = decode(found)
  const parsed = decoded.ok ? parseYaml(decoded.text) : { ok: false as const, fault: decoded.detail }
  const checked = parsed.ok ? shape.safeParse(parsed.value) : null
  if (checked?.success === true) {
    const rules = checked.data
    const groupsOf = (path: string, own: readonly string[]): string[] | null =>
      narrowed([...rules.filter((rule) => covers(rule, path)).map(({ groups }) => groups), own])
    return { groupsOf, fault: null, hash }
  }
  const fault = parsed.ok ? faultOf(checked?.error ?? new z.ZodError([])) : parsed.fault
  return { groupsOf: () => null, fault, hash }
}

/** What stands beside the documents, without what names those that may not be read. */
export const companionsFor = (companions: Companions, isShown: (document: string) => boolean): Companions => {
  const named = ({ document }: { document: string | null }): boolean => document === null || isShown(document)
  return {
    ...companions,
    programmes: companions.programmes
      .filter(({ editions }) => editions.length === 0 || editions.some(isShown))
      .map((programme) => ({
        ...programme,
        editions: programme.editions.filter(isShown),
        contact: programme.contact !== null && isShown(programme.contact.document) ? programme.contact : null,
      })),
    conflicts: companions.conflicts
      .filter(({ sides }) => sides.every(({ document }) => isShown(document)))
      .map((conflict) => ({
        ...conflict,
        prefer: conflict.prefer !== null && isShown(conflict.prefer) ? conflict.prefer : null,
      })),
    windows: companions.windows.filter(named),
    calendar: companions.calendar.filter(named),
  }
}
