import type { FormField } from '../../vocabulary/types.ts'
import type { RequestEvent, Session } from '../../store/store.ts'
import { Empty, Presses, Tag, Time } from './pieces.tsx'
import type { Acting } from '../acts/request-acts.tsx'
import { Hidden } from '../acts/request-acts.tsx'
import type { Room, SimilarRequest, View } from '../room.ts'

const Input = ({ field }: { field: FormField }) => {
  const id = `e-${field.name}`
  const name = `field.${field.name}`
  const wrong = field.error ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-error` } : {}
  if (field.kind === 'checks') {
    const chosen = field.value.split(',')
    return (
      <fieldset class="choices">
        <legend>{field.label}</legend>
        {(field.options ?? []).map(({ value, label }) => (
          <div class="choice">
            <input type="checkbox" id={`${id}-${value}`} name={name} value={value} checked={chosen.includes(value)} />
            <label for={`${id}-${value}`}>{label}</label>
          </div>
        ))}
      </fieldset>
    )
  }
  return (
    <div class="field">
      <label for={id}>{field.label}</label>
      {field.kind === 'long' ? (
        <textarea id={id} name={name} rows={5} {...wrong}>
          {field.value}
        </textarea>
      ) : field.kind === 'select' ? (
        <select id={id} name={name} {...wrong}>
          <option value=""></option>
          {(field.options ?? []).map(({ value, label }) => (
            <option value={value} selected={value === field.value}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <input id={id} name={name} type={field.kind === 'date' ? 'date' : 'text'} value={field.value} {...wrong} />
      )}
      {field.error ? (
        <p class="error" id={`${id}-error`}>
          {field.error}
        </p>
      ) : null}
    </div>
  )
}

/** The request as filed; with `editing`, as fields that an operator may correct. */
export const Sheet = (given: { acting: Acting; fields: FormField[]; room: Room; editing: boolean }) => {
  const { acting, fields, room, editing } = given
  const { request } = acting
  const may = acting.acts.includes('correct')
  const answers = request.fields['answers']
  return (
    <section class="panel" id="sheet" aria-labelledby="sheet-title">
      <div class="panel-head">
        <h2 id="sheet-title">相談票</h2>
        {may && !editing ? <a href={`/console/requests/${request.id}?edit=1#sheet`}>内容を直す</a> : null}
      </div>
      {editing && may ? (
        <form method="post" action={`/console/requests/${request.id}/acts/correct`} class="stack">
          <Hidden request={request} csrf={acting.csrf} />
          {fields.map((field) => (
            <Input field={field} />
          ))}
          <Presses press="直した内容を保存" back={`/console/requests/${request.id}`} />
        </form>
      ) : (
        <dl class="facts">
          {fields.map(({ name, label, value }) => (
            <div>
              <dt>{label}</dt>
              <dd class="pre">{value === '' ? <span class="dim">（空欄）</span> : room.shown(name, value)}</dd>
            </div>
          ))}
          {answers ? (
            <div>
              <dt>追加の回答</dt>
              <dd class="pre">{answers}</dd>
            </div>
          ) : null}
        </dl>
      )}
      {request.receipt ? (
        <p class="dim receipt">
          受付 <Time at={new Date(request.receipt.at)} />
          <br />
          控え（SHA-256）<code>{request.receipt.sha256}</code>
        </p>
      ) : null}
    </section>
  )
}

const verdictKind = { yes: 'ok', no: 'bad', confirm: 'check' } as const
const verdictMark = { yes: '可', no: '不可', confirm: '要確認' } as const

export const Eligibility = ({ eligibility, label }: { eligibility: View['eligibility']; label: string }) => (
  <section class="panel" aria-labelledby="eligibility-title">
    <h2 id="eligibility-title">対象の見込み</h2>
    <p>
      <Tag kind={verdictKind[eligibility.verdict]}>{verdictMark[eligibility.verdict]}</Tag> {label}
    </p>
    <ul class="reasons">
      {eligibility.reasons.map(({ verdict: each, text }) => (
        <li>
          <Tag kind={verdictKind[each]}>{verdictMark[each]}</Tag> {text}
        </li>
      ))}
    </ul>
  </section>
)

export const Similar = (given: {
  requests: SimilarRequest[]
  cases: { title: string; heading: string; text: string }[]
  room: Room
}) => (
  <section class="panel" aria-labelledby="similar-title">
    <h2 id="similar-title">似た相談・事例</h2>
    {given.requests.length === 0 && given.cases.length === 0 ? <Empty>似たものはありません。</Empty> : null}
    {given.requests.length > 0 ? (
      <ul class="similar">
        {given.requests.map(({ id, number, state, text }) => (
          <li>
            <a href={`/console/requests/${id}`}>{number}</a> <Tag kind={state}>{given.room.stateLabel(state)}</Tag>
            <span class="summary">{text}</span>
          </li>
        ))}
      </ul>
    ) : null}
    {given.cases.length > 0 ? (
      <ul class="similar">
        {given.cases.map(({ title, heading, text }) => (
          <li>
            <details>
              <summary>
                {heading} <span class="dim">{title}</span>
              </summary>
              <p class="quote">{text}</p>
            </details>
          </li>
        ))}
      </ul>
    ) : null}
  </section>
)

export const Held = ({ sessions }: { sessions: Session[] }) =>
  sessions.length === 0 ? null : (
    <section class="panel" aria-labelledby="held-title">
      <h2 id="held-title">相談の記録</h2>
      <ol class="held">
        {sessions.map(({ day, minutes, outcome }) => (
          <li>
            <strong>{day}</strong>（{minutes}分）<span class="pre">{outcome}</span>
          </li>
        ))}
      </ol>
    </section>
  )

export const History = (given: { events: RequestEvent[]; room: Room; fieldLabel: (name: string) => string }) => (
  <section class="panel" aria-labelledby="history-title">
    <h2 id="history-title">経過とメモ</h2>
    {given.events.length === 0 ? <Empty>まだ記録はありません。</Empty> : null}
    <ol class="history">
      {given.events.toReversed().map(({ at, act, from, to, actorName, actor, text, detail }) => (
        <li class={act === 'note' ? 'event event-note' : 'event'}>
          <p>
            <Time at={at} /> <strong>{given.room.actLabel(act)}</strong>{' '}
            <span class="dim">{actorName || (actor === 'person' ? '相談者' : '自動')}</span>{' '}
            {from === to ? null : <Tag kind={to}>{given.room.stateLabel(to)}</Tag>}
          </p>
          {text ? <p class="pre">{text}</p> : null}
          {act === 'correct' ? (
            <ul class="was">
              {Object.entries(detail).map(([name, value]) => (
                <li>
                  {given.fieldLabel(name)}：もとは「<del>{given.room.shown(name, value) || '（空欄）'}</del>」
                </li>
              ))}
            </ul>
          ) : null}
        </li>
      ))}
    </ol>
  </section>
)
