import { setTimeout as pause } from 'node:timers/promises'
import type { WebhookOptions } from '../../../src/channels/webhook/webhook.ts'
import { startHouse, type HouseOptions, type RunningHouse, type TestHouse } from '../../support/server.ts'
import { smallDesk } from '../../support/small-desk.ts'
import { databases, type Opened } from '../../support/stores.ts'
import { hookOf, post } from './chats.ts'
import { startFar, type Far } from './far.ts'
import type { Sent } from '../conformance.ts'

export interface Running extends RunningHouse {
  far: Far
  database: Opened
  tell(sent: Sent): Promise<{ status: number; body: Record<string, unknown> }>
  /** Waits until nothing waits to be worked on or sent. */
  quiet(): Promise<void>
  close(): Promise<void>
}

/** Looks again and again until it holds; what never holds fails the test by its time. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await pause(10)
}

const openFirst = (): Promise<Opened> => {
  const [first] = databases
  if (!first) throw new Error('no database to test on')
  return first.open()
}

/** What happens between a turn's end and the waiting request's hearing of it. */
export type Between = (turn: string, house: TestHouse) => Promise<unknown>

const held = (house: TestHouse, between: Between | undefined): TestHouse => ({
  ...house,
  async answerTo(...asked) {
    const answer = await house.answerTo(...asked)
    if (answer !== null) await between?.(answer.turn, house)
    return answer
  },
})

/** A whole house with one hook, whose chat is a strict double on loopback. */
export const running = async (
  entry: (far: string) => Record<string, unknown>,
  given: Partial<HouseOptions> & {
    hook?: Partial<WebhookOptions>
    database?: Opened
    far?: Far
    between?: Between
  } = {},
): Promise<Running> => {
  const far = given.far ?? (await startFar())
  const database = given.database ?? (await openFirst())
  const { hook, between, database: _, far: __, ...more } = given
  const house = await startHouse({
    store: database.store,
    desk: smallDesk(),
    channels: (own) => [hookOf(held(own, between), entry(far.url), hook)],
    ...more,
  })
  return {
    ...house,
    far,
    database,
    async tell(sent) {
      const response = await post(house.url, sent)
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
    quiet: () =>
      until(
        async () => (await house.store.inbox.counts()).waiting === 0 && (await house.store.outbox.counts()).due === 0,
      ),
    async close() {
      await house.stop()
      await far.close()
      await database.close()
    },
  }
}
