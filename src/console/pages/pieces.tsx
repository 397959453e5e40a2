import { MINUTE_MS } from '../../base/times.ts'
import type { Child } from 'hono/jsx'
import type { RequestLook } from '../../store/store.ts'

const HOUR_MINUTES = 60
const DAY_MINUTES = 24 * HOUR_MINUTES

const clock = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** 2026/11/20 10:03 in Japan, wherever the server stands. */
export const inJapan = (at: Date): string => clock.format(at)

const hour = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** 10:03 in Japan. */
export const clockInJapan = (at: Date): string => hour.format(at)

export { dayInJapan } from '../../japanese/calendar.ts'

export const Time = ({ at }: { at: Date }) => <time datetime={at.toISOString()}>{inJapan(at)}</time>

/** The moment of a row. */
export const TimeCell = ({ at }: { at: Date }) => (
  <td class="nowrap">
    <Time at={at} />
  </td>
)

/** The way back, at the head of a page. */
export const Back = ({ to, label }: { to: string; label: string }) => (
  <p>
    <a href={to}>{label}へ戻る</a>
  </p>
)

/** Sends a form that keeps something small. */
export const Save = () => (
  <button class="button" type="submit">
    保存する
  </button>
)

/** Sends the form, or goes back without. */
export const Presses = ({ press, back, disabled = false }: { press: string; back: string; disabled?: boolean }) => (
  <div class="presses">
    <button class="button button-main" type="submit" disabled={disabled}>
      {press}
    </button>
    <a class="button" href={back}>
      やめる
    </a>
  </div>
)

/** A length of time as people say it, in its largest sensible unit. */
export const lengthInWords = (ms: number): string => {
  const minutes = Math.max(0, Math.round(ms / MINUTE_MS))
  if (minutes < HOUR_MINUTES) return `${minutes}分`
  if (minutes < DAY_MINUTES) {
    const rest = minutes % HOUR_MINUTES
    return rest === 0 ? `${minutes / HOUR_MINUTES}時間` : `${Math.floor(minutes / HOUR_MINUTES)}時間${rest}分`
  }
  const hours = Math.floor((minutes % DAY_MINUTES) / HOUR_MINUTES)
  return hours === 0 ? `${Math.floor(minutes / DAY_MINUTES)}日` : `${Math.floor(minutes / DAY_MINUTES)}日${hours}時間`
}

/** How the target stands. Words say it; the colour only repeats them. */
export const Clock = ({ request, now }: { request: RequestLook; now: Date }) => {
  const { dueAt, urgency } = request
  // Only what is over has no day on which somebody looks at it.
  if (dueAt === null) return <span class="clock clock-none">終了</span>
  const left = dueAt.getTime() - now.getTime()
  const kind = left < 0 ? 'late' : urgency === 'near' ? 'near' : urgency === 'soon' ? 'soon' : 'calm'
  const text = left < 0 ? `${lengthInWords(-left)}超過` : `あと${lengthInWords(left)}`
  return (
    <span class={`clock clock-${kind}`} title={`期限 ${inJapan(dueAt)}`}>
      {text}
    </span>
  )
}

export const Tag = ({ kind, children }: { kind?: string; children?: Child }) => (
  <span class={kind ? `tag tag-${kind}` : 'tag'}>{children}</span>
)

/** A table that scrolls inside itself on a narrow screen, and can be scrolled by keyboard. */
export const Table = (given: {
  label: string
  heads: string[]
  /** Places of the columns that hold numbers. */
  numbers?: number[]
  children?: Child
}) => (
  <div class="table-frame" tabindex={0} role="region" aria-label={given.label}>
    <table>
      <thead>
        <tr>
          {given.heads.map((head, n) => (
            <th scope="col" {...(given.numbers?.includes(n) ? { class: 'number' } : {})}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{given.children}</tbody>
    </table>
  </div>
)

export const Empty = ({ children }: { children?: Child }) => <p class="empty">{children}</p>

export const Facts = ({ of }: { of: (readonly [string, Child])[] }) => (
  <dl class="facts">
    {of.map(([term, value]) => (
      <div>
        <dt>{term}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

export const Select = (given: {
  name: string
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  none?: string
  id?: string
}) => {
  const id = given.id ?? `s-${given.name}`
  return (
    <div class="field">
      <label for={id}>{given.label}</label>
      <select id={id} name={given.name}>
        {given.none === undefined ? null : <option value="">{given.none}</option>}
        {given.options.map(({ value, label }) => (
          <option value={value} selected={value === given.value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  )
}

export const channelName = (channels: Record<string, string>, name: string): string => channels[name] ?? name
