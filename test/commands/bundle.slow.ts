import { execFile, execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runningPackages } from '../../src/commands/bundle-parts.ts'
import { archive, stageBundle } from '../../src/commands/bundle-stage.ts'

const run = promisify(execFile)
const root = new URL('../..', import.meta.url).pathname
const STAGE_MS = 480_000

const WITHOUT_WAY_OUT = ['-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']
const isolates = spawnSync('unshare', [...WITHOUT_WAY_OUT, 'true']).status === 0

interface Offline {
  network: string
  readyMs: number
  status: number
  answer: { outcome: string; text: string; citations: unknown[] }
}

/** Starts what `command` names where no network is, asks it one question and stops it. */
const offline = async (cwd: string, command: string, data: string): Promise<Offline> => {
  const bin = join(cwd, 'bin')
  if (!existsSync(bin)) {
    mkdirSync(bin)
    symlinkSync(process.execPath, join(bin, 'node'))
  }
  const script = join(root, 'test/support/offline.mjs')
  const asked = [join(bin, 'node'), script, command, data, 'テレワーク相談センターの費用はいくらですか']
  const env = { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` }
  const { stdout } = await run('unshare', [...WITHOUT_WAY_OUT, ...asked], { env, cwd })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Offline
}

describe('the bundle for a machine without a network', () => {
  let aside: string
  let unpacked: string

  beforeAll(async () => {
    // What is packed is what was compiled from these sources.
    if (process.env['DESK_COMPILED'] !== 'true') {
      execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.json')])
    }
    aside = mkdtempSync(join(root, 'node_modules', '.bundle-test-'))
    await stageBundle({
      root,
      knowledge: join(root, 'knowledge'),
      prompts: join(root, 'prompts'),
      to: join(aside, 'stage'),
      onStep: () => {},
    })
    unpacked = join(mkdtempSync(join(tmpdir(), 'unpacked-')), 'opt')
    mkdirSync(unpacked)
    await archive(aside, { from: 'stage', name: 'telework-desk' }, join(aside, 'desk.tar.gz'))
    execFileSync('tar', ['-xzf', join(aside, 'desk.tar.gz'), '-C', unpacked])
    unpacked = join(unpacked, 'telework-desk')
  }, STAGE_MS)

  afterAll(() => {
    rmSync(aside, { recursive: true, force: true })
    rmSync(dirname(dirname(unpacked)), { recursive: true, force: true })
  })

  it('arrives whole, and a changed file is noticed', () => {
    const check = () => spawnSync('sha256sum', ['--quiet', '-c', 'SHA256SUMS'], { cwd: unpacked, encoding: 'utf8' })
    expect(check()).toMatchObject({ status: 0, stdout: '' })
    const licence = join(unpacked, 'LICENSE')
    const words = readFileSync(licence)
    writeFileSync(licence, 'other words')
    expect(check().status).not.toBe(0)
    writeFileSync(licence, words)
    expect(spawnSync('sha256sum', ['-c', 'desk.tar.gz.sha256'], { cwd: aside }).status).toBe(0)
  })

  it('names every package that it carries, with its licence', () => {
    const packages = runningPackages(root)
    const licences = readFileSync(join(unpacked, 'LICENSES.txt'), 'utf8')
    const { components } = JSON.parse(readFileSync(join(unpacked, 'sbom.cdx.json'), 'utf8')) as {
      components: unknown[]
    }
    expect(components).toHaveLength(packages.length)
    expect(packages.filter(({ name, version }) => !licences.includes(`${name} ${version}`))).toEqual([])
    // What only people who develop need is not carried.
    for (const name of ['typescript', 'vitest', 'tsx', 'oxlint']) {
      expect(existsSync(join(unpacked, 'node_modules', name))).toBe(false)
    }
  })

  it.runIf(isolates)(
    'answers its first question without npm and without a network',
    async () => {
      // Upgrades switch a link; the program is started through it.
      symlinkSync(unpacked, join(dirname(unpacked), 'current'))
      const data = join(dirname(unpacked), 'data')
      const told = await offline(dirname(unpacked), join(dirname(unpacked), 'current', 'telework-desk'), data)
      expect(told.network).not.toBe('connected')
      expect(told.status).toBe(200)
      expect(told.answer.text).toContain('無料')
      expect(told.answer.citations.length).toBeGreaterThan(0)
      expect(readdirSync(data)).toContain('desk.sqlite')
      process.stdout.write(`first answer from the bundle: ready after ${told.readyMs} ms\n`)
    },
    STAGE_MS,
  )
})
