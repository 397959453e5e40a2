import type { Present, RequestLook, RequestState, Store } from '../../store/store.ts'
import { mayAs } from '../access/accounts.ts'
import { csv } from '../csv.ts'
import { show } from '../frame.ts'
import { fragment } from './layout.tsx'
import type { Desk } from '../parts.ts'
import { noteReading } from '../reading.ts'
import { channelName, Clock, Empty, inJapan, lengthInWords, Select, Tag } from './pieces.tsx'
import { type Route, type Visit, withQuery } from '../route.ts'
import {
  filedStates,
  filterOf,
  type Looking,
  lookingOf,
  orderLabels,
  orders,
  SEARCH_CHARACTERS_MAX,
  type View,
  viewLabels,
  views,
} from '../views.ts'

const PAGE_ROWS = 50
/** Someone who was there this long ago still is. */
const PRESENT_MS = 20_000
const PRESENT_MAX = 200

const queryOf = (looking: Looking, change: Partial<Looking> = {}): Record<string, string> => {
  const { text, ...rest } = { ...looking, ...change }
  return { ...rest, q: text, view: rest.view }
}

const Row = (given: { request: RequestLook; desk: Desk; now: Date; here: Present[] }) => {
  const { request, desk, now, here } = given
  const { room, words } = desk
  const since = request.submittedAt ?? request.createdAt
  return (
    <tr>
      <th scope="row">
        <a href={`/console/requests/${request.id}`} class="request-link">
          {request.number ?? '番号なし'}
        </a>
      </th>
      <td>
        <Clock request={request} now={now} />
      </td>
      <td>
        <Tag kind={request.state}>{room.stateLabel(request.state)}</Tag>
      </td>
      <td class="cell-wide">
        <span class="organisation">{request.organisation || '（消去済み）'}</span>
        <span class="summary">{request.summary}</span>
        {here.length > 0 ? (
          <span class="presence">
            {here.map(({ name, typingAt }) => `${name}さんが${typingAt ? '入力中' : '閲覧中'}`).join('、')}
          </span>
        ) : null}
      </td>
      <td>{request.topics.map((topic) => room.shown('topics', topic)).join('・')}</td>
      <td>{request.prefecture}</td>
      <td>{channelName(words.channels, request.address.channel)}</td>
      <td>{request.ownerName ?? <span class="dim">未定</span>}</td>
      <td>
        <time datetime={since.toISOString()}>{lengthInWords(now.getTime() - since.getTime())}</time>
      </td>
    </tr>
  )
}

const heads = ['受付番号', '期限', '状態', '団体・内容', '分野', '都道府県', '窓口', '担当', '経過']

const loadRows = async (desk: Desk, visit: Visit, looking: Looking) => {
  const { filter, sort } = filterOf(looking, visit.operator.id, visit.now)
  const found = await desk.store.requests.list(filter, sort, looking.after || null, PAGE_ROWS)
  const present = await desk.store.workplace.presentAnywhere(new Date(visit.now.getTime() - PRESENT_MS), PRESENT_MAX)
  const here = new Map<string, Present[]>()
  for (const each of present) {
    if (each.operator !== visit.operator.id) here.set(each.request, [...(here.get(each.request) ?? []), each])
  }
  return { ...found, here }
}

const Rows = ({
  desk,
  visit,
  looking,
  found,
}: {
  desk: Desk
  visit: Visit
  looking: Looking
  found: Awaited<ReturnType<typeof loadRows>>
}) => (
  <div
    id="rows"
    hx-get={withQuery('/console/queue', queryOf(looking))}
    hx-trigger="every 5s"
    hx-swap="outerHTML"
    data-keep-focus=""
  >
    {found.rows.length === 0 ? (
      <Empty>この条件に合う相談票はありません。</Empty>
    ) : (
      <div class="table-frame" tabindex={0} role="region" aria-label="相談票の一覧">
        <table class="queue">
          <thead>
            <tr>
              {heads.map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.rows.map((request) => (
              <Row request={request} desk={desk} now={visit.now} here={found.here.get(request.id) ?? []} />
            ))}
          </tbody>
        </table>
      </div>
    )}
    <nav class="pages" aria-label="ページ">
      {looking.after === '' ? null : <a href={withQuery('/console', queryOf(looking, { after: '' }))}>先頭へ</a>}
      {found.next === null ? null : (
        <a href={withQuery('/console', queryOf(looking, { after: found.next }))}>次の{PAGE_ROWS}件</a>
      )}
    </nav>
  </div>
)

