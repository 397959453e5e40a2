/** PostgreSQL as a server that may be restarted at any moment. */
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, type Transaction } from 'kysely'
import type Pg from 'pg'
import { late } from '../base/late.ts'
import { isStoreFault, storeFault } from './faults.ts'
import type { Tables } from './tables.ts'

const require = createRequire(import.meta.url)
const packaged = late(() => require('pg') as typeof Pg)

const CONNECT_MS = 5_000
/** A server that starts again is waited for this long before whoever asks is told. */
const PATIENCE_MS = 10_000
const PAUSE_MS = 100
const PAUSE_MS_MAX = 1_000
/** PostgreSQL's codes for transactions that lost a race and are right when tried again. */
const RACES = new Set(['40001', '40P01'])
const RACES_MAX = 5

/** Runs `work` again while the database is out of reach, for as long as people are made to wait. */
export const patiently = async <T>(work: () => Promise<T>, mayRepeat: () => boolean = () => true): Promise<T> => {
  const giveUpAt = performance.now() + PATIENCE_MS
  for (let tried = 1; ; tried++) {
    try {
      return await work()
    } catch (thrown) {
      const fault = storeFault(thrown)
      if (!isStoreFault(fault) || !mayRepeat() || performance.now() > giveUpAt) throw fault
      await pause(Math.min(PAUSE_MS * 2 ** (tried - 1), PAUSE_MS_MAX) * (0.75 + Math.random() / 2))
    }
  }
}

/** A client whose faults have names. The driver keeps one connection a client, so each gets one wrapper. */
const named = (client: Pg.PoolClient): PostgresPoolClient => {
  const query = (...given: unknown[]): Promise<unknown> =>
    (client.query as (...asked: unknown[]) => Promise<unknown>)(...given).catch((thrown: unknown) => {
      throw storeFault(thrown)
    })
  return { query: query as PostgresPoolClient['query'], release: () => client.release() }
}

/** Waits for the server when a connection is needed: nothing was asked yet, so asking again is always right. */
const patientPool = (pool: Pg.Pool): PostgresPool => {
  const known = new WeakMap<Pg.PoolClient, PostgresPoolClient>()
  return {
    async connect() {
      const client = await patiently(() => pool.connect())
      let wrapped = known.get(client)
      if (wrapped === undefined) known.set(client, (wrapped = named(client)))
      return wrapped
    },
    end: () => pool.end(),
  }
}

export const postgresDialect = (url: string, connectionsMax: number): PostgresDialect => {
  const pg = packaged()
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    // PostgreSQL hands bigint out as text; every bigint here is a moment or a count, safe as a number.
    types: {
      getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
    },
  })
  // A connection that the server drops emits, idle (the pool) or in use (the client); unheard, it ends the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return new PostgresDialect({ pool: patientPool(pool) })
}

/**
 * A transaction that lost a race, or its connection before anything was committed, is done again. Once the commit was
 * asked for, nobody knows whether it happened: whoever asked is told, and finds out.
 */
export const transactOn =
  (db: Kysely<Tables>) =>
  async <T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> => {
    for (let race = 1; ; race++) {
      let committing = false
      try {
        return await patiently(
          () =>
            db.transaction().execute(async (tx) => {
              committing = false
              const done = await work(tx)
              committing = true
              return done
            }),
          () => !committing,
        )
      } catch (thrown) {
        const code = (thrown as { code?: string }).code ?? ''
        if (!RACES.has(code) || race >= RACES_MAX) throw thrown
      }
    }
  }
