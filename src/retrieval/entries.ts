/** What is indexed of a passage: its titles, and its body with what stands above it. */
import type { GuidanceDocument, Library, Passage } from '../vocabulary/types.ts'
import { Failure } from '../base/failure.ts'
import { yearWords } from './status.ts'
import type { Entry } from './tables.ts'

/** Headings, document title and year tell apart passages that read alike in every edition. */
const contextOf = (passage: Passage, document: GuidanceDocument): string[] => {
  // All entries of a FAQ table share the table's name, which says nothing.
  if (document.kind === 'faq') return passage.path
  const year = passage.fiscalYear ?? document.fiscalYear
  return [
    document.title,
    ...passage.path.filter((heading) => heading !== document.title && heading !== passage.title),
    ...(year === null ? [] : [yearWords(year)]),
    passage.topics.join(' '),
    passage.prefectures.join(' '),
  ]
}

export const documentsById = (library: Library): Map<string, GuidanceDocument> =>
  new Map(library.documents.map((document) => [document.id, document]))

export const documentOf = (documents: ReadonlyMap<string, GuidanceDocument>, passage: Passage): GuidanceDocument => {
  const document = documents.get(passage.document)
  if (document !== undefined) return document
  throw new Failure(
    'library',
    `Passage ${passage.id} belongs to document ${passage.document}, which the library does not have.`,
  )
}

/** What is indexed of one passage. */
export const entryOf = (passage: Passage, document: GuidanceDocument): Entry => ({
  titles: [passage.title, ...passage.asks],
  body: [passage.text, ...contextOf(passage, document)].join('\n'),
})

/** One by one: the bodies of a large library together would take as much room again. */
export function* entriesOf(library: Library): Generator<Entry> {
  const documents = documentsById(library)
  for (const passage of library.passages) yield entryOf(passage, documentOf(documents, passage))
}
