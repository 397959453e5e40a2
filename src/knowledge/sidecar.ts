/**
 * A file beside a file: `leaflet.pdf.meta.yaml` says of `leaflet.pdf` what front matter says of a Markdown file, since a
 * PDF or a page of a web site has no place for it.
 */
import { readFile } from 'node:fs/promises'
import { decode } from './decode.ts'
import { mapKeys } from './foreign-keys.ts'
import type { FrontMatter } from './front-matter.ts'
import { parseYaml } from './front-matter.ts'

const ending = '.meta.yaml'

export const sidecarOf = (file: string): string => `${file}${ending}`

export const isSidecar = (path: string): boolean => path.endsWith(ending)

/** Null where the file cannot be read as meant; whoever limits a document by it then limits it to nobody. */
export const readSidecar = async (file: string): Promise<{ head: FrontMatter; bytes: Buffer } | null> => {
  const bytes = await readFile(file).catch(() => null)
  const decoded = bytes === null ? null : decode(bytes)
  if (bytes === null || decoded === null || !decoded.ok) return null
  const parsed = parseYaml(decoded.text)
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) return null
  const { frontMatter, noted } = mapKeys(parsed.value as Record<string, unknown>)
  return noted.some((fault) => fault.startsWith('groups')) ? null : { head: frontMatter, bytes }
}
