/**
 * The way of a clean machine to the first answer: `npm run bench -- walk [--modules DIR]`. A clone of this repository installs,
 * compiles, indexes and answers; its bundle is unpacked and answers where there is no network. `--modules` takes installed
 * packages from a folder instead of the registry, and says so.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const root = new URL('../..', import.meta.url).pathname
const { values } = parseArgs({ options: { modules: { type: 'string' } } })
const QUESTION = 'テレワーク相談センターの費用はいくらですか'
const PORT = '39786'
const LOOK_MS = 250
const WITHOUT_WAY_OUT = ['-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']

const seconds = (from: number): string => `${((performance.now() - from) / 1_000).toFixed(1)} s`

const ask = async (): Promise<string | null> => {
  const answer = await fetch(`http://127.0.0.1:${PORT}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: QUESTION }),
  }).catch(() => null)
  if (answer?.ok !== true) return null
  const { text } = (await answer.json()) as { text: string }
  return text.includes('無料') ? text : null
}

const fromClone = async (clone: string): Promise<void> => {
  const from = performance.now()
  execFileSync('git', ['clone', '-q', root, clone])
  if (values.modules !== undefined) {
    cpSync(values.modules, join(clone, 'node_modules'), { recursive: true, verbatimSymlinks: true })
    const now = new Date()
    utimesSync(join(clone, 'node_modules', '.package-lock.json'), now, now)
  }
  const desk = spawn('npm', ['start'], { cwd: clone, env: { ...process.env, PORT }, stdio: 'ignore', detached: true })
  try {
    let answer: string | null = null
    while (answer === null && desk.exitCode === null) {
      answer = await ask()
      if (answer === null) await pause(LOOK_MS)
    }
    const how = values.modules === undefined ? '' : ', packages copied instead of fetched'
    console.log(`clone to first answer: ${answer === null ? 'none' : `${seconds(from)}${how}`}`)
    if (answer === null) process.exitCode = 1
  } finally {
    if (desk.pid !== undefined) process.kill(-desk.pid, 'SIGTERM')
    await new Promise((resolve) => desk.once('exit', resolve))
  }
}

const fromBundle = (clone: string, folder: string): void => {
  const out = join(folder, 'out')
  mkdirSync(out)
  const packing = performance.now()
  execFileSync(process.execPath, ['dist/cli.js', 'bundle', '--out', out], {
    cwd: clone,
    stdio: ['ignore', 'ignore', 2],
  })
  const archive = readdirSync(out).find((name) => name.endsWith('.tar.gz')) ?? ''
  console.log(
    `bundle: ${Math.round(statSync(join(out, archive)).size / 1024 / 1024)} MB, packed in ${seconds(packing)}`,
  )
  const from = performance.now()
  execFileSync('tar', ['-xzf', join(out, archive), '-C', out])
  const version = archive.replace(/-(?:linux|darwin|win32)-.*$/u, '')
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  symlinkSync(process.execPath, join(bin, 'node'))
  const script = join(root, 'test/support/offline.mjs')
  const asked = [join(bin, 'node'), script, join(out, version, 'telework-desk'), join(folder, 'data'), QUESTION]
  const env = { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` }
  const isolated = spawnSync('unshare', [...WITHOUT_WAY_OUT, 'true']).status === 0
  const [command, ...args] = isolated ? ['unshare', ...WITHOUT_WAY_OUT, ...asked] : asked
  const done = spawnSync(command ?? '', args, { env, cwd: folder, encoding: 'utf8' })
  const { readyMs, status, network } = JSON.parse(done.stdout.trim().split('\n').at(-1) ?? '{}') as {
    readyMs: number
    status: number
    network: string
  }
  const where = isolated ? `without a network (${network})` : 'with the network of this machine'
  console.log(`first start with the packed index: ${(readyMs / 1_000).toFixed(1)} s until ready`)
  console.log(`bundle to first answer: ${seconds(from)} unpacking included, ${where}, status ${status}`)
  if (status !== 200) process.exitCode = 1
}

const folder = mkdtempSync(join(tmpdir(), 'desk-walk-'))
try {
  const clone = join(folder, 'telework-desk')
  await fromClone(clone)
  fromBundle(clone, folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
