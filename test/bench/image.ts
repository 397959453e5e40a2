/**
 * The Dockerfile without a container engine: `npm run bench -- image [--base DIR] [--modules DIR]`. Each of its stages is carried
 * out, line by line, in a bare Debian root of its own; the last one is started read-only, as its own user, checked as its
 * HEALTHCHECK says, and asked. Needs root, and debootstrap where no `--base` (a folder that debootstrap has made) is given.
 * `--modules` copies installed packages instead of running `npm ci`, and says so.
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const root = new URL('../..', import.meta.url).pathname
const { values } = parseArgs({ options: { base: { type: 'string' }, modules: { type: 'string' } } })
const folder = mkdtempSync(join(tmpdir(), 'desk-image-'))
const PORT = '39785'
const TRIES_MAX = 600

interface Stage {
  folder: string
  workdir: string
  env: Record<string, string>
  user: string
  healthcheck: string[]
  start: string[]
}

const copy = (from: string, to: string): void => void execFileSync('cp', ['-a', '--reflink=auto', from, to])

/** What an image of Node has beside Debian: Node, npm, and somebody to run as. */
const baseRoot = (): string => {
  const made = join(folder, 'base')
  if (values.base === undefined)
    execFileSync('debootstrap', ['--variant=minbase', 'bookworm', made], { stdio: 'ignore' })
  else copy(values.base, made)
  cpSync(process.execPath, join(made, 'usr/bin/node'))
  mkdirSync(join(made, 'usr/lib/node_modules'), { recursive: true })
  copy('/usr/lib/node_modules/npm', join(made, 'usr/lib/node_modules/npm'))
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(made, 'usr/bin/npm'))
  execFileSync('chroot', [made, 'useradd', '--create-home', '--uid', '1000', 'node'])
  return made
}

/** As every container has it: programs look themselves up there. */
const WITH_PROC = 'mount -t proc proc "$1/proc" && exec chroot --userspec="$0" "$@"'

const within = (stage: Stage, command: readonly string[], user = 'root'): string =>
  execFileSync('unshare', ['-m', 'sh', '-c', WITH_PROC, user, stage.folder, ...command], {
    encoding: 'utf8',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/tmp', ...stage.env },
    stdio: ['ignore', 'pipe', 2],
  })

/** Lines that go on are one instruction; what a line says of itself is left out. */
const instructions = (): [name: string, rest: string][] =>
  readFileSync(join(root, 'Dockerfile'), 'utf8')
    .replaceAll(/\\\n\s*/gu, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1).trim()])

const at = (stage: Stage, path: string): string =>
  join(stage.folder, path.startsWith('/') ? path : join(stage.workdir, path))

const copyInto = (stage: Stage, rest: string, stages: ReadonlyMap<string, Stage>): void => {
  const words = rest.split(/\s+/u)
  const given = words[0]?.startsWith('--from=') === true ? words.shift() : undefined
  const from = given === undefined ? root : (stages.get(given.slice('--from='.length))?.folder ?? '')
  const to = words.pop() ?? ''
  for (const source of words) {
    // Several things go into a folder, each under its own name.
    const target = words.length > 1 ? join(at(stage, to), basename(source)) : at(stage, to)
    const named = words.length === 1 && source.endsWith('.json') ? join(target, basename(source)) : target
    cpSync(join(from, source), named, { recursive: true, verbatimSymlinks: true })
  }
}

const runIn = (stage: Stage, rest: string): void => {
  if (!rest.startsWith('npm ci') || values.modules === undefined) {
    within(stage, ['sh', '-c', `cd ${stage.workdir} && ${rest}`])
    return
  }
  cpSync(values.modules, at(stage, 'node_modules'), { recursive: true, verbatimSymlinks: true })
}

type Step = (stage: Stage, rest: string, stages: ReadonlyMap<string, Stage>) => void

const startsWith: Step = (stage, rest) => void stage.start.push(...(JSON.parse(rest) as string[]))

