import { defineConfig } from 'vitest/config'
import { compiled, isCompiled } from './support/compiled.ts'

/** What tries something more often here than with every change (test/support/often.ts). */
const further = [
  'answering/floor',
  'cases/kill',
  'channels/slack/answering',
  'desk/hostile',
  'knowledge/hostile',
  'knowledge/kill',
  'question/acts',
  'spine/crash',
]

/** What takes a minute or more on two cores, beside the tests of every change: `npm run test:slow`. */
export default defineConfig({
  plugins: isCompiled ? [compiled] : [],
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.slow.ts', ...further.map((name) => `test/${name}.test.ts`)],
    env: { DESK_SLOW_TESTS: 'true' },
    server: { deps: { external: [/\/dist\//] } },
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 180_000,
  },
})
