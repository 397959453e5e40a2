import { createKnowledgeFiles, FILES_MAX, filesIn, nameOf } from './knowledge-files.ts'
import { cp, mkdir, realpath, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Library, Query, Ranked, Taken } from '../vocabulary/types.ts'
import {
  type Companions,
  type FileReport,
  type IngestReport,
  publishedContent,
  restore,
  rollBack,
  versionsOf,
} from '../knowledge/knowledge.ts'
import { createQuestions } from './knowledge-questions.ts'
import { createFolder } from './knowledge-folder.ts'
import type { Building, Edition, KnowledgeDesk, Reviewed } from './knowledge-desk.ts'

/** One published edition, as the house opens it. */
interface Published {
  library: Library
  companions: Companions
  version: string
  at: string
}

export interface KnowledgeParts<E extends Published> {
  /** The folder of guidance that comes with the house, and the one that holds its index. */
  knowledge: string
  data: string
  current: () => E | null
  /** Looks at once whether another edition was published. */
  refresh: () => Promise<void>
  ingest: (
    where: { knowledge: string; data: string },
    now: () => Date,
    choices: {
      paths: readonly string[]
      force?: boolean
      expected?: string
      made?: string
      onFile?: (report: FileReport) => void
      onProgress?: (stage: 'reading' | 'indexing', done: number, total: number) => void
    },
  ) => Promise<IngestReport>
  open: (data: string) => Promise<E | null>
  ask: (question: string, edition: E) => Promise<Taken>
  retrieve: (query: Query, edition: E) => Promise<Ranked[]>
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
}

const CASES_LOOKED_AT = 60
const CASE_CHARACTERS_MAX = 400

const editionOf = ({ library, companions, version, at }: Published): Edition => ({
  version,
  at,
  library,
  windows: companions.windows,
})

/**
 * The draft is a whole data folder of its own beside the one that answers: documents that operators added, and an index
 * of everything. Publishing makes its documents the house's and builds the house's index from them.
 */
