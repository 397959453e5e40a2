import { createDeskJobs } from '../../src/wiring/desk-jobs.ts'
import type { DeskSetting } from '../../src/wiring/desk-pool.ts'
import type { Beside } from '../../src/wiring/main.ts'
import { ingestKnowledge } from '../../src/wiring/published.ts'

/**
 * The whole house in one event loop: what is done is the same, and nothing has to be compiled for each thread and
 * process first. What goes in and out is copied as threads do.
 */
export const within: Beside = {
  makeThreads({ setting, onNote }) {
    const perform = createDeskJobs({
      setting: setting as DeskSetting,
      note: onNote,
      opening: (work) => work(),
    })
    return {
      run: async (what) => structuredClone(await perform(structuredClone(what))),
      stop: () => Promise.resolve(),
    }
  },
  makeIngest: () => ({
    ingest: (_, where, { aside: _aside, ...choices } = {}) => ingestKnowledge(where, () => new Date(), choices),
    stop: () => {},
  }),
}
