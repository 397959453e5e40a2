import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Store } from '../../src/store/store.ts'

export interface Told {
  conversation: string
  text: string
  id: string
}

/** What arrived at the far side, each delivery once: a platform recognises a repeated delivery by its id. */
export const readLedger = (path: string): Told[] => {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  const seen = new Map<string, Told>()
  for (const line of lines) {
    if (line === '') continue
    const told = JSON.parse(line) as Told
    if (!seen.has(told.id)) seen.set(told.id, told)
  }
  return [...seen.values()]
}

/** Waits until nothing waits any more, at the door, in the inbox and in the outbox. */
export const settled = async (store: Store, withinMs: number): Promise<void> => {
  const giveUpAt = performance.now() + withinMs
  for (;;) {
    const arrived = await store.arrivals.count()
    const [inbox, outbox] = await Promise.all([store.inbox.counts(), store.outbox.counts()])
    if (arrived === 0 && inbox.waiting === 0 && outbox.due === 0) return
    if (performance.now() > giveUpAt) {
      throw new Error(`still waiting: ${arrived} at the door, ${inbox.waiting} in, ${outbox.due} out`)
    }
    await pause(50)
  }
}

/** Every acknowledged message was answered exactly once, in order within its conversation, and the answer arrived. */
export const faultsOf = (acknowledged: { conversation: string; text: string }[], told: Told[]): string[] => {
  const faults: string[] = []
  const conversations = new Set(acknowledged.map(({ conversation }) => conversation))
  for (const conversation of conversations) {
    const expected = acknowledged
      .filter((message) => message.conversation === conversation)
      .map(({ text }, n) => `${n + 1}: ${text}`)
    const got = told.filter((message) => message.conversation === conversation).map(({ text }) => text)
    if (JSON.stringify(expected) !== JSON.stringify(got)) {
      faults.push(`${conversation}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`)
    }
  }
  return faults
}
