import type { KeptTurn } from '../../store/store.ts'
import { type Edition, passageIn } from '../knowledge-desk.ts'
import { Empty, Facts, Table, Tag } from './pieces.tsx'
import type { Words } from '../words.ts'

const PASSAGES_MAX = 8

/** What the desk found for a question and what it decided, for operators who ask why. */
export const Why = (given: {
  turn: Pick<KeptTurn, 'outcome' | 'trace'>
  /** The edition that its passages are looked up in. */
  edition: Edition | null
  words: Words
}) => {
  const { trace, outcome } = given.turn
  const shown = trace.retrieved.slice(0, PASSAGES_MAX)
  const outcomes: Record<string, string> = given.words.outcomes
  return (
    <div class="why">
      <Facts
        of={[
          ['結果', <Tag kind={outcome}>{outcomes[outcome] ?? outcome}</Tag>],
          ['確からしさ', trace.confidence === null ? '—' : trace.confidence.toFixed(2)],
          ['質問の理解', trace.whole || '—'],
        ]}
      />
      <h3>判断の記録</h3>
      {trace.decisions.length === 0 ? (
        <Empty>記録はありません。</Empty>
      ) : (
        <ol class="decisions">
          {trace.decisions.map((decision) => (
            <li>{decision}</li>
          ))}
        </ol>
      )}
      <h3>検索で見つけた箇所</h3>
      {shown.length === 0 ? (
        <Empty>見つかった箇所はありません。</Empty>
      ) : (
        <Table label="検索で見つけた箇所" heads={['得点', '箇所', '内訳']}>
          {shown.map(({ passage, score, parts }) => {
            const found = passageIn(given.edition, passage)
            return (
              <tr>
                <td class="number">{score.toFixed(3)}</td>
                <td class="cell-wide">
                  {found === null ? (
                    <span class="dim">{passage}（今の版にはありません）</span>
                  ) : (
                    <details>
                      <summary>
                        {found.passage.title} <span class="dim">{found.document.title}</span>
                      </summary>
                      <p class="quote">{found.passage.text}</p>
                    </details>
                  )}
                </td>
                <td class="dim">
                  {Object.entries(parts)
                    .map(([name, value]) => `${name} ${value.toFixed(2)}`)
                    .join('、')}
                </td>
              </tr>
            )
          })}
        </Table>
      )}
    </div>
  )
}
