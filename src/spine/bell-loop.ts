import { createLoop, type Loop } from '../base/loop.ts'
import type { Bell } from './bell.ts'

/** How often is looked for what no bell of this process told of. */
const IDLE_MS = 500

/** A loop that the bell wakes; when it is asked to stop, `finish` sees to what is under way. */
export const createBellLoop = (parts: {
  bell: Bell
  hears: 'inbox' | 'outbox'
  step: () => Promise<boolean>
  finish: () => Promise<unknown>
  onFault: (thrown: unknown) => void
}): Loop => {
  const loop = createLoop(parts.step, IDLE_MS, parts.onFault)
  const unhear = parts.bell.onRing(parts.hears, loop.wake)
  return {
    start: loop.start,
    wake: loop.wake,
    async stop() {
      unhear()
      await loop.stop()
      await parts.finish()
    },
  }
}
