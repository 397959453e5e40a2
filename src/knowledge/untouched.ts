/**
 * Tells quickly whether the published index was made of what lies in the knowledge folders now: by name, size and times
 * of every file, and where these differ by their bytes. A start need not read the documents to learn that nothing changed,
 * and an index that was packed beside the program is taken over by copying it.
 */
import { createHash, randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join, resolve, relative } from 'node:path'
import { z } from 'zod'
import { readJson, seal, writeWhole } from './disk.ts'
import { readersVersion } from './library.ts'
import { takeLock } from './lock.ts'
import { indexFolder, readManifest, readPointer, type Manifest } from './publish.ts'

const noteShape = z.object({
  version: z.string(),
  readers: z.number(),
  roots: z.array(z.string()),
  /** Of names, sizes and times. */
  looks: z.string(),
  /** Of names and bytes. */
  bytes: z.string(),
})
type Note = z.infer<typeof noteShape>

const notePath = (data: string): string => join(data, 'untouched.json')

/** Everything below the folders as it looks from outside, and as it is. */
export interface Look {
  looks: string
  bytes(): Promise<string>
}

interface Seen {
  name: string
  path: string
  outside: string
}

const filesBelow = async (root: string, index: number): Promise<Seen[]> => {
  const found = await stat(root).catch(() => null)
  if (found === null) return []
  // With types, since a link is followed without them, and a link to its own folder for ever.
  const entries = found.isFile() ? [] : await readdir(root, { recursive: true, withFileTypes: true })
  const names = found.isFile() ? [''] : entries.map((entry) => relative(root, join(entry.parentPath, entry.name)))
  const seen: Seen[] = []
  for (const [n, name] of names.entries()) {
    const path = join(root, name)
    const file = await stat(path).catch(() => null)
    if (file?.isDirectory() === true && entries[n]?.isSymbolicLink() === true) {
      // What lies behind a link is not looked at here: it may have changed.
      seen.push({ name: `${index}/${name}`, path, outside: randomUUID() })
      continue
    }
    if (file !== null && !file.isFile()) continue
    // What cannot be looked at is noted as that, so that its coming back is noticed.
    const outside = file === null ? 'unreadable' : `${file.size} ${file.mtimeMs} ${file.ctimeMs}`
    seen.push({ name: `${index}/${name}`, path, outside })
  }
  return seen
}

const digestOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.toSorted().join('\n')).digest('hex')

/** Looks at the folders; their bytes are read only when they are asked for. */
export const lookAt = async (roots: readonly string[]): Promise<Look> => {
  const seen = (await Promise.all(roots.map((root, at) => filesBelow(resolve(root), at)))).flat()
  return {
    looks: digestOf(seen.map(({ name, outside }) => `${name} ${outside}`)),
    async bytes() {
      const lines: string[] = []
      for (const { name, path } of seen) {
        const content = await readFile(path).catch(() => 'unreadable')
        lines.push(`${name} ${createHash('sha256').update(content).digest('hex')}`)
      }
      return digestOf(lines)
    },
  }
}

/** Notes how the folders looked before they were read into this version. */
export const noteUntouched = async (
  data: string,
  version: string,
  roots: readonly string[],
  look: Look,
): Promise<void> => {
  const note: Note = {
    version,
    readers: readersVersion,
    roots: [...roots],
    looks: look.looks,
    bytes: await look.bytes(),
  }
  await writeWhole(notePath(data), JSON.stringify(note))
}

const noteIn = async (data: string): Promise<Note | null> =>
  noteShape.safeParse(await readJson(notePath(data))).data ?? null

/** The published version where it is made of exactly what lies in the folders now; null where that must be read. */
export const untouchedVersion = async (data: string, knowledge: string): Promise<string | null> => {
  const [note, pointer] = await Promise.all([noteIn(data), readPointer(data)])
  if (note === null || pointer === null || note.version !== pointer.version) return null
  if (note.readers !== readersVersion || note.roots[0] !== resolve(knowledge)) return null
  const look = await lookAt(note.roots)
  if (look.looks === note.looks) return note.version
  if ((await look.bytes()) !== note.bytes) return null
  // Copied or unpacked again: the next start needs no second look.
  await writeWhole(notePath(data), JSON.stringify({ ...note, looks: look.looks }))
  return note.version
}

/** Copies one version and points to it; complete before its folder has its name, as anything that is published. */
const copyVersion = async (made: string, data: string, manifest: Manifest, roots: string[]): Promise<void> => {
  const { version } = manifest
  const folder = join(indexFolder(data), version)
  const aside = `${folder}.building`
  await rm(aside, { recursive: true, force: true })
  await mkdir(aside, { recursive: true })
  await cp(join(indexFolder(made), version), aside, { recursive: true })
  await rm(join(aside, 'manifest.json'))
  const files = await seal(aside)
  const sealed = new Map(manifest.files.map(({ name, sha256 }) => [name, sha256]))
  if (files.length !== sealed.size || files.some(({ name, sha256 }) => sealed.get(name) !== sha256)) {
    await rm(aside, { recursive: true, force: true })
    return
  }
  await writeWhole(join(aside, 'manifest.json'), JSON.stringify({ ...manifest, roots }))
  await rename(aside, folder)
  await writeWhole(join(indexFolder(data), 'current'), JSON.stringify({ version, previous: null, rejected: null }))
}

/**
 * Takes over the index of another data folder where nothing is published yet and that one was made of the same bytes.
 * Null where there is no such index; then the documents are read.
 */
export const takeOver = async (made: string, data: string, knowledge: string): Promise<string | null> => {
  if ((await readPointer(data)) !== null) return null
  const [note, pointer] = await Promise.all([noteIn(made), readPointer(made)])
  if (note === null || pointer === null || note.version !== pointer.version) return null
  if (note.readers !== readersVersion || note.roots.length !== 1) return null
  const look = await lookAt([knowledge])
  if ((await look.bytes()) !== note.bytes) return null
  const manifest = await readManifest(made, note.version)
  const lock = manifest === null ? null : takeLock(indexFolder(data))
  if (manifest === null || lock === null) return null
  try {
    await copyVersion(made, data, manifest, [resolve(knowledge)])
    if ((await readPointer(data))?.version !== note.version) return null
    await noteUntouched(data, note.version, [resolve(knowledge)], look)
    return note.version
  } finally {
    lock.release()
  }
}