const Filters = ({ desk, looking }: { desk: Desk; looking: Looking }) => {
  const { room, words } = desk
  const channels = desk.channels().map(({ name }) => ({ value: name, label: channelName(words.channels, name) }))
  return (
    <form method="get" action="/console" class="filters" role="search" aria-label="相談票の検索">
      <input type="hidden" name="view" value={looking.view} />
      <div class="field field-grow">
        <label for="s-q">検索（番号・団体・担当者名・内容）</label>
        <input id="s-q" name="q" type="search" value={looking.text} maxlength={SEARCH_CHARACTERS_MAX} />
      </div>
      <Select
        name="state"
        label="状態"
        value={looking.state}
        none="すべて"
        options={filedStates.map((value: RequestState) => ({ value, label: room.stateLabel(value) }))}
      />
      <Select name="topic" label="分野" value={looking.topic} none="すべて" options={room.options('topics')} />
      <Select
        name="prefecture"
        label="都道府県"
        value={looking.prefecture}
        none="すべて"
        options={room.options('prefecture')}
      />
      <Select name="channel" label="窓口" value={looking.channel} none="すべて" options={channels} />
      <Select
        name="order"
        label="並び順"
        value={looking.order}
        none="おすすめ"
        options={orders.map((value) => ({ value, label: orderLabels[value] }))}
      />
      <button class="button" type="submit">
        絞り込む
      </button>
    </form>
  )
}

/** How many wait under a tab; refreshed with the rows, wherever it stands in the page. */
const Count = ({ view, n, again }: { view: View; n: number; again?: boolean }) => (
  <span class="count" id={`count-${view}`} {...(again ? { 'hx-swap-oob': 'true' } : {})}>
    {n}
  </span>
)

const countsOf = async ({ store }: Desk, now: Date): Promise<Partial<Record<View, number>>> => {
  const states = await store.requests.counts()
  return {
    new: (states.submitted ?? 0) + (states.informed ?? 0),
    waiting: states.asked ?? 0,
    overdue: await store.requests.overdue(now),
  }
}

const Tabs = ({ looking, counts }: { looking: Looking; counts: Partial<Record<View, number>> }) => (
  <nav class="tabs" aria-label="受付の切り替え">
    <ul>
      {views.map((view) => (
        <li>
          <a
            href={withQuery('/console', queryOf(looking, { view, after: '', state: '' }))}
            {...(view === looking.view ? { 'aria-current': 'page' } : {})}
          >
            {viewLabels[view]}
            {counts[view] === undefined ? null : <Count view={view} n={counts[view]} />}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

/** As many as one file holds; a longer list is narrowed first. */
const CSV_ROWS_MAX = 5_000
const csvHeads = ['受付番号', '状態', '受付', '期限', '団体', '概要', '分野', '都道府県', '窓口', '担当', '完了']

/** The requests that are looked at, as a spreadsheet takes them. */
const csvOf = async (desk: Desk, visit: Visit): Promise<Response> => {
  const { room, words, store } = desk
  await noteReading(desk, visit, 'requests', 'read.list')
  const { filter, sort } = filterOf(lookingOf(visit.url.searchParams), visit.operator.id, visit.now)
  const rows: (string | number)[][] = []
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<Store['requests']['list']>> = await store.requests.list(
      filter,
      sort,
      after,
      PAGE_ROWS,
    )
    for (const each of page.rows) {
      rows.push([
        each.number ?? '',
        room.stateLabel(each.state),
        each.submittedAt === null ? '' : inJapan(each.submittedAt),
        each.dueAt === null ? '' : inJapan(each.dueAt),
        each.organisation,
        each.summary,
        each.topics.map((topic) => room.shown('topics', topic)).join('・'),
        each.prefecture,
        channelName(words.channels, each.address.channel),
        each.ownerName ?? '',
        each.closedAt === null ? '' : inJapan(each.closedAt),
      ])
    }
    after = page.next
  } while (after !== null && rows.length < CSV_ROWS_MAX)
  return csv('requests.csv', [csvHeads, ...rows])
}

export const queueRoutes = (desk: Desk): Route[] => {
  return [
    {
      method: 'GET',
      path: '/console',
      role: 'viewer',
      async handle(visit) {
        const looking = lookingOf(visit.url.searchParams)
        const found = await loadRows(desk, visit, looking)
        const counts = await countsOf(desk, visit.now)
        return show(desk, visit, {
          title: '受付',
          at: '/console',
          children: (
            <>
              <h1>受付</h1>
              <Tabs looking={looking} counts={counts} />
              <Filters desk={desk} looking={looking} />
              <Rows desk={desk} visit={visit} looking={looking} found={found} />
              {mayAs(visit.operator.role, 'operator') ? (
                <p>
                  <a href={withQuery('/console/queue.csv', queryOf(looking, { after: '' }))}>この一覧をCSVで保存</a>
                </p>
              ) : null}
            </>
          ),
        })
      },
    },
    { method: 'GET', path: '/console/queue.csv', role: 'operator', handle: (visit) => csvOf(desk, visit) },
    {
      method: 'GET',
      path: '/console/queue',
      role: 'viewer',
      async handle(visit) {
        const looking = lookingOf(visit.url.searchParams)
        const found = await loadRows(desk, visit, looking)
        const counts = await countsOf(desk, visit.now)
        return fragment(
          <>
            <Rows desk={desk} visit={visit} looking={looking} found={found} />
            {views.map((view) => {
              const n = counts[view]
              return n === undefined ? null : <Count view={view} n={n} again={true} />
            })}
          </>,
        )
      },
    },
  ]
}
