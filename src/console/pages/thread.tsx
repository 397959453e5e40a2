import type { Citation, Reply } from '../../vocabulary/types.ts'
import type { Said } from '../../store/store.ts'
import { Empty, Tag, Time } from './pieces.tsx'
import type { Words } from '../words.ts'

/** Lines of a conversation shown beside a request. */
export const LINES_MAX = 100

/** As much of an automatic answer as tells which one it was. */
const FOLDED_CHARACTERS = 80

/** Changes whenever what is shown would. */
export const signatureOf = (lines: readonly Said[]): string => {
  const last = lines.at(-1)
  const waiting = lines.filter(({ state }) => state === 'due' || state === 'waiting').length
  return `${lines.length}-${last?.by ?? ''}-${last?.seq ?? 0}-${waiting}`
}

const pressed = (line: Said): string => {
  const { action } = line
  if (!action) return line.text
  if (action.kind === 'choose') return action.label
  if (action.kind === 'feedback') return action.verdict === 'good' ? '👍' : `👎 ${action.reason ?? ''}`
  if (action.kind === 'consult') return '（「担当者に相談する」を押しました）'
  if (action.kind === 'submit') return '（相談票を送信しました）'
  return line.text || '（ボタンを押しました）'
}

const Sources = ({ citations, words }: { citations: Citation[]; words: Words }) => (
  <details class="sources">
    <summary>出典 {citations.length}件</summary>
    <ol>
      {citations.map(({ n, title, heading, issued, status, quote }) => (
        <li value={n}>
          <strong>{title}</strong> {heading} <span class="dim">{issued}</span>{' '}
          <Tag kind={status}>{words.status[status]}</Tag>
          <blockquote>{quote}</blockquote>
        </li>
      ))}
    </ol>
  </details>
)

/** Whoever asks for a person and gets a form is handed over; where a person is only offered, nothing was answered. */
const outcomeOf = ({ outcome, offers }: Reply): keyof Words['outcomes'] | null => {
  if (outcome === 'notice') return null
  return outcome === 'escalate' && !offers.some(({ kind }) => kind === 'consult') ? 'handed' : outcome
}

const stateLabel: Record<string, string> = { due: '送信待ち', dead: '送信できず', waiting: '処理待ち' }

const Line = ({ line, words }: { line: Said; words: Words }) => {
  const speaker = line.by === 'person' ? '相談者' : (line.reply?.speaker ?? '自動回答')
  const who = line.by === 'person' ? 'person' : line.reply?.speaker ? 'operator' : 'desk'
  const state = stateLabel[line.state]
  const outcome = line.reply && who === 'desk' ? outcomeOf(line.reply) : null
  // What the desk said by itself is long and known; what people said is what an operator answers.
  const folds = who === 'desk' && line.text.length > FOLDED_CHARACTERS
  return (
    <li class={`line line-${who}`}>
      <p class="line-head">
        <strong>{speaker}</strong> <Time at={line.at} />
        {state ? <Tag kind={line.state}>{state}</Tag> : null}
        {outcome === null ? null : <Tag kind={outcome}>{words.outcomes[outcome]}</Tag>}
      </p>
      {folds ? (
        <details class="folded-line">
          <summary>{`${[...line.text].slice(0, FOLDED_CHARACTERS).join('')}…`}</summary>
          <p class="line-text">{line.text}</p>
        </details>
      ) : (
        <p class="line-text">{line.by === 'person' ? pressed(line) : line.text}</p>
      )}
      {line.reply && line.reply.citations.length > 0 ? (
        <Sources citations={line.reply.citations} words={words} />
      ) : null}
    </li>
  )
}

export const Lines = ({ lines, words }: { lines: readonly Said[]; words: Words }) =>
  lines.length === 0 ? (
    <Empty>この会話の記録はありません（保存期間を過ぎて消去された場合もあります）。</Empty>
  ) : (
    <ol class="lines">
      {lines.map((line) => (
        <Line line={line} words={words} />
      ))}
    </ol>
  )
