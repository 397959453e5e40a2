/** A thread of the desk. */
import type { DeskSetting } from './desk-threads.ts'
import { createDeskJobs } from './desk-jobs.ts'
import { thread } from '../spine/thread.ts'

export default thread<DeskSetting>(createDeskJobs)
