import { eachText, keepable } from '../../question/mask.ts'
import { dayInJapan } from '../../japanese/calendar.ts'
import { mayAs } from '../access/accounts.ts'
import { notFound } from '../access/gate.tsx'
import { audited, DRAFT } from '../knowledge-acts.ts'
import { passageIn } from '../knowledge-desk.ts'
import type { AddedQuestion } from '../knowledge-questions.ts'
import type { Desk } from '../parts.ts'
import { proposedFile, type Proposal } from '../proposal.ts'
import { type Route, seeOther, type Visit } from '../route.ts'
import type { KeptTurn } from '../../store/store.ts'
import { Csrf, Message } from './layout.tsx'

const QUESTION_CHARACTERS_MAX = 200
const ANSWER_CHARACTERS_MAX = 4_000
const SOURCE_CHARACTERS_MAX = 300
/** Sections that the question may have meant, the likeliest first. */
const SECTIONS_MAX = 6
/** What a question belongs to for which nothing at all was found. */
const NO_MATTER = '資料が扱っていないこと'

type Turn = Pick<KeptTurn, 'id' | 'trace'>

/** What was typed, and what is wrong with it. */
export interface Refused {
  typed: Proposal
  problem: string
}

const Field = ({ name, label, value, max }: { name: string; label: string; value: string; max: number }) => (
  <div class="field">
    <label for={`propose-${name}`}>{label}</label>
    <input id={`propose-${name}`} name={name} value={value} maxlength={max} required />
  </div>
)

const sectionsFor = (desk: Desk, { trace }: Turn) =>
  trace.retrieved
    .flatMap(({ passage }) => passageIn(desk.knowledge.current(), passage) ?? [])
    .filter(({ passage }) => passage.title !== '')
    .slice(0, SECTIONS_MAX)

const Sections = ({ turn, desk }: { turn: Turn; desk: Desk }) => {
  const found = sectionsFor(desk, turn)
  return (
    <fieldset>
      <legend>答えは資料にある</legend>
      <p class="dim">この聞き方で見つかるように、答えの書かれている箇所に結びつけます。</p>
      {found.length === 0 ? <p>近い箇所は見つかっていません。</p> : null}
      <ul class="sections">
        {found.map(({ passage, document }) => (
          <li>
            <span>
              {passage.title} <span class="dim">{document.title}</span>
            </span>
            <button
              class="button"
              type="submit"
              formaction={`/console/turns/${turn.id}/ask`}
              formnovalidate
              name="passage"
              value={passage.id}
              aria-label={`この箇所の聞き方に加える：${passage.title}`}
            >
              この箇所の聞き方に加える
            </button>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

/** What nobody could answer becomes a fact, an ask or a gap of the documents, by whoever knows which. */
export const Propose = (given: { turn: Turn; desk: Desk; visit: Visit; typed: Proposal; problem: string | null }) => {
  const { turn, desk, visit, typed, problem } = given
  if (!mayAs(visit.operator.role, 'operator') || typed.question === '') return null
  return (
    <section class="panel" aria-labelledby="propose-title">
      <h2 id="propose-title">この質問を資料に生かす</h2>
      {problem === null ? null : <Message kind="problem">{problem}</Message>}
      <p class="dim">どれも下書きに入り、公開するまで回答には使われません。個人を思わせることは書き直してください。</p>
      <form method="post" action={`/console/turns/${turn.id}/fact`} class="stack">
        <Csrf token={visit.csrf} />
        <Field name="question" label="質問" value={typed.question} max={QUESTION_CHARACTERS_MAX} />
        <fieldset>
          <legend>答えを資料に加える</legend>
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
            答えを下書きに加える
          </button>
        </fieldset>
        <Sections turn={turn} desk={desk} />
        <fieldset>
          <legend>どの文書にも答えがない</legend>
          <p class="dim">答えのない質問として覚えておきます。似た質問を、資料にないものとして見分けやすくなります。</p>
          <button class="button" type="submit" formaction={`/console/turns/${turn.id}/gap`} formnovalidate>
            どの文書にもない質問として加える
          </button>
        </fieldset>
      </form>
    </section>
  )
}

const typedIn = ({ form }: Visit): Proposal =>
  eachText(
    {
      question: form.text('question').slice(0, QUESTION_CHARACTERS_MAX).trim(),
      answer: form.text('answer').replaceAll('\r\n', '\n').slice(0, ANSWER_CHARACTERS_MAX).trim(),
      source: form.text('source').slice(0, SOURCE_CHARACTERS_MAX).trim(),
    },
    keepable,
  )

const FULL = '下書きがいっぱいです。使わないものを外してからお試しください。'

const asFact = async (desk: Desk, visit: Visit): Promise<Response | Refused> => {
  const typed = typedIn(visit)
  if (Object.values(typed).includes('')) return { typed, problem: '質問、答え、出典をすべてご記入ください。' }
  const { name, bytes } = proposedFile(typed, dayInJapan(visit.now))
  if ((await desk.knowledge.put(name, bytes)) !== 'kept') return { typed, problem: FULL }
  await audited(desk, visit, 'knowledge.upload', { name })
  desk.knowledge.build()
  return seeOther(`${DRAFT}?done=uploaded`)
}

const asQuestion = async (
  desk: Desk,
  visit: Visit,
  of: (question: string) => AddedQuestion | null,
): Promise<Response | Refused> => {
  const typed = typedIn(visit)
  const question = of(typed.question.replaceAll(/\s+/gu, ' '))
  if (typed.question === '' || question === null) {
    return { typed, problem: '質問をご記入のうえ、箇所をお選びください。' }
  }
  const kept = await desk.knowledge.addQuestion(question)
  if (kept === 'full') return { typed, problem: FULL }
  if (kept === 'known') return seeOther(`${DRAFT}?undone=questionKnown`)
  // What somebody asked is theirs: the log tells where it went, and not what it says.
  const { kind } = question
  const detail = kind === 'ask' ? { document: question.document, heading: question.heading } : {}
  await audited(desk, visit, kind === 'ask' ? 'knowledge.ask' : 'knowledge.gap', detail)
  desk.knowledge.build()
  return seeOther(`${DRAFT}?done=${kind === 'ask' ? 'asked' : 'gapped'}`)
}

/** `again` shows the page with what was typed. */
export const proposeRoutes = (desk: Desk, again: (visit: Visit, refused: Refused) => Promise<Response>): Route[] => {
  const route = (name: string, work: (visit: Visit, turn: Turn) => Promise<Response | Refused>): Route => ({
    method: 'POST',
    path: `/console/turns/:id/${name}`,
    role: 'operator',
    async handle(visit) {
      const turn = await desk.store.turns.get(visit.params['id'] ?? '')
      if (turn === null) return notFound(desk.words)
      const done = await work(visit, turn)
      return done instanceof Response ? done : again(visit, done)
    },
  })
  return [
    route('fact', (visit) => asFact(desk, visit)),
    route('ask', (visit) => {
      const found = passageIn(desk.knowledge.current(), visit.form.text('passage'))
      return asQuestion(desk, visit, (question) =>
        found === null ? null : { kind: 'ask', document: found.document.id, heading: found.passage.title, question },
      )
    }),
    route('gap', (visit, turn) => {
      const matter = sectionsFor(desk, turn)[0]?.document.id ?? NO_MATTER
      return asQuestion(desk, visit, (question) => ({ kind: 'gap', matter, question }))
    }),
  ]
}