export const createKnowledgeDesk = <E extends Published>(parts: KnowledgeParts<E>): KnowledgeDesk => {
  const { knowledge, data, now } = parts
  const added = join(data, 'uploads')
  const draftData = join(data, 'draft')
  const draftFiles = join(draftData, 'uploads')
  let building: Building | null = null
  /** A document came while the draft was being read, perhaps too late to be seen. */
  let again = false
  let draft: E | null | undefined

  /** The draft begins as what is published. */
  const begin = async () => {
    if ((await stat(draftFiles).catch(() => null)) !== null) return
    await mkdir(draftData, { recursive: true })
    const published = await realpath(added).catch(() => null)
    if (published === null) await mkdir(draftFiles, { recursive: true })
    else await cp(published, draftFiles, { recursive: true })
  }

  const files = createKnowledgeFiles({ knowledge, added, draftFiles, begin })
  const questions = createQuestions({ added, draftFiles, begin })

  const openDraft = async (): Promise<E | null> => {
    draft ??= await parts.open(draftData).catch((thrown: unknown) => {
      parts.onFault('knowledge.draft', thrown)
      return null
    })
    return draft
  }

  const otherRoots = async (): Promise<string[]> => {
    const roots = (await publishedContent(data))?.roots ?? []
    return roots.filter((root) => root !== resolve(knowledge) && root !== resolve(added))
  }

  const build = async (progress: Building) => {
    await begin()
    // Whatever else the house reads belongs to what is reviewed as well.
    const read = async () =>
      parts.ingest({ knowledge, data: draftData }, now, {
        paths: [...(await otherRoots()), draftFiles],
        onProgress(stage, done, total) {
          Object.assign(progress, { stage, done, total })
        },
      })
    let report: IngestReport
    let round = 0
    // Each further round is for an upload that came meanwhile, and the folder holds only so many.
    do {
      again = false
      report = await read()
      progress.files = report.files
      draft = await parts.open(draftData)
    } while (again && ++round < FILES_MAX)
    progress.outcome = report.outcome
    progress.stage = report.outcome === 'busy' ? 'failed' : 'done'
  }

  const { link, adopt, tidy } = createFolder({ added, data, draftFiles, now })

  const reviewed = async (): Promise<Reviewed | null> => {
    const made = await publishedContent(draftData)
    return made && { version: made.version, content: made.content }
  }

  const isBusy = (): boolean => building?.stage === 'reading' || building?.stage === 'indexing'

  const begun = (purpose: Building['purpose'], work: (progress: Building) => Promise<void>) => {
    const progress: Building = { purpose, stage: 'reading', outcome: null, done: 0, total: 0, files: [] }
    building = progress
    const ended = work(progress).catch((thrown: unknown) => {
      progress.stage = 'failed'
      parts.onFault(`knowledge.${purpose}`, thrown)
    })
    // A document that came while something else was built is read after it.
    void ended.then(() => {
      if (purpose === 'publish' && again) begun('draft', build)
    })
  }

  const publishSeen = async (
    seen: Reviewed,
    progress: Building,
    onPublished: (version: string) => Promise<void>,
  ): Promise<void> => {
    const before = await adopt()
    const report = await parts.ingest({ knowledge, data }, now, {
      paths: [added],
      force: true,
      expected: seen.content,
      made: draftData,
      onProgress(stage, done, total) {
        Object.assign(progress, { stage, done, total })
      },
    })
    progress.files = report.files
    progress.outcome = report.outcome
    if (report.outcome !== 'published') {
      // What nobody reviewed must not be read by the next start either.
      await (before === null ? rm(added, { force: true }) : link(before))
    }
    await tidy()
    await parts.refresh()
    if (report.outcome === 'published' && report.version !== null) await onPublished(report.version)
    progress.stage = report.outcome === 'published' ? 'done' : 'failed'
  }

  return {
    current() {
      const guidance = parts.current()
      return guidance && editionOf(guidance)
    },

    async draft() {
      const guidance = await openDraft()
      return guidance && editionOf(guidance)
    },

    async files() {
      const drafted = await filesIn(draftFiles)
      return drafted.length > 0 ? drafted : filesIn(added)
    },

    async put(given, bytes) {
      const name = nameOf(given)
      if (name === null || (await filesIn(draftFiles)).length >= FILES_MAX) return 'name'
      await begin()
      await writeFile(join(draftFiles, name), bytes)
      return 'kept'
    },

    async remove(given) {
      const name = nameOf(given)
      if (name === null) return false
      await begin()
      await files.removeAbout(name)
      return unlink(join(draftFiles, name)).then(
        () => true,
        () => false,
      )
    },

    build() {
      again = isBusy()
      if (!again) begun('draft', build)
    },

    building: () => building,

    reviewed,

    async publish(seen, onPublished) {
      const draftNow = await reviewed()
      if (draftNow?.version !== seen.version || draftNow.content !== seen.content) return 'changed'
      if (isBusy()) return 'busy'
      begun('publish', (progress) => publishSeen(seen, progress, onPublished))
      return 'begun'
    },

    async rollBack() {
      const done = await rollBack(data)
      await parts.refresh()
      return done?.version ?? null
    },

    versions: () => versionsOf(data),

    async restore(version) {
      const done = await restore(data, version)
      await parts.refresh()
      return done
    },

    source: files.source,
    edit: files.edit,
    unedit: files.unedit,
    edits: files.edits,
    preview: files.preview,
    ...questions,

    async describe(given, about) {
      const name = nameOf(given)
      if (name === null || !(await filesIn(draftFiles)).some((file) => file.name === name)) return false
      await files.keepAbout(name, about)
      return true
    },

    async similarCases(text, limit) {
      const guidance = parts.current()
      if (guidance === null) return []
      const asOf = now().toISOString().slice(0, 10)
      const ranked = await parts.retrieve({ text, asOf, limit: CASES_LOOKED_AT }, guidance)
      return ranked
        .filter(({ document }) => document.kind === 'case')
        .slice(0, limit)
        .map(({ document, passage }) => ({
          title: document.title,
          heading: passage.title,
          text: passage.text.slice(0, CASE_CHARACTERS_MAX),
        }))
    },

    async ask(question, from) {
      const guidance = from === 'current' ? parts.current() : await openDraft()
      return guidance && parts.ask(question, guidance)
    },
  }
}
