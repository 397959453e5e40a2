/** Reads everything under the knowledge folders into one library, and says of every file what became of it. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { GuidanceDocument, Library } from '../vocabulary/types.ts'
import { identityPath } from '../base/identity.ts'
import { accessPath, readAccess, type Access } from './access.ts'
import { asksDocumentOf, giveAsks, readAsks } from './asks.ts'
import { addedPath, QUESTIONS, UPLOADS } from './added.ts'
import type { Apart } from './apart.ts'
import type { Job } from './apart-child.ts'
import type { Companions, Unanswered } from './companions.ts'
import { companionPaths, noCompanions, readCompanions, readGaps } from './companions.ts'
import type { Composed } from './compose.ts'
import { composeDocument, makeIds } from './compose.ts'
import { dropLostRows } from './facts.ts'
import { withEdits } from './edits.ts'
import { type Found, walkFolder } from './folder.ts'
import { limits } from './limits.ts'
import type { Read } from './reading.ts'
import type { FileReport, Kind, Reason, ReasonCode } from './report.ts'
import { reasonOf } from './report.ts'
import { isSidecar, readSidecar, sidecarOf } from './sidecar.ts'
import { sourcesPath } from './sources.ts'
import { suggestAsks } from './suggested.ts'
import { isBinary, sniff } from './sniff.ts'
import { isVocabulary } from './vocabularies.ts'
import { readWords } from './words.ts'

/** Readings kept from the last time, by the file's path and content. */
export interface ReadingCache {
  get(key: string): Promise<Read | null>
  put(key: string, read: Read): Promise<void>
}

export interface ReadOptions {
  cache?: ReadingCache
  /** Content hashes of the last ingest by path; a file with the same one is reported as unchanged. */
  known?: Record<string, string>
  onFile?: (report: FileReport) => void
  /** Files done and files in all, for a progress bar. */
  onProgress?: (done: number, total: number) => void
}

export interface ReadLibrary {
  library: Library
  companions: Companions
  report: FileReport[]
  /** Content hash by path of all that went in; equal maps give equal libraries. */
  hashes: Record<string, string>
  /** Roots that are not there. */
  missing: string[]
}

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

/** Formats that can hang or eat memory, and anything big enough to keep this process from answering meanwhile. */
const isApart = (kind: Kind, bytes: number): boolean =>
  isBinary(kind) || kind === 'html' || bytes > limits.inProcessBytes

/** Grows with every change of a reader, so that what an older one made is not taken for current. */
export const readersVersion = 9

interface Outcome {
  kind: Kind
  hash: string
  read: Read
}

const refused = (kind: Kind, code: ReasonCode, hash = ''): Outcome => ({
  kind,
  hash,
  read: { ok: false, reason: reasonOf(code) },
})

/** Causes that may be gone the next time; everything else is the same as long as the bytes are the same. */
const passing = new Set<ReasonCode>(['timeout', 'memory', 'unreadable'])

/** Pages of a PDF that are pictures: all of them, or some. */
const hasPictures = (read: Read): boolean =>
  read.ok ? (read.reading.pictures ?? 0) > 0 : read.reason.code === 'scanned'

/** What recognition cannot read is left as it was without it. */
const recognise = async (first: Read, apart: Apart, job: Job): Promise<Read> => {
  const read = await apart.read({ ...job, isRecognised: true })
  return read.ok ? read : first
}

const readOne = async (found: Found, apart: Apart, cache: ReadingCache | undefined): Promise<Outcome> => {
  if (found.bytes > limits.binaryBytes) return refused('unknown', 'too-large')
  const bytes = await readFile(found.file).catch(() => null)
  if (bytes === null) return refused('unknown', 'unreadable')
  const hash = sha256(bytes)
  const sniffed = sniff(found.path, bytes)
  if ('refuse' in sniffed) return refused(sniffed.kind, sniffed.refuse, hash)
  const { kind } = sniffed
  if (!isBinary(kind) && bytes.length > limits.textBytes) return refused(kind, 'too-large', hash)
  const key = sha256(`${readersVersion}\n${kind}\n${extname(found.path)}\n${hash}`)
  const kept = await cache?.get(key)
  if (kept) return { kind, hash, read: kept }
  const isTabbed = extname(found.path).toLowerCase() === '.tsv'
  const first = isApart(kind, bytes.length)
    ? await apart.read({ kind, isTabbed, bytes })
    : readWords(kind, isTabbed, bytes)
  const read = hasPictures(first) ? await recognise(first, apart, { kind, isTabbed, bytes }) : first
  if (read.ok || !passing.has(read.reason.code)) await cache?.put(key, read)
  return { kind, hash, read }
}

