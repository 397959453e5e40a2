/** How far the documents are read, for whoever waits for it. */
import { createRequire } from 'node:module'
import process from 'node:process'
import type { SingleBar } from 'cli-progress'
import { tell } from './shared.ts'

type Stage = 'reading' | 'indexing'

const WORDS: Record<Stage, string> = {
  reading: '資料を読んでいます · reading',
  indexing: '索引を作っています · indexing',
}
/** Shares of a stage after which a line is written where no bar can be drawn. */
const QUARTERS = 4

const require = createRequire(import.meta.url)

export interface Progress {
  show(stage: Stage, done: number, total: number): void
  stop(): void
}

const onTerminal = (): Progress => {
  let bar: SingleBar | null = null
  let shown: Stage | null = null
  return {
    show(stage, done, total) {
      if (bar === null) {
        const { Presets, SingleBar: Bar } = require('cli-progress') as typeof import('cli-progress')
        bar = new Bar({ format: '{stage} {bar} {value}/{total}', hideCursor: true }, Presets.shades_classic)
      }
      if (stage !== shown) {
        bar.stop()
        bar.start(total, done, { stage: WORDS[stage] })
        shown = stage
      } else bar.update(done)
    },
    stop: () => bar?.stop(),
  }
}

const inLines = (): Progress => {
  let last = ''
  return {
    show(stage, done, total) {
      const quarter = Math.floor((done / Math.max(total, 1)) * QUARTERS)
      const at = `${stage} ${quarter}`
      if (at === last) return
      last = at
      tell(`${WORDS[stage]} ${done}/${total}`)
    },
    stop: () => {},
  }
}

/** A bar on a terminal, and a few lines where a service's log is written. */
export const createProgress = (): Progress => (process.stderr.isTTY ? onTerminal() : inLines())
