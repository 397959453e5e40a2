import { often } from '../support/often.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { faultsOf, readLedger, settled } from '../support/ledger.ts'
import { type Replica, startReplica, type Way } from '../support/replica.ts'
import { databases } from '../support/stores.ts'

/** More points than one round of messages passes; the walk ends where a replica outlives its round. */
const POINTS_MAX = 120
/** Every so many points. */
const STRIDE = often(11, 2)

const LONG = { timeout: often(120_000, 1_200_000) }
const WAYS: readonly Way[] = ['messages', 'door']
/** Either way on each store in the long run; one way a store with every change. */
const waysOf = (name: string) => often(name === 'SQLite' ? WAYS.slice(0, 1) : WAYS.slice(1), WAYS)

describe.each(databases)('a server killed at a commit point, on $name', ({ name, open }) => {
  it.each(waysOf(name))(
    'answers every acknowledged message exactly once after the restart, by %s',
    LONG,
    async (way) => {
      const opened = await open()
      const folder = await mkdtemp(join(tmpdir(), 'desk-crash-'))
      const where = { ...opened.where, ledger: join(folder, 'ledger') }
      const acknowledged: { id: string; conversation: string; text: string }[] = []
      const start = async (): Promise<Replica> => {
        const replica = await startReplica(where)
        if (replica === null) throw new Error('the replica did not start')
        return replica
      }
      /** Tells again and again, as a platform does, to whichever replica lives. */
      let replica = await start()
      const tell = async (message: { id: string; conversation: string; text: string }) => {
        while (!(await replica.tell(message, way))) {
          await pause(20)
          if (replica.dead) replica = await start()
        }
        acknowledged.push(message)
      }

      let outlived = false
      for (let point = 1; point <= POINTS_MAX && !outlived; point += STRIDE) {
        await settled(opened.store, 20_000)
        await replica.arm(point)
        const armed = replica
        for (const [conversation, n] of [
          ['a', 1],
          ['a', 2],
          ['b', 1],
        ] as const) {
          await tell({ id: `${point}-${conversation}-${n}`, conversation: `${point}-${conversation}`, text: `m${n}` })
        }
        // The armed replica either dies of its work or is done with it.
        const died = await Promise.race([
          settled(opened.store, 20_000).then(() => pause(150)),
          (async () => {
            while (!armed.dead) await pause(20)
          })(),
        ]).then(() => armed.dead)
        outlived = !died
        if (replica.dead) replica = await start()
      }
      await settled(opened.store, 30_000)
      await replica.kill()

      expect(outlived).toBe(true)
      expect(acknowledged.length).toBeGreaterThan(often(10, 20))
      expect(faultsOf(acknowledged, readLedger(where.ledger))).toEqual([])
      const counts = await opened.store.inbox.counts()
      expect(counts).toMatchObject({ waiting: 0, dead: 0 })
      await opened.close()
      await rm(folder, { recursive: true, force: true })
    },
  )
})