/** What stands in a file beside it counts before what the file says itself. */
const withSidecar = async (outcome: Outcome, sidecar: string): Promise<Outcome> => {
  const said = await readSidecar(sidecar)
  if (said === null) return { ...outcome, read: { ok: false, reason: reasonOf('groups') } }
  const hash = sha256(`${outcome.hash}\n${sha256(said.bytes)}`)
  if (!outcome.read.ok) return { ...outcome, hash }
  const { reading } = outcome.read
  const frontMatter = { ...reading.frontMatter, ...said.head }
  return { ...outcome, hash, read: { ok: true, reading: { ...reading, frontMatter } } }
}

interface Gathering {
  composed: Composed[]
  report: FileReport[]
  hashes: Record<string, string>
  documents: ReturnType<typeof makeIds>
  passages: ReturnType<typeof makeIds>
  known: Record<string, string>
  access: Access
}

const reasonFor = (read: Read): Reason | undefined => (read.ok ? read.reading.remark : read.reason)

/** Rows that say too much, named in a report. */
const ROWS_NAMED = 3

const sayingOf = ({ title, source, number }: GuidanceDocument): string => `${title} ${source} ${number ?? ''}`

/** Why a file that was read makes no document. */
const faultOf = (composed: Composed | null): Reason =>
  composed === null ? reasonOf('duplicate-id') : reasonOf(composed.passages.length > 0 ? 'too-long' : 'empty')

/** What is said of a document beside its being read; rows that say too much are taken away first. */
const remarkOf = ({ document, passages }: Composed, read: Read): Reason | undefined => {
  const lost = dropLostRows(passages, sayingOf(document))
  return lost.length === 0 ? reasonFor(read) : reasonOf('facts', lost.slice(0, ROWS_NAMED).join('、'))
}

const take = (gathering: Gathering, found: Found, outcome: Outcome, ms: number): void => {
  const { hash, kind } = outcome
  const groups = outcome.read.ok
    ? gathering.access.groupsOf(found.path, outcome.read.reading.frontMatter.groups ?? [])
    : []
  const read: Read = groups === null ? { ok: false, reason: reasonOf('groups') } : outcome.read
  const composed =
    read.ok && groups !== null
      ? composeDocument(
          { path: found.path, hash, reading: read.reading, groups },
          gathering.documents,
          gathering.passages,
        )
      : null
  const whole = composed !== null && composed.document.text.length <= limits.characters && composed.passages.length > 0
  if (whole) gathering.composed.push(composed)
  gathering.hashes[found.path] = hash
  const reason = whole ? remarkOf(composed, read) : read.ok ? faultOf(composed) : reasonFor(read)
  gathering.report.push({
    path: found.path,
    kind,
    outcome: !whole ? 'skipped' : gathering.known[found.path] === hash ? 'unchanged' : 'read',
    ...(reason === undefined ? {} : { reason }),
    documents: whole ? 1 : 0,
    passages: whole ? composed.passages.length : 0,
    bytes: found.bytes,
    ms,
    ...(read.ok && read.reading.proposed !== undefined ? { proposed: read.reading.proposed } : {}),
  })
}

const note = (path: string, kind: Kind, reason: Reason, bytes = 0): FileReport => ({
  path,
  kind,
  outcome: 'skipped',
  reason,
  documents: 0,
  passages: 0,
  bytes,
  ms: 0,
})

/** The document whose questions a file lists, among those of the house or those that operators added. */
const asksOf = (path: string): string | null => asksDocumentOf(addedPath(path) ?? path)

/** What no document answers, of the house and of its operators. */
const addGaps = async (companions: Companions, roots: readonly string[], tell: (report: FileReport) => void) => {
  for (const root of roots) {
    if (basename(root) !== UPLOADS) continue
    const { gaps, faults } = await readGaps(join(root, QUESTIONS))
    companions.gaps.push(...gaps)
    for (const { path, fault } of faults) {
      tell(note(`${UPLOADS}/${QUESTIONS}${path}`, 'companion', reasonOf('companion', fault)))
    }
  }
}

