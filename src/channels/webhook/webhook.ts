import { backoff } from '../../base/backoff.ts'
import { Failure } from '../../base/failure.ts'
import { fill } from '../../base/words.ts'
import type { Channel, DeliveryRules, House } from '../channel.ts'
import { createIntake } from './intake.ts'
import { createOutbound, type Outbound } from './outbound.ts'
import { noteTakesDirect } from './place.ts'
import { createPrompts } from './prompts.ts'
import { createPush } from './push.ts'
import { createSender } from './sender.ts'
import { type Hook, readHooks } from './settings.ts'
import { createTurns } from './turns.ts'
import { readWebhookWords, type WebhookWords } from './words.ts'

/**
 * LoGo-style chats: one signed webhook, described by a profile, at `/hooks/<name>`. Each entry of the operator's file
 * becomes a channel of its own.
 */

export { contractPage } from './contract.ts'
export { hookEnvironment } from './settings.ts'
export { tryHook } from './try.ts'

const TIMEOUT_MS = 10_000

/** About three hours in all: a relay that is restarted, patched or out over lunch misses nothing. */
const ATTEMPTS_MAX = 45
/** Longer than the parts of one delivery and a waiting request may take; shorter than the lease on a delivery. */
const SEND_MS_MAX = 100_000

const rules: DeliveryRules = {
  attemptsMax: ATTEMPTS_MAX,
  backoffMs: backoff({ firstMs: 1_000, mostMs: 5 * 60_000 }),
  inFlightMax: 20,
  timeoutMs: SEND_MS_MAX,
}

export interface WebhookOptions {
  /** The operator's list of hooks (HOOKS_FILE). */
  file: string
  /** The values of the names that `hookEnvironment(file)` lists. */
  environment: Readonly<Record<string, string | undefined>>
  /** The folder of prompts. */
  prompts: string
  proxy?: string | undefined
  noProxy?: readonly string[] | undefined
  extraCaFile?: string | undefined
  /** How long a chat may take to accept a message. */
  timeoutMs?: number | undefined
}

const createHook = (hook: Hook, house: House, outbound: Outbound, words: WebhookWords): Channel => {
  const { now, shelf } = house
  const turns = createTurns(shelf, now, hook.profile.reply.deadlineMs)
  const prompts = createPrompts(shelf, now)
  const push = createPush({ hook, shelf, outbound, now })
  const send = createSender({ hook, push, turns, prompts, words })
  /** The last thing that the chat said about our key or address; null once it took words again. */
  let refused: string | null = null
  return {
    name: hook.name,
    paths: [`/hooks/${hook.name}`],
    rules,
    start: () => noteTakesDirect(shelf, hook.profile.push.directUrl !== undefined),
    handle: createIntake({ hook, house, turns, prompts, words }),
    async send(to, reply, delivery) {
      try {
        const sent = await send(to, reply, delivery)
        refused = null
        return sent
      } catch (thrown) {
        if (thrown instanceof Failure && !thrown.retryable) refused = thrown.message
        throw thrown
      }
    },
    ready: () =>
      Promise.resolve({
        ok: refused === null,
        detail:
          refused === null
            ? fill(words.ready, { title: hook.profile.title, keys: hook.keys.length })
            : fill(words.failing, { title: hook.profile.title, fault: refused }),
      }),
  }
}

/** One channel for each entry of the operator's file; a fault in the file stops the start with its remedy. */
export const createWebhooks = (houseFor: (name: string) => House, options: WebhookOptions): Channel[] => {
  const hooks = readHooks(options.file, options.environment)
  const words = readWebhookWords(options.prompts)
  const outbound = createOutbound({
    proxy: options.proxy,
    noProxy: options.noProxy,
    extraCaFile: options.extraCaFile,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
  })
  // One pool of connections serves all of them; idle ones keep no process alive.
  return hooks.map((hook) => createHook(hook, houseFor(hook.name), outbound, words))
}
