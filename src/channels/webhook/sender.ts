import type { Reply } from '../../vocabulary/types.ts'
import { Failure } from '../../base/failure.ts'
import type { Channel } from '../channel.ts'
import { plain } from '../plain.ts'
import { placeOf } from './place.ts'
import type { Prompts } from './prompts.ts'
import type { Push } from './push.ts'
import type { Hook } from './settings.ts'
import { split } from './split.ts'
import type { Turns } from './turns.ts'
import type { WebhookWords } from './words.ts'

/** A reply as the chat shows it, in messages that it takes; what it would act upon is made text. */
export const spoken = (reply: Reply, hook: Hook, words: WebhookWords): string[] => {
  const { defuse, textMax } = hook.profile
  const text = defuse.reduce(
    (safe, rule) => safe.replaceAll(new RegExp(rule.match, 'gu'), rule.with),
    plain(reply, words.shared),
  )
  return split(text, textMax)
}

/** Says replies by pushing them, unless the request that asked has taken the words with it. */
export const createSender = (parts: {
  hook: Hook
  push: Push
  turns: Turns
  prompts: Prompts
  words: WebhookWords
}): Channel['send'] => {
  const { hook, push, turns, prompts, words } = parts
  return async ({ conversation }, reply, delivery) => {
    const place = placeOf(conversation)
    if (place === null) {
      throw new Failure(
        'hook.address',
        `“${conversation}” is no conversation of ${hook.name}; nothing can be sent there.`,
      )
    }
    if (hook.profile.reply.mode === 'response' && reply.turn !== undefined) {
      const sayer = await turns.sayer(conversation, reply.turn)
      if (sayer === 'response') return { id: `response-${reply.turn}` }
    }
    const texts = spoken(reply, hook, words)
    if (texts.length === 0) return { id: delivery.id }
    // Before the words are out, since the number may come back faster than the platform's own answer.
    await prompts.remember(conversation, reply.turn ?? delivery.id, reply)
    return { id: await push.say(conversation, place, texts, reply.offers, delivery) }
  }
}
