import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../src/base/failure.ts'
import { thread } from '../../src/spine/thread.ts'

/** A thread that does what a test asks for, and what no desk should. */
export default thread<{ greeting: string }>(({ setting, note }) => async (what) => {
  const { act, ms = 0, said = '' } = what as { act: string; ms?: number; said?: string }
  if (act === 'greet') return `${setting.greeting} ${said}`
  if (act === 'wait') {
    await pause(ms)
    return 'waited'
  }
  if (act === 'tell') {
    note('on the way')
    return 'told'
  }
  if (act === 'fail') throw new Failure('test.fault', 'as asked', { retryable: true, retryAfterMs: 7 })
  if (act === 'leave') process.exit(1)
  // The one thing that no timer inside a thread can end.
  for (;;);
})
