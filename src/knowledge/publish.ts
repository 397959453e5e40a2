/**
 * Published indexes: `index/<version>/` holds one whole index, `index/current` names the one that answers and the one
 * before it. A version is complete before its folder has its name, and in use only once the pointer says so.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../base/failure.ts'
import type { Companions } from './companions.ts'
import { isWhole, readJson, seal, writeWhole } from './disk.ts'
import type { FileReport } from './report.ts'

/** How the retrieval room makes, keeps and opens an index; this room only looks after the folders. */
export interface Shelf<Index> {
  saveIndex: (index: Index, folder: string) => Promise<void>
  openIndex: (folder: string) => Promise<Index>
}

const pointerShape = z.object({
  version: z.string().regex(/^[\w.-]+$/),
  previous: z
    .string()
    .regex(/^[\w.-]+$/)
    .nullable(),
  /** The fingerprint that an operator rolled back from: it is not published again unasked. */
  rejected: z.string().nullable(),
  /** Versions that answered before, the latest first; they can be returned to. */
  history: z.array(z.string().regex(/^[\w.-]+$/)).default([]),
})
type Pointer = z.infer<typeof pointerShape>

const manifestShape = z.object({
  format: z.literal(1),
  version: z.string(),
  at: z.string(),
  fingerprint: z.string(),
  roots: z.array(z.string()),
  hashes: z.record(z.string(), z.string()),
  documents: z.number(),
  passages: z.number(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
})
export type Manifest = z.infer<typeof manifestShape>

export interface Published<Index> {
  index: Index
  companions: Companions
  version: string
  /** When it was published. */
  at: string
  documents: number
  passages: number
  /** What became of each file in the ingest that made it. */
  report: FileReport[]
  /** True when the version in use was damaged and the one before it answers instead. */
  fellBack: boolean
}

export const indexFolder = (data: string): string => join(data, 'index')
const pointerPath = (data: string): string => join(indexFolder(data), 'current')
/** The retrieval room's own folder in a version; the files beside it are this room's. */
const shelfFolder = (folder: string): string => join(folder, 'index')
const versionFolder = (data: string, version: string): string => join(indexFolder(data), version)

export const readPointer = async (data: string): Promise<Pointer | null> =>
  pointerShape.safeParse(await readJson(pointerPath(data))).data ?? null

export const readManifest = async (data: string, version: string): Promise<Manifest | null> =>
  manifestShape.safeParse(await readJson(join(versionFolder(data, version), 'manifest.json'))).data ?? null

const openVersion = async <Index>(
  data: string,
  version: string,
  openIndex: Shelf<Index>['openIndex'],
): Promise<Omit<Published<Index>, 'fellBack'> | null> => {
  const folder = versionFolder(data, version)
  const manifest = await readManifest(data, version)
  if (manifest === null || !(await isWhole(folder, manifest.files))) return null
  const { at, documents, passages } = manifest
  const companions = (await readJson(join(folder, 'companions.json'))) as Companions
  const report = (await readJson(join(folder, 'report.json'))) as FileReport[]
  return { index: await openIndex(shelfFolder(folder)), companions, version, at, documents, passages, report }
}

/** Whether a version is on the disk as it was published. */
const isPublishedWhole = async (data: string, version: string): Promise<boolean> => {
  const manifest = await readManifest(data, version)
  return manifest !== null && (await isWhole(versionFolder(data, version), manifest.files))
}

/** Whether a version is whole and in a form that this program opens; an upgrade may have changed the form. */
export const isOpenable = async <Index>(
  data: string,
  version: string,
  openIndex: Shelf<Index>['openIndex'],
): Promise<boolean> => {
  try {
    return (await openVersion(data, version, openIndex)) !== null
  } catch {
    return false
  }
}

/** Null when nothing was ever published. A damaged version gives way to the one before it. */
export const openPublished = async <Index>(
  data: string,
  openIndex: Shelf<Index>['openIndex'],
): Promise<Published<Index> | null> => {
  const pointer = await readPointer(data)
  if (pointer === null) return null
  let cause: unknown
  for (const version of [pointer.version, pointer.previous]) {
    try {
      const opened = version === null ? null : await openVersion(data, version, openIndex)
      if (opened !== null) return { ...opened, fellBack: version !== pointer.version }
    } catch (thrown) {
      // What the index's own room says of the version in use tells more than what it says of the one before.
      cause ??= thrown
    }
  }
  const message = `The index ${pointer.version} in ${indexFolder(data)} cannot be opened. Run "telework-desk ingest" to build it again.`
  throw new Failure('index-damaged', message, { cause })
}

/** A version that can be returned to. */
export interface VersionLook {
  version: string
  /** When it was published. */
  at: string
  documents: number
  passages: number
}

/** Versions that are kept beside the one that answers. */
const KEPT_MAX = 4

/** What answered before, once another version does. */
const historyOf = (pointer: Pointer | null, version: string): string[] =>
  pointer === null ? [] : [pointer.version, ...pointer.history].filter((each) => each !== version).slice(0, KEPT_MAX)

/** Every version that answered and is there, the newest first; whether it is whole is looked at when it is returned to. */
export const versionsOf = async (data: string): Promise<VersionLook[]> => {
  const found: VersionLook[] = []
  const pointer = await readPointer(data)
  const known = pointer === null ? [] : [pointer.version, ...pointer.history]
  for (const version of known.toSorted((a, b) => (a < b ? 1 : -1))) {
    const manifest = await readManifest(data, version)
    if (manifest === null) continue
    const { at, documents, passages } = manifest
    found.push({ version, at, documents, passages })
  }
  return found
}

/** Makes an earlier version answer again; false where it is not there any more. */
export const restore = async (data: string, version: string): Promise<boolean> => {
  const pointer = await readPointer(data)
  if (pointer === null || pointer.version === version) return false
  const known = [pointer.previous, ...pointer.history]
  if (!known.includes(version) || !(await isPublishedWhole(data, version))) return false
  const manifest = await readManifest(data, pointer.version)
  const history = historyOf(pointer, version)
  const next = { version, previous: pointer.version, rejected: manifest?.fingerprint ?? null, history }
  await writeWhole(pointerPath(data), JSON.stringify(next))
  return true
}

/** Makes the version before answer again; null when there is none. Rolling back twice returns to the newer one. */
export const rollBack = async (data: string): Promise<{ version: string } | null> => {
  const pointer = await readPointer(data)
  if (pointer?.previous === undefined || pointer.previous === null) return null
  return (await restore(data, pointer.previous)) ? { version: pointer.previous } : null
}

/** Sorts by time; two editions of the same files in the same millisecond still differ. */
const versionName = (at: Date, fingerprint: string, taken: (string | null)[]): string => {
  const name = `${at.toISOString().replace(/[-:]/g, '').replace('.', '')}-${fingerprint.slice(0, 8)}`
  return taken.includes(name) ? versionName(new Date(at.getTime() + 1), fingerprint, taken) : name
}

/** Everything that neither the pointer nor a restoring needs: older versions and the ruins of killed ingests. */
const clear = async (data: string, keep: (string | null)[]): Promise<void> => {
  const entries = await readdir(indexFolder(data), { withFileTypes: true })
  const old = entries.filter((entry) => entry.isDirectory() && !keep.includes(entry.name))
  const strays = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.new'))
  for (const { name } of [...old, ...strays]) {
    await rm(join(indexFolder(data), name), { recursive: true, force: true })
  }
}

export interface Edition<Index> {
  index: Index
  companions: Companions
  report: FileReport[]
  manifest: Omit<Manifest, 'format' | 'version' | 'at' | 'files'>
}

/** Must be called under the lock. Resolves once the new version is the one that every later open gets. */
export const publish = async <Index>(
  data: string,
  edition: Edition<Index>,
  shelf: Shelf<Index>,
  at: Date,
): Promise<string> => {
  const pointer = await readPointer(data)
  const kept = [pointer?.version ?? null, pointer?.previous ?? null, ...(pointer?.history ?? [])]
  const version = versionName(at, edition.manifest.fingerprint, kept)
  const folder = versionFolder(data, version)
  const aside = `${folder}.building`
  await clear(data, kept)
  await mkdir(shelfFolder(aside), { recursive: true })
  await shelf.saveIndex(edition.index, shelfFolder(aside))
  await writeWhole(join(aside, 'companions.json'), JSON.stringify(edition.companions))
  await writeWhole(join(aside, 'report.json'), JSON.stringify(edition.report))
  const manifest: Manifest = { format: 1, version, at: at.toISOString(), ...edition.manifest, files: await seal(aside) }
  await writeWhole(join(aside, 'manifest.json'), JSON.stringify(manifest))
  await rename(aside, folder)
  // Opened the way a server will open it: what cannot be opened is never switched to.
  try {
    const opened = await openVersion(data, version, shelf.openIndex)
    if (opened === null) throw new Failure('index-not-whole', `The new index ${version} does not read back as written.`)
  } catch (thrown) {
    // Nor may anybody return to it later.
    await rm(folder, { recursive: true, force: true })
    throw thrown
  }
  const history = historyOf(pointer, version)
  const next = { version, previous: pointer?.version ?? null, rejected: null, history }
  await writeWhole(pointerPath(data), JSON.stringify(next))
  await clear(data, [version, pointer?.version ?? null, ...history])
  return version
}

/** One name for everything that goes into an index, wherever its files lie: equal contents give equal names. */
export const contentOf = (hashes: Readonly<Record<string, string>>): string =>
  createHash('sha256').update(Object.values(hashes).sort().join('\n')).digest('hex')

/** The version that is published here with what it was made of, and the folders that it was read from. */
export const publishedContent = async (
  data: string,
): Promise<{ version: string; content: string; roots: readonly string[] } | null> => {
  const pointer = await readPointer(data)
  const manifest = pointer === null ? null : await readManifest(data, pointer.version)
  return manifest && { version: manifest.version, content: contentOf(manifest.hashes), roots: manifest.roots }
}

/** Which version answers now; cheap enough to ask every few seconds, so that replicas follow. */
export const publishedVersion = async (data: string): Promise<string | null> =>
  (await readPointer(data))?.version ?? null
