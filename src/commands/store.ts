import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type Config, storeFile } from '../wiring/config.ts'
import { Failure } from '../base/failure.ts'
import { openStore, type Store } from '../store/store.ts'
import { configFor, out, type Places } from './shared.ts'

export const withStore = async <T>(config: Config, use: (store: Store) => Promise<T>): Promise<T> => {
  const store = await openStore({ url: config.DATABASE_URL, path: storeFile(config), now: new Date() })
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

export const addBackup = (program: Command, places: () => Places): void => {
  program
    .command('backup')
    .description('保存データと追加資料の写しを作ります · copy the store and added documents while the desk runs')
    .argument('<to>', '写しのファイル名 · the file to write')
    .action(async (to: string) => {
      if (existsSync(to)) throw new Failure('backup.exists', `${to} exists already. Name another file.`)
      const config = configFor(places())
      await withStore(config, (store) => store.backup(to))
      out(`the store was copied to ${to}`)
      // What operators added to the guidance is in no other place; the index can be built again from it.
      const uploads = join(config.data, 'uploads')
      if (!existsSync(uploads)) return
      await cp(uploads, `${to}.uploads`, { recursive: true, dereference: true })
      out(`documents that operators added were copied to ${to}.uploads`)
    })
}

export const addAudit = (program: Command, places: () => Places): void => {
  const audit = program.command('audit').description('監査記録 · the audit log')
  audit
    .command('verify')
    .description('監査記録の連鎖を確かめます · walk the whole chain and find any changed, missing or reordered entry')
    .action(async () => {
      const found = await withStore(configFor(places()), (store) => store.audit.verify())
      if (found.fault) throw new Failure('audit.fault', `The audit log is broken: ${found.fault.why}.`)
      out(`the audit log is whole: ${found.entries} entries`)
    })
}
