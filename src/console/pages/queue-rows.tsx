import type { Present, RequestLook } from '../../store/store.ts'
import { mayAs } from '../access/accounts.ts'
import type { Desk } from '../parts.ts'
import { type Visit, withQuery } from '../route.ts'
import { filterOf, type Looking, type Order, PAGE_ROWS, queryOf } from '../views.ts'
import { channelName, Clock, Empty, lengthInWords, Tag } from './pieces.tsx'

/** Someone who was there this long ago still is. */
const PRESENT_MS = 20_000
const PRESENT_MAX = 200
/** The form that the boxes of the list belong to, wherever it stands in the page. */
export const BULK_FORM = 'bulk'

export const loadRows = async (desk: Desk, visit: Visit, looking: Looking) => {
  const { filter, sort } = filterOf(looking, visit.operator.id, visit.now)
  const found = await desk.store.requests.list(filter, sort, looking.after || null, PAGE_ROWS)
  const present = await desk.store.workplace.presentAnywhere(new Date(visit.now.getTime() - PRESENT_MS), PRESENT_MAX)
  const here = new Map<string, Present[]>()
  for (const each of present) {
    if (each.operator !== visit.operator.id) here.set(each.request, [...(here.get(each.request) ?? []), each])
  }
  return { ...found, here, sort }
}

export type FoundRows = Awaited<ReturnType<typeof loadRows>>

const Row = (given: { request: RequestLook; desk: Desk; now: Date; here: Present[]; chooses: boolean }) => {
  const { request, desk, now, here } = given
  const { room, words } = desk
  const since = request.submittedAt ?? request.createdAt
  const number = request.number ?? '番号なし'
  return (
    <tr>
      {given.chooses ? (
        <td class="cell-choose">
          <input
            type="checkbox"
            name="request"
            form={BULK_FORM}
            value={`${request.id}:${request.version}`}
            data-choose={request.id}
            aria-label={`${number} を選ぶ`}
          />
        </td>
      ) : null}
      <th scope="row">
        <a href={`/console/requests/${request.id}`} class="request-link">
          {number}
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
        {request.tags.map((tag) => (
          <>
            <a class="label" href={withQuery('/console', { view: 'all', tag })}>
              {tag}
            </a>{' '}
          </>
        ))}
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

/** The order that a press on a head asks for; pressed again, the other way round where there is one. */
const heads: { label: string; order?: Order; again?: Order }[] = [
  { label: '受付番号', order: 'newest', again: 'oldest' },
  { label: '期限', order: 'due' },
  { label: '状態' },
  { label: '団体・内容' },
  { label: '分野' },
  { label: '都道府県' },
  { label: '窓口' },
  { label: '担当' },
  { label: '経過', order: 'oldest', again: 'newest' },
]

const ascending: Record<Order, boolean> = { due: true, oldest: true, newest: false, updated: false }

const Head = ({ head, sort, looking }: { head: (typeof heads)[number]; sort: Order; looking: Looking }) => {
  const { label, order, again } = head
  if (order === undefined) return <th scope="col">{label}</th>
  const isSorted = sort === order || (label === '受付番号' && sort === again)
  const next = sort === order && again !== undefined ? again : order
  const sorted = isSorted ? { 'aria-sort': ascending[sort] ? ('ascending' as const) : ('descending' as const) } : {}
  return (
    <th scope="col" {...sorted}>
      <a class="sort" href={withQuery('/console', queryOf(looking, { order: next, after: '' }))}>
        {label}
        {isSorted ? <span aria-hidden="true">{ascending[sort] ? ' ▲' : ' ▼'}</span> : null}
      </a>
    </th>
  )
}

export const Rows = ({
  desk,
  visit,
  looking,
  found,
}: {
  desk: Desk
  visit: Visit
  looking: Looking
  found: FoundRows
}) => {
  const chooses = mayAs(visit.operator.role, 'operator')
  return (
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
                {chooses ? (
                  <td class="cell-choose">
                    <input type="checkbox" data-choose-all="" aria-label="表示中のすべてを選ぶ" hidden />
                  </td>
                ) : null}
                {heads.map((head) => (
                  <Head head={head} sort={found.sort} looking={looking} />
                ))}
              </tr>
            </thead>
            <tbody>
              {found.rows.map((request) => (
                <Row
                  request={request}
                  desk={desk}
                  now={visit.now}
                  here={found.here.get(request.id) ?? []}
                  chooses={chooses}
                />
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
}
