import { MINUTE_MS } from '../../base/times.ts'
import type { Spend, Week } from '../../store/store.ts'
import type { Desk } from '../parts.ts'
import { withQuery } from '../route.ts'
import { BarChart } from './chart.tsx'
import { channelName, dayInJapan, lengthInWords, Select, Table } from './pieces.tsx'

const HOUR_MINUTES = 60

const of = (week: Week, outcome: string): number => week.outcomes[outcome] ?? 0
const asked = ({ outcomes }: Week): number => Object.values(outcomes).reduce((sum, n) => sum + n, 0)

const columns: { head: string; of: (week: Week) => number }[] = [
  { head: '質問', of: asked },
  { head: '回答', of: (week) => of(week, 'answer') },
  { head: '聞き返し', of: (week) => of(week, 'clarify') },
  { head: '未回答', of: (week) => of(week, 'escalate') },
  { head: '担当者へ', of: (week) => of(week, 'handed') },
  { head: 'お断り', of: (week) => of(week, 'refuse') },
  { head: '終了・旧の資料', of: ({ outdated }) => outdated },
  { head: '👍', of: ({ good }) => good },
  { head: '👎', of: ({ bad }) => bad },
  { head: '相談票', of: ({ submitted }) => submitted },
]
const waits: { head: string; of: (week: Week) => number | null }[] = [
  { head: '最初の連絡（中央値）', of: ({ medianResponseMs }) => medianResponseMs },
  { head: '最初の連絡（9割がこの時間まで）', of: ({ ninthResponseMs }) => ninthResponseMs },
]
const heads = ['週（月曜から）', ...columns.map(({ head }) => head), ...waits.map(({ head }) => head)]

/** The numbers of a file; waits are in minutes there. */
export const weekRows = (weeks: readonly Week[]): (string | number)[][] => [
  ['週（月曜から）', ...columns.map(({ head }) => head), ...waits.map(({ head }) => `${head}・分`)],
  ...weeks.map((week) => [
    dayInJapan(week.from),
    ...columns.map((column) => column.of(week)),
    ...waits.map((wait) => {
      const ms = wait.of(week)
      return ms === null ? '' : Math.round(ms / MINUTE_MS)
    }),
  ]),
]

/** A chart begins where something happened; empty weeks before that say nothing. */
const fromFirst = (weeks: Week[]): Week[] => {
  const first = weeks.findIndex((week) => week.submitted + week.good + week.bad + asked(week) > 0)
  return first === -1 ? weeks.slice(-1) : weeks.slice(first)
}

const Channels = ({ desk, channel }: { desk: Desk; channel: string }) => (
  <form method="get" action="/console/quality" class="filters" aria-label="窓口で絞り込む">
    <Select
      name="channel"
      label="窓口"
      value={channel}
      none="すべて"
      options={desk.channels().map(({ name }) => ({ value: name, label: channelName(desk.words.channels, name) }))}
    />
    <button class="button" type="submit">
      絞り込む
    </button>
  </form>
)

const Numbers = ({ weeks }: { weeks: Week[] }) => (
  <details id="outcomes-table">
    <summary id="response-table">グラフの数値を表で見る</summary>
    <Table label="週ごとの数値" heads={heads} numbers={heads.map((_, n) => n).slice(1)}>
      {weeks.toReversed().map((week) => (
        <tr>
          <th scope="row">{dayInJapan(week.from)}</th>
          {columns.map((column) => (
            <td class="number">{column.of(week)}</td>
          ))}
          {waits.map((wait) => {
            const ms = wait.of(week)
            return <td class="number">{ms === null ? '—' : lengthInWords(ms)}</td>
          })}
        </tr>
      ))}
    </Table>
  </details>
)

const hours = (ms: number | null): number => Math.round(((ms ?? 0) / MINUTE_MS / HOUR_MINUTES) * 10) / 10

/** How the weeks went, of one channel or of all. */
export const Weeks = ({ weeks: all, desk, channel }: { weeks: Week[]; desk: Desk; channel: string }) => {
  const weeks = fromFirst(all)
  const labels = weeks.map(({ from }) => dayInJapan(from).slice(5).replace('-', '/'))
  const series = [
    { name: '回答', kind: 'answer' },
    { name: '聞き返し', kind: 'clarify' },
    { name: '未回答', kind: 'escalate' },
    { name: '担当者へ', kind: 'handed' },
    { name: 'お断り', kind: 'refuse' },
  ].map((each) => ({ ...each, values: weeks.map((week) => of(week, each.kind)) }))
  return (
    <section class="panel" aria-labelledby="weeks-title">
      <div class="panel-head">
        <h2 id="weeks-title">{weeks.length === 1 ? '今週' : `この${weeks.length}週間`}</h2>
        <a href={withQuery('/console/quality/weeks.csv', { channel })}>週ごとの数値をCSVで保存</a>
      </div>
      <Channels desk={desk} channel={channel} />
      <BarChart id="outcomes" title="質問への対応（件）" unit="件" labels={labels} series={series} />
      <BarChart
        id="response"
        title="相談票への最初の連絡まで（中央値、時間）"
        unit="時間"
        labels={labels}
        series={[
          {
            name: '最初の連絡まで',
            kind: 'response',
            values: weeks.map(({ medianResponseMs }) => hours(medianResponseMs)),
          },
        ]}
      />
      <Numbers weeks={weeks} />
    </section>
  )
}

const MILLION = 1_000_000

/** What the model cost in the last weeks; nothing where none was used. */
export const Cost = ({ spend, yenIn, yenOut }: { spend: Spend; yenIn: number; yenOut: number }) => {
  if (spend.calls === 0) return null
  const yen = Math.ceil((spend.tokensIn * yenIn + spend.tokensOut * yenOut) / MILLION)
  return (
    <section class="panel" aria-labelledby="cost-title">
      <h2 id="cost-title">生成AIの費用の目安（28日間）</h2>
      <p>
        {yenIn + yenOut === 0 ? (
          <>
            <a href="/console/settings">「設定」</a>で料金を入れると、費用の目安が出ます。
          </>
        ) : (
          <strong class="figure">約{yen.toLocaleString('ja-JP')}円</strong>
        )}
      </p>
      <p class="dim">
        呼び出し {spend.calls.toLocaleString('ja-JP')}回・入力 {spend.tokensIn.toLocaleString('ja-JP')}トークン・出力{' '}
        {spend.tokensOut.toLocaleString('ja-JP')}トークン
      </p>
    </section>
  )
}
