/** Ingests in a process that is killed at a random moment; afterwards a whole index must answer, old or new. */
import { childScript } from '../support/child.ts'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPublished } from '../../src/knowledge/knowledge.ts'
import { randomOf } from '../../src/retrieval/random.ts'
import { shelf } from './shelf.ts'

const documents = 30

/** All documents of one edition bear its number, so that a mixture of two would show. */
const writeEdition = (knowledge: string, edition: number): void => {
  for (let i = 0; i < documents; i++) {
    writeFileSync(join(knowledge, `d${i}.md`), `# 文書${i}\n\n## 版\n\n第${edition}版の文です。\n\n${'説明の文です。'.repeat(300)}`)
  }
}

/** Kills come until well after the time that the first ingest took, so that some hit the switch and what follows. */
const spread = 1.5

const child = await childScript('killed-ingest.ts', import.meta.url)

interface Started {
  /** Resolves when the child is about to ingest. */
  ready: Promise<void>
  ended: Promise<boolean>
  kill(): void
}

const startIngest = (knowledge: string, data: string): Started => {
  const running = spawn(process.execPath, [child, knowledge, data], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return {
    ready: new Promise((resolve) => running.stdout.once('data', () => resolve())),
    ended: new Promise((resolve) => running.once('exit', (code) => resolve(code === 0))),
    kill: () => running.kill('SIGKILL'),
  }
}

/** The edition that answers; throws when documents of two editions answer together or any is missing. */
const editionIn = async (data: string): Promise<number> => {
  const published = await openPublished(data, shelf.openIndex)
  if (published === null || published.fellBack) throw new Error('the version in use is not whole')
  const editions = new Set(published.index.passages.flatMap(({ text }) => /第(\d+)版/.exec(text)?.[1] ?? []))
  if (editions.size !== 1 || published.index.documents.length !== documents) throw new Error('a mixture answers')
  return Number([...editions][0])
}

export interface Killing {
  killed: number
  finished: number
  old: number
  fresh: number
}

export const killOften = async (times: number, seed: number): Promise<Killing> => {
  const folder = mkdtempSync(join(tmpdir(), 'killing-'))
  const [knowledge, data] = [join(folder, 'knowledge'), join(folder, 'data')]
  mkdirSync(knowledge)
  const random = randomOf(seed)
  const count: Killing = { killed: 0, finished: 0, old: 0, fresh: 0 }
  try {
    writeEdition(knowledge, 0)
    const first = startIngest(knowledge, data)
    await first.ready
    const began = performance.now()
    if (!(await first.ended)) throw new Error('the first ingest failed')
    const whole = performance.now() - began
    let answering = await editionIn(data)
    for (let edition = 1; edition <= times; edition++) {
      writeEdition(knowledge, edition)
      const running = startIngest(knowledge, data)
      await running.ready
      const timer = setTimeout(running.kill, random() * whole * spread)
      const finished = await running.ended
      clearTimeout(timer)
      if (finished) count.finished++
      else count.killed++
      const now = await editionIn(data)
      if (now !== edition && (now !== answering || finished)) throw new Error(`edition ${now} answers, not ${answering}`)
      if (now === edition) count.fresh++
      else count.old++
      answering = now
    }
    return count
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
