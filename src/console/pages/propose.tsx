import { eachText, keepable } from '../../question/mask.ts'
import { dayInJapan } from '../../japanese/calendar.ts'
import { audited, DRAFT } from '../knowledge-acts.ts'
import type { Desk } from '../parts.ts'
import { proposedFile, type Proposal } from '../proposal.ts'
import { seeOther, type Visit } from '../route.ts'
import { Csrf, Message } from './layout.tsx'

const QUESTION_CHARACTERS_MAX = 200
const ANSWER_CHARACTERS_MAX = 4_000
const SOURCE_CHARACTERS_MAX = 300

const Field = ({ name, label, value, max }: { name: string; label: string; value: string; max: number }) => (
  <div class="field">
    <label for={`propose-${name}`}>{label}</label>
    <input id={`propose-${name}`} name={name} value={value} maxlength={max} required />
  </div>
)

/** What nobody could answer becomes a fact of the documents, by whoever knows it. */
export const Propose = (given: { turn: string; visit: Visit; typed: Proposal; problem: string | null }) => {
  const { turn, visit, typed, problem } = given
  if (visit.operator.role === 'viewer' || typed.question === '') return null
  return (
    <section class="panel" aria-labelledby="propose-title">
      <h2 id="propose-title">答えを資料に加える</h2>
      {problem === null ? null : <Message kind="problem">{problem}</Message>}
      <p class="dim">
        下書きの文書になります。公開するまで回答には使われません。個人を思わせることは書き直してください。
      </p>
      <form method="post" action={`/console/turns/${turn}/fact`} class="stack">
        <Csrf token={visit.csrf} />
        <Field name="question" label="質問" value={typed.question} max={QUESTION_CHARACTERS_MAX} />
        <div class="field">
          <label for="propose-answer">答え</label>
          <textarea id="propose-answer" name="answer" rows={4} maxlength={ANSWER_CHARACTERS_MAX} required>
            {typed.answer}
          </textarea>
        </div>
        <Field
          name="source"
          label="出典（何のどこに書かれているか）"
          value={typed.source}
          max={SOURCE_CHARACTERS_MAX}
        />
        <button class="button" type="submit">
          下書きに加える
        </button>
      </form>
    </section>
  )
}

/** The way on where it was put into the draft; otherwise what was typed, and what is wrong with it. */
export const propose = async (desk: Desk, visit: Visit): Promise<Response | { typed: Proposal; problem: string }> => {
  const { form } = visit
  const typed = eachText(
    {
      question: form.text('question').slice(0, QUESTION_CHARACTERS_MAX).trim(),
      answer: form.text('answer').replaceAll('\r\n', '\n').slice(0, ANSWER_CHARACTERS_MAX).trim(),
      source: form.text('source').slice(0, SOURCE_CHARACTERS_MAX).trim(),
    },
    keepable,
  )
  if (Object.values(typed).includes('')) return { typed, problem: '質問、答え、出典をすべてご記入ください。' }
  const { name, bytes } = proposedFile(typed, dayInJapan(visit.now))
  if ((await desk.knowledge.put(name, bytes)) !== 'kept')
    return { typed, problem: '下書きがいっぱいです。使わない文書を外してからお試しください。' }
  await audited(desk, visit, 'knowledge.upload', { name })
  desk.knowledge.build()
  return seeOther(`${DRAFT}?done=uploaded`)
}
