/** The page of everything that was measured, and the figures that the README quotes from it. */
import { existsSync, readFileSync } from 'node:fs'
import type { Figure } from './registry.ts'

export interface Measured {
  name: string
  what: string
  command: string
  /** Null: it took longer than it may. */
  code: number | null
  at: string
  seconds: number
  figures: { what: string; value: string }[]
  output: string
}

export interface Page {
  machine: Record<string, string>
  results: Measured[]
  /** What was not measured this time. */
  missing: { name: string; what: string }[]
}

/** What a reader looks for first, found in what was printed. */
export const figuresIn = (output: string, figures: readonly Figure[]): Measured['figures'] =>
  figures.flatMap(({ what, in: pattern }) => {
    const found = pattern.exec(output)
    return found === null ? [] : [{ what, value: found.slice(1).join(' · ').replaceAll(/\s+/gu, ' ').trim() }]
  })

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const stateOf = ({ code }: Measured): string => (code === 0 ? '✔' : code === null ? '✘ 時間切れ' : `✘ ${code}`)

/** Curves that an evaluation drew into a report of its own: risk against coverage, and how sure it is against how right. */
const curvesOf = ({ output }: Measured): string => {
  const [, path = ''] = /^report: (.+)$/mu.exec(output) ?? []
  if (!existsSync(path)) return ''
  return [...readFileSync(path, 'utf8').matchAll(/<figure>[\s\S]*?<\/figure>/gu)].map(([figure]) => figure).join('\n')
}

const STYLE = `body{font-family:sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;line-height:1.6;color:#1a1a1c}
table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .6rem;text-align:left}
pre{background:#f4f4f4;padding:.8rem;overflow-x:auto}figure{display:inline-block;margin:1rem 2rem 1rem 0}svg text{font-size:11px}
.axis,.curve,.even{fill:none;stroke:#1a1a1c}.curve{stroke:#0017c1;stroke-width:2}.even{stroke-dasharray:4}circle{fill:#0017c1}`

const rowOf = (each: Measured): string =>
  `<tr><td><a href="#${each.name}">${escaped(each.what)}</a><td>${stateOf(each)}<td>${each.seconds}<td>${each.figures
    .map(({ what, value }) => `${escaped(what)}：${escaped(value)}`)
    .join('<br>')}</tr>`

const partOf = (each: Measured): string =>
  `<h2 id="${each.name}">${escaped(each.what)}</h2><p><code>${escaped(each.command)}</code> ${each.at}</p>${curvesOf(each)}<pre>${escaped(each.output)}</pre>`

/** One page of HTML that needs nothing beside it. */
export const htmlOf = ({ machine, results, missing }: Page): string => `<!doctype html>
<html lang="ja"><meta charset="utf-8"><title>テレワーク相談窓口の測定</title>
<style>${STYLE}</style>
<h1>テレワーク相談窓口の測定</h1>
<p>${escaped(
  Object.entries(machine)
    .map(([name, value]) => `${name}: ${value}`)
    .join(' · '),
)}</p>
<table><tr><th>測ったもの<th>結果<th>秒<th>主な値</tr>
${results.map(rowOf).join('\n')}
${missing.map(({ what, name }) => `<tr><td>${escaped(what)}<td>測っていません<td><td><code>npm run bench -- all --only ${name}</code></tr>`).join('\n')}
</table>
${results.map(partOf).join('\n')}
</html>
`

/** The figures as the README shows them: a table of what was measured, and on what. */
export const readmeTable = ({ machine, results }: Page): string => {
  const rows = results.flatMap(({ name, figures }) =>
    figures.map(({ what, value }) => `| ${what} | ${value} | \`${name}\` |`),
  )
  return [
    `${machine['processors'] ?? ''}・${machine['memory'] ?? ''}・Node ${machine['node'] ?? ''}（${(machine['at'] ?? '').slice(0, 10)}、${machine['load'] ?? ''}）`,
    '',
    '| | 値 | 測り方 `npm run bench -- …` |',
    '|---|---|---|',
    ...rows,
  ].join('\n')
}

const FROM = '<!-- measured -->'
const TO = '<!-- /measured -->'

/** The README with its figures as they were measured last. */
export const readmeWith = (readme: string, page: Page): string => {
  const from = readme.indexOf(FROM)
  const to = readme.indexOf(TO)
  if (from < 0 || to < from) throw new Error(`README.md has no place for figures between ${FROM} and ${TO}`)
  return `${readme.slice(0, from + FROM.length)}\n${readmeTable(page)}\n${readme.slice(to)}`
}
