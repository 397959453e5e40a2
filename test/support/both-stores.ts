import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from './postgres.ts'

/** Does the same on an empty SQLite and on an empty PostgreSQL of its own. */
export const onBothStores = async (
  run: (name: string, where: { url?: string; path: string }) => Promise<void>,
): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'desk-bench-'))
  await run('SQLite', { path: join(directory, 'desk.sqlite') })
  await rm(directory, { recursive: true, force: true })
  const postgres = await startPostgres()
  await run('PostgreSQL', { url: postgres.url, path: '' })
  await postgres.stop()
}
