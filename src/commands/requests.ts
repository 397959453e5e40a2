import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { assembleKit } from '../wiring/assemble.ts'
import { erasePerson, exportPerson, purge, takeBounce, verifyReceipt } from '../cases/cases.ts'
import { Failure } from '../base/failure.ts'
import { openGuidance } from '../wiring/published.ts'
import { configFor, out, type Places } from './shared.ts'
import type { Store } from '../store/store.ts'
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

const addBounce = (requests: Command, places: () => Places): void => {
  requests
    .command('bounce')
    .description(
      '不達通知（DSN）を標準入力から読み、担当者に戻します · take a delivery status notification from standard input',
    )
    .action(async () => {
      const config = configFor(places())
      const guidance = await openGuidance(config.data)
      const kit = assembleKit(config, guidance, [], newId)
      const raw = await text(process.stdin)
      const taken = await withStore(config, (store) => takeBounce({ store, kit, now: () => new Date() }, raw))
      if (taken === null) {
        throw new Failure('bounce', 'This is no notification that one of our sheets could not be delivered.')
      }
      out(JSON.stringify(taken))
    })
}

export const addRequests = (program: Command, places: () => Places): void => {
  const requests = program.command('requests').description('相談票 · consultation requests')
  addVerify(requests, places)
  addExport(requests, places)
  addBounce(requests, places)
}

export const addPurge = (program: Command, places: () => Places): void => {
  program
    .command('purge')
    .description('保存期間を過ぎた個人情報を消します · erase personal data past its time; counts remain')
    .option('--dry-run', '消さずに件数だけ表示 · tell what would go, change nothing')
    .action(async ({ dryRun }: { dryRun?: boolean }) => {
      const config = configFor(places())
      const guidance = await openGuidance(config.data)
      const kit = assembleKit(config, guidance, [], newId)
      const run = { dryRun: dryRun === true, now: new Date(), by: COMMAND_LINE, tray: join(config.data, 'fax') }
      const { requests, messages, sheets } = await withStore(config, async (store) => {
        const purged = await purge(store, kit, run)
        if (!run.dryRun) await store.scrub(true)
        return purged
      })
      out(`${dryRun ? 'would erase' : 'erased'}: ${requests} requests, ${messages} messages, ${sheets} printed sheets`)
    })
}

/** A person as the channel and its own id for them, or by the number of a request of theirs. */
const personIn = async (store: Store, given: string): Promise<{ channel: string; person: string }> => {
  const colon = given.indexOf(':')
  if (colon > 0) return { channel: given.slice(0, colon), person: given.slice(colon + 1) }
  const request = await store.requests.byNumber(given)
  if (request === null || request.erasedAt !== null) {
    throw new Failure('erase.person', `${given} is neither CHANNEL:ID nor the number of a request that is kept.`)
  }
  return { channel: request.address.channel, person: request.person.id }
}

export const addErase = (program: Command, places: () => Places): void => {
  program
    .command('erase')
    .description('一人の個人情報をすべて消します · erase one person everywhere, and say what was kept and why')
    .requiredOption('--person <who>', 'CHANNEL:ID（slack:U0123…）または受付番号 · CHANNEL:ID, or a request’s number')
    .option('--open', '対応中の相談票も消します · also requests that are still open')
    .action(async ({ person, open }: { person: string; open?: boolean }) => {
      const config = configFor(places())
      const guidance = await openGuidance(config.data)
      const kit = assembleKit(config, guidance, [], newId)
      const tray = join(config.data, 'fax')
      const { words } = await withStore(config, async (store) => {
        const who = await personIn(store, person)
        const run = { ...who, open: open === true, by: COMMAND_LINE, now: new Date(), tray }
        const erased = await erasePerson(store, kit, run)
        await store.scrub(true)
        return erased
      })
      for (const line of words) out(line)
    })
}
