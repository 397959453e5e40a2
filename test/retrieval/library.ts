/** Libraries for the tests of this room: a small town's questions and answers, and guidance with dates. */
import { readFileSync } from 'node:fs'
import type { GuidanceDocument, Library, Passage, Synonyms } from '../../src/vocabulary/types.ts'

export const documentWith = (fields: Partial<GuidanceDocument> & { id: string }): GuidanceDocument => ({
  path: `${fields.id}.md`,
  title: fields.id,
  issuer: '',
  number: null,
  issued: null,
  period: 'unknown',
  fiscalYear: null,
  programme: null,
  supersedes: [],
  audience: [],
  topics: [],
  prefectures: [],
  url: null,
  source: fields.id,
  kind: 'guidance',
  text: '',
  hash: '',
  meta: {},
  ...fields,
})

export const passageWith = (
  document: GuidanceDocument,
  fields: Partial<Passage> & { title: string; text: string },
): Passage => ({
  id: `${document.id}#0`,
  document: document.id,
  path: [],
  asks: [],
  facts: [],
  start: 0,
  end: fields.text.length,
  issued: document.issued,
  period: document.period,
  fiscalYear: document.fiscalYear,
  programme: document.programme,
  audience: document.audience,
  topics: document.topics,
  prefectures: document.prefectures,
  ...fields,
})

export interface Entry {
  id: string
  title: string
  text: string
  questions: string[]
}

/** One line an entry: title, answer and three ways in which residents ask. */
export const townEntries = (): Entry[] =>
  readFileSync(new URL('faq.tsv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line, n) => {
      const [title = '', text = '', ...questions] = line.split('\t')
      return { id: `town-${n}`, title, text, questions }
    })

export const townLibrary = (thesaurus: Synonyms[] = []): Library => {
  const document = documentWith({ id: 'town', kind: 'faq' })
  const passages = townEntries().map(({ id, title, text }) => passageWith(document, { id, title, text }))
  return { documents: [document], passages, thesaurus, gaps: [], elsewhere: [] }
}
