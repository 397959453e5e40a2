import process from 'node:process'
import type { Command } from 'commander'
import { createLog } from '../base/log.ts'
import { keepable } from '../question/mask.ts'
import { createProgress } from './progress.ts'
import { configFor, type Places, tell } from './shared.ts'

/** A stop that takes longer is cut; everything accepted is on the disk and taken up by the next start. */
const STOP_MS_MAX = 9_500
const FAULT = 1

export const addServe = (program: Command, places: () => Places): void => {
  program
    .command('serve', { isDefault: false })
    .description('ヘルプデスクを起動します（npm start と同じ） · serve the desk')
    .action(async () => {
      const config = configFor(places())
      const log = createLog(config.LOG_LEVEL, keepable)
      // A thread opens the index while the rest of the house is being loaded.
      const { startPool } = await import('../wiring/desk-pool.ts')
      const pool = startPool(config)
      const { startServer } = await import('../wiring/main.ts')
      // What escapes every edge is a fault of ours; the process ends so that it starts clean, and nothing is lost.
      process.on('uncaughtException', (thrown) => {
        log.fault('uncaught', thrown)
        process.exit(FAULT)
      })
      process.on('unhandledRejection', (thrown) => {
        log.fault('unhandled', thrown)
        process.exit(FAULT)
      })
      const shown = createProgress()
      const running = await startServer(config, log, { pool, onProgress: shown.show }).finally(shown.stop)
      tell(`チャット / chat:      ${config.PUBLIC_URL ?? running.url}/`)
      if (running.signInLink !== null) tell(`運用画面 / console:  ${running.signInLink}`)
      const stop = () => {
        setTimeout(() => process.exit(FAULT), STOP_MS_MAX).unref()
        running.stop().then(
          () => process.exit(0),
          (thrown: unknown) => {
            log.fault('stop', thrown)
            process.exit(FAULT)
          },
        )
      }
      process.once('SIGTERM', stop)
      process.once('SIGINT', stop)
    })
}
