/** Libraries for the tests of this room: a small town's questions and answers, and guidance with dates. */
import { readFileSync } from 'node:fs'
import { vocabularyNames } from '../../src/base/identity.ts'
import { readVocabulary } from '../../src/knowledge/vocabularies.ts'
import type { Library, Synonyms } from '../../src/vocabulary/types.ts'
import { documentWith, passageWith } from '../support/documents.ts'

export interface Entry {
  id: string
  title: string
  text: string
  questions: string[]
}

const everyday = (await Promise.all(vocabularyNames.map((name) => readVocabulary(name)))).flat()

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
  return { documents: [document], passages, thesaurus, everyday, gaps: [], elsewhere: [] }
}
