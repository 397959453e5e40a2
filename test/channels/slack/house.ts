import { createSlack, type SlackOptions } from '../../../src/channels/slack/slack.ts'
import { promptsDir } from '../../support/shipped-index.ts'
import type { RunningHouse } from '../../support/server.ts'
import { type SlackDouble } from './double/double.ts'
import { BOT_TOKEN } from './double/workspace.ts'
import { SECRET } from './double/people.ts'

export interface Faults {
  list: { what: string; thrown: unknown }[]
}

export const slackOptions = (double: SlackDouble, more: Partial<SlackOptions> = {}, faults?: Faults): SlackOptions => ({
  botToken: BOT_TOKEN,
  signingSecret: SECRET,
  apiUrl: double.apiUrl,
  prompts: promptsDir,
  postGapMs: 0,
  onFault: (what, thrown) => void faults?.list.push({ what, thrown }),
  ...more,
})

type House = Parameters<typeof createSlack>[0]

/** Retries as on a loopback that mends quickly. */
export const slackIn =
  (double: SlackDouble, more: Partial<SlackOptions> = {}, faults?: Faults) =>
  (house: House) => {
    const channel = createSlack(house, slackOptions(double, more, faults))
    return { ...channel, rules: { ...channel.rules, backoffMs: () => 20 } }
  }

/** Waits for something to come true, which it must within the test's own time. */
export const until = async <T>(what: string, look: () => T | Promise<T>, withinMs = 8_000): Promise<NonNullable<T>> => {
  const giveUpAt = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen !== false && seen != null) return seen
    if (performance.now() > giveUpAt) throw new Error(`never came: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

/** Nothing waits any more, coming in or going out. */
export const still = (house: RunningHouse, withinMs = 8_000) =>
  until(
    'stillness',
    async () => {
      const [inbox, outbox] = await Promise.all([house.store.inbox.counts(), house.store.outbox.counts()])
      return inbox.waiting === 0 && outbox.due === 0
    },
    withinMs,
  )
