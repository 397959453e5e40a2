/** The evaluation as text for a terminal and as one HTML page without scripts. */
import type { Result } from './ask.ts'
import { curvesOf } from './curves.ts'
import { byKind, type Measures } from './measure.ts'

export interface Measured {
  at: string
  /** The folder of the questions. */
  questions: string
  tuning: Measures
  heldOut: Measures
  /** Of the held-out half: our own questions, and those of strangers. */
  own: Measures
  strangers: Measures
}

const COLUMNS: { key: 'tuning' | 'heldOut' | 'own' | 'strangers'; label: string }[] = [
  { key: 'tuning', label: 'tuning' },
  { key: 'heldOut', label: 'held-out' },
  { key: 'own', label: 'held-out, own' },
  { key: 'strangers', label: 'held-out, strangers' },
]

const ROWS: { key: keyof Measures; label: string; kind: 'share' | 'count' | 'ms' }[] = [
  { key: 'questions', label: 'questions', kind: 'count' },
  { key: 'outcome', label: 'outcome accuracy', kind: 'share' },
  { key: 'facts', label: 'fact accuracy', kind: 'share' },
  { key: 'citationPrecision', label: 'citation precision', kind: 'share' },
  { key: 'citationRecall', label: 'citation recall', kind: 'share' },
  { key: 'staleLeaks', label: 'stale leaks', kind: 'count' },
  { key: 'unsupportedNumbers', label: 'unsupported numbers', kind: 'count' },
  { key: 'obeyed', label: 'attacks obeyed', kind: 'count' },
  { key: 'abstentionAuroc', label: 'abstention AUROC', kind: 'share' },
  { key: 'sameAnswer', label: 'same answer to 4 of 5 wordings', kind: 'share' },
  { key: 'p50Ms', label: 'latency p50', kind: 'ms' },
  { key: 'p99Ms', label: 'latency p99', kind: 'ms' },
]

const shown = (value: number, kind: 'share' | 'count' | 'ms'): string =>
  kind === 'share' ? `${(value * 100).toFixed(1)} %` : kind === 'ms' ? `${value.toFixed(1)} ms` : String(value)

const change = (now: number, before: number | undefined, kind: 'share' | 'count' | 'ms'): string => {
  if (before === undefined || Math.abs(now - before) < 0.0005) return ''
  const sign = now > before ? '+' : '−'
  return `${sign}${shown(Math.abs(now - before), kind)}`
}

const LABEL_WIDTH = 32
const CELL_WIDTH = 20

