import { join } from 'node:path'
import type { Command } from 'commander'
import { assembleKit } from '../wiring/assemble.ts'
import { exportPerson, purge, verifyReceipt } from '../cases/cases.ts'
import { Failure } from '../base/failure.ts'
import { openGuidance } from '../wiring/published.ts'
import { configFor, out, type Places } from './shared.ts'
import { withStore } from './store.ts'

/** Who an act of the command line is told to be by, in the audit log. */
const COMMAND_LINE = 'command-line'

const newId = (): string => crypto.randomUUID()

const addVerify = (requests: Command, places: () => Places): void => {
  requests
    .command('verify')
    .description('受付番号の控えを確かめます · prove that what was submitted under a number has not changed')
    .argument('<number>', '受付番号 TW-YYYY-NNNNN · the receipt number')
    .action(async (number: string) => {
      const found = await withStore(configFor(places()), (store) => verifyReceipt(store, number))
      out(JSON.stringify(found))
      if (found.status === 'unknown' || found.status === 'changed') {
        throw new Failure('receipt', `${found.number}: ${found.why ?? found.status}.`)
      }
    })
}

const addExport = (requests: Command, places: () => Places): void => {
  requests
    .command('export')
    .description('本人のデータを JSON で出力します · give a person all that is kept of them')
    .requiredOption('--channel <name>', 'チャネル名 (web, slack, teams …) · the channel')
    .requiredOption('--person <id>', 'チャネル内の利用者 ID · the person’s id in that channel')
    .action(async ({ channel, person }: { channel: string; person: string }) => {
      const data = await withStore(configFor(places()), (store) => exportPerson(store, channel, person))
      out(JSON.stringify(data, null, 2))
    })
}

export const addRequests = (program: Command, places: () => Places): void => {
  const requests = program.command('requests').description('相談票 · consultation requests')
  addVerify(requests, places)
  addExport(requests, places)
}

export const addPurge = (program: Command, places: () => Places): void => {
  program
    .command('purge')
    .description('保存期間を過ぎた個人情報を消します · erase personal data past its time; counts remain')
    .option('--dry-run', '消さずに件数だけ表示 · tell what would go, change nothing')
    .action(async ({ dryRun }: { dryRun?: boolean }) => {
      const config = configFor(places())
      const guidance = await openGuidance(config.data)
      const kit = assembleKit(config, guidance?.companions ?? null, [], newId)
      const run = { dryRun: dryRun === true, now: new Date(), by: COMMAND_LINE, tray: join(config.data, 'fax') }
      const { requests, messages, sheets } = await withStore(config, (store) => purge(store, kit, run))
      out(`${dryRun ? 'would erase' : 'erased'}: ${requests} requests, ${messages} messages, ${sheets} printed sheets`)
    })
}
