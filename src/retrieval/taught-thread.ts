/** The thread in which is learned which passage a question is for. It is started by taught-beside.ts, for one index. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Lessons } from './lessons.ts'
import { learnTaught } from './taught.ts'

const taught = await learnTaught(workerData as Lessons, () => Promise.resolve())
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(taught)
