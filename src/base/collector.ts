/** Frees memory at a moment of our choosing. */
import { Session } from 'node:inspector/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Nobody came for so long, so that a moment's pause is noticed by nobody. */
const QUIET_MS = 5_000

/** What frees at once everything that nobody holds any more, which Node offers under a flag only; some tens of milliseconds. */
export const collector = (): (() => void) => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

/** Frees the same and gives back, too, the room that is kept for what comes next; up to two tenths of a second. */
const giveBack = async (): Promise<void> => {
  const session = new Session()
  session.connect()
  try {
    await session.post('HeapProfiler.collectGarbage')
  } finally {
    session.disconnect()
  }
}

/** To be called whenever something was done: once nothing more comes, what it left behind is given back. */
export const createRest = (onFault: (thrown: unknown) => void): (() => void) => {
  let timer: NodeJS.Timeout | null = null
  return () => {
    if (timer !== null) {
      timer.refresh()
      return
    }
    timer = setTimeout(() => {
      timer = null
      giveBack().catch(onFault)
    }, QUIET_MS)
    timer.unref()
  }
}
