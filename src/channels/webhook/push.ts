import { z } from 'zod'
import type { Offer } from '../../vocabulary/types.ts'
import { Failure } from '../../base/failure.ts'
import type { ChannelShelf, Sending } from '../channel.ts'
import { cut } from '../plain.ts'
import type { Answer, Outbound } from './outbound.ts'
import { refusal } from './outbound.ts'
import { at } from './pick.ts'
import type { Place } from './place.ts'
import type { Tree } from './profile.ts'
import type { Hook } from './settings.ts'
import { filled, filledTree, filledUrl, type Values } from './template.ts'
import { createTokens, type Tokens } from './token.ts'
import { signed } from './verify.ts'

/** After this no further part is begun; a later attempt goes on where this one stopped. */
const SEND_MS_MAX = 50_000
const TYPES = { json: 'application/json; charset=utf-8', form: 'application/x-www-form-urlencoded' }

const progressShape = z.object({ delivery: z.string(), done: z.int(), sentId: z.string() })

export interface Push {
  /** Says all parts, those that an earlier attempt said left out, and gives the id of the last. */
  say(conversation: string, to: Place, parts: readonly string[], offers: readonly Offer[], of: Sending): Promise<string>
}

/** Puts a value at a pointer of a tree whose parents are there. */
const withAt = (tree: Tree, pointer: string, value: Tree): Tree => {
  const [, name = '', ...rest] = pointer.split('/')
  if (tree === null || typeof tree !== 'object' || Array.isArray(tree)) return tree
  return { ...tree, [name]: rest.length === 0 ? value : withAt(tree[name] ?? {}, `/${rest.join('/')}`, value) }
}

const idIn = (answer: Answer, pointer: string | undefined): string => {
  if (pointer === undefined) return ''
  try {
    const found = at(JSON.parse(answer.text), pointer)
    return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
  } catch {
    return ''
  }
}

export const createPush = (parts: { hook: Hook; shelf: ChannelShelf; outbound: Outbound; now: () => Date }): Push => {
  const { hook, shelf, outbound, now } = parts
  const { profile, values: own } = hook
  const { push, taps } = profile

  const tokens: Tokens | null =
    push.auth.kind === 'service-account' && hook.account !== null
      ? createTokens({
          hook: hook.name,
          account: hook.account,
          url: filled(push.auth.tokenUrl, own),
          scope: push.auth.scope,
          outbound,
          now,
        })
      : null

  const bodyOf = (values: Values, offers: readonly Offer[]): string => {
    const tree = filledTree(push.body, values)
    if (push.as === 'form') return new URLSearchParams(tree as Record<string, string>).toString()
    if (taps === undefined || offers.length === 0) return JSON.stringify(tree)
    const items = offers
      .slice(0, taps.max)
      .map(({ label }, n) => filledTree(taps.item, { label: cut(label, taps.labelMax), n: String(n + 1) }))
    return JSON.stringify(withAt(tree, taps.at, { items }))
  }

  const proofOf = (body: string, token: string | null): Record<string, string> => {
    const { auth } = push
    if (auth.kind === 'header') return { [auth.header]: `${auth.prefix}${hook.pushKey ?? ''}` }
    if (auth.kind === 'service-account') return { authorization: `Bearer ${token ?? ''}` }
    const { verify } = profile
    if (auth.kind !== 'signed' || verify.kind !== 'hmac') return {}
    const [place] = verify.in
    if (place === undefined || !('header' in place)) return {}
    const moment = String(Math.floor(now().getTime() / 1_000))
    const key = hook.pushKey ?? hook.keys[0] ?? ''
    const stamp = verify.timestamp
    return {
      [place.header]: `${place.prefix}${signed(verify, key, moment, Buffer.from(body))}`,
      ...(stamp !== undefined && 'header' in stamp.in ? { [stamp.in.header]: `${stamp.in.prefix}${moment}` } : {}),
    }
  }

  const once = async (url: string, body: string, headers: Record<string, string>, token: string | null) =>
    outbound.request(url, {
      method: push.method,
      body,
      headers: { 'content-type': TYPES[push.as], ...headers, ...proofOf(body, token) },
    })

  const post = async (to: Place, values: Values, offers: readonly Offer[]): Promise<Answer> => {
    const template = to.room === '' ? (push.directUrl ?? push.url) : push.url
    const url = filledUrl(template, own, { room: to.room, person: to.person })
    const headers = Object.fromEntries(
      Object.entries(push.headers).map(([name, value]) => [name, filled(value, values)]),
    )
    const body = bodyOf(values, offers)
    const token = tokens === null ? null : await tokens.current()
    let answer = await once(url, body, headers, token)
    if (answer.status === 401 && tokens !== null && token !== null) {
      // A token may be withdrawn before its time; a fresh one is refused only for a reason that stays.
      tokens.forget(token)
      answer = await once(url, body, headers, await tokens.current())
    }
    if (!push.success.includes(answer.status)) throw refusal(hook.name, answer, now(), push.limitEnds)
    return answer
  }

  /** Deliveries of a conversation come one after the other, so that one note of progress is enough. */
  const progressOf = async (conversation: string, delivery: string) => {
    const kept = await shelf.get(`progress:${conversation}`)
    const read = progressShape.safeParse(kept === null ? null : JSON.parse(kept))
    return read.success && read.data.delivery === delivery ? read.data : { delivery, done: 0, sentId: '' }
  }

  return {
    async say(conversation, to, texts, offers, { id }) {
      const startedAt = performance.now()
      let progress = await progressOf(conversation, id)
      while (progress.done < texts.length) {
        if (performance.now() - startedAt > SEND_MS_MAX) {
          throw new Failure('hook.slow', `${hook.name} takes its messages too slowly. The rest is sent again.`, {
            retryable: true,
          })
        }
        const n = progress.done
        const last = n === texts.length - 1
        const partId = texts.length === 1 ? id : `${id}-${n + 1}`
        const { room, person } = to
        const said = { room, person, text: texts[n] ?? '', id: partId, part: n + 1, parts: texts.length }
        const answer = await post(to, { ...own, ...said }, last ? offers : [])
        progress = { delivery: id, done: n + 1, sentId: idIn(answer, push.sentId) }
        await shelf.put(`progress:${conversation}`, JSON.stringify(progress))
      }
      return progress.sentId === '' ? id : progress.sentId
    },
  }
}
