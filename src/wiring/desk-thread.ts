/** A thread of the desk. It is there for turns once it has opened what answers, so that none waits for that. */
import type { DeskSetting } from './desk-pool.ts'
import type { DeskJob } from './desk-threads.ts'
import { createDeskJobs } from './desk-jobs.ts'
import { readyThread } from '../spine/thread.ts'

export default readyThread<DeskSetting>(createDeskJobs, { kind: 'open', version: null } satisfies DeskJob)
