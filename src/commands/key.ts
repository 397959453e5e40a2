import type { Command } from 'commander'
import { z } from 'zod'
import { Failure } from '../base/failure.ts'
import { KEYS_ROOM, keysNamed, makeKey, SCOPES } from '../wiring/api-keys.ts'
import { shelfOf } from '../wiring/house.ts'
import type { ChannelShelf } from '../channels/channel.ts'
import type { Store } from '../store/store.ts'
import { configFor, out, parsed, type Places, tell } from './shared.ts'
import { withStore } from './store.ts'

const scopes = z.array(z.enum(SCOPES)).min(1)
const perMinute = z.coerce.number().int().min(1).max(10_000)
const nameShape = z.string().regex(/^[\w.@-]{1,60}$/u, 'must be 1 to 60 letters, digits and . _ @ -')

interface AddOptions {
  scope: string[]
  rate: string
}

const noted = async (store: Store, act: string, name: string): Promise<void> => {
  await store.transaction((tx) =>
    tx.audit.append({ at: new Date(), actor: 'command-line', act, subject: `key:${name}`, detail: {} }),
  )
}

export const addKey = (program: Command, places: () => Places): void => {
  const key = program.command('key').description('プログラムのための API キー · API keys for programs')
  const within = <T>(use: (shelf: ChannelShelf, store: Store) => Promise<T>): Promise<T> =>
    withStore(configFor(places()), (store) =>
      use(
        shelfOf(store, KEYS_ROOM, () => new Date()),
        store,
      ),
    )

  key
    .command('add')
    .description('キーを作り、一度だけ表示します · make a key and show it this once')
    .argument('<name>', '使う側の名前 · whose key it is')
    .option('--scope <names...>', `できること（${SCOPES.join('・')}） · what it may do`, ['ask'])
    .option('--rate <n>', '毎分の回数 · requests a minute', '60')
    .action(async (given: string, options: AddOptions) => {
      const name = parsed('name', nameShape, given)
      const made = {
        name,
        scopes: parsed('--scope', scopes, options.scope),
        perMinute: parsed('--rate', perMinute, options.rate),
        madeAt: new Date().toISOString(),
      }
      const secret = await within(async (shelf, store) => {
        const words = await makeKey(shelf, made)
        await noted(store, 'key.add', name)
        return words
      })
      out(secret)
      tell('このキーは二度と表示されません · it is not shown again')
    })
  key
    .command('list')
    .description('キーの一覧（値は出ません） · the keys, without their values')
    .action(async () => {
      for (const { hash, key: each } of await within((shelf) => keysNamed(shelf))) {
        out([each.name, each.scopes.join(','), `${each.perMinute}/min`, each.madeAt, hash.slice(0, 8)].join('\t'))
      }
    })
  key
    .command('revoke')
    .description('キーを使えなくします · --keep-newest で、新しいキーだけを残します（取り替えの終わりに）')
    .argument('<name>', '使う側の名前 · whose keys')
    .option('--keep-newest', '一番新しいものは残す · all but the newest, to end a rotation')
    .action(async (name: string, { keepNewest }: { keepNewest?: boolean }) => {
      const gone = await within(async (shelf, store) => {
        const keys = await keysNamed(shelf, name)
        const revoked = keepNewest === true ? keys.slice(0, -1) : keys
        for (const { hash } of revoked) await shelf.remove(hash)
        if (revoked.length > 0) await noted(store, 'key.revoke', name)
        return revoked.length
      })
      if (gone === 0) throw new Failure('key', `${name}: there is no key to revoke. See: telework-desk key list`)
      out(`${gone} revoked`)
    })
}
