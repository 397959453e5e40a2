import { defineConfig } from 'vitest/config'

/** What takes a minute or more on two cores, beside the tests of every change: `npm run test:slow`. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.slow.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 180_000,
  },
})
