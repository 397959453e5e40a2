/** Texts to measure search on: a folder in a common form, or questions and answers made from what the project ships. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Passage } from '../../src/vocabulary/types.ts'
import { readLibrary } from '../../src/knowledge/knowledge.ts'
import { townEntries } from '../retrieval/library.ts'

export interface Text {
  id: string
  title?: string
  text: string
}

/** Query to passage to grade. */
type Grades = Map<string, Map<string, number>>

export interface Corpus {
  texts: Text[]
  queries: Text[]
  grades: Grades
}

const linesOf = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')

const gradesIn = (path: string): Grades => {
  const grades: Grades = new Map()
  for (const line of linesOf(path)) {
    const [query = '', document = '', grade = ''] = line.split('\t')
    if (!(Number(grade) > 0)) continue
    const of = grades.get(query) ?? new Map<string, number>()
    grades.set(query, of.set(document, Number(grade)))
  }
  return grades
}

/** A folder with corpus.jsonl ({id, title, text}), queries.jsonl ({id, text}) and qrels.tsv. */
export const corpusIn = (dir: string): Corpus => {
  const textsIn = (name: string): Text[] => linesOf(join(dir, name)).map((line) => JSON.parse(line) as Text)
  return {
    texts: textsIn('corpus.jsonl'),
    queries: textsIn('queries.jsonl'),
    grades: gradesIn(join(dir, 'qrels.tsv')),
  }
}

/** As many as a town's collection of questions and answers has, and answers as long as its own. */
const FAQ_ENTRIES = 1_800
/** Ways of asking that become entries of a passage, however many editors have written by now. */
const WAYS = 3
const ANSWER_CHARACTERS = 400

/** A passage's text with what follows it in its document, since shipped passages are shorter than a town's answers. */
const answersOf = (passages: readonly Passage[]): string[] =>
  passages.map((passage, at) => {
    let answer = passage.text
    for (let next = at + 1; answer.length < ANSWER_CHARACTERS; next++) {
      const following = passages[next]
      if (following?.document !== passage.document) break
      answer += `\n${following.text}`
    }
    return answer
  })

/**
 * About as many entries as a town's FAQ has: every title and the first ways of asking of the shipped knowledge are
 * questions with an answer, then its sentences one by one, and the small town of the tests. The next way of asking of
 * each passage becomes a query, beside the questions of the town's residents.
 */
export const faqCorpus = async (): Promise<Corpus> => {
  const { library } = await readLibrary(fileURLToPath(new URL('../../knowledge', import.meta.url)))
  const { passages } = library
  const corpus: Corpus = { texts: [], queries: [], grades: new Map() }
  const add = (id: string, titles: string[], text: string, questions: string[]): void => {
    const made = titles.map((title, n) => ({ id: `${id}/${n}`, title, text }))
    corpus.texts.push(...made)
    for (const [n, question] of questions.entries()) {
      corpus.queries.push({ id: `${id}?${n}`, text: question })
      corpus.grades.set(`${id}?${n}`, new Map(made.map((entry) => [entry.id, 1])))
    }
  }
  for (const { id, title, text, questions } of townEntries()) add(id, [title], text, questions)
  const answers = answersOf(passages)
  for (const [at, { id, title, asks }] of passages.entries()) {
    add(id, [title, ...asks.slice(0, WAYS)], answers[at] ?? '', asks.slice(WAYS, WAYS + 1))
  }
  const sentences = passages.flatMap(({ id, title, text }) =>
    text
      .split(/(?<=。)|\n/u)
      .filter((sentence) => sentence.trim().length > title.length)
      .map((sentence, n) => ({ id: `${id}/s${n}`, title: `${title}（${n + 1}）`, text: sentence })),
  )
  corpus.texts.push(...sentences.slice(0, Math.max(0, FAQ_ENTRIES - corpus.texts.length)))
  return corpus
}
