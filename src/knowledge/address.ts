/** Where a section can be read that came from a web site: the page, and on it the section's heading. */
import type { GuidanceDocument, Passage } from '../vocabulary/types.ts'

/** Longer headings are found by their beginning. */
const FRAGMENT_CHARACTERS_MAX = 60

/** Browsers scroll to the words behind `#:~:text=`; in these, a hyphen and a comma mean something else. */
const fragmentOf = (words: string): string =>
  encodeURIComponent(words.slice(0, FRAGMENT_CHARACTERS_MAX)).replaceAll('-', '%2D')

/** A page that was read as it stands on the web has its headings; an editor's own text of a source may have others. */
const isPage = ({ url, source }: GuidanceDocument): boolean => url !== null && url === source && !url.includes('#')

/** Null where the document is nowhere on the web. */
export const addressOf = (document: GuidanceDocument, { path }: Pick<Passage, 'path'>): string | null => {
  const heading = path.at(-1)
  if (document.url === null || heading === undefined || !isPage(document)) return document.url
  return `${document.url}#:~:text=${fragmentOf(heading)}`
}