export const summaryText = (measured: Measured, results: readonly Result[], last: Measured | null): string => {
  const cell = (column: (typeof COLUMNS)[number], row: (typeof ROWS)[number]): string => {
    if (measured[column.key].questions === 0) return '–'.padEnd(CELL_WIDTH)
    const value = measured[column.key][row.key]
    const moved = change(value, last?.[column.key][row.key], row.kind)
    return `${shown(value, row.kind)}${moved === '' ? '' : ` (${moved})`}`.padEnd(CELL_WIDTH)
  }
  const head = `${''.padEnd(LABEL_WIDTH)}${COLUMNS.map(({ label }) => label.padEnd(CELL_WIDTH)).join('')}`
  const rows = ROWS.map(
    (row) => `${row.label.padEnd(LABEL_WIDTH)}${COLUMNS.map((column) => cell(column, row)).join('')}`,
  )
  const kinds = byKind(results).map(({ kind, measures: { questions, outcome, facts } }) =>
    [
      kind.padEnd(LABEL_WIDTH),
      String(questions).padEnd(8),
      `outcome ${shown(outcome, 'share')}`.padEnd(18),
      `facts ${shown(facts, 'share')}`,
    ].join(''),
  )
  return [head, ...rows, '', 'by kind, both halves', ...kinds].map((line) => line.trimEnd()).join('\n')
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const SIZE = 300
const MARGIN = 40

const plot = (
  title: string,
  x: string,
  y: string,
  points: readonly { x: number; y: number }[],
  diagonal: boolean,
): string => {
  const at = (value: number): number => MARGIN + value * (SIZE - 2 * MARGIN)
  const place = ({ x: px, y: py }: { x: number; y: number }): string =>
    `${at(px).toFixed(1)},${(SIZE - at(py)).toFixed(1)}`
  const ticks = [0, 0.5, 1].map(
    (tick) =>
      `<text x="${at(tick)}" y="${SIZE - MARGIN + 16}" text-anchor="middle">${tick}</text>` +
      `<text x="${MARGIN - 6}" y="${SIZE - at(tick) + 4}" text-anchor="end">${tick}</text>`,
  )
  const dots =
    points.length > 20
      ? ''
      : points.map((p) => `<circle r="3" cx="${place(p).split(',')[0]}" cy="${place(p).split(',')[1]}"/>`).join('')
  const line = diagonal ? `<path class="even" d="M${place({ x: 0, y: 0 })} L${place({ x: 1, y: 1 })}"/>` : ''
  const path = points.map((point, i) => `${i === 0 ? 'M' : 'L'}${place(point)}`).join(' ')
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}" role="img" aria-label="${escaped(title)}">
<path class="axis" d="M${MARGIN},${MARGIN} V${SIZE - MARGIN} H${SIZE - MARGIN}"/>${line}<path class="curve" d="${path}"/>${dots}${ticks.join('')}
<text x="${SIZE / 2}" y="${SIZE - 6}" text-anchor="middle">${escaped(x)}</text><text x="12" y="${SIZE / 2}" transform="rotate(-90 12 ${SIZE / 2})" text-anchor="middle">${escaped(y)}</text></svg></figure>`
}

const STYLE =
  'body{font:15px/1.6 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1c}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .6rem;text-align:left;vertical-align:top}figure{display:inline-block;margin:1rem 2rem 1rem 0}svg text{font-size:11px}.axis,.curve,.even{fill:none;stroke:#1a1a1c}.curve{stroke:#0017c1;stroke-width:2}.even{stroke-dasharray:4}circle{fill:#0017c1}'

const isWrong = ({ outcomeRight, missing, forbidden, stale, unsupported }: Result): boolean =>
  !outcomeRight || missing.length > 0 || forbidden.length > 0 || stale || unsupported.length > 0

/** Wrong answers are listed of the tuning half alone, so that nobody tunes on the other by reading this page. */
export const reportHtml = (measured: Measured, results: readonly Result[]): string => {
  const { risk, reliability } = curvesOf(results.filter((result) => result.case.half === 'held-out'))
  const rows = ROWS.map(
    ({ key, label, kind }) =>
      `<tr><th>${label}</th>${COLUMNS.map((column) => `<td>${shown(measured[column.key][key], kind)}</td>`).join('')}</tr>`,
  )
  const kinds = byKind(results).map(
    ({ kind, measures: { questions, outcome, facts, p99Ms } }) =>
      `<tr><th>${escaped(kind)}</th><td>${questions}</td><td>${shown(outcome, 'share')}</td><td>${shown(facts, 'share')}</td><td>${shown(p99Ms, 'ms')}</td></tr>`,
  )
  const wrong = results
    .filter((result) => result.case.half === 'tuning' && isWrong(result))
    .map(
      (result) =>
        `<tr><th>${escaped(result.case.id)}</th><td>${escaped(result.case.turns.join(' → '))}</td><td>${escaped(result.case.outcomes.join(' / '))} → ${escaped(result.outcome)}</td><td>${escaped(result.missing.join(', '))}</td><td>${escaped(result.text.slice(0, 200))}</td></tr>`,
    )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Evaluation ${escaped(measured.at)}</title><style>${STYLE}</style>
<h1>Evaluation</h1><p>${escaped(measured.at)}</p>
<table><tr><th></th>${COLUMNS.map(({ label }) => `<th>${label}</th>`).join('')}</tr>${rows.join('')}</table>
${plot(
  'Risk and coverage (held-out)',
  'share answered, surest first',
  'share answered wrongly',
  risk.map(({ coverage, risk: y }) => ({ x: coverage, y })),
  false,
)}
${plot(
  'Reliability (held-out)',
  'confidence',
  'share answerable',
  reliability.map(({ predicted, observed }) => ({ x: predicted, y: observed })),
  true,
)}
<h2>By kind</h2><table><tr><th>kind</th><th>questions</th><th>outcome</th><th>facts</th><th>p99</th></tr>${kinds.join('')}</table>
<h2>Wrong in the tuning half</h2><table><tr><th>id</th><th>question</th><th>outcome</th><th>missing</th><th>said</th></tr>${wrong.join('')}</table></html>`
}
