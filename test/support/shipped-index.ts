import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLibrary, type Companions } from '../../src/knowledge/knowledge.ts'
import { buildIndex, openIndex, saveIndex, type Index } from '../../src/retrieval/retrieval.ts'

export const root = new URL('../..', import.meta.url).pathname
export const knowledgeDir = join(root, 'knowledge')
export const promptsDir = join(root, 'prompts')

export interface Shipped {
  index: Index
  companions: Companions
}

const programHash = (): string => {
  const hash = createHash('sha256')
  for (const room of ['src/retrieval', 'src/knowledge']) {
    for (const name of readdirSync(join(root, room)).sort()) hash.update(readFileSync(join(root, room, name)))
  }
  return hash.digest('hex')
}

let opening: Promise<Shipped> | undefined

const open = async (): Promise<Shipped> => {
  const { library, companions, hashes } = await readLibrary(knowledgeDir)
  const key = createHash('sha256')
    .update(
      JSON.stringify(
        Object.keys(hashes)
          .sort((a, b) => (a < b ? -1 : 1))
          .map((path) => [path, hashes[path]]),
      ) + programHash(),
    )
    .digest('hex')
    .slice(0, 16)
  const shelf = join(tmpdir(), 'desk-shipped-index')
  const folder = join(shelf, key)
  if (existsSync(folder)) {
    const index = await openIndex(folder).catch(() => null)
    if (index !== null) return { index, companions }
  }
  const index = await buildIndex(library)
  await mkdir(shelf, { recursive: true })
  const aside = await mkdtemp(join(shelf, 'building-'))
  await saveIndex(index, aside)
  // Another worker may have been faster; its index is the same.
  await rename(aside, folder).catch(() => rm(aside, { recursive: true, force: true }))
  return { index, companions }
}

/** The index of the shipped knowledge, built once and kept in a temporary folder until the knowledge changes. */
export const shippedIndex = (): Promise<Shipped> => (opening ??= open())
