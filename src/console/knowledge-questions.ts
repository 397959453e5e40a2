import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type AddedQuestions, QUESTIONS, readAddedQuestions } from '../knowledge/knowledge.ts'

/** Questions that operators may add; beyond these it is time to write a document. */
const QUESTIONS_MAX = 2_000

/** A further way of asking for a section, or a question that no document answers. */
export type AddedQuestion =
  | { kind: 'ask'; document: string; heading: string; question: string }
  | { kind: 'gap'; matter: string; question: string }

const isSame = (a: AddedQuestion, b: AddedQuestion): boolean =>
  a.kind === b.kind &&
  a.question === b.question &&
  (a.kind === 'gap' || (b.kind === 'ask' && a.document === b.document && a.heading === b.heading))

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** As files of the same form as those beside the guidance. JSON is YAML as well, whatever is written in it. */
const filesOf = (questions: readonly AddedQuestion[]): Map<string, string> => {
  const files = new Map<string, string>()
  const asks = new Map<string, Record<string, string[]>>()
  const gaps: string[] = []
  for (const each of questions) {
    if (each.kind === 'gap') gaps.push(`${quoted(each.matter)},${quoted(each.question)}`)
    else {
      const sections = asks.get(each.document) ?? {}
      sections[each.heading] = [...(sections[each.heading] ?? []), each.question]
      asks.set(each.document, sections)
    }
  }
  for (const [document, sections] of asks) {
    files.set(join('asks', `${document}.yaml`), `${JSON.stringify(sections, null, 2)}\n`)
  }
  if (gaps.length > 0) files.set('gaps.csv', ['matter,question', ...gaps, ''].join('\n'))
  return files
}

const listOf = ({ asks, gaps }: AddedQuestions): AddedQuestion[] => [
  ...Object.entries(asks).flatMap(([document, sections]) =>
    Object.entries(sections).flatMap(([heading, questions]) =>
      questions.map((question) => ({ kind: 'ask' as const, document, heading, question })),
    ),
  ),
  ...gaps.map(({ matter, question }) => ({ kind: 'gap' as const, matter, question })),
]

/** What operators add to the questions of the documents, in the draft. `begin` makes sure that there is one. */
export const createQuestions = (parts: { added: string; draftFiles: string; begin: () => Promise<void> }) => {
  const { added, draftFiles, begin } = parts
  const folder = join(draftFiles, QUESTIONS)

  const list = async (): Promise<AddedQuestion[]> => {
    const isBegun = (await stat(draftFiles).catch(() => null)) !== null
    return listOf(await readAddedQuestions(join(isBegun ? draftFiles : added, QUESTIONS)))
  }

  const keep = async (questions: readonly AddedQuestion[]): Promise<void> => {
    await begin()
    const files = filesOf(questions)
    for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
      if (!files.has(name) && /\.(?:yaml|csv)$/u.test(name)) await rm(join(folder, name), { force: true })
    }
    for (const [name, text] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
  }

  return {
    questions: list,

    async addQuestion(question: AddedQuestion): Promise<'kept' | 'known' | 'full'> {
      const known = await list()
      if (known.some((each) => isSame(each, question))) return 'known'
      const isNamed = question.kind === 'gap' || basename(question.document) === question.document
      if (known.length >= QUESTIONS_MAX || !isNamed) return 'full'
      await keep([...known, question])
      return 'kept'
    },

    async removeQuestion(question: AddedQuestion): Promise<boolean> {
      const known = await list()
      const left = known.filter((each) => !isSame(each, question))
      if (left.length === known.length) return false
      await keep(left)
      return true
    },
  }
}
