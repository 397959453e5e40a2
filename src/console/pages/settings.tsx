import { mayAs } from '../access/accounts.ts'
import { show } from '../frame.ts'
import { FirstSteps } from './first-steps.tsx'
import { Csrf } from './layout.tsx'
import type { Desk } from '../parts.ts'
import { dayInJapan, Empty, Tag, Time } from './pieces.tsx'
import type { Setting } from '../room.ts'
import { type Route, seeOther, type Visit } from '../route.ts'

const HISTORY_MAX = 20

type History = Awaited<ReturnType<Desk['store']['settings']['history']>>

const Editor = ({ setting, desk, visit }: { setting: Setting; desk: Desk; visit: Visit }) => {
  const { name, value, source, certain, kind } = setting
  const unit = desk.settingsWords.units[name]
  return (
    <form method="post" action="/console/settings" class="stack">
      <Csrf token={visit.csrf} />
      <input type="hidden" name="name" value={name} />
      <div class="row">
        <div class="field field-grow">
          <label for={`v-${name}`}>
            値{unit === undefined ? '' : `（${unit}）`}（{desk.room.hint(kind)}）
          </label>
          <input id={`v-${name}`} name="value" value={value} maxlength={200} />
        </div>
        <div class="field field-grow">
          <label for={`s-${name}`}>出典</label>
          <input id={`s-${name}`} name="source" value={source} maxlength={200} required />
        </div>
        <div class="field">
          <label for={`d-${name}`}>時点</label>
          <input id={`d-${name}`} name="asOf" type="date" value={dayInJapan(visit.now)} required />
        </div>
      </div>
      <div class="choice">
        <input type="checkbox" id={`c-${name}`} name="certain" value="1" checked={certain} />
        <label for={`c-${name}`}>今も有効だと確認した</label>
      </div>
      <button class="button button-main" type="submit">
        変える
      </button>
    </form>
  )
}

const Line = (given: { setting: Setting; history: History; desk: Desk; visit: Visit; names: Map<string, string> }) => {
  const { setting, history, desk, visit, names } = given
  const { name, label, value, source, asOf, certain } = setting
  return (
    <section class="panel setting" aria-labelledby={`title-${name}`}>
      <h3 id={`title-${name}`}>{label}</h3>
      <p>
        <strong class="setting-value">{value === '' ? (certain ? '（なし）' : '（未定）') : value}</strong>
        {value === '' ? null : unitOf(setting, desk)}{' '}
        {certain ? <Tag kind="ok">確認済み</Tag> : <Tag kind="check">要確認</Tag>}
      </p>
      <p>{desk.settingsWords.does[name]}</p>
      <p class="dim">
        出典：{source || '—'}
        {asOf ? `（${asOf} 時点）` : ''}
      </p>
      {mayAs(visit.operator.role, 'supervisor') ? (
        <details>
          <summary>
            変える<span class="hidden">（{label}）</span>
          </summary>
          <Editor setting={setting} desk={desk} visit={visit} />
        </details>
      ) : null}
      {history.length > 0 ? (
        <details>
          <summary>履歴 {history.length}件</summary>
          <ol class="history">
            {history.map((entry) => (
              <li class="event">
                <Time at={entry.at} /> <strong>{entry.value === '' ? '（未定）' : entry.value}</strong>{' '}
                <span class="dim">
                  {entry.source}　{names.get(entry.by) ?? entry.by}
                </span>
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </section>
  )
}

const unitOf = ({ name }: Setting, desk: Desk) => {
  const unit = desk.settingsWords.units[name]
  return unit === undefined ? null : <span class="dim"> {unit}</span>
}

/** Settings under the heads that the words name; what they do not name stands at the end. */
const groupsOf = (settings: Setting[], { settingsWords }: Desk) => {
  const named = settingsWords.groups.map(({ title, lead, names }) => ({
    title,
    lead,
    settings: names.flatMap((name) => settings.filter((setting) => setting.name === name)),
  }))
  const known = new Set(settingsWords.groups.flatMap(({ names }) => names))
  const rest = settings.filter(({ name }) => !known.has(name))
  const groups = rest.length === 0 ? named : [...named, { title: 'そのほか', lead: '', settings: rest }]
  return groups.filter((group) => group.settings.length > 0)
}

const settingsPage = async (desk: Desk, visit: Visit, problem?: string): Promise<Response> => {
  const { store, room } = desk
  const settings = await room.settings()
  const set = new Set((await store.settings.current()).map(({ name }) => name))
  const histories = new Map<string, History>()
  for (const name of set) histories.set(name, await store.settings.history(name, HISTORY_MAX))
  const names = new Map((await store.operators.all(500)).map(({ id, name }) => [id, name]))
  const steps = await desk.firstSteps()
  const body = (
    <>
      <h1>設定</h1>
      <p class="lead">事業の内容は、出典と時点を添えて残します。前の値は履歴に残ります。</p>
      {settings.length === 0 ? <Empty>設定はありません。</Empty> : null}
      <FirstSteps steps={steps} desk={desk} />
      {groupsOf(settings, desk).map(({ title, lead, settings: those }, n) => (
        <section aria-labelledby={`group-${n}`}>
          <h2 id={`group-${n}`} class="group-title">
            {title}
          </h2>
          <p class="dim">{lead}</p>
          <div class="settings">
            {those.map((each) => (
              <Line setting={each} history={histories.get(each.name) ?? []} desk={desk} visit={visit} names={names} />
            ))}
          </div>
        </section>
      ))}
    </>
  )
  return show(desk, visit, { title: '設定', at: '/console/settings', problem, children: body }, problem ? 422 : 200)
}

export const settingRoutes = (desk: Desk): Route[] => [
  { method: 'GET', path: '/console/settings', role: 'viewer', handle: (visit) => settingsPage(desk, visit) },
  {
    method: 'POST',
    path: '/console/settings',
    role: 'supervisor',
    async handle(visit) {
      const { form, operator } = visit
      const changed = await desk.room.change({
        name: form.text('name'),
        value: form.text('value'),
        source: form.text('source').trim(),
        asOf: form.text('asOf'),
        certain: form.text('certain') === '1',
        by: operator.id,
      })
      return changed.ok ? seeOther('/console/settings?done=setting') : settingsPage(desk, visit, changed.problem)
    },
  },
]
