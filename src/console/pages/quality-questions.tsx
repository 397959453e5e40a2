import type { OpenQuestion } from '../../store/store.ts'
import type { Desk } from '../parts.ts'
import { likeness, pairsOf } from '../similarity.ts'
import { channelName, Empty, Table, Tag, TimeCell } from './pieces.tsx'

const SHOWN_MAX = 100
/** Different questions that are compared with one another; those beyond stand alone. */
const COMPARED_MAX = 400
/** From here on two questions are about one thing. */
const ALIKE = 0.6

export interface Asked extends OpenQuestion {
  times: number
  /** Other words that it was asked in. */
  also: string[]
}

const keyOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}]+/gu, '')

/** Questions in the same words, apart from width and blanks, are one; the newest stands for all. */
const inSameWords = (questions: readonly OpenQuestion[]): Asked[] => {
  const found = new Map<string, Asked>()
  for (const question of questions) {
    const key = keyOf(question.question)
    const known = found.get(key)
    if (known) known.times++
    else found.set(key, { ...question, times: 1, also: [] })
  }
  return [...found.values()]
}

/** Questions about one thing become one, each joined to the first that it resembles. */
const inOneMeaning = (asked: Asked[]): Asked[] => {
  const heads: { asked: Asked; pairs: Set<string> }[] = []
  for (const each of asked.slice(0, COMPARED_MAX)) {
    const pairs = pairsOf(each.question)
    const head = heads.find((known) => likeness(known.pairs, pairs) >= ALIKE)
    if (head === undefined) heads.push({ asked: { ...each, also: [] }, pairs })
    else {
      head.asked.times += each.times
      head.asked.also.push(each.question)
    }
  }
  return [...heads.map((head) => head.asked), ...asked.slice(COMPARED_MAX)]
}

export const sorts = ['newest', 'frequent', 'meaning'] as const
export type Sort = (typeof sorts)[number]
export const isSort = (text: string): text is Sort => sorts.some((sort) => sort === text)

/** Questions as the page lists them: the newest, the most frequent, or by what they are about. */
export const grouped = (questions: readonly OpenQuestion[], sort: Sort): Asked[] => {
  const asked = inSameWords(questions)
  if (sort === 'newest') return asked
  const counted = sort === 'meaning' ? inOneMeaning(asked) : asked
  return counted.toSorted((a, b) => b.times - a.times || b.at.getTime() - a.at.getTime())
}

export const why = ({ verdict, outcome }: OpenQuestion, desk: Desk): string => {
  const outcomes: Record<string, string> = desk.words.outcomes
  return verdict === 'bad' ? '低評価' : (outcomes[outcome] ?? outcome)
}

const tabs: [Sort, string][] = [
  ['newest', '新しい順'],
  ['frequent', '多い順'],
  ['meaning', '意味でまとめる'],
]

export const Questions = ({ questions, desk, sort }: { questions: Asked[]; desk: Desk; sort: Sort }) => (
  <section class="panel" aria-labelledby="open-title">
    <div class="panel-head">
      <h2 id="open-title">答えられなかった・低評価の質問（28日間）</h2>
      <a href="/console/quality/questions.csv">質問をCSVで保存</a>
    </div>
    <nav class="tabs" aria-label="並び順">
      <ul>
        {tabs.map(([name, label]) => (
          <li>
            <a href={`/console/quality?sort=${name}#open-title`} {...(sort === name ? { 'aria-current': 'page' } : {})}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
    {questions.length === 0 ? (
      <Empty>この期間にはありません。</Empty>
    ) : (
      <Table
        label="答えられなかった・低評価の質問"
        heads={['質問', '件数', '種類', '理由', '窓口', '日時']}
        numbers={[1]}
      >
        {questions.slice(0, SHOWN_MAX).map((asked) => (
          <tr>
            <th scope="row" class="cell-wide">
              <a href={`/console/turns/${asked.turn}`}>{asked.question.slice(0, 200) || '（消去済み）'}</a>
              {asked.also.length > 0 ? (
                <details>
                  <summary>ほかの言い方 {asked.also.length}</summary>
                  <ul>
                    {asked.also.map((text) => (
                      <li>{text.slice(0, 200)}</li>
                    ))}
                  </ul>
                </details>
              ) : null}
            </th>
            <td class="number">{asked.times}</td>
            <td>
              <Tag kind={asked.verdict ?? asked.outcome}>{why(asked, desk)}</Tag>
            </td>
            <td>{asked.reason}</td>
            <td>{channelName(desk.words.channels, asked.channel)}</td>
            <TimeCell at={asked.at} />
          </tr>
        ))}
      </Table>
    )}
  </section>
)

/** Answers that quoted what had ended or was replaced: where the documents want renewing. */
export const Outdated = ({ questions, desk }: { questions: readonly OpenQuestion[]; desk: Desk }) => (
  <section class="panel" aria-labelledby="outdated-title">
    <h2 id="outdated-title">終了・旧の資料で答えたもの（28日間）</h2>
    <p class="dim">新しい資料を「ナレッジ」に加えると、ここは減ります。</p>
    {questions.length === 0 ? (
      <Empty>この期間にはありません。</Empty>
    ) : (
      <Table label="終了・旧の資料で答えたもの" heads={['質問', '窓口', '日時']}>
        {questions.map(({ turn, question, channel, at }) => (
          <tr>
            <th scope="row" class="cell-wide">
              <a href={`/console/turns/${turn}`}>{question.slice(0, 200) || '（消去済み）'}</a>
            </th>
            <td>{channelName(desk.words.channels, channel)}</td>
            <TimeCell at={at} />
          </tr>
        ))}
      </Table>
    )}
  </section>
)
