/**
 * Every measurement, one after the other, on one page: `npm run bench` or `npm run bench -- all [--only NAME …] [--out DIR]
 * [--minutes 15]`. Writes bench.json and bench.html; ends with a fault where a measurement does.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const root = new URL('../..', import.meta.url).pathname
const OUTPUT_CHARACTERS_MAX = 40_000

/** What is measured, in the words of whoever reads the page, and how it is run. */
const MEASURED: { name: string; what: string; command: string[] }[] = [
  { name: 'answers', what: '回答（調整用と検証用の質問、よその人の質問）', command: ['cli', 'eval'] },
  {
    name: 'answers-unseen',
    what: '回答（だれも調整に使っていない質問）',
    command: ['cli', 'eval', '--questions', join(root, 'test/questions/unseen')],
  },
  { name: 'desks', what: 'よその資料（五つの窓口）', command: ['bench', 'desks'] },
  { name: 'acts', what: '用件の見分け', command: ['bench', 'acts'] },
  { name: 'search', what: '検索（MiniSearch・Orama と比べて）', command: ['bench', 'search'] },
  { name: 'size', what: '資料の大きさ（10万節）', command: ['bench', 'size'] },
  { name: 'memory', what: '答え続けたときのメモリー', command: ['bench', 'memory'] },
  { name: 'intake', what: '受け付けの速さ', command: ['bench', 'intake'] },
  { name: 'burst', what: '一度に届く質問（Slack・Teams）', command: ['bench', 'burst'] },
  { name: 'hostile', what: '悪意のあるメッセージの中の、ふつうの質問', command: ['bench', 'hostile'] },
  { name: 'publish', what: '大きな資料の公開中の応答', command: ['bench', 'publish'] },
  { name: 'crash', what: '突然の停止（失われたもの、二重になったもの）', command: ['bench', 'crash'] },
  { name: 'restart', what: '保存先の停止と、台の交代', command: ['bench', 'restart'] },
  { name: 'first-answer', what: '停止のあと、最初に答えるまで', command: ['bench', 'first-answer'] },
  { name: 'requests-kill', what: '相談票の提出中の停止', command: ['bench', 'requests-kill'] },
  { name: 'ingest-kill', what: '資料の読み込み中の停止', command: ['bench', 'ingest-kill'] },
  { name: 'requests-list', what: '受付の一覧（5万件）', command: ['bench', 'requests-list'] },
  { name: 'console', what: '運用画面（5万件）', command: ['bench', 'console'] },
]

interface Measured {
  name: string
  what: string
  command: string
  /** Null: it took longer than it may. */
  code: number | null
  seconds: number
  output: string
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    out: { type: 'string', default: join(root, 'artefacts', 'bench') },
    minutes: { type: 'string', default: '15' },
  },
})
const msMax = Number(values.minutes) * 60_000

const argsOf = ([kind = '', ...rest]: readonly string[]): string[] =>
  kind === 'cli'
    ? [join(root, 'dist', 'cli.js'), ...rest]
    : ['--import', 'tsx', join(root, 'test', 'bench', `${rest[0] ?? ''}.ts`), ...rest.slice(1)]

const measure = ({ name, what, command }: (typeof MEASURED)[number]): Promise<Measured> =>
  new Promise((resolve) => {
    const from = performance.now()
    let output = ''
    let late = false
    const child = spawn(process.execPath, argsOf(command), {
      cwd: root,
      env: { ...process.env, DESK_COMPILED: 'true' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGTERM')
    }, msMax)
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      output = (output + chunk.toString('utf8')).slice(-OUTPUT_CHARACTERS_MAX)
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      const seconds = Math.round((performance.now() - from) / 100) / 10
      resolve({
        name,
        what,
        command: command.join(' '),
        code: late ? null : (code ?? 1),
        seconds,
        output: output.trim(),
      })
    })
  })

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const stateOf = ({ code }: Measured): string => (code === 0 ? '✔' : code === null ? '✘ 時間切れ' : `✘ ${code}`)

const pageOf = (machine: Record<string, unknown>, results: readonly Measured[]): string => `<!doctype html>
<html lang="ja"><meta charset="utf-8"><title>テレワーク相談窓口の測定</title>
<style>body{font-family:sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;line-height:1.6}
table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .6rem;text-align:left}pre{background:#f4f4f4;padding:.8rem;overflow-x:auto}</style>
<h1>テレワーク相談窓口の測定</h1>
<p>${escaped(
  Object.entries(machine)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(' · '),
)}</p>
<table><tr><th>測ったもの<th>結果<th>秒</tr>
${results.map((each) => `<tr><td><a href="#${each.name}">${escaped(each.what)}</a><td>${stateOf(each)}<td>${each.seconds}</tr>`).join('\n')}
</table>
${results.map((each) => `<h2 id="${each.name}">${escaped(each.what)}</h2><p><code>${escaped(each.command)}</code></p><pre>${escaped(each.output)}</pre>`).join('\n')}
</html>
`

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const machine = {
  version,
  at: new Date().toISOString(),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processors: `${cpus().length} × ${cpus()[0]?.model.trim() ?? ''}`,
  memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
}
const chosen = values.only === undefined ? MEASURED : MEASURED.filter(({ name }) => values.only?.includes(name))
if (chosen.length === 0) {
  process.stderr.write(`--only takes: ${MEASURED.map(({ name }) => name).join(', ')}\n`)
  process.exit(2)
}
mkdirSync(values.out, { recursive: true })
const results: Measured[] = []
for (const each of chosen) {
  process.stdout.write(`\n── ${each.name}: ${each.what}\n`)
  results.push(await measure(each))
  // Written after each one, so that a run that is stopped leaves what it has measured.
  writeFileSync(join(values.out, 'bench.json'), `${JSON.stringify({ machine, results }, null, 1)}\n`)
  writeFileSync(join(values.out, 'bench.html'), pageOf(machine, results))
}
process.stdout.write(`\n${join(values.out, 'bench.html')}\n`)
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1
