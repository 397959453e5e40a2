import { DAY_MS } from '../../base/times.ts'
import type { Child } from 'hono/jsx'
import type { AuditEntry, AuditFilter } from '../../store/store.ts'
import { OPERATORS_MAX } from '../access/accounts.ts'
import { csv } from '../csv.ts'
import { show } from '../frame.ts'
import type { Desk } from '../parts.ts'
import { noteReading } from '../reading.ts'
import { type Route, type Visit, withQuery } from '../route.ts'
import { Csrf, Message } from './layout.tsx'
import { detailInWords, namesIn, subjectInWords } from './audit-words.ts'
import { Empty, Select, Table, TimeCell } from './pieces.tsx'

const PAGE_ROWS = 100
const SUBJECT_ROWS_MAX = 500
const CSV_ROWS_MAX = 10_000
const AT = '/console/audit'

/** Who acts without being an operator. */
const OTHERS: Record<string, string> = {
  person: '相談者',
  system: 'システム',
  dispatcher: 'システム（送付）',
  reminders: 'システム（期限）',
  'command-line': 'サーバーでの操作',
}

/** A day in Japan as the moment at which it begins. */
const dayAt = (text: string | null): Date | undefined => {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/u.test(text)) return undefined
  const at = new Date(`${text}T00:00:00+09:00`)
  return Number.isNaN(at.getTime()) ? undefined : at
}

interface Looked {
  values: Record<'act' | 'actor' | 'from' | 'to', string>
  filter: AuditFilter
}

const lookedFor = ({ url }: Pick<Visit, 'url'>): Looked => {
  const text = (name: string) => (url.searchParams.get(name) ?? '').slice(0, 200)
  const values = { act: text('act'), actor: text('actor'), from: text('from'), to: text('to') }
  const [from, to] = [dayAt(values.from), dayAt(values.to)]
  const filter: AuditFilter = {
    ...(values.act === '' ? {} : { act: values.act }),
    ...(values.actor === '' ? {} : { actor: values.actor }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to: new Date(to.getTime() + DAY_MS) }),
  }
  return { values, filter }
}

/** Entries in words: who did what to which request. */
const inWords = async (desk: Desk, entries: readonly AuditEntry[]) => {
  const { store, room } = desk
  const names = new Map((await store.operators.all(OPERATORS_MAX)).map(({ id, name }) => [id, name]))
  const named = await namesIn(desk, entries, names)
  return {
    names,
    rows: entries.map((entry) => ({
      ...entry,
      what: room.actLabel(entry.act),
      about: subjectInWords(entry.subject, named, desk),
      told: detailInWords(entry.detail, named, desk),
      who: names.get(entry.actor) ?? OTHERS[entry.actor] ?? entry.actor,
    })),
  }
}

const Search = ({ desk, looked, names }: { desk: Desk; looked: Looked; names: ReadonlyMap<string, string> }) => {
  const { values } = looked
  const acts = desk.room.actNames().map((act) => ({ value: act, label: desk.room.actLabel(act) }))
  const actors = [...names, ...Object.entries(OTHERS)].map(([value, label]) => ({ value, label }))
  const all = { value: '', label: 'すべて' }
  return (
    <form method="get" action={AT} class="row">
      <div class="field">
        <label for="a-number">受付番号</label>
        <input id="a-number" name="number" maxlength={40} placeholder="TW-2026-00001" autocomplete="off" />
      </div>
      <Select name="act" label="操作" value={values.act} options={[all, ...acts]} />
      <Select name="actor" label="行った人" value={values.actor} options={[all, ...actors]} />
      {(['from', 'to'] as const).map((name) => (
        <div class="field">
          <label for={`a-${name}`}>{name === 'from' ? 'この日から' : 'この日まで'}</label>
          <input id={`a-${name}`} type="date" name={name} value={values[name]} />
        </div>
      ))}
      <button class="button" type="submit">
        絞り込む
      </button>
      <a class="button" href={withQuery(`${AT}.csv`, values)}>
        CSV
      </a>
    </form>
  )
}

/** What alone is looked at: by its own name, or a request by its number. Empty: everything. */
const subjectOf = async ({ store }: Desk, { url }: Visit): Promise<string> => {
  const number = (url.searchParams.get('number') ?? '').normalize('NFKC').trim().toUpperCase().slice(0, 40)
  const request = number === '' ? null : await store.requests.byNumber(number)
  if (number !== '') return request?.id ?? number
  return (url.searchParams.get('subject') ?? '').slice(0, 200)
}

const auditPage = async (desk: Desk, visit: Visit, verified: Child = null): Promise<Response> => {
  const { store } = desk
  const subject = await subjectOf(desk, visit)
  const before = Number(visit.url.searchParams.get('before') ?? '')
  const looked = lookedFor(visit)
  const entries =
    subject === ''
      ? await store.audit.page(Number.isSafeInteger(before) && before > 0 ? before : null, PAGE_ROWS, looked.filter)
      : (await store.audit.of(subject, SUBJECT_ROWS_MAX)).toReversed()
  const { rows, names } = await inWords(desk, entries)
  const last = entries.length === PAGE_ROWS ? (entries.at(-1)?.seq ?? 0) : 0
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
      {subject === '' ? (
        <Search desk={desk} looked={looked} names={names} />
      ) : (
        <p>
          {rows[0]?.about ?? subject} の記録 <a href={AT}>すべてを表示</a>
        </p>
      )}
      {rows.length === 0 ? (
        <Empty>記録はありません。</Empty>
      ) : (
        <Table label="監査の記録" heads={['番号', '日時', '行った人', '操作', '対象', '詳細']}>
          {rows.map(({ seq, at, subject: id, told, hash, what, about, who }) => (
            <tr>
              <th scope="row" class="number" title={hash}>
                {seq}
              </th>
              <TimeCell at={at} />
              <td>{who}</td>
              <td>{what}</td>
              <td>
                <a href={withQuery(AT, { subject: id })}>{about}</a>
              </td>
              <td class="cell-wide">{told}</td>
            </tr>
          ))}
        </Table>
      )}
      {subject === '' && last > 1 ? (
        <nav class="pages" aria-label="ページ">
          <a href={withQuery(AT, { ...looked.values, before: String(last) })}>前の{PAGE_ROWS}件</a>
        </nav>
      ) : null}
    </>
  )
  return show(desk, visit, { title: '監査', at: AT, children: body })
}

const auditCsv = async (desk: Desk, visit: Visit): Promise<Response> => {
  await noteReading(desk, visit, 'audit', 'read.list')
  const entries = await desk.store.audit.page(null, CSV_ROWS_MAX, lookedFor(visit).filter)
  const { rows } = await inWords(desk, entries)
  return csv('audit.csv', [
    ['番号', '日時', '行った人', '操作', '対象', '詳細', '記録のまま', '照合値'],
    ...rows.map(({ seq, at, who, what, about, told, detail, hash }) => [
      seq,
      at.toISOString(),
      who,
      what,
      about,
      told,
      JSON.stringify(detail),
      hash,
    ]),
  ])
}

export const auditRoutes = (desk: Desk): Route[] => [
  { method: 'GET', path: AT, role: 'supervisor', handle: (visit) => auditPage(desk, visit) },
  { method: 'GET', path: `${AT}.csv`, role: 'supervisor', handle: (visit) => auditCsv(desk, visit) },
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
