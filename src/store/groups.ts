import { type Kysely, type Transaction, sql } from 'kysely'
import { isStoreFault } from './faults.ts'
import type { Tables } from './tables.ts'

/** Pieces of work that share one commit. More would make readers wait longer for the connection. */
const GROUP_MAX = 16

type Work<T> = (tx: Transaction<Tables>) => Promise<T>

interface Job {
  run: (tx: Transaction<Tables>) => Promise<void>
  /** Called once the group is on the disk. */
  done: () => void
  failed: (thrown: unknown) => void
}

export interface Groups {
  /** Runs `work` as a transaction of its own. Urgent work goes before what already waits. */
  transact<T>(work: Work<T>, urgent?: boolean): Promise<T>
}

/**
 * SQLite waits for the disk at every commit, and has one writer. Transactions that wait for their turn are therefore
 * committed together, each inside a savepoint, so that one that throws undoes itself alone. None is told to have ended
 * before the group is on the disk.
 */
export const createGroups = (db: Kysely<Tables>): Groups => {
  const urgentJobs: Job[] = []
  const jobs: Job[] = []
  let running = false

  const commit = async (group: Job[]) => {
    const failures = new Map<Job, unknown>()
    try {
      await db.transaction().execute(async (tx) => {
        for (const job of group) {
          await sql`savepoint job`.execute(tx)
          try {
            await job.run(tx)
          } catch (thrown) {
            failures.set(job, thrown)
            await sql`rollback to job`.execute(tx)
          }
          await sql`release job`.execute(tx)
        }
      })
    } catch (thrown) {
      // A full disk undoes the whole transaction, and what is said of the undoing afterwards tells nothing.
      const cause = [...failures.values()].find(isStoreFault) ?? thrown
      for (const job of group) failures.set(job, cause)
    }
    for (const job of group) {
      if (failures.has(job)) job.failed(failures.get(job))
      else job.done()
    }
  }
  const drain = async () => {
    if (running) return
    running = true
    while (urgentJobs.length + jobs.length > 0) {
      const group = urgentJobs.splice(0, GROUP_MAX)
      group.push(...jobs.splice(0, GROUP_MAX - group.length))
      await commit(group)
    }
    running = false
  }

  return {
    transact: <T>(work: Work<T>, urgent = false) =>
      new Promise<T>((resolve, reject) => {
        let result: T
        const line = urgent ? urgentJobs : jobs
        line.push({
          run: async (tx) => {
            result = await work(tx)
          },
          done: () => resolve(result),
          failed: reject,
        })
        void drain()
      }),
  }
}
