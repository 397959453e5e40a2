/**
 * 1,000 requests submitted twice each with 20 SIGKILLs in between, on both databases:
 * `npx tsx test/bench/requests-kill.ts [total] [kills]`.
 */
import { onBothStores } from '../support/both-stores.ts'
import { openStore } from '../../src/store/store.ts'
import { soak } from '../cases/killing.ts'

const [total = 1_000, kills = 20] = process.argv.slice(2).map(Number)

const run = async (name: string, where: { url?: string; path: string }) => {
  const store = await openStore({ ...where, now: new Date() })
  const soaked = await soak(store, where, { total, kills, extra: Math.ceil(total / 20) })
  await store.close()
  process.stdout.write(`${name}: ${JSON.stringify(soaked)}\n`)
}

await onBothStores(run)
