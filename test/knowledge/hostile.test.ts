import { often } from '../support/often.ts'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FileReport } from '../../src/knowledge/knowledge.ts'
import { ingest, openPublished } from '../../src/knowledge/knowledge.ts'
import { makeHostile } from './hostile.ts'
import { shelf } from './shelf.ts'

/** A reader in its own process is stopped after eight seconds; the rest is starting another. */
const hangMs = 10_000
/** Looking for letters in pages that are pictures takes seconds a page, in a process of its own. */
const recognitionMs = 60_000
const memoryMax = 1024

const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
const data = mkdtempSync(join(tmpdir(), 'hostile-data-'))
let paths: string[] = []
let files: FileReport[] = []
let peak = 0

/** The most memory that any child of this process has held so far, in megabytes. */
const childPeak = (): number => {
  try {
    const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ')
    const peaks = children.filter(Boolean).map((pid) => {
      const found = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
      return Number(found?.[1] ?? 0) / 1024
    })
    return Math.max(0, ...peaks)
  } catch {
    return 0
  }
}

beforeAll(async () => {
  writeFileSync(join(folder, 'a-good.md'), '# 昨日の案内\n\n相談は無料です。')
  const options = { knowledge: folder, data, now: () => new Date('2026-04-01T00:00:00Z'), ...shelf }
  await ingest(options)
  paths = await makeHostile(folder, often(110, 300))
  rmSync(join(folder, 'a-good.md'))
  const watching = setInterval(() => (peak = Math.max(peak, childPeak())), 50)
  // Every readable one is refused as well, by the index: what answered before must go on answering.
  const failing = { ...options, buildIndex: () => Promise.reject(new Error('out of memory')) }
  await ingest({ ...failing, onFile: (report) => files.push(report) }).catch(() => undefined)
  clearInterval(watching)
}, 240_000)

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(data, { recursive: true, force: true })
})

describe('hostile files', () => {
  it('are each reported once, the skipped ones with a reason in words', () => {
    const reported = files.filter(({ outcome }) => outcome !== 'removed')
    expect(reported.map(({ path }) => path).sort()).toEqual([...paths].sort())
    const silent = reported.filter(({ outcome, reason }) => outcome === 'skipped' && !/[\u3040-\u9FFF]/.test(reason?.words ?? ''))
    expect(silent).toEqual([])
  })

  it('hang nothing and fill nothing', () => {
    const boundOf = (code: string | undefined): number => (code === 'scanned' || code === 'ocr' ? recognitionMs : hangMs)
    expect(files.filter(({ ms, reason }) => ms > boundOf(reason?.code))).toEqual([])
    expect(peak).toBeLessThan(memoryMax)
  })

  it.each([
    ['bomb-260mb.docx', ['zip-bomb']],
    ['bomb-claims-little.docx', ['zip-bomb', 'broken']],
    ['bomb-flate.pdf', ['memory', 'timeout']],
    ['bomb-twice.pdf', ['memory', 'timeout']],
    ['line-50mb.txt', ['too-large']],
    ['passwd.txt', ['symlink']],
    ['zero.txt', ['symlink']],
    ['loop', ['symlink']],
    ['pipe.txt', ['not-a-file']],
  ])('names the matter with %s', (name, codes) => {
    expect(codes).toContain(files.find(({ path }) => path === name)?.reason?.code)
  })

  it('leave the index of the day before answering', async () => {
    const published = await openPublished(data, shelf.openIndex)
    expect(published?.index.passages.map(({ text }) => text)).toEqual(['相談は無料です。'])
  })
})
