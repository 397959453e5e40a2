import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'
import { shippedIndex } from './shipped-index.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the shared server's maintenance database; each test makes databases of its own there. */
    postgres: string
  }
}

/** One real PostgreSQL for all test files, and the index of the shipped knowledge built before they start. */
export default async (project: TestProject) => {
  await shippedIndex()
  const { url, stop } = await startPostgres()
  project.provide('postgres', url)
  return stop
}
