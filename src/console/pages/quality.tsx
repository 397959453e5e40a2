import type { OpenQuestion, Week } from '../../store/store.ts'
import { BarChart } from './chart.tsx'
import { csv } from '../csv.ts'
import { show } from '../frame.ts'
import { notFound } from '../access/gate.tsx'
import type { Desk } from '../parts.ts'
import { channelName, dayInJapan, Empty, inJapan, lengthInWords, Table, Tag, Time } from './pieces.tsx'
import type { Route, Visit } from '../route.ts'
import { Lines, LINES_MAX } from './thread.tsx'
import { createWeeks } from '../weeks.ts'
import { Why } from './why.tsx'
import { noteReading } from '../reading.ts'

const SINCE_MS = 28 * 86_400_000
const QUESTIONS_MAX = 2_000
const SHOWN_MAX = 100
const MINUTE_MS = 60_000

interface Asked extends OpenQuestion {
  times: number
}

/** Questions in the same words, apart from width and blanks, are one; the newest stands for all. */
const grouped = (questions: OpenQuestion[], sort: 'newest' | 'frequent'): Asked[] => {
  const found = new Map<string, Asked>()
  for (const question of questions) {
    const key = question.question
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\s\p{P}]+/gu, '')
    const known = found.get(key)
    if (known) known.times++
    else found.set(key, { ...question, times: 1 })
  }
  const asked = [...found.values()]
  return sort === 'newest' ? asked : asked.sort((a, b) => b.times - a.times || b.at.getTime() - a.at.getTime())
}

const why = ({ verdict, outcome }: OpenQuestion, desk: Desk): string => {
  const outcomes: Record<string, string> = desk.words.outcomes
  return verdict === 'bad' ? '低評価' : (outcomes[outcome] ?? outcome)
}

const Questions = ({ questions, desk, sort }: { questions: Asked[]; desk: Desk; sort: string }) => (
  <section class="panel" aria-labelledby="open-title">
    <div class="panel-head">
      <h2 id="open-title">答えられなかった・低評価の質問（28日間）</h2>
      <a href={`/console/quality/questions.csv`}>CSVで保存</a>
    </div>
    <nav class="tabs" aria-label="並び順">
      <ul>
        <li>
          <a href="/console/quality" {...(sort === 'newest' ? { 'aria-current': 'page' } : {})}>
            新しい順
          </a>
        </li>
        <li>
          <a href="/console/quality?sort=frequent" {...(sort === 'frequent' ? { 'aria-current': 'page' } : {})}>
            多い順
          </a>
        </li>
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
            </th>
            <td class="number">{asked.times}</td>
            <td>
              <Tag kind={asked.verdict ?? asked.outcome}>{why(asked, desk)}</Tag>
            </td>
            <td>{asked.reason}</td>
            <td>{channelName(desk.words.channels, asked.channel)}</td>
            <td class="nowrap">
              <Time at={asked.at} />
            </td>
          </tr>
        ))}
      </Table>
    )}
  </section>
)

const heads = [
  '週（月曜から）',
  '回答',
  '聞き返し',
  '未回答',
  '担当者へ',
  'お断り',
  '👍',
  '👎',
  '相談票',
  '最初の連絡（中央値）',
]

const of = (week: Week, outcome: string): number => week.outcomes[outcome] ?? 0

const rowOf = (week: Week): (string | number)[] => [
  dayInJapan(week.from),
  of(week, 'answer'),
  of(week, 'clarify'),
  of(week, 'escalate'),
  of(week, 'handed'),
  of(week, 'refuse'),
  week.good,
  week.bad,
  week.submitted,
  week.medianResponseMs === null ? '' : Math.round(week.medianResponseMs / MINUTE_MS),
]

/** A chart begins where something happened; empty weeks before that say nothing. */
const fromFirst = (weeks: Week[]): Week[] => {
  const first = weeks.findIndex(
    ({ outcomes, submitted, good, bad }) => submitted + good + bad > 0 || Object.values(outcomes).some((n) => n > 0),
  )
  return first === -1 ? weeks.slice(-1) : weeks.slice(first)
}

