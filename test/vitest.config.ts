import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { compiled, isCompiled } from './support/compiled.ts'

/** What takes longest, so that nothing of it is left over at the end for one core alone. */
const LONG = [
  'knowledge/hostile',
  'answering/floor',
  'whole-way/whole-way',
  'channels/slack/progress',
  'cli',
  'console/sign-in',
  'spine/arrivals',
  'cases/dispatch',
  'spine/threads',
  'spine/crash',
  'cases/kill',
]

const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((name) => moduleId.endsWith(`/${name}.test.ts`))

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  plugins: isCompiled ? [compiled] : [],
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/browser/**'],
    globalSetup: ['test/support/global-setup.ts'],
    sequence: { sequencer: LongFirst },
    // A real PostgreSQL and a built index are shared by globalSetup. One file more than there are cores: much is waiting.
    maxWorkers: 3,
    // Files of a worker share what they import and what is made once (a dictionary, the shipped index): loading it anew
    // for each took as long as the tests. A test leaves nothing behind, so that their order does not matter.
    isolate: false,
    // Far above what any test takes: a machine that others use as well is no fault of the program.
    testTimeout: 120_000,
    // The first index of a house is built in one.
    hookTimeout: 180_000,
    server: { deps: { external: [/\/dist\//] } },
  },
})
