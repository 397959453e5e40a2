import { DAY_MS } from '../../base/times.ts'
import type { RequestLook, Week } from '../../store/store.ts'
import { fill } from '../../base/words.ts'
import { mayAs } from '../access/accounts.ts'
import { show } from '../frame.ts'
import { FirstSteps } from './first-steps.tsx'
import { fragment, Message, Waiting as WaitingSign } from './layout.tsx'
import type { Desk } from '../parts.ts'
import { unsentOf } from '../acts/reply-drafts.ts'
import type { Route, Visit } from '../route.ts'
import { filterOf, lookingOf, type View } from '../views.ts'
import { mondayOf } from '../weeks.ts'
import { Clock, Empty, lengthInWords, Tag } from './pieces.tsx'

/** As many of a kind as one reads at a glance; the rest is a press away. */
const ROWS_SHOWN = 5
const WEEK_MS = 7 * DAY_MS

const Waiting = (given: {
  view: View
  title: string
  none: string
  rows: RequestLook[]
  more: boolean
  desk: Desk
  now: Date
}) => {
  const { view, title, rows, desk, now } = given
  return (
    <section class="panel" aria-labelledby={`home-${view}`}>
      <h2 id={`home-${view}`}>{title}</h2>
      {rows.length === 0 ? (
        <Empty>{given.none}</Empty>
      ) : (
        <ul class="home-list">
          {rows.map((request) => (
            <li>
              <a href={`/console/requests/${request.id}`}>{request.number ?? '番号なし'}</a>{' '}
              <Clock request={request} now={now} />{' '}
              <Tag kind={request.state}>{desk.room.stateLabel(request.state)}</Tag>{' '}
              <span class="organisation">{request.organisation || '（消去済み）'}</span>
            </li>
          ))}
        </ul>
      )}
      {given.more ? (
        <p>
          <a href={`/console?view=${view}`}>
            すべて見る<span class="hidden">（{title}）</span>
          </a>
        </p>
      ) : null}
    </section>
  )
}

/** Replies that were begun and not sent. */
const Unsent = async ({ desk, visit }: { desk: Desk; visit: Visit }) => {
  const found = await Promise.all((await unsentOf(desk, visit)).map((id) => desk.store.requests.get(id)))
  const requests = found.filter((request) => request !== null)
  if (requests.length === 0) return null
  return (
    <section class="panel" aria-labelledby="home-unsent">
      <h2 id="home-unsent">書きかけの返信・メモ</h2>
      <ul class="home-list">
        {requests.map(({ id, number, organisation }) => (
          <li>
            <a href={`/console/requests/${id}#compose`}>{number ?? '番号なし'}</a>{' '}
            <span class="organisation">{organisation}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What came in or was to go out, and did not in any number of tries: it waits for a person. */
const Stuck = async ({ store }: Desk) => {
  const [arrivals, inbox, outbox, dispatches] = await Promise.all([
    store.arrivals.countAside(),
    store.inbox.counts(),
    store.outbox.counts(),
    store.dispatches.counts(),
  ])
  const n = arrivals + inbox.dead + outbox.dead + dispatches.dead
  return n === 0 ? null : (
    <Message kind="problem">
      受け取れなかった、または送れなかったものが{n}件あります。<a href="/console/operations">「運用」で確かめる</a>
    </Message>
  )
}

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((all, n) => all + n, 0)

const ThisWeek = ({ week }: { week: Week }) => {
  const numbers: [string, string][] = [
    ['質問', `${sum(week.outcomes)}件`],
    ['回答', `${week.outcomes['answer'] ?? 0}件`],
    ['答えられなかったもの', `${week.outcomes['escalate'] ?? 0}件`],
    ['担当者につないだもの', `${week.outcomes['handed'] ?? 0}件`],
    ['受け付けた相談票', `${week.submitted}件`],
    ['最初の連絡をしたもの', `${week.responded}件`],
    ['最初の連絡まで（中央値）', week.medianResponseMs === null ? '—' : lengthInWords(week.medianResponseMs)],
    ['役に立った／立たなかった', `${week.good}件／${week.bad}件`],
  ]
  return (
    <section class="panel" aria-labelledby="home-week">
      <h2 id="home-week">今週のようす</h2>
      <dl class="facts">
        {numbers.map(([term, value]) => (
          <div>
            <dt>{term}</dt>
            <dd class="figure">{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a href="/console/quality">品質のページで詳しく見る</a>
      </p>
    </section>
  )
}

const panels: { view: View; title: string; none: string }[] = [
  { view: 'overdue', title: '期限を過ぎているもの', none: '期限を過ぎた相談票はありません。' },
  { view: 'mine', title: '自分が担当しているもの', none: '担当している相談票はありません。' },
  { view: 'new', title: '新しく届いたもの', none: '新しい相談票はありません。' },
  { view: 'waiting', title: '相談者の回答を待っているもの', none: '回答待ちの相談票はありません。' },
]

/** Where a day begins: what is late, what is mine, what is new, and how the week goes. */
export const homeRoutes = (desk: Desk): Route[] => [
  {
    method: 'GET',
    path: '/console/waiting',
    role: 'viewer',
    async handle(visit) {
      const { filter } = filterOf(lookingOf(new URLSearchParams({ view: 'new' })), visit.operator.id, visit.now)
      const [newest] = (await desk.store.requests.list(filter, 'newest', null, 1)).rows
      const states = await desk.store.requests.counts()
      const n = (states.submitted ?? 0) + (states.informed ?? 0)
      const words = fill(desk.words.notify.desktop, { n: String(n) })
      return fragment(<WaitingSign waiting={{ n, newest: newest?.seq ?? 0, words }} />)
    },
  },
  {
    method: 'GET',
    path: '/console/home',
    role: 'viewer',
    async handle(visit) {
      const { now, operator } = visit
      const monday = mondayOf(now)
      const week = await desk.store.quality.week(monday, new Date(monday.getTime() + WEEK_MS))
      const found = await Promise.all(
        panels.map(async (panel) => {
          const { filter, sort } = filterOf(lookingOf(new URLSearchParams({ view: panel.view })), operator.id, now)
          const { rows, next } = await desk.store.requests.list(filter, sort, null, ROWS_SHOWN)
          return { ...panel, rows, more: next !== null }
        }),
      )
      const steps = mayAs(operator.role, 'supervisor') ? await desk.firstSteps() : []
      const unsent = await Unsent({ desk, visit })
      const stuck = await Stuck(desk)
      return show(desk, visit, {
        title: 'ホーム',
        at: '/console/home',
        children: (
          <>
            <h1>{operator.name}さんのきょうの仕事</h1>
            {stuck}
            <FirstSteps steps={steps} desk={desk} />
            {unsent}
            <div class="two">
              {found.map((panel) => (
                <Waiting {...panel} desk={desk} now={now} />
              ))}
            </div>
            <ThisWeek week={week} />
          </>
        ),
      })
    },
  },
]
