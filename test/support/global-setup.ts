import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the shared server's maintenance database; each test makes databases of its own there. */
    postgres: string
  }
}

/** One real PostgreSQL for all test files. */
export default async (project: TestProject) => {
  const { url, stop } = await startPostgres()
  project.provide('postgres', url)
  return stop
}
