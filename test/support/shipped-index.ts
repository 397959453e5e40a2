import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLibrary, takeOver, untouchedVersion, type Companions } from '../../src/knowledge/knowledge.ts'
import type { Index } from '../../src/retrieval/retrieval.ts'
import { ingestKnowledge, openGuidance } from '../../src/wiring/published.ts'

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

/** A data folder in which the shipped knowledge is published, made once and kept until the knowledge or its reading changes. */
const publish = async (): Promise<string> => {
  const { hashes } = await readLibrary(knowledgeDir)
  const bytes = Object.entries(hashes).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const key = createHash('sha256')
    .update(JSON.stringify(bytes) + programHash())
    .digest('hex')
    .slice(0, 16)
  const shelf = join(tmpdir(), 'desk-shipped-knowledge')
  const folder = join(shelf, key)
  if (existsSync(folder)) return folder
  await mkdir(shelf, { recursive: true })
  const aside = await mkdtemp(join(shelf, 'building-'))
  await ingestKnowledge({ knowledge: knowledgeDir, data: aside }, () => new Date())
  // Another worker may have been faster; its index is the same.
  await rename(aside, folder).catch(() => rm(aside, { recursive: true, force: true }))
  return folder
}

let published: Promise<string> | undefined
const publishedShipped = (): Promise<string> => (published ??= publish())

/** Starts a house's data folder with the index of the shipped knowledge, as an installation with a ready index does. */
export const withShippedIndex = async (data: string): Promise<void> => {
  const version =
    (await takeOver(await publishedShipped(), data, knowledgeDir)) ?? (await untouchedVersion(data, knowledgeDir))
  if (version === null) throw new Error('the index does not fit')
}

let opening: Promise<Shipped> | undefined

const open = async (): Promise<Shipped> => {
  const guidance = await openGuidance(await publishedShipped())
  if (guidance === null) throw new Error('nothing is published')
  return guidance
}

/** The index of the shipped knowledge. */
export const shippedIndex = (): Promise<Shipped> => (opening ??= open())
