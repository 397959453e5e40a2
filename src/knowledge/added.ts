/** Questions that operators added in the console, in files of the same form as those that stand beside the guidance. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asksDocumentOf, questionsOf, readAsks } from './asks.ts'
import { readGaps, type Unanswered } from './companions.ts'

/** What operators add is kept in a folder of this name. */
export const UPLOADS = 'uploads'
/** Under it, more ways of asking for a section (`asks/DOCUMENT.yaml`) and more that no document answers (`gaps.csv`). */
export const QUESTIONS = 'questions/'

const ADDED = `${UPLOADS}/${QUESTIONS}`

/** Where a path of the library stands among the added questions; null where it is none of them. */
export const addedPath = (path: string): string | null => (path.startsWith(ADDED) ? path.slice(ADDED.length) : null)

export interface AddedQuestions {
  /** By document and heading. */
  asks: Record<string, Record<string, string[]>>
  gaps: Unanswered[]
}

/** What a folder of added questions holds; a file that cannot be read holds nothing. */
export const readAddedQuestions = async (folder: string): Promise<AddedQuestions> => {
  const asks: AddedQuestions['asks'] = {}
  for (const name of await readdir(join(folder, 'asks')).catch(() => [])) {
    const document = asksDocumentOf(`asks/${name}`)
    const bytes = document === null ? null : await readFile(join(folder, 'asks', name)).catch(() => null)
    const read = bytes === null ? null : readAsks(bytes)
    if (document === null || read?.ok !== true) continue
    asks[document] = Object.fromEntries(
      Object.entries(read.value).map(([heading, mine]) => [heading, questionsOf(mine)]),
    )
  }
  return { asks, gaps: (await readGaps(folder)).gaps }
}
