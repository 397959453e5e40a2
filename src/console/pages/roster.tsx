import type { TeleworkManager } from '../../store/store.ts'
import { mayAs } from '../access/accounts.ts'
import { show } from '../frame.ts'
import { Csrf } from './layout.tsx'
import type { Desk } from '../parts.ts'
import { dayInJapan, Empty, Presses, Table, Tag } from './pieces.tsx'
import { type Form, type Route, seeOther, type Visit } from '../route.ts'
import { mondayOf } from '../weeks.ts'

const ROSTER_MAX = 1_000
const AT = '/console/roster'
const CAPACITY = 3

const listOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .split(/[\s,、]+/u)
    .filter((part) => part !== '')

const absencesOf = (text: string): TeleworkManager['absences'] =>
  text
    .normalize('NFKC')
    .split(/[\n,、]+/u)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [from = '', to] = line.split(/[〜~]/u).map((part) => part.trim())
      return { from, to: to ?? from }
    })

const managerOf = (form: Form, id: string): TeleworkManager => ({
  id,
  name: form.text('name').trim(),
  email: form.text('email').normalize('NFKC').trim(),
  topics: form.all('topics'),
  industries: listOf(form.text('industries')),
  regions: form.all('regions').filter((region) => region !== ''),
  modes: form.all('modes'),
  weeklyCapacity: Number(form.text('weeklyCapacity').normalize('NFKC')),
  absences: absencesOf(form.text('absences')),
  active: form.text('active') === '1',
  note: form.text('note').trim(),
})

const empty: TeleworkManager = {
  id: '',
  name: '',
  email: '',
  topics: [],
  industries: [],
  regions: [],
  modes: ['web', 'phone'],
  weeklyCapacity: CAPACITY,
  absences: [],
  active: true,
  note: '',
}

const Checks = (given: {
  name: string
  legend: string
  values: readonly string[]
  options: readonly { value: string; label: string }[]
}) => (
  <fieldset class="choices choices-row">
    <legend>{given.legend}</legend>
    {given.options.map(({ value, label }) => (
      <div class="choice">
        <input
          type="checkbox"
          id={`${given.name}-${value}`}
          name={given.name}
          value={value}
          checked={given.values.includes(value)}
        />
        <label for={`${given.name}-${value}`}>{label}</label>
      </div>
    ))}
  </fieldset>
)

const Editor = ({ manager, desk, visit }: { manager: TeleworkManager; desk: Desk; visit: Visit }) => (
  <form method="post" action={AT} class="stack panel">
    <Csrf token={visit.csrf} />
    <input type="hidden" name="id" value={manager.id} />
    <div class="row">
      <div class="field field-grow">
        <label for="m-name">お名前</label>
        <input id="m-name" name="name" value={manager.name} maxlength={60} required />
      </div>
      <div class="field field-grow">
        <label for="m-email">メールアドレス</label>
        <input id="m-email" name="email" value={manager.email} maxlength={254} />
      </div>
      <div class="field">
        <label for="m-capacity">1週間の受付枠</label>
        <input
          id="m-capacity"
          name="weeklyCapacity"
          inputmode="numeric"
          value={String(manager.weeklyCapacity)}
          required
        />
      </div>
    </div>
    <Checks name="topics" legend="得意分野" values={manager.topics} options={desk.room.options('topics')} />
    <Checks name="modes" legend="相談の方法" values={manager.modes} options={desk.room.options('mode')} />
    <div class="field">
      <label for="m-industries">業種（空欄はどれでも）</label>
      <input id="m-industries" name="industries" value={manager.industries.join('、')} />
    </div>
    <details>
      <summary>
        対応地域（選ばなければ全国。今は{manager.regions.length === 0 ? '全国' : manager.regions.join('・')}）
      </summary>
      <Checks name="regions" legend="都道府県" values={manager.regions} options={desk.room.options('prefecture')} />
    </details>
    <div class="field">
      <label for="m-absences">不在の期間（例：2026-12-28〜2027-01-04、1行に一つ）</label>
      <textarea id="m-absences" name="absences" rows={2}>
        {manager.absences.map(({ from, to }) => `${from}〜${to}`).join('\n')}
      </textarea>
    </div>
    <div class="field">
      <label for="m-note">メモ</label>
      <textarea id="m-note" name="note" rows={2} maxlength={1_000}>
        {manager.note}
      </textarea>
    </div>
    <div class="choice">
      <input type="checkbox" id="m-active" name="active" value="1" checked={manager.active} />
      <label for="m-active">受付中</label>
    </div>
    <Presses press="保存" back={AT} />
  </form>
)

