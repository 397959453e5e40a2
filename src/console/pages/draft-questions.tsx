import { mayAs } from '../access/accounts.ts'
import { audited, DRAFT } from '../knowledge-acts.ts'
import type { Edition } from '../knowledge-desk.ts'
import type { AddedQuestion } from '../knowledge-questions.ts'
import type { Desk } from '../parts.ts'
import { type Route, seeOther, type Visit } from '../route.ts'
import { Csrf } from './layout.tsx'

const titleOf = (edition: Edition | null, id: string): string | null =>
  edition?.library.documents.find((document) => document.id === id)?.title ?? null

/** Where a question leads now that it was added. */
const Target = ({ question, draft }: { question: AddedQuestion; draft: Edition | null }) =>
  question.kind === 'ask' ? (
    <span class="dim">
      → {question.heading}（{titleOf(draft, question.document) ?? `${question.document}：この文書はもうありません`}）
    </span>
  ) : (
    <span class="dim">→ どの文書にもない</span>
  )

const Questions = (given: {
  title: string
  questions: readonly AddedQuestion[]
  draft: Edition | null
  visit: Visit
}) => {
  const { title, questions, draft, visit } = given
  return questions.length === 0 ? null : (
    <>
      <h3>{title}</h3>
      <ul class="sections">
        {questions.map((question) => (
          <li>
            <span>
              {question.question} <Target question={question} draft={draft} />
            </span>
            {mayAs(visit.operator.role, 'operator') ? (
              <form method="post" action="/console/knowledge/questions/remove">
                <Csrf token={visit.csrf} />
                {Object.entries(question).map(([name, value]) => (
                  <input type="hidden" name={name} value={value} />
                ))}
                <button
                  class="button button-quiet"
                  type="submit"
                  aria-label={`「${question.question}」を下書きから外す`}
                >
                  外す
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Ways of asking, and questions without an answer, that operators made of what people asked. */
export const AddedQuestions = async ({ desk, visit }: { desk: Desk; visit: Visit }) => {
  const [questions, draft] = [await desk.knowledge.questions(), await desk.knowledge.draft()]
  if (questions.length === 0) return null
  const common = { draft: draft ?? desk.knowledge.current(), visit }
  return (
    <section class="panel" aria-labelledby="questions-title">
      <h2 id="questions-title">加えた質問</h2>
      <Questions title="聞き方" questions={questions.filter(({ kind }) => kind === 'ask')} {...common} />
      <Questions title="どの文書にもない質問" questions={questions.filter(({ kind }) => kind === 'gap')} {...common} />
    </section>
  )
}

const questionIn = ({ form }: Visit): AddedQuestion => {
  const question = form.text('question')
  return form.text('kind') === 'ask'
    ? { kind: 'ask', document: form.text('document'), heading: form.text('heading'), question }
    : { kind: 'gap', matter: form.text('matter'), question }
}

export const questionRoutes = (desk: Desk): Route[] => [
  {
    method: 'POST',
    path: '/console/knowledge/questions/remove',
    role: 'operator',
    async handle(visit) {
      const question = questionIn(visit)
      if (await desk.knowledge.removeQuestion(question)) {
        await audited(desk, visit, 'knowledge.question-gone', { kind: question.kind })
        desk.knowledge.build()
      }
      return seeOther(`${DRAFT}?done=questionGone`)
    },
  },
]
