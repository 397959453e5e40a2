import { setTimeout as pause } from 'node:timers/promises'
import type { Channel, DeliveryRules } from '../../src/channels/channel.ts'
import type { Desk } from '../../src/spine/worker.ts'
import type { Address, Reply } from '../../src/vocabulary/types.ts'
import type { Repositories, Store } from '../../src/store/store.ts'
import { replied, traced } from './messages.ts'

/** Retries at once, as a platform on loopback would want. */
export const quickRules: DeliveryRules = { attemptsMax: 3, backoffMs: () => 1, inFlightMax: 50, timeoutMs: 5_000 }

/** A desk that repeats what it was told, counting within the conversation so that order can be seen. */
export const echoDesk = (tookMs = 0): Desk => ({
  async take(message, { memory }) {
    if (tookMs > 0) await pause(tookMs)
    if (message.text.includes('boom')) throw new Error('boom')
    const count = Number(memory['count'] ?? 0) + 1
    return {
      reply: replied(`${count}: ${message.text}`),
      memory: { count },
      trace: { ...traced(), whole: message.text },
      effects: [],
    }
  },
  apology: (reference) => ({ ...replied(`申し訳ありません。参照番号 ${reference}`), outcome: 'notice' }),
})

/** A channel whose far side is a function: what it takes is delivered, what it throws is retried. */
export const farSide = (
  name: string,
  take: (to: Address, reply: Reply, id: string) => Promise<void> | void,
  rules = quickRules,
): Channel => ({
  name,
  paths: [],
  rules,
  handle: () => Promise.resolve(new Response(null, { status: 404 })),
  async send(to, reply, { id }) {
    await take(to, reply, id)
    return { id: `sent-${id}` }
  },
  ready: () => Promise.resolve({ ok: true, detail: '' }),
})

type Step = (point: string) => void

/** Calls `step` before and after every call that may change the store, inside transactions too. */
const watched = (repositories: Repositories, step: Step): Repositories => {
  const watch = <T extends object>(name: string, repository: T): T =>
    new Proxy(repository, {
      get(target, key) {
        const method: unknown = Reflect.get(target, key)
        if (typeof method !== 'function') return method
        return async (...args: unknown[]) => {
          step(`before ${name}.${String(key)}`)
          const result: unknown = await Reflect.apply(method, target, args)
          step(`after ${name}.${String(key)}`)
          return result
        }
      },
    })
  return Object.fromEntries(
    Object.entries(repositories)
      .filter(([, repository]) => typeof repository === 'object')
      .map(([name, repository]) => [name, watch(name, repository as object)]),
  ) as unknown as Repositories
}

export const watchedStore = (store: Store, step: Step): Store => ({
  ...store,
  ...watched(store, step),
  kind: store.kind,
  async transaction(work) {
    step('before begin')
    const result = await store.transaction(async (tx) => {
      const done = await work(watched(tx, step))
      step('before commit')
      return done
    })
    step('after commit')
    return result
  },
})
