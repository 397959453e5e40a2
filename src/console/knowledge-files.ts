import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, normalize } from 'node:path'
import { EDITS, isSidecar, readLibrary, sidecarOf } from '../knowledge/knowledge.ts'
import type { DocumentAbout, DraftFile, Previewed, Source } from './knowledge-desk.ts'

const UPLOADS = 'uploads/'
export const FILES_MAX = 500
const NAME_CHARACTERS_MAX = 100
/** What a form can carry, with room for what belongs to it. */
const TEXT_CHARACTERS_MAX = 70_000
const EDITABLE = new Set(['.md', '.txt'])

/** Signs that nobody sees and those that turn the direction of writing: with them a name reads as another. */
const UNSEEN = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Default_Ignorable_Code_Point}]/gu

/** A plain file name: no way into another folder, nothing hidden, nothing that a disk cannot hold. */
export const nameOf = (given: string): string | null => {
  const name = given.normalize('NFC').replaceAll(UNSEEN, '').trim()
  const plain = basename(name) === name && !name.startsWith('.') && !/[\p{Cc}\\/:*?"<>|]/u.test(name)
  return plain && name !== '' && [...name].length <= NAME_CHARACTERS_MAX ? name : null
}

/** A path inside the knowledge, as the library names it; nothing that leads out of it. */
const isInside = (path: string): boolean => path !== '' && normalize(path) === path && !/^(?:\.\.|\/|\\)/u.test(path)

const readText = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null)

/** Plain files of a folder; those that only say something of another file are not documents. */
export const filesIn = async (folder: string): Promise<DraftFile[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isFile() && !isSidecar(entry.name)).map(({ name }) => name)
  const files: DraftFile[] = []
  for (const name of names.sort().slice(0, FILES_MAX))
    files.push({ name, bytes: (await stat(join(folder, name))).size })
  return files
}

/** Where a document's text lies in a folder of uploads: as an upload, or as the edited copy of a shipped one. */
const placeIn = (uploads: string, path: string): string =>
  join(uploads, path.startsWith(UPLOADS) ? path.slice(UPLOADS.length) : `${EDITS}${path}`)

/** YAML that any reader takes: each value as JSON, which YAML includes. */
const aboutText = (about: DocumentAbout): string => {
  const { periodFrom, periodTo, ...rest } = about
  const period =
    periodFrom === '' && periodTo === '' ? {} : { period: { from: periodFrom || null, to: periodTo || null } }
  const said = Object.entries({ ...rest, ...period }).filter(([, value]) => value !== '')
  return said.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join('')
}

/** Editing what the draft is made of. `begin` makes sure that there is a draft. */
export const createKnowledgeFiles = (parts: {
  knowledge: string
  /** Uploads as published, and as the draft has them. */
  added: string
  draftFiles: string
  begin: () => Promise<void>
}) => {
  const { knowledge, added, draftFiles, begin } = parts
  const shipped = (path: string) => (path.startsWith(UPLOADS) ? null : join(knowledge, path))

  const source = async (path: string): Promise<Source | null> => {
    if (!isInside(path) || !EDITABLE.has(extname(path).toLowerCase())) return null
    const original = shipped(path)
    const adopted = await readText(placeIn(added, path))
    const published = adopted ?? (original === null ? null : await readText(original))
    const isBegun = (await stat(draftFiles).catch(() => null)) !== null
    const edited = isBegun ? await readText(placeIn(draftFiles, path)) : adopted
    const text = edited ?? (original === null ? null : await readText(original))
    if (text === null || text.length > TEXT_CHARACTERS_MAX) return null
    const hash = createHash('sha256').update(text).digest('hex')
    return { path, text, hash, published: published ?? '', isEdited: edited !== null && original !== null }
  }

  return {
    source,

    /** Null where there is no such text; 'stale' where it is no longer what was read. */
    async edit(path: string, seen: string, text: string): Promise<'kept' | 'stale' | null> {
      const now = await source(path)
      if (now === null || text.length > TEXT_CHARACTERS_MAX) return null
      if (now.hash !== seen) return 'stale'
      await begin()
      const file = placeIn(draftFiles, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
      return 'kept'
    },

    /** Takes an edit of a shipped document back. */
    async unedit(path: string): Promise<boolean> {
      if (!isInside(path) || path.startsWith(UPLOADS)) return false
      await begin()
      return rm(placeIn(draftFiles, path)).then(
        () => true,
        () => false,
      )
    },

    /** Shipped documents that the draft has an edited copy of. */
    async edits(): Promise<string[]> {
      const entries = await readdir(join(draftFiles, EDITS), { recursive: true, withFileTypes: true }).catch(() => [])
      const root = join(draftFiles, EDITS)
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'))
        .sort()
    },

    /** How a text would be read, without anything being kept. */
    async preview(path: string, text: string): Promise<Previewed> {
      const folder = await mkdtemp(join(tmpdir(), 'desk-preview-'))
      try {
        const name = basename(path)
        await writeFile(join(folder, name), text)
        const { library, report } = await readLibrary(folder)
        const told = report.find((each) => each.path === name)
        return {
          document: library.documents[0] ?? null,
          passages: library.passages,
          problem: told?.reason?.words ?? null,
        }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },

    /** Says of an added file what front matter says of a Markdown file. */
    async keepAbout(name: string, about: DocumentAbout): Promise<void> {
      const text = aboutText(about)
      const file = sidecarOf(join(draftFiles, name))
      if (text === '') await rm(file, { force: true })
      else await writeFile(file, text)
    },

    removeAbout: (name: string): Promise<void> => rm(sidecarOf(join(draftFiles, name)), { force: true }),
  }
}
