import type { RequestState } from '../../store/store.ts'
import { mayAs } from '../access/accounts.ts'
import { show } from '../frame.ts'
import type { Desk } from '../parts.ts'
import { type Route, type Visit, withQuery } from '../route.ts'
import {
  filedStates,
  type Looking,
  lookingOf,
  orderLabels,
  orders,
  queryOf,
  SEARCH_CHARACTERS_MAX,
  type View,
  viewLabels,
  views,
} from '../views.ts'
import { fragment } from './layout.tsx'
import { channelName, Select } from './pieces.tsx'
import { Bulk, bulkRoutes } from './queue-bulk.tsx'
import { queueCsv } from './queue-csv.ts'
import { loadRows, Rows } from './queue-rows.tsx'
import { SavedViews, savedViewRoutes, savedViews } from './saved-views.tsx'

const TAGS_SHOWN_MAX = 50

const Filters = ({ desk, looking, tags }: { desk: Desk; looking: Looking; tags: string[] }) => {
  const { room, words } = desk
  const channels = desk.channels().map(({ name }) => ({ value: name, label: channelName(words.channels, name) }))
  return (
    <form method="get" action="/console" class="filters" role="search" aria-label="相談票の検索">
      <input type="hidden" name="view" value={looking.view} />
      <div class="field field-grow">
        <label for="s-q">検索（番号・団体・お名前・内容。かな・カナは同じに扱います）</label>
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
      {tags.length === 0 && looking.tag === '' ? null : (
        <Select
          name="tag"
          label="タグ"
          value={looking.tag}
          none="すべて"
          options={[...new Set([...tags, looking.tag])].filter(Boolean).map((value) => ({ value, label: value }))}
        />
      )}
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

const queuePage = async (desk: Desk, visit: Visit): Promise<Response> => {
  const looking = lookingOf(visit.url.searchParams)
  const found = await loadRows(desk, visit, looking)
  const counts = await countsOf(desk, visit.now)
  const tags = await desk.store.requests.tags(TAGS_SHOWN_MAX)
  const saved = await savedViews(desk, visit)
  const bulk = await Bulk({ desk, visit })
  const children = (
    <>
      <h1>受付</h1>
      <Tabs looking={looking} counts={counts} />
      <Filters desk={desk} looking={looking} tags={tags} />
      <SavedViews views={saved} visit={visit} />
      <Rows desk={desk} visit={visit} looking={looking} found={found} />
      {found.rows.length === 0 ? null : bulk}
      <datalist id="tags-known">
        {tags.map((tag) => (
          <option value={tag}></option>
        ))}
      </datalist>
      {mayAs(visit.operator.role, 'operator') ? (
        <p>
          <a href={withQuery('/console/queue.csv', queryOf(looking, { after: '' }))}>この一覧をCSVで保存</a>
        </p>
      ) : null}
    </>
  )
  return show(desk, visit, { title: '受付', at: '/console', children })
}

export const queueRoutes = (desk: Desk): Route[] => {
  return [
    {
      method: 'GET',
      path: '/console',
      role: 'viewer',
      handle: (visit) => queuePage(desk, visit),
    },
    { method: 'GET', path: '/console/queue.csv', role: 'operator', handle: (visit) => queueCsv(desk, visit) },
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
    ...bulkRoutes(desk),
    ...savedViewRoutes(desk),
  ]
}
