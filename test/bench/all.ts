/**
 * Every measurement, one after the other, on one page: `npm run bench` or `npm run bench -- all [--only NAME …] [--out DIR]
 * [--minutes 15]`. Writes bench.json and bench.html; what was measured before and is not measured now stays on the page with
 * its time. `--readme` puts the figures of the page into README.md, `--page` measures nothing and writes the page of before again. Ends with a fault where a measurement does.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { figuresIn, htmlOf, readmeWith, type Measured, type Page } from './page.ts'
import { measurements, root, type Measurement } from './registry.ts'

const OUTPUT_CHARACTERS_MAX = 40_000

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    out: { type: 'string', default: join(root, 'artefacts', 'bench') },
    minutes: { type: 'string', default: '15' },
    readme: { type: 'boolean' },
    page: { type: 'boolean' },
  },
})
const msMax = Number(values.minutes) * 60_000
const all = measurements()

const argsOf = ([kind, ...rest]: Measurement['command']): string[] =>
  kind === 'cli'
    ? [join(root, 'dist', 'cli.js'), ...rest]
    : ['--import', 'tsx', join(root, 'test', 'bench', `${rest[0] ?? ''}.ts`), ...rest.slice(1)]

const measure = ({ name, what, command, figures }: Measurement): Promise<Measured> =>
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
      resolve({
        name,
        what,
        command: command.join(' '),
        code: late ? null : (code ?? 1),
        at: new Date().toISOString(),
        seconds: Math.round((performance.now() - from) / 100) / 10,
        figures: figuresIn(output, figures),
        output: output.trim(),
      })
    })
  })

const machineNow = (): Page['machine'] => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return {
    version,
    at: new Date().toISOString(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processors: `${cpus().length} × ${cpus()[0]?.model.trim() ?? ''}`,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
    // Whoever compares figures must know what else the machine did.
    load: `load ${loadavg()[2]?.toFixed(1) ?? ''}`,
  }
}

const chosen =
  values.page === true ? [] : values.only === undefined ? all : all.filter(({ name }) => values.only?.includes(name))
if (chosen.length === 0 && values.page !== true) {
  process.stderr.write(`--only takes: ${all.map(({ name }) => name).join(', ')}\n`)
  process.exit(2)
}
mkdirSync(values.out, { recursive: true })
const jsonFile = join(values.out, 'bench.json')
const before: Measured[] = existsSync(jsonFile) ? (JSON.parse(readFileSync(jsonFile, 'utf8')) as Page).results : []
const known = new Map(before.map((each) => [each.name, each]))

const pageNow = (): Page => ({
  machine: machineNow(),
  results: all.flatMap(({ name, figures }) => {
    const each = known.get(name)
    return each === undefined ? [] : [{ ...each, figures: figuresIn(each.output, figures) }]
  }),
  missing: all.filter(({ name }) => !known.has(name)).map(({ name, what }) => ({ name, what })),
})

const writePage = (): void => {
  const page = pageNow()
  writeFileSync(jsonFile, `${JSON.stringify(page, null, 1)}\n`)
  writeFileSync(join(values.out, 'bench.html'), htmlOf(page))
}

const now: Measured[] = []
for (const each of chosen) {
  process.stdout.write(`\n── ${each.name}: ${each.what}\n`)
  const measured = await measure(each)
  now.push(measured)
  known.set(each.name, measured)
  // After each one, so that a run that is stopped leaves what it has measured.
  writePage()
}
if (values.page === true) writePage()
if (values.readme === true) {
  const readme = join(root, 'README.md')
  writeFileSync(readme, readmeWith(readFileSync(readme, 'utf8'), pageNow()))
}
process.stdout.write(`\n${join(values.out, 'bench.html')}\n`)
process.exitCode = now.every(({ code }) => code === 0) ? 0 : 1
