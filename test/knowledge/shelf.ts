/** The plainest index: the library itself, in one file. What is tested here is the publishing, not the finding. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Library } from '../../src/vocabulary/types.ts'

export const shelf = {
  buildIndex: (library: Library): Promise<Library> => Promise.resolve(library),
  saveIndex: (library: Library, folder: string): Promise<void> =>
    writeFile(join(folder, 'library.json'), JSON.stringify(library)),
  openIndex: async (folder: string): Promise<Library> =>
    JSON.parse(await readFile(join(folder, 'library.json'), 'utf8')) as Library,
}