const takeAsks = async (gathering: Gathering, found: Found, tell: (report: FileReport) => void): Promise<void> => {
  const bytes = await readFile(found.file).catch(() => null)
  if (bytes === null) return tell(note(found.path, 'companion', reasonOf('unreadable')))
  gathering.hashes[found.path] = sha256(bytes)
  const read = readAsks(bytes)
  if (!read.ok) return tell(note(found.path, 'companion', reasonOf('companion', read.fault), found.bytes))
  const id = asksOf(found.path)
  const passages = gathering.composed.filter(({ document }) => document.id === id).flatMap((made) => made.passages)
  const lost = giveAsks(passages, read.value)
  if (lost.length > 0) {
    const words = `${lost.length} 件の見出しが文書にありません（${lost.slice(0, 3).join('、')}）`
    tell(note(found.path, 'companion', reasonOf('companion', words), found.bytes))
  }
}

const questionsOf = (unanswered: readonly Unanswered[]): string[] => unanswered.map(({ question }) => question)

/** Files at the top that say how the documents are dealt with. */
const settingsPaths: ReadonlySet<string> = new Set([accessPath, identityPath, sourcesPath])

/** What stands beside the guidance and is no guidance itself. */
const isData = (path: string): boolean =>
  companionPaths.has(path) ||
  settingsPaths.has(path) ||
  isVocabulary(path) ||
  asksDocumentOf(path) !== null ||
  addedPath(path) !== null ||
  isSidecar(path)

/** Everything under the roots; companions are read at the top of the first one. */
export const readLibrary = async (
  roots: string | readonly string[],
  options: ReadOptions & { apart: Apart },
): Promise<ReadLibrary> => {
  const gathering: Gathering = {
    composed: [],
    report: [],
    hashes: {},
    documents: makeIds(),
    passages: makeIds(),
    known: options.known ?? {},
    access: await readAccess((typeof roots === 'string' ? roots : roots[0]) ?? ''),
  }
  const tell = (report: FileReport): void => void gathering.report.push(report)
  const list = typeof roots === 'string' ? [roots] : roots
  const walks = await Promise.all(list.map((root) => walkFolder(root)))
  const prefixes = list.map((root, i) =>
    i === 0 || walks[i]?.found[0]?.path === basename(root) ? '' : `${basename(root)}/`,
  )
  const found = withEdits(walks, list).flatMap((files, i) =>
    files.map((file) => ({ ...file, path: `${prefixes[i]}${file.path}` })),
  )
  for (const [i, walk] of walks.entries()) {
    for (const { path, code } of walk.refused) tell(note(`${prefixes[i]}${path}`, 'unknown', reasonOf(code)))
  }
  const guidance = found.filter(({ path }) => !isData(path))
  const sidecars = new Map(found.filter(({ path }) => isSidecar(path)).map(({ path, file }) => [path, file]))
  const { companions, faults } =
    list[0] === undefined ? { companions: noCompanions, faults: [] } : await readCompanions(list[0])
  for (const { path, fault } of faults) tell(note(path, 'companion', reasonOf('companion', fault)))
  await addGaps(companions, list.slice(1), tell)
  if (gathering.access.fault !== null) {
    tell(note(accessPath, 'companion', reasonOf('companion', gathering.access.fault)))
  }
  gathering.hashes[accessPath] = gathering.access.hash
  gathering.hashes['companions'] = sha256(JSON.stringify(companions))
  for (const report of gathering.report) options.onFile?.(report)
  for (const [done, file] of guidance.entries()) {
    const began = performance.now()
    const sidecar = sidecars.get(sidecarOf(file.path))
    const alone = await readOne(file, options.apart, options.cache)
    const outcome = sidecar === undefined ? alone : await withSidecar(alone, sidecar)
    take(gathering, file, outcome, Math.round(performance.now() - began))
    const report = gathering.report.at(-1)
    if (report !== undefined) options.onFile?.(report)
    options.onProgress?.(done + 1, guidance.length)
  }
  for (const file of found.filter(({ path }) => asksOf(path) !== null)) await takeAsks(gathering, file, tell)
  suggestAsks(gathering.composed.flatMap(({ passages }) => passages))
  return {
    library: {
      documents: gathering.composed.map(({ document }) => document),
      passages: gathering.composed.flatMap(({ passages }) => passages),
      thesaurus: companions.thesaurus,
      everyday: companions.everyday,
      gaps: questionsOf(companions.gaps),
      elsewhere: questionsOf(companions.elsewhere),
    },
    companions,
    report: gathering.report,
    hashes: gathering.hashes,
    missing: list.filter((root, i) => walks[i]?.refused.some(({ path, code }) => code === 'missing' && path === root)),
  }
}
