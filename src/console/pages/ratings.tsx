import type { RatedAnswer } from '../../store/store.ts'
import { withQuery } from '../route.ts'
import type { Desk } from '../parts.ts'
import { channelName, Empty, Table, Tag, TimeCell } from './pieces.tsx'

export const RATED_MAX = 2_000
const SHOWN_MAX = 50
const REASONS_SHOWN = 3
const QUESTION_SHOWN_MAX = 120

interface OfDocument {
  id: string
  title: string
  good: number
  bad: RatedAnswer[]
}

/** What was thought of the answers of each document, the worst first. */
export const byDocument = (rated: readonly RatedAnswer[]): OfDocument[] => {
  const found = new Map<string, OfDocument>()
  for (const answer of rated) {
    for (const { id, title } of answer.documents) {
      const of = found.get(id) ?? { id, title, good: 0, bad: [] }
      found.set(id, of)
      if (answer.verdict === 'good') of.good++
      else of.bad.push(answer)
    }
  }
  return [...found.values()].toSorted((a, b) => b.bad.length - a.bad.length || b.good - a.good)
}

const QuestionLink = ({ turn, question }: Pick<RatedAnswer, 'turn' | 'question'>) => (
  <a href={`/console/turns/${turn}`}>{question.slice(0, QUESTION_SHOWN_MAX) || '（消去済み）'}</a>
)

const Complaints = ({ bad, id }: Pick<OfDocument, 'bad' | 'id'>) => (
  <>
    {bad.slice(0, REASONS_SHOWN).map((answer) => (
      <span class="link-line">
        <QuestionLink {...answer} />
        {answer.reason === '' ? null : `：${answer.reason}`}
      </span>
    ))}
    {bad.length > REASONS_SHOWN ? (
      <a href={`${withQuery('/console/knowledge/document', { id })}#ratings-title`}>
        ほか {bad.length - REASONS_SHOWN}件
      </a>
    ) : null}
  </>
)

/** On the quality page: which documents lie behind answers that helped, and that did not, with why. */
export const RatedDocuments = ({ rated }: { rated: readonly RatedAnswer[] }) => {
  const documents = byDocument(rated)
  return (
    <section class="panel" aria-labelledby="rated-title">
      <h2 id="rated-title">文書ごとの評価（28日間）</h2>
      {documents.length === 0 ? (
        <Empty>この期間に評価はありません。</Empty>
      ) : (
        <Table label="文書ごとの評価" heads={['文書', '👎', '👍', '低評価の質問と理由']} numbers={[1, 2]}>
          {documents.slice(0, SHOWN_MAX).map(({ id, title, good, bad }) => (
            <tr>
              <th scope="row">
                <a href={withQuery('/console/knowledge/document', { id })}>{title}</a>
              </th>
              <td class="number">{bad.length}</td>
              <td class="number">{good}</td>
              <td class="cell-wide">
                <Complaints bad={bad} id={id} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

/** On a document's own page: what was thought of each answer that leaned on it. */
export const DocumentRatings = ({ rated, id, desk }: { rated: readonly RatedAnswer[]; id: string; desk: Desk }) => {
  const mine = rated.filter(({ documents }) => documents.some((document) => document.id === id))
  if (mine.length === 0) return null
  return (
    <section class="panel" aria-labelledby="ratings-title">
      <h2 id="ratings-title">この文書による回答への評価（28日間）</h2>
      <Table label="この文書による回答への評価" heads={['質問', '評価', '理由', '窓口', '日時']}>
        {mine.slice(0, SHOWN_MAX).map((answer) => (
          <tr>
            <th scope="row" class="cell-wide">
              <QuestionLink {...answer} />
            </th>
            <td>
              <Tag kind={answer.verdict}>{answer.verdict === 'good' ? '👍 高評価' : '👎 低評価'}</Tag>
            </td>
            <td>{answer.reason}</td>
            <td>{channelName(desk.words.channels, answer.channel)}</td>
            <TimeCell at={answer.at} />
          </tr>
        ))}
      </Table>
    </section>
  )
}
