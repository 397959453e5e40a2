import { show } from '../frame.ts'
import { Csrf, Message } from './layout.tsx'
import { OPERATORS_MAX } from '../access/accounts.ts'
import type { Desk } from '../parts.ts'
import { Empty, Table, Time } from './pieces.tsx'
import { type Route, type Visit, withQuery } from '../route.ts'
import type { Child } from 'hono/jsx'

const PAGE_ROWS = 100
const SUBJECT_ROWS_MAX = 500
const AT = '/console/audit'

const auditPage = async (desk: Desk, visit: Visit, verified: Child = null): Promise<Response> => {
  const { store, room } = desk
  const subject = (visit.url.searchParams.get('subject') ?? '').slice(0, 200)
  const before = Number(visit.url.searchParams.get('before') ?? '')
  const entries =
    subject === ''
      ? await store.audit.page(Number.isSafeInteger(before) && before > 0 ? before : null, PAGE_ROWS)
      : (await store.audit.of(subject, SUBJECT_ROWS_MAX)).toReversed()
  const names = new Map((await store.operators.all(OPERATORS_MAX)).map(({ id, name }) => [id, name]))
  const last = entries.at(-1)?.seq ?? 0
  const body = (
    <>
      <h1>監査の記録</h1>
      {verified}
      <form method="post" action="/console/audit/verify">
        <Csrf token={visit.csrf} />
        <button class="button" type="submit">
          改ざんがないか確かめる
        </button>
      </form>
      {subject === '' ? null : (
        <p>
          <code>{subject}</code> の記録 <a href={AT}>すべてを表示</a>
        </p>
      )}
      {entries.length === 0 ? (
        <Empty>記録はありません。</Empty>
      ) : (
        <Table label="監査の記録" heads={['番号', '日時', '操作', '対象', '行った人', '詳細']}>
          {entries.map(({ seq, at, act, subject: about, actor, detail, hash }) => (
            <tr>
              <th scope="row" class="number" title={hash}>
                {seq}
              </th>
              <td class="nowrap">
                <Time at={at} />
              </td>
              <td>{room.actLabel(act)}</td>
              <td>
                <a href={withQuery(AT, { subject: about })}>{about}</a>
              </td>
              <td>{names.get(actor) ?? (actor === 'person' ? '相談者' : actor)}</td>
              <td class="cell-wide">
                <code class="detail">{JSON.stringify(detail)}</code>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {subject === '' && last > 1 ? (
        <nav class="pages" aria-label="ページ">
          <a href={withQuery(AT, { before: String(last) })}>前の{PAGE_ROWS}件</a>
        </nav>
      ) : null}
    </>
  )
  return show(desk, visit, { title: '監査', at: AT, children: body })
}

export const auditRoutes = (desk: Desk): Route[] => [
  { method: 'GET', path: AT, role: 'supervisor', handle: (visit) => auditPage(desk, visit) },
  {
    // It changes nothing, but walks the whole log: not for a link that anything may follow.
    method: 'POST',
    path: '/console/audit/verify',
    role: 'supervisor',
    async handle(visit) {
      const { entries, fault } = await desk.store.audit.verify()
      const told = fault ? (
        <Message kind="problem">
          {fault.seq}番の記録に問題があります：{fault.why}
        </Message>
      ) : (
        <Message kind="done">{entries}件すべての記録が、つながりを保っています。</Message>
      )
      return auditPage(desk, visit, told)
    },
  },
]
