import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { Failure } from '../base/failure.ts'
import { openStore } from '../store/store.ts'
import { out } from './shared.ts'

/** Restores a copy of a backup, and tells what was found; throws where it could not be restored. */
export const proveBackup = async (backup: string): Promise<string[]> => {
  if (!existsSync(backup)) throw new Failure('drill.missing', `${backup} does not exist. Check the path.`)
  const began = performance.now()
  const aside = await mkdtemp(join(tmpdir(), 'desk-drill-'))
  try {
    // A copy is restored: opening takes data forward, and a backup must stay what it was.
    const path = join(aside, 'desk.sqlite')
    await copyFile(backup, path)
    const store = await openStore({ url: undefined, path, now: new Date() }).catch((thrown: unknown) => {
      throw new Failure('drill.open', `${backup} is no store that can be opened.`, { cause: thrown })
    })
    try {
      const fault = await store.verify()
      if (fault !== null) throw new Failure('drill.pages', `${backup} is damaged: ${fault.slice(0, 200)}.`)
      const { entries, fault: broken } = await store.audit.verify()
      if (broken) throw new Failure('drill.audit', `The audit log of ${backup} is broken: ${broken.why}.`)
      const { waiting, dead } = await store.inbox.counts()
      const { due } = await store.outbox.counts()
      return [
        `${backup} can be restored: all pages are whole, ${entries} audit entries are whole,`,
        `${waiting} messages would be answered, ${dead} are for a person, ${due} replies would be sent`,
        `(${Math.round(performance.now() - began)} ms; uploads beside it are copied by hand)`,
      ]
    } finally {
      await store.close()
    }
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

export const addDrill = (program: Command): void => {
  program
    .command('drill')
    .description(
      '控えから戻せることを確かめます（控えも、動いている窓口も変えません） · prove that a backup can be restored',
    )
    .argument('<backup>', 'backup で作ったファイル · a file that backup has written')
    .action(async (backup: string) => {
      for (const line of await proveBackup(backup)) out(line)
    })
}
