/** Walks a knowledge folder: what is there to read, and what is refused before it is opened. */
import { lstat, opendir, realpath, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { limits } from './limits.ts'
import type { ReasonCode } from './report.ts'

export interface Found {
  /** Where it is on the disk. */
  file: string
  /** Where it is in the knowledge folder, with forward slashes. */
  path: string
  bytes: number
}

export interface Refused {
  path: string
  code: ReasonCode
}

export interface Walk {
  found: Found[]
  refused: Refused[]
}

const isInside = (folder: string, file: string): boolean => file === folder || file.startsWith(folder + sep)

/** What editors and systems leave around. */
const ignoredFolders = new Set(['node_modules'])
/** Rules are data of the procedures, not words to be quoted; a company may keep documents under that name, too. */
const isRule = (folder: string, name: string): boolean => folder === 'rules' && /\.ya?ml$/i.test(name)
const isIgnored = (name: string): boolean => name.startsWith('.') || name.startsWith('~$') || name.endsWith('~')
/** Beside the documents one tells editors about the folder; further down it is some site's page. */
const isReadme = (name: string): boolean => /^readme(\.md|\.txt)?$/i.test(name)

interface Visit {
  file: string
  path: string
  depth: number
}

/** Follows a link only to a plain file inside the folder, so that nothing outside can be published by a link. */
const visit = async (root: string, { file, path, depth }: Visit, walk: Walk): Promise<Visit[]> => {
  try {
    const link = (await lstat(file)).isSymbolicLink()
    if (link && !isInside(root, await realpath(file))) {
      walk.refused.push({ path, code: 'symlink' })
      return []
    }
    const found = await stat(file)
    if (found.isDirectory()) {
      if (link) walk.refused.push({ path, code: 'symlink' })
      else if (depth >= limits.depth) walk.refused.push({ path, code: 'too-deep' })
      else return await entriesOf({ file, path, depth })
      return []
    }
    if (!found.isFile()) walk.refused.push({ path, code: 'not-a-file' })
    else if (walk.found.length >= limits.files) walk.refused.push({ path, code: 'too-many' })
    else walk.found.push({ file, path, bytes: found.size })
  } catch {
    walk.refused.push({ path, code: 'unreadable' })
  }
  return []
}

const entriesOf = async ({ file, path, depth }: Visit): Promise<Visit[]> => {
  const visits: Visit[] = []
  for await (const entry of await opendir(file)) {
    if (isIgnored(entry.name) || isRule(path, entry.name)) continue
    if (depth === 0 && (ignoredFolders.has(entry.name) || isReadme(entry.name))) continue
    if (visits.length > limits.files) break
    visits.push({
      file: join(file, entry.name),
      path: path === '' ? entry.name : `${path}/${entry.name}`,
      depth: depth + 1,
    })
  }
  return visits.sort((a, b) => (a.path < b.path ? -1 : 1))
}

export const walkFolder = async (folder: string): Promise<Walk> => {
  const walk: Walk = { found: [], refused: [] }
  const root = await realpath(folder).catch(() => null)
  if (root === null) return { found: [], refused: [{ path: folder, code: 'missing' }] }
  // A single file given by name counts as a folder holding only that file.
  const waiting: Visit[] = (await stat(root)).isDirectory()
    ? await entriesOf({ file: root, path: '', depth: 0 })
    : [{ file: root, path: basename(root), depth: 1 }]
  const refusedMax = limits.files
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    waiting.unshift(...(await visit(root, next, walk)))
    if (walk.refused.length >= refusedMax) break
  }
  return walk
}