const Charts = ({ weeks }: { weeks: Week[] }) => {
  const labels = weeks.map(({ from }) => dayInJapan(from).slice(5).replace('-', '/'))
  const series = [
    { name: '回答', kind: 'answer' },
    { name: '聞き返し', kind: 'clarify' },
    { name: '未回答', kind: 'escalate' },
    { name: '担当者へ', kind: 'handed' },
    { name: 'お断り', kind: 'refuse' },
  ].map((each) => ({ ...each, values: weeks.map((week) => of(week, each.kind)) }))
  const hours = weeks.map(({ medianResponseMs }) => Math.round(((medianResponseMs ?? 0) / MINUTE_MS / 60) * 10) / 10)
  return (
    <section class="panel" aria-labelledby="weeks-title">
      <div class="panel-head">
        <h2 id="weeks-title">{weeks.length === 1 ? '今週' : `この${weeks.length}週間`}</h2>
        <a href="/console/quality/weeks.csv">CSVで保存</a>
      </div>
      <BarChart id="outcomes" title="質問への対応（件）" unit="件" labels={labels} series={series} />
      <BarChart
        id="response"
        title="相談票への最初の連絡まで（中央値、時間）"
        unit="時間"
        labels={labels}
        series={[{ name: '最初の連絡まで', kind: 'response', values: hours }]}
      />
      <details id="outcomes-table">
        <summary id="response-table">グラフの数値を表で見る</summary>
        <Table label="週ごとの数値" heads={heads} numbers={heads.map((_, n) => n).slice(1)}>
          {weeks.toReversed().map((week) => (
            <tr>
              {rowOf(week).map((value, n) =>
                n === 0 ? (
                  <th scope="row">{value}</th>
                ) : (
                  <td class="number">
                    {n < heads.length - 1
                      ? value
                      : week.medianResponseMs === null
                        ? '—'
                        : lengthInWords(week.medianResponseMs)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </Table>
      </details>
    </section>
  )
}

const turnPage = async (desk: Desk, visit: Visit): Promise<Response> => {
  const turn = await desk.store.turns.get(visit.params['id'] ?? '')
  if (turn === null) return notFound(desk.words)
  await noteReading(desk, visit, `turn:${turn.id}`)
  const lines = await desk.store.outbox.thread(turn.address, LINES_MAX)
  const rating = await desk.store.turns.rating(turn.id)
  return show(desk, visit, {
    title: '会話',
    at: '/console/quality',
    children: (
      <>
        <p>
          <a href="/console/quality">品質へ戻る</a>
        </p>
        <h1>会話</h1>
        <p class="dim">
          {channelName(desk.words.channels, turn.address.channel)}　<Time at={turn.at} />
          {rating ? `　評価：${rating.verdict === 'good' ? '👍' : '👎'} ${rating.reason}` : ''}
        </p>
        <div class="request">
          <section class="panel request-main" aria-labelledby="thread-title">
            <h2 id="thread-title">やりとり</h2>
            <Lines lines={lines} words={desk.words} />
          </section>
          <section class="panel request-side" aria-labelledby="why-title">
            <h2 id="why-title">この質問の判断</h2>
            <p class="pre quote">{turn.question}</p>
            <Why turn={turn} words={desk.words} edition={desk.knowledge.current()} />
          </section>
        </div>
      </>
    ),
  })
}

const since = (now: Date) => new Date(now.getTime() - SINCE_MS)

export const qualityRoutes = (desk: Desk): Route[] => {
  const { store } = desk
  const weeksAt = createWeeks(store)
  return [
    {
      method: 'GET',
      path: '/console/quality',
      role: 'viewer',
      async handle(visit) {
        const sort = visit.url.searchParams.get('sort') === 'frequent' ? 'frequent' : 'newest'
        const questions = grouped(await store.quality.open(since(visit.now), QUESTIONS_MAX), sort)
        const weeks = await weeksAt(visit.now)
        return show(desk, visit, {
          title: '品質',
          at: '/console/quality',
          children: (
            <>
              <h1>品質</h1>
              <Charts weeks={fromFirst(weeks)} />
              <Questions questions={questions} desk={desk} sort={sort} />
            </>
          ),
        })
      },
    },
    {
      method: 'GET',
      path: '/console/quality/questions.csv',
      role: 'operator',
      async handle(visit) {
        await noteReading(desk, visit, 'questions', 'read.list')
        const questions = grouped(await store.quality.open(since(visit.now), QUESTIONS_MAX), 'frequent')
        return csv('questions.csv', [
          ['質問', '件数', '種類', '理由', '窓口', '日時'],
          ...questions.map((asked) => [
            asked.question,
            asked.times,
            why(asked, desk),
            asked.reason,
            channelName(desk.words.channels, asked.channel),
            inJapan(asked.at),
          ]),
        ])
      },
    },
    {
      method: 'GET',
      path: '/console/quality/weeks.csv',
      role: 'viewer',
      async handle(visit) {
        const weeks = await weeksAt(visit.now)
        return csv('weeks.csv', [[...heads.slice(0, -1), '最初の連絡（中央値・分）'], ...weeks.map(rowOf)])
      },
    },
    { method: 'GET', path: '/console/turns/:id', role: 'viewer', handle: (visit) => turnPage(desk, visit) },
  ]
}
