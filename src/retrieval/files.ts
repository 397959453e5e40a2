/** The index on disk: a manifest with checksums, the library, the terms and the numbers. Verified whenever opened. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Library } from '../vocabulary/types.ts'
import { Failure } from '../base/failure.ts'
import type { Embedded } from './embedded.ts'
import type { Lexicon } from './lexicon.ts'
import { libraryOfLines, linesIn, linesOfLibrary } from './library-file.ts'
import { readGraph, type Graph } from './near.ts'
import { piecesOfLines, readPieces, writePieces } from './pieces.ts'
import type { Space } from './space.ts'
import type { Tables } from './tables.ts'
import type { Taught } from './taught.ts'
import type { Wordings } from './wordings.ts'

/** Raised whenever older files would be read wrongly or ranked differently. */
const FORMAT = 7

const MANIFEST = 'index.json'
const LIBRARY = 'library.jsonl'
const TERMS = 'terms.txt'
const LEXICON = 'lexicon.json'
const WORDINGS = 'wordings.txt'
const NUMBERS = 'numbers.bin'
const GRAPH = 'near.hnsw'

/** What is kept of an index; everything else follows from it. */
export interface Kept {
  library: Library
  tables: Tables
  space: Space
  /** One row of length 1 per entry. */
  entryVectors: Float32Array
  titleVectors: Float32Array
  lexicon: Lexicon
  wordings: Wordings
  taught: Taught
  /** Only of corpora too large to compare with every entry. */
  graph: Graph | null
  embedded: Embedded | null
  /** Entries that were taken in or away since it was built as a whole. */
  updated: number
}

/** The kinds of array that an index is made of. */
interface Numbers {
  f32: Float32Array
  u32: Uint32Array
  i8: Int8Array
}

/** Arrays start at a multiple of this. */
const WIDTH = 4

interface Manifest {
  format: number
  version: string
  entries: number
  distinct: number
  averages: Tables['averages']
  updated: number
  rank: number
  wordings: { count: number; gapsFrom: number; elsewhereFrom: number }
  taughtStep: number
  embeddings: { model: string; dimension: number } | null
  arrays: { name: string; type: keyof Numbers; length: number }[]
  files: { name: string; bytes: number; sha256: string }[]
}

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** The same library read by the same program with the same model gives the same version. */
export const versionOf = (library: Library, model: string | null): string => {
  const hash = createHash('sha256').update(JSON.stringify([FORMAT, model]))
  for (const line of linesOfLibrary(library)) hash.update(line).update('\n')
  return hash.digest('hex').slice(0, 16)
}

const arraysOf = ({
  tables,
  space,
  entryVectors,
  titleVectors,
  wordings,
  taught,
  embedded,
}: Kept): [string, Numbers[keyof Numbers]][] => [
  ['readingOf', tables.readingOf],
  ['weight', tables.weight],
  ['start', tables.start],
  ['entry', tables.entry],
  ['impact', tables.impact],
  ['titleStart', tables.titleStart],
  ['title', tables.title],
  ['titleImpact', tables.titleImpact],
  ['titleOf', tables.titleOf],
  ['titleWeight', tables.titleWeight],
  ['basis', space.basis],
  ['values', space.values],
  ['sample', space.rows.sample],
  ['rowStart', space.rows.start],
  ['rowOf', space.rows.row],
  ['rowValue', space.rows.value],
  ['entryVectors', entryVectors],
  ['titleVectors', titleVectors],
  ['wordingStart', wordings.start],
  ['wording', wordings.wording],
  ['wordingShare', wordings.share],
  ['wordingRarity', wordings.rarity],
  ['taughtEntry', taught.entryOf],
  ['taughtRow', taught.rowOf],
  ['taughtBias', taught.bias],
  ['taughtWeights', taught.weights],
  ['embedded', embedded?.vectors ?? new Float32Array(0)],
]

const typeOf = (array: Numbers[keyof Numbers]): keyof Numbers =>
  array instanceof Float32Array ? 'f32' : array instanceof Uint32Array ? 'u32' : 'i8'

const padded = (bytes: number): number => Math.ceil(bytes / WIDTH) * WIDTH

const bytesOf = (array: Numbers[keyof Numbers]): Buffer[] => [
  Buffer.from(array.buffer, array.byteOffset, array.byteLength),
  Buffer.alloc(padded(array.byteLength) - array.byteLength),
]

/** The manifest is written last: a folder without it holds no index. */
export const writeFiles = async (kept: Kept, version: string, dir: string): Promise<void> => {
  await mkdir(dir, { recursive: true })
  const arrays = arraysOf(kept)
  const files: Manifest['files'] = []
  const put = async (name: string, pieces: Iterable<Buffer>): Promise<void> => {
    files.push({ name, ...(await writePieces(join(dir, name), pieces)) })
  }
  await put(LIBRARY, piecesOfLines(linesOfLibrary(kept.library)))
  await put(TERMS, piecesOfLines(kept.tables.terms))
  await put(LEXICON, [Buffer.from(JSON.stringify(kept.lexicon))])
  await put(WORDINGS, piecesOfLines(kept.wordings.terms))
  await put(
    NUMBERS,
    arrays.flatMap(([, array]) => bytesOf(array)),
  )
  if (kept.graph !== null) {
    kept.graph.write(join(dir, GRAPH))
    const { bytes, sha256: sum } = await readPieces(join(dir, GRAPH))
    files.push({ name: GRAPH, bytes: bytes.length, sha256: sum })
  }
  const { count, gapsFrom, elsewhereFrom } = kept.wordings
  const manifest: Manifest = {
    format: FORMAT,
    version,
    entries: kept.tables.entries,
    distinct: kept.tables.distinct,
    averages: kept.tables.averages,
    updated: kept.updated,
    rank: kept.space.rank,
    wordings: { count, gapsFrom, elsewhereFrom },
    taughtStep: kept.taught.step,
    embeddings: kept.embedded && { model: kept.embedded.model, dimension: kept.embedded.dimension },
    arrays: arrays.map(([name, array]) => ({
      name,
      type: typeOf(array),
      length: array.length,
    })),
    files,
  }
  const body = JSON.stringify(manifest)
  await writeFile(join(dir, MANIFEST), `${sha256(body)}\n${body}\n`)
}

