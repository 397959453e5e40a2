import type { Channel } from '../channels/channel.ts'
import { Failure, wordsOf } from '../base/failure.ts'
import type { Delivery, Store } from '../store/store.ts'
import type { Bell } from './bell.ts'
import type { Loop } from '../base/loop.ts'
import { createBellLoop } from './bell-loop.ts'
import { within } from '../base/timeout.ts'

/** Longer than any channel's own timeout: a delivery is not sent twice because its first sender is slow. */
const LEASE_MS = 120_000
const CLAIM_MAX = 50

export interface DelivererParts {
  store: Store
  channels: Channel[]
  bell: Bell
  owner: string
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
  /** Waits for those at the door to be answered. */
  calm?: () => Promise<void>
  /** Shorter in tests, so that a killed replica's work is taken over soon. */
  leaseMs?: number
  onDelivery?: (channel: string, outcome: 'sent' | 'retried' | 'dead') => void
}

const noAnswer = (ms: number) => (): Failure =>
  new Failure('send.timeout', `No answer within ${ms} ms.`, { retryable: true })

/** Sends what the outbox holds, in order within a conversation, by each channel's own rules. */
export const createDeliverer = (parts: DelivererParts): Loop => {
  const { store, bell, owner, now } = parts
  const channels = new Map(parts.channels.map((channel) => [channel.name, channel]))
  const busy = new Set<Promise<void>>()
  const flying = new Map<string, number>()
  /** Claimed and not yet told to the store what became of it. */
  const inHand = new Set<number>()
  let arrived: { seq: number; sentId: string; channel: string }[] = []

  const failed = async (channel: Channel, delivery: Delivery, thrown: unknown) => {
    const attempt = delivery.attempts + 1
    const known = thrown instanceof Failure
    // What is not a Failure is a fault of ours; trying again a few times is still better than losing words.
    const retryable = known ? thrown.retryable : true
    parts.onFault(`send.${channel.name}`, thrown)
    if (!retryable || attempt >= channel.rules.attemptsMax) {
      await store.outbox.bury(delivery.seq, wordsOf(thrown))
      parts.onDelivery?.(channel.name, 'dead')
      return
    }
    const wait = (known ? thrown.retryAfterMs : undefined) ?? channel.rules.backoffMs(attempt)
    await store.outbox.postpone(delivery.seq, wordsOf(thrown), new Date(now().getTime() + wait))
    parts.onDelivery?.(channel.name, 'retried')
  }

  const send = async (channel: Channel, delivery: Delivery) => {
    try {
      const { timeoutMs } = channel.rules
      const sending = { id: delivery.id, attempt: delivery.attempts + 1 }
      const sent = await within(channel.send(delivery.to, delivery.reply, sending), timeoutMs, noAnswer(timeoutMs))
      arrived.push({ seq: delivery.seq, sentId: sent.id, channel: channel.name })
    } catch (thrown) {
      await failed(channel, delivery, thrown).catch((again: unknown) => parts.onFault('deliverer', again))
      inHand.delete(delivery.seq)
    } finally {
      flying.set(channel.name, (flying.get(channel.name) ?? 1) - 1)
    }
  }

  /** Marks what arrived since the last look in one commit. */
  const mark = async () => {
    const marking = arrived
    arrived = []
    if (marking.length === 0) return
    try {
      await store.outbox.sent(marking, now())
    } catch (thrown) {
      arrived.push(...marking)
      throw thrown
    }
    for (const { seq, channel } of marking) {
      inHand.delete(seq)
      parts.onDelivery?.(channel, 'sent')
    }
  }

  const free = (channel: Channel) => channel.rules.inFlightMax - (flying.get(channel.name) ?? 0)

  const step = async (): Promise<boolean> => {
    await mark()
    await parts.calm?.()
    const open = parts.channels.filter((channel) => free(channel) > 0)
    const places = Math.min(CLAIM_MAX, ...open.map(free))
    const names = open.map((channel) => channel.name)
    const deliveries =
      open.length > 0
        ? await store.outbox.claim(owner, names, now(), parts.leaseMs ?? LEASE_MS, places, [...inHand])
        : []
    for (const delivery of deliveries) {
      const channel = channels.get(delivery.to.channel)
      if (!channel) continue
      inHand.add(delivery.seq)
      flying.set(channel.name, (flying.get(channel.name) ?? 0) + 1)
      const running: Promise<void> = send(channel, delivery).finally(() => {
        busy.delete(running)
        // What arrived is to be marked, and what follows it in its conversation may be due.
        loop.wake()
      })
      busy.add(running)
    }
    return deliveries.length > 0
  }

  const onFault = (thrown: unknown) => parts.onFault('deliverer', thrown)
  const finish = async () => {
    await Promise.allSettled(busy)
    await mark().catch(onFault)
  }
  const loop = createBellLoop({ bell, hears: 'outbox', step, finish, onFault })
  return loop
}
