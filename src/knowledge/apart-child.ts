/**
 * The process in which files are read that may hang or eat memory. It is started by apart.ts, answers one file at a
 * time, and is killed without ceremony; nothing in it is worth keeping.
 */
import { Worker } from 'node:worker_threads'
import { wordsOf } from '../base/failure.ts'
import { readDocx } from './docx.ts'
import { limits } from './limits.ts'
import { readOdt } from './odt.ts'
import { readPdf } from './pdf.ts'
import { readPptx } from './pptx.ts'
import type { Read } from './reading.ts'
import type { Kind } from './report.ts'
import { reasonOf } from './report.ts'
import { readRtf } from './rtf.ts'
import { readWords } from './words.ts'

export interface Job {
  kind: Kind
  isTabbed: boolean
  bytes: Buffer
  /** Letters are to be recognised in pages that are pictures. */
  isRecognised?: boolean
}

const readJob = async ({ kind, isTabbed, bytes, isRecognised }: Job): Promise<Read> => {
  try {
    const buffer = Buffer.from(bytes)
    if (kind === 'pdf') return await readPdf(buffer, isRecognised)
    if (kind === 'docx') return await readDocx(buffer)
    if (kind === 'xlsx') return await (await import('./xlsx.ts')).readXlsx(buffer)
    if (kind === 'pptx') return await readPptx(buffer)
    if (kind === 'odt') return await readOdt(buffer)
    if (kind === 'rtf') return readRtf(buffer)
    return readWords(kind, isTabbed, buffer)
  } catch (thrown) {
    return { ok: false, reason: reasonOf('broken', wordsOf(thrown).slice(0, 200)) }
  }
}

/**
 * A thread of its own looks at memory and at the parent, since the main one may be stuck in a loop. Buffers lie outside
 * of the heap that V8 can limit, so the whole process is watched; the signal tells the parent why it ended.
 */
const memoryBytes = Number(process.argv[2]) || limits.memoryBytes
const watcher = `
const parent = process.ppid
setInterval(() => {
  if (process.memoryUsage.rss() > ${memoryBytes}) process.kill(process.pid, 'SIGUSR2')
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
}, 20)`
new Worker(watcher, { eval: true }).unref()

process.on('disconnect', () => process.exit())
process.on('message', (job: Job) => {
  void readJob(job).then((read) => process.send?.(read))
})
process.send?.('ready')
