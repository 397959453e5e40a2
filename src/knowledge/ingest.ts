/** One ingest: read what changed, build aside, verify, switch. */
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Library } from '../vocabulary/types.ts'
import { accessPath } from './access.ts'
import type { Apart } from './apart.ts'
import { makeReadingCache } from './disk.ts'
import type { ReadLibrary } from './library.ts'
import { readersVersion, readLibrary } from './library.ts'
import { takeLock } from './lock.ts'
import type { Manifest, Shelf } from './publish.ts'
import { contentOf, indexFolder, isOpenable, openPublished, publish, readManifest, readPointer } from './publish.ts'
import type { FileReport } from './report.ts'
import { lookAt, noteUntouched } from './untouched.ts'

export interface IngestOptions<Index> extends Shelf<Index> {
  /** The knowledge folder; companions are read at its top. */
  knowledge: string
  /** Further files and folders. They are remembered, and read again by later ingests for as long as they exist. */
  paths?: readonly string[]
  data: string
  buildIndex(library: Library, options: { onProgress: (done: number, total: number) => void }): Promise<Index>
  /** The index of a library that differs from an index's own by a little; null where it is worth building all of it. */
  updateIndex?: (before: Index, library: Library) => Promise<Index | null>
  /** Tells sooner than opening it whether an index that is whole is in a form that this program opens. */
  checkIndex?: (folder: string) => Promise<unknown>
  /** Publish although nothing changed, or although an operator rolled back from exactly this. */
  force?: boolean
  /** Publish only what is made of exactly this content, as somebody reviewed it. */
  expected?: string
  /** A data folder whose index is taken over where it was made of the same, instead of being built again. */
  made?: string
  now: () => Date
  onFile?: (report: FileReport) => void
  onProgress?: (stage: 'reading' | 'indexing', done: number, total: number) => void
}

export interface IngestReport {
  /**
   * 'busy': another ingest is running. 'empty': nothing readable was found, so what answered before still does.
   * 'changed': what was read is not what was expected.
   */
  outcome: 'published' | 'unchanged' | 'busy' | 'empty' | 'changed'
  /** The version that answers from now on; null when there is none. */
  version: string | null
  files: FileReport[]
  documents: number
  passages: number
  ms: number
}

const fingerprintOf = (hashes: Record<string, string>): string => {
  const lines = Object.entries(hashes).map(([path, hash]) => `${hash} ${path}`)
  return createHash('sha256')
    .update([`readers ${readersVersion}`, ...lines.sort()].join('\n'))
    .digest('hex')
}

const removedFiles = (before: Manifest | null, read: ReadLibrary): FileReport[] => {
  const seen = new Set(read.report.map(({ path }) => path))
  const gone = Object.keys(before?.hashes ?? {}).filter(
    (path) => path !== 'companions' && path !== accessPath && !seen.has(path),
  )
  return gone.map((path) => ({ path, kind: 'unknown', outcome: 'removed', documents: 0, passages: 0, bytes: 0, ms: 0 }))
}

const rootsOf = <Index>({ knowledge, paths }: IngestOptions<Index>, before: Manifest | null): string[] => {
  const [, ...remembered] = before?.roots ?? []
  return [...new Set([knowledge, ...remembered, ...(paths ?? [])].map((path) => resolve(path)))]
}

const indexMadeOf = async <Index>(
  fingerprint: string,
  { made, openIndex }: IngestOptions<Index>,
): Promise<Index | null> => {
  const pointer = made === undefined ? null : await readPointer(made)
  if (made === undefined || pointer === null) return null
  if ((await readManifest(made, pointer.version))?.fingerprint !== fingerprint) return null
  // What cannot be opened is built again.
  return openPublished(made, openIndex).then(
    (opened) => (opened?.version === pointer.version ? opened.index : null),
    () => null,
  )
}

const isInForm = <Index>(version: string, { data, checkIndex, openIndex }: IngestOptions<Index>): Promise<boolean> =>
  isOpenable<unknown>(data, version, checkIndex ?? openIndex)

/** The index that answers, with what changed since; null where there is none, or another form of it. */
const indexUpdated = async <Index>(
  library: Library,
  { data, openIndex, updateIndex, force }: IngestOptions<Index>,
): Promise<Index | null> => {
  const pointer = updateIndex === undefined || force === true ? null : await readPointer(data)
  if (updateIndex === undefined || pointer === null) return null
  const opened = await openPublished(data, openIndex).catch(() => null)
  return opened?.version === pointer.version ? updateIndex(opened.index, library) : null
}

const indexOf = async <Index>(fingerprint: string, library: Library, options: IngestOptions<Index>): Promise<Index> =>
  (await indexMadeOf(fingerprint, options)) ??
  (await indexUpdated(library, options)) ??
  options.buildIndex(library, { onProgress: (done, total) => options.onProgress?.('indexing', done, total) })

const ingestLocked = async <Index>(options: IngestOptions<Index>, apart: Apart): Promise<Omit<IngestReport, 'ms'>> => {
  const { data, onFile, onProgress } = options
  const pointer = await readPointer(data)
  const before = pointer === null ? null : await readManifest(data, pointer.version)
  const roots = rootsOf(options, before)
  // Looked at before reading: what is changed meanwhile does not look like this any more.
  const look = await lookAt(roots)
  const cache = makeReadingCache(join(data, 'readings'))
  const read = await readLibrary(roots, {
    apart,
    cache,
    known: before?.hashes ?? {},
    ...(onFile === undefined ? {} : { onFile }),
    onProgress: (done, total) => onProgress?.('reading', done, total),
  })
  const removed = removedFiles(before, read)
  for (const report of removed) onFile?.(report)
  await cache.sweep()
  const files = [...read.report, ...removed]
  const { library, companions } = read
  const counts = { documents: library.documents.length, passages: library.passages.length }
  const isOther = options.expected !== undefined && contentOf(read.hashes) !== options.expected
  if (counts.passages === 0 || isOther) {
    return { outcome: isOther ? 'changed' : 'empty', version: pointer?.version ?? null, files, ...counts }
  }
  const fingerprint = fingerprintOf(read.hashes)
  const same = before?.fingerprint === fingerprint || pointer?.rejected === fingerprint
  if (same && pointer !== null && options.force !== true && (await isInForm(pointer.version, options))) {
    await noteUntouched(data, pointer.version, roots, look)
    return { outcome: 'unchanged', version: pointer.version, files, ...counts }
  }
  const index = await indexOf(fingerprint, library, options)
  const kept = roots.filter((root, i) => i === 0 || !read.missing.includes(root))
  const manifest = { fingerprint, roots: kept, hashes: read.hashes, ...counts }
  const version = await publish(data, { index, companions, report: files, manifest }, options, options.now())
  await noteUntouched(data, version, roots, look)
  return { outcome: 'published', version, files, ...counts }
}

export const ingestWith = async <Index>(options: IngestOptions<Index>, apart: Apart): Promise<IngestReport> => {
  const began = performance.now()
  await mkdir(indexFolder(options.data), { recursive: true })
  const lock = takeLock(indexFolder(options.data))
  const elapsed = (): number => Math.round(performance.now() - began)
  if (lock === null) {
    const version = (await readPointer(options.data))?.version ?? null
    return { outcome: 'busy', version, files: [], documents: 0, passages: 0, ms: elapsed() }
  }
  try {
    return { ...(await ingestLocked(options, apart)), ms: elapsed() }
  } finally {
    lock.release()
  }
}