const corrupt = (path: string, fault: string, cause?: unknown): Failure =>
  new Failure('index-corrupt', `The index file ${path} ${fault}; run telework-desk ingest to build the index again.`, {
    cause,
  })

const readManifest = async (dir: string): Promise<Manifest> => {
  const path = join(dir, MANIFEST)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new Failure('index-missing', `There is no index in ${dir}; run telework-desk ingest first.`, { cause })
  }
  const [checksum, body = ''] = text.split('\n')
  if (sha256(body) !== checksum) throw corrupt(path, 'does not match its checksum')
  const manifest = JSON.parse(body) as Manifest
  if (manifest.format !== FORMAT) throw corrupt(path, `has format ${manifest.format}, where ${FORMAT} is read`)
  return manifest
}

const readChecked = async (dir: string, file: Manifest['files'][number]): Promise<Buffer> => {
  const path = join(dir, file.name)
  let read: Awaited<ReturnType<typeof readPieces>>
  try {
    read = await readPieces(path)
  } catch (cause) {
    throw corrupt(path, 'cannot be read', cause)
  }
  const { bytes, sha256: sum } = read
  if (bytes.length !== file.bytes || sum !== file.sha256) throw corrupt(path, 'does not match its checksum')
  return bytes
}

type Arrays = { [Type in keyof Numbers]: (name: string) => Numbers[Type] }

const arraysIn = (manifest: Manifest, bytes: Buffer): Arrays => {
  const { buffer } = bytes
  const placed = new Map<string, { offset: number; length: number }>()
  let offset = 0
  for (const { name, type, length } of manifest.arrays) {
    placed.set(`${type} ${name}`, { offset, length })
    offset += padded(type === 'i8' ? length : length * WIDTH)
  }
  const place = (type: keyof Numbers, name: string) => placed.get(`${type} ${name}`) ?? { offset: 0, length: 0 }
  return {
    f32: (name) => new Float32Array(buffer, place('f32', name).offset, place('f32', name).length),
    u32: (name) => new Uint32Array(buffer, place('u32', name).offset, place('u32', name).length),
    i8: (name) => new Int8Array(buffer, place('i8', name).offset, place('i8', name).length),
  }
}

/** The documents of an index and the model of its embeddings, without the numbers that searching needs. */
export const readLibraryFile = async (
  dir: string,
): Promise<{ library: Library; version: string; model: string | null }> => {
  const { files, version, embeddings } = await readManifest(dir)
  const file = files.find(({ name }) => name === LIBRARY)
  if (file === undefined) throw corrupt(join(dir, LIBRARY), 'is not in the manifest')
  const library = libraryOfLines(linesIn(await readChecked(dir, file)))
  return { library, version, model: embeddings?.model ?? null }
}

export const readFiles = async (dir: string): Promise<{ kept: Kept; version: string }> => {
  const manifest = await readManifest(dir)
  const contents = new Map<string, Buffer>()
  for (const file of manifest.files) contents.set(file.name, await readChecked(dir, file))
  const content = (name: string): Buffer => {
    const bytes = contents.get(name)
    if (bytes === undefined) throw corrupt(join(dir, name), 'is not in the manifest')
    return bytes
  }
  const { f32, u32, i8 } = arraysIn(manifest, content(NUMBERS))
  const lines = (name: string): string[] => [...linesIn(content(name))]
  const kept: Kept = {
    library: libraryOfLines(linesIn(content(LIBRARY))),
    tables: {
      entries: manifest.entries,
      distinct: manifest.distinct,
      averages: manifest.averages,
      terms: lines(TERMS),
      readingOf: u32('readingOf'),
      weight: f32('weight'),
      start: u32('start'),
      entry: u32('entry'),
      impact: f32('impact'),
      titleStart: u32('titleStart'),
      title: u32('title'),
      titleImpact: f32('titleImpact'),
      titleOf: u32('titleOf'),
      titleWeight: f32('titleWeight'),
    },
    space: {
      rank: manifest.rank,
      basis: f32('basis'),
      values: f32('values'),
      rows: { sample: u32('sample'), start: u32('rowStart'), row: u32('rowOf'), value: f32('rowValue') },
    },
    entryVectors: f32('entryVectors'),
    titleVectors: f32('titleVectors'),
    lexicon: JSON.parse(content(LEXICON).toString('utf8')) as Lexicon,
    wordings: {
      ...manifest.wordings,
      terms: lines(WORDINGS),
      start: u32('wordingStart'),
      wording: u32('wording'),
      share: f32('wordingShare'),
      rarity: f32('wordingRarity'),
    },
    taught: {
      entryOf: u32('taughtEntry'),
      rowOf: u32('taughtRow'),
      weights: i8('taughtWeights'),
      step: manifest.taughtStep,
      bias: f32('taughtBias'),
    },
    graph: contents.has(GRAPH) ? readGraph(join(dir, GRAPH), manifest.rank) : null,
    embedded: manifest.embeddings && { ...manifest.embeddings, vectors: f32('embedded') },
    updated: manifest.updated,
  }
  return { kept, version: manifest.version }
}
