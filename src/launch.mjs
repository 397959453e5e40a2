#!/usr/bin/env node
/**
 * The first step of every command, runnable from a bare clone: it needs nothing but Node. It installs what the lock file
 * names, compiles what changed, and hands over to the compiled program (or to the test runner).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const at = (...parts) => join(root, ...parts)

const NODE_MIN = [20, 19]

const stop = (message) => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

const run = (command, args, options = {}) => {
  const done = spawnSync(command, args, { cwd: root, stdio: ['inherit', 2, 2], ...options })
  if (done.error) stop(`telework-desk: ${command} could not be started: ${done.error.message}`)
  return done.status ?? 1
}

const checkNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return
  stop(`telework-desk needs Node.js ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}.`)
}

/** npm leaves this file behind when an install has ended well. */
const installed = () => modified(at('node_modules', '.package-lock.json'))

const install = () => {
  if (installed() >= modified(at('package-lock.json')) && installed() > 0) return
  process.stderr.write(
    'telework-desk: 必要な部品を入れています（初回のみ数分。中断しないでください） / installing packages, do not interrupt…\n',
  )
  const done = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (done !== 0) stop('telework-desk: npm ci failed; see the lines above (a C++ toolchain and python3 are needed).')
  // The lock file may carry a newer date than the registry's answer; ours must not look stale next time.
  const mark = at('node_modules', '.package-lock.json')
  if (existsSync(mark) && modified(mark) < modified(at('package-lock.json'))) {
    const now = new Date()
    run(process.execPath, ['-e', `require('fs').utimesSync(${JSON.stringify(mark)}, ${+now / 1000}, ${+now / 1000})`])
  }
}

const newestSource = () => {
  let newest = Math.max(modified(at('tsconfig.json')), modified(at('package-lock.json')))
  for (const entry of readdirSync(at('src'), { recursive: true })) {
    if (/\.(ts|tsx)$/.test(entry)) newest = Math.max(newest, modified(at('src', entry)))
  }
  return newest
}

const compile = () => {
  const mark = at('dist', '.built')
  if (modified(mark) > newestSource()) return
  // A source file that was removed must not live on compiled.
  rmSync(mark, { force: true })
  const began = Date.now()
  const done = run(process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', at('tsconfig.json')])
  if (done !== 0) stop('telework-desk: the program could not be compiled; see the lines above.')
  mkdirSync(at('dist'), { recursive: true })
  writeFileSync(mark, `${new Date(began).toISOString()}\n`)
}

const script = (file, args) =>
  run(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: 'inherit',
    env: { ...process.env, DESK_COMPILED: 'true' },
  })

/** A measurement of test/bench: itself run from source, the programs that it measures as they were compiled. */
const bench = (given, args) => {
  // Without a name everything is measured, on one page.
  const name = given === undefined || given.startsWith('--') ? 'all' : given
  const options = name === given ? args : [given, ...args].filter((arg) => arg !== undefined)
  const names = readdirSync(at('test', 'bench'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
  if (!names.includes(name)) stop(`usage: npm run bench -- NAME [options]\nNAME is one of: ${names.join(', ')}`)
  return script(at('test', 'bench', `${name}.ts`), options)
}

const vitest = (config, args) =>
  run(process.execPath, [at('node_modules', 'vitest', 'vitest.mjs'), 'run', '-c', at('test', config), ...args], {
    stdio: 'inherit',
    // Tests that start the program start what was just compiled.
    env: { ...process.env, DESK_COMPILED: 'true' },
  })

const [command, ...rest] = process.argv.slice(2)
checkNode()
install()
compile()
if (command === 'bench') process.exit(bench(rest[0], rest.slice(1)))
if (command === 'test') process.exit(vitest('vitest.config.ts', rest))
if (command === 'test-slow') process.exit(vitest('slow.config.ts', rest))
if (command === 'gallery') {
  const isReadme = rest[0] === '--readme'
  process.exit(script(at('test', 'browser', isReadme ? 'readme-pictures.ts' : 'gallery.ts'), isReadme ? [] : rest))
}
if (command === 'test-browser') process.exit(vitest(join('browser', 'vitest.config.ts'), rest))
await import(pathToFileURL(at('dist', 'cli.js')).href)
