import { basename } from 'node:path'
import { UPLOADS } from './added.ts'
import type { Found, Walk } from './folder.ts'

/** Under what operators add: what they changed of the first folder. */
export const EDITS = 'edits/'

/** An edited copy stands in the place of the file that it was made of, under its path. */
export const withEdits = (walks: readonly Walk[], roots: readonly string[]): Found[][] => {
  const originals = new Set(walks[0]?.found.map(({ path }) => path))
  const edits = new Map<string, Found>()
  const rest = walks.map(({ found }, i) =>
    found.filter((file) => {
      const of = file.path.slice(EDITS.length)
      const isEdit = i > 0 && basename(roots[i] ?? '') === UPLOADS && file.path.startsWith(EDITS) && originals.has(of)
      if (isEdit) edits.set(of, file)
      return !isEdit
    }),
  )
  return rest.map((files, i) =>
    i > 0 ? files : files.map((file) => ({ ...(edits.get(file.path) ?? file), path: file.path })),
  )
}