/** What each instruction does; the rest of them only say something to an engine. */
const STEPS: Record<string, Step> = {
  WORKDIR(stage, rest) {
    stage.workdir = rest
    mkdirSync(join(stage.folder, rest), { recursive: true })
  },
  COPY: copyInto,
  RUN: runIn,
  ENV(stage, rest) {
    for (const [, key = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/gu)) stage.env[key] = value
  },
  USER(stage, rest) {
    stage.user = rest
  },
  HEALTHCHECK(stage, rest) {
    stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('['))) as string[]
  },
  ENTRYPOINT: startsWith,
  CMD: startsWith,
}

/** As `read_only: true` with one volume and a tmpfs does it. */
const READ_ONLY = [
  'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && mount --bind "$2" "$1/data" && mount -t tmpfs tmpfs "$1/tmp" && mount -t proc proc "$1/proc"',
  'root="$1" && user="$3" && dir="$4" && shift 4',
  'exec chroot --userspec="$user" "$root" sh -c \'cd "$0" && exec "$@"\' "$dir" "$@"',
].join(' && ')

const checkStarted = async (stage: Stage): Promise<void> => {
  const volume = join(folder, 'volume')
  // A first volume begins as what the image has there.
  copy(join(stage.folder, 'data'), volume)
  const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', ...stage.env, PORT }
  const from = performance.now()
  const args = ['-m', 'sh', '-c', READ_ONLY, 'sh', stage.folder, volume, stage.user, stage.workdir, ...stage.start]
  const desk = spawn('unshare', args, { env, stdio: ['ignore', 'ignore', 2] })
  try {
    const checked = { ...stage, env: { ...stage.env, PORT } }
    for (let tries = 0; ; tries++) {
      const ready = await fetch(`http://127.0.0.1:${PORT}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (ready) break
      if (tries > TRIES_MAX || desk.exitCode !== null) throw new Error('what was built does not get ready')
      await pause(200)
    }
    console.log(`ready in a read-only root as ${stage.user}: ${((performance.now() - from) / 1_000).toFixed(1)} s`)
    within(checked, stage.healthcheck, stage.user)
    const answer = await fetch(`http://127.0.0.1:${PORT}/api/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ question: 'テレワーク相談センターの費用はいくらですか' }),
    })
    const { text } = (await answer.json()) as { text: string }
    if (!text.includes('無料')) throw new Error(`the answer was: ${text}`)
    console.log('the health check passes and the first question is answered')
  } finally {
    desk.kill('SIGTERM')
    await new Promise((resolve) => desk.once('exit', resolve))
  }
}

try {
  const base = baseRoot()
  const stages = new Map<string, Stage>()
  let stage: Stage | null = null
  let count = 0
  for (const [name, rest] of instructions()) {
    if (name === 'FROM') {
      const own = join(folder, `stage-${++count}`)
      copy(base, own)
      stage = { folder: own, workdir: '/', env: {}, user: 'root', healthcheck: [], start: [] }
      stages.set(/ AS (\w+)$/u.exec(rest)?.[1] ?? 'last', stage)
      // A process of the desk asks for it, as every container has it.
      writeFileSync(join(own, 'etc/hostname'), 'desk\n')
    } else if (stage !== null) {
      const from = performance.now()
      STEPS[name]?.(stage, rest, stages)
      console.log(`${name} ${rest.slice(0, 80)} (${((performance.now() - from) / 1_000).toFixed(1)} s)`)
    }
  }
  if (values.modules !== undefined) console.log('npm ci was not run: installed packages were copied')
  const last = stages.get('last')
  if (last === undefined) throw new Error('the Dockerfile has no last stage')
  const size = execFileSync('du', ['-sm', join(last.folder, 'app')], { encoding: 'utf8' }).split('\t')[0]
  console.log(`program in the image: ${size} MB beside Node and Debian`)
  await checkStarted(last)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
