/**
 * From one unpacked version to another and back. The link `current` beside the versions says which one runs; a backup is
 * taken and proved by the new program before it is switched, since data only ever go forward.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, cp, mkdir, readFile, realpath, rename, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Command } from 'commander'
import { z } from 'zod'
import { Failure, wordsOf } from '../base/failure.ts'
import { type Config, ROOT, storeFile, VERSION } from '../wiring/config.ts'
import { proveBackup } from './drill.ts'
import { configFor, out, type Places, tell } from './shared.ts'

const run = promisify(execFile)

const recordShape = z.object({
  at: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  data: z.string(),
  backup: z.string().nullable(),
})
type UpgradeRecord = z.infer<typeof recordShape>

const recordsFile = (home: string): string => join(home, 'upgrades.jsonl')
const linkOf = (home: string): string => join(home, 'current')
const stampOf = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/gu, '')

/** The first file that is not as it was packed. */
const changedFile = async (folder: string): Promise<string | null> => {
  const sums = await readFile(join(folder, 'SHA256SUMS'), 'utf8').catch(() => null)
  if (sums === null) return 'SHA256SUMS'
  for (const line of sums.split('\n').filter((one) => one !== '')) {
    const [sum = '', path = ''] = line.split('  ')
    const bytes = await readFile(join(folder, path)).catch(() => null)
    if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== sum) return path
  }
  return null
}

/** The link is replaced in one step: whoever starts meanwhile gets the one or the other. */
const pointTo = async (home: string, folder: string): Promise<void> => {
  const aside = `${linkOf(home)}.${process.pid}.new`
  await rm(aside, { force: true })
  await symlink(folder, aside)
  await rename(aside, linkOf(home))
}

/** Made by the program that wrote the data, since the new one would take them forward; then opened by the new one. */
const backUp = async (config: Config, home: string, from: string): Promise<string | null> => {
  if (!existsSync(storeFile(config))) return null
  const folder = join(home, 'backups')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const backup = join(folder, `before-${VERSION}-${stampOf(new Date())}.sqlite`)
  await run(join(from, 'telework-desk'), ['backup', backup, '--data', config.data]).catch((thrown: unknown) => {
    throw new Failure('upgrade.backup', `The version in use could not make a backup: ${wordsOf(thrown)}.`)
  })
  for (const line of await proveBackup(backup)) out(line)
  return backup
}

const upgrade = async (config: Config, home: string, dumped: boolean): Promise<void> => {
  const changed = await changedFile(ROOT)
  if (changed !== null) {
    throw new Failure('upgrade.damaged', `${join(ROOT, changed)} is not as it was packed. Unpack the archive again.`)
  }
  const from = await realpath(linkOf(home)).catch(() => null)
  if (from === ROOT) throw new Failure('upgrade.same', `${linkOf(home)} points to ${ROOT} already.`)
  if (config.DATABASE_URL !== undefined && !dumped) {
    const how = 'pg_dump --format=custom --file=before.dump "$DATABASE_URL"'
    throw new Failure('upgrade.dump', `The store is a PostgreSQL. Back it up first (${how}), then add --dumped.`)
  }
  const backup = from === null || config.DATABASE_URL !== undefined ? null : await backUp(config, home, from)
  const record: UpgradeRecord = { at: new Date().toISOString(), from, to: ROOT, data: config.data, backup }
  await appendFile(recordsFile(home), `${JSON.stringify(record)}\n`)
  await pointTo(home, ROOT)
  out(`${linkOf(home)} → ${ROOT}`)
  tell('次に · next: systemctl restart telework-desk（データは起動のときに前へ進みます）')
  if (from !== null)
    tell(`戻すには · to go back: systemctl stop telework-desk && ${join(ROOT, 'telework-desk')} roll-back`)
}

const lastRecord = async (home: string): Promise<UpgradeRecord> => {
  const text = await readFile(recordsFile(home), 'utf8').catch(() => '')
  const line = text.trim().split('\n').at(-1) ?? ''
  const current = await realpath(linkOf(home)).catch(() => null)
  const record = line === '' ? undefined : recordShape.safeParse(JSON.parse(line)).data
  if (record?.from == null || record.to !== current || !existsSync(record.from)) {
    throw new Failure(
      'rollback.none',
      `${recordsFile(home)} names no version to go back to from ${current ?? 'nothing'}.`,
    )
  }
  return record
}

const isServing = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  )

/** Nothing is thrown away: what came after the backup lies beside the data, for people to look at. */
const restore = async (data: string, backup: string): Promise<string> => {
  const aside = `${data}.after-${VERSION}-${stampOf(new Date())}`
  await mkdir(aside, { mode: 0o700 })
  for (const name of ['desk.sqlite', 'desk.sqlite-wal', 'desk.sqlite-shm', 'uploads']) {
    if (existsSync(join(data, name))) await rename(join(data, name), join(aside, name))
  }
  await cp(backup, join(data, 'desk.sqlite'))
  if (existsSync(`${backup}.uploads`)) await cp(`${backup}.uploads`, join(data, 'uploads'), { recursive: true })
  return aside
}

const rollBackTo = async (config: Config, home: string): Promise<void> => {
  const { from, to, data, backup } = await lastRecord(home)
  if (await isServing(config.PORT)) {
    throw new Failure('rollback.running', `A desk answers on port ${config.PORT}. Stop it first.`)
  }
  if (backup !== null) out(`what came after the backup is kept in ${await restore(data, backup)}`)
  else if (config.DATABASE_URL !== undefined)
    tell('PostgreSQL は pg_restore で戻してください · restore your dump as well')
  await appendFile(
    recordsFile(home),
    `${JSON.stringify({ at: new Date().toISOString(), from: null, to: from, data, backup: null })}\n`,
  )
  await pointTo(home, from ?? '')
  out(`${linkOf(home)} → ${from ?? ''} (was ${basename(to)})`)
  tell('次に · next: systemctl start telework-desk')
}

/** Adds `upgrade` and `roll-back`, for a program that was unpacked from a bundle. */
export const addUpgrade = (program: Command, places: () => Places): void => {
  const home = ['--home <dir>', '版を並べて広げたフォルダー · the folder of the unpacked versions'] as const
  program
    .command('upgrade')
    .description(
      '広げたこの版に切り替えます（控えを取り、確かめてから） · switch to this unpacked version, after a backup',
    )
    .option(...home, dirname(ROOT))
    .option('--dumped', 'PostgreSQL の控えは取りました · a dump of the PostgreSQL was made')
    .action((given: { home: string; dumped?: boolean }) =>
      upgrade(configFor(places()), given.home, given.dumped === true),
    )
  program
    .command('roll-back')
    .description('前の版と、切り替える前のデータに戻します · return to the version before, with its data')
    .option(...home, dirname(ROOT))
    .action((given: { home: string }) => rollBackTo(configFor(places()), given.home))
}