const List = (given: { managers: TeleworkManager[]; loads: Record<string, number>; desk: Desk; may: boolean }) => (
  <Table label="テレワークマネージャーの名簿" heads={['お名前', '分野', '地域', '方法', '今週', '状態', '操作']}>
    {given.managers.map(({ id, name, email, topics, regions, modes, weeklyCapacity, active, absences }) => (
      <tr>
        <th scope="row" class="cell-wide">
          {name}
          <span class="summary">{email}</span>
        </th>
        <td>{topics.map((topic) => given.desk.room.shown('topics', topic)).join('・')}</td>
        <td>{regions.length === 0 ? '全国' : regions.join('・')}</td>
        <td>{modes.map((mode) => given.desk.room.shown('mode', mode)).join('・')}</td>
        <td class="number">
          {given.loads[id] ?? 0}/{weeklyCapacity}
        </td>
        <td>
          {active ? <Tag kind="ok">受付中</Tag> : <Tag kind="ended">休止</Tag>}
          {absences.length > 0 ? <span class="summary">不在 {absences.length}件</span> : null}
        </td>
        <td>{given.may ? <a href={`${AT}?id=${encodeURIComponent(id)}`}>直す</a> : null}</td>
      </tr>
    ))}
  </Table>
)

const rosterPage = async (desk: Desk, visit: Visit, given: { problem?: string; typed?: TeleworkManager } = {}) => {
  const { store } = desk
  const id = visit.url.searchParams.get('id')
  const may = mayAs(visit.operator.role, 'supervisor')
  const managers = await store.roster.all(ROSTER_MAX)
  const loads = await store.roster.loads(dayInJapan(mondayOf(visit.now)))
  const chosen =
    given.typed ?? (id === null ? undefined : id === 'new' ? empty : managers.find((each) => each.id === id))
  const body = (
    <>
      <div class="panel-head">
        <h1>テレワークマネージャーの名簿</h1>
        {may && chosen === undefined ? (
          <a class="button button-main" href={`${AT}?id=new`}>
            追加する
          </a>
        ) : null}
      </div>
      {may && chosen ? <Editor manager={chosen} desk={desk} visit={visit} /> : null}
      {managers.length === 0 ? (
        <Empty>まだ登録されていません。</Empty>
      ) : (
        <List managers={managers} loads={loads} desk={desk} may={may} />
      )}
    </>
  )
  const { problem } = given
  return show(desk, visit, { title: '名簿', at: AT, problem, children: body }, problem ? 422 : 200)
}

export const rosterRoutes = (desk: Desk): Route[] => [
  { method: 'GET', path: AT, role: 'viewer', handle: (visit) => rosterPage(desk, visit) },
  {
    method: 'POST',
    path: AT,
    role: 'supervisor',
    async handle(visit) {
      const known = visit.form.text('id') === '' ? null : await desk.store.roster.get(visit.form.text('id'))
      const manager = managerOf(visit.form, known?.id ?? desk.newId())
      const kept = await desk.room.keepManager(manager, visit.operator)
      if (kept.ok) return seeOther(`${AT}?done=roster`)
      return rosterPage(desk, visit, { problem: kept.problem, typed: { ...manager, id: known?.id ?? '' } })
    },
  },
]
