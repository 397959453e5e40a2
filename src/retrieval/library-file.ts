/** A library as lines of JSON, since one text of all of it would be too long to hold. */
import type { GuidanceDocument, Library, Passage } from '../vocabulary/types.ts'

interface Head extends Pick<Library, 'thesaurus' | 'everyday' | 'gaps' | 'elsewhere'> {
  documents: number
}

/** Where a passage is a piece of its document's text, the text is kept there alone. */
type Kept = Omit<Passage, 'text'> & { text?: string }

const without = ({ text: _text, ...passage }: Passage): Kept => passage

/** The same library gives the same lines. */
export function* linesOfLibrary({
  documents,
  passages,
  thesaurus,
  everyday = [],
  gaps,
  elsewhere,
}: Library): Generator<string> {
  const head: Head = { thesaurus, everyday, gaps, elsewhere, documents: documents.length }
  yield JSON.stringify(head)
  for (const document of documents) yield JSON.stringify(document)
  const texts = new Map(documents.map(({ id, text }) => [id, text]))
  for (const passage of passages) {
    const isPiece = texts.get(passage.document)?.slice(passage.start, passage.end) === passage.text
    yield JSON.stringify(isPiece ? without(passage) : passage)
  }
}

export const libraryOfLines = (lines: Iterable<string>): Library => {
  let head: Head | null = null
  const documents: GuidanceDocument[] = []
  const passages: Passage[] = []
  const texts = new Map<string, string>()
  for (const line of lines) {
    if (head === null) head = JSON.parse(line) as Head
    else if (documents.length < head.documents) {
      const document = JSON.parse(line) as GuidanceDocument
      documents.push(document)
      texts.set(document.id, document.text)
    } else {
      const passage = JSON.parse(line) as Kept
      const text = passage.text ?? texts.get(passage.document)?.slice(passage.start, passage.end) ?? ''
      passages.push({ ...passage, text })
    }
  }
  const { thesaurus = [], everyday = [], gaps = [], elsewhere = [] } = head ?? {}
  return { documents, passages, thesaurus, everyday, gaps, elsewhere }
}

const LINE_END = 0x0a

/** The lines of a file's bytes, one by one. */
export function* linesIn(bytes: Buffer): Generator<string> {
  let from = 0
  while (from < bytes.length) {
    const end = bytes.indexOf(LINE_END, from)
    const to = end < 0 ? bytes.length : end
    yield bytes.toString('utf8', from, to)
    from = to + 1
  }
}
