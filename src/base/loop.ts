import { setTimeout as pause } from 'node:timers/promises'

export interface Loop {
  start(): void
  /** Asks for no more work and resolves when what is under way has ended. */
  stop(): Promise<void>
  wake(): void
}

/** Pauses grow after faults up to this, so that a store that is down is not hammered. */
const FAULT_PAUSE_MS_MAX = 5_000
const FAULT_PAUSE_MS = 200

/**
 * Runs `step` again and again: at once while it finds work, after `idleMs` or a wake-up when it does not. `step`
 * resolves true when it found something.
 */
export const createLoop = (step: () => Promise<boolean>, idleMs: number, onFault: (thrown: unknown) => void): Loop => {
  let running = false
  let ended: Promise<void> = Promise.resolve()
  let woken = false
  let nudge = new AbortController()
  let faults = 0

  const rest = async (ms: number) => {
    if (woken) return
    try {
      await pause(ms, undefined, { signal: nudge.signal })
    } catch {
      nudge = new AbortController()
    }
  }
  const run = async () => {
    while (running) {
      woken = false
      try {
        const found = await step()
        faults = 0
        if (!found && running) await rest(idleMs)
      } catch (thrown) {
        onFault(thrown)
        faults++
        if (running) await rest(Math.min(FAULT_PAUSE_MS * 2 ** Math.min(faults, 10), FAULT_PAUSE_MS_MAX))
      }
    }
  }
  return {
    start() {
      if (running) return
      running = true
      ended = run()
    },
    async stop() {
      running = false
      woken = true
      nudge.abort()
      await ended
    },
    wake() {
      woken = true
      nudge.abort()
    },
  }
}
