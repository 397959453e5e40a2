/** Reads the sites that the knowledge folder names again when their time has come. */
import { isCrawlDue } from '../knowledge/knowledge.ts'
import type { Config } from './config.ts'

/** How soon a site is noticed whose time has come; they are read by the hour or the day. */
const LOOK_MS = 10 * 60_000

export const followSites = (
  config: Pick<Config, 'knowledge' | 'data'>,
  ingest: () => Promise<unknown>,
  onFault: (what: string, thrown: unknown) => void,
): { stop(): void } => {
  let running = false
  const look = async (): Promise<void> => {
    if (running) return
    running = true
    try {
      if (await isCrawlDue({ ...config, now: () => new Date() })) await ingest()
    } catch (thrown) {
      onFault('sites', thrown)
    } finally {
      running = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
