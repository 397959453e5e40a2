import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/browser/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // Two cores: one file at a time a worker; a real PostgreSQL and a built index are shared by globalSetup.
    maxWorkers: 2,
    // Files of a worker share what they import and what is made once (a dictionary, the shipped index): loading it anew
    // for each took as long as the tests. A test leaves nothing behind, so that their order does not matter.
    isolate: false,
    testTimeout: 30_000,
    // The first index of a house is built in one.
    hookTimeout: 180_000,
  },
})
