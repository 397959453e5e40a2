import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { openStore, type Store } from '../../src/store/store.ts'

export interface Opened {
  store: Store
  where: { url?: string; path: string }
  /** A second store on the same database, as another replica has it. */
  again(): Promise<Store>
  close(): Promise<void>
}

/** Makes an empty PostgreSQL database on the shared server and gives its address. */
export const emptyDatabase = async (): Promise<{ url: string; drop: () => Promise<void> }> => {
  const name = `desk_${randomUUID().replaceAll('-', '')}`
  const admin = inject('postgres')
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: admin })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await run(`create database ${name}`)
  return {
    url: admin.replace(/postgres$/, name),
    drop: () => run(`drop database if exists ${name} with (force)`),
  }
}

const opened = async (where: Opened['where'], done: () => Promise<void>): Promise<Opened> => {
  const stores: Store[] = []
  const again = async () => {
    const store = await openStore({ ...where, now: new Date('2026-11-20T00:00:00Z') })
    stores.push(store)
    return store
  }
  return {
    store: await again(),
    where,
    again,
    async close() {
      await Promise.all(stores.map((store) => store.close()))
      await done()
    },
  }
}

/** The databases on which every conformance suite of the store runs. */
export const databases: { name: string; open: () => Promise<Opened> }[] = [
  {
    name: 'SQLite',
    async open() {
      const directory = await mkdtemp(join(tmpdir(), 'desk-sqlite-'))
      return opened({ path: join(directory, 'desk.sqlite') }, () => rm(directory, { recursive: true, force: true }))
    },
  },
  {
    name: 'PostgreSQL',
    async open() {
      const { url, drop } = await emptyDatabase()
      return opened({ url, path: '' }, drop)
    },
  },
]
