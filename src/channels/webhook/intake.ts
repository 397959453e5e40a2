import type { Inbound } from '../../vocabulary/types.ts'
import { fill } from '../../base/words.ts'
import type { House } from '../channel.ts'
import { fieldsOf, rawOf } from './body.ts'
import { heard } from './hear.ts'
import { pick, type Picked } from './pick.ts'
import { conversationOf, noteDirect } from './place.ts'
import type { Prompts } from './prompts.ts'
import { spoken } from './sender.ts'
import type { Hook } from './settings.ts'
import { filled, filledTree } from './template.ts'
import type { Turns } from './turns.ts'
import { expected, verified } from './verify.ts'
import type { WebhookWords } from './words.ts'

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

const problem = (status: number, code: string, message: string): Response =>
  Response.json({ error: { code, message } }, { status })

const refuse = (status: number, code: string, message: string) => ({ response: problem(status, code, message) })

/** Verifies, reads and keeps what a chat sends, and answers its request. */
export const createIntake = (parts: {
  hook: Hook
  house: House
  turns: Turns
  prompts: Prompts
  words: WebhookWords
}): ((request: Request) => Promise<Response>) => {
  const { hook, house, turns, prompts, words } = parts
  const { profile } = hook
  const { errors } = words

  const answered = (text: string | null): string =>
    JSON.stringify(text === null ? filledTree(profile.reply.silent, {}) : filledTree(profile.reply.said, { text }))
  const silent = () => new Response(answered(null), { headers: JSON_TYPE })

  /** The message that a genuine request holds, or what to answer in its place. */
  const read = async (request: Request): Promise<{ message: Picked } | { response: Response }> => {
    if (request.method !== 'POST') return refuse(405, 'method', errors.method)
    const raw = await rawOf(request)
    if (raw === null) return refuse(413, 'body.large', errors.large)
    const fields = fieldsOf(raw, (request.headers.get('content-type') ?? '').toLowerCase(), profile.body)
    const { searchParams: query } = new URL(request.url)
    const verdict = verified(profile.verify, hook.keys, { raw, headers: request.headers, query, fields }, house.now())
    if (verdict !== 'genuine') return refuse(401, verdict, errors[verdict])
    const expect = profile.expect.map(({ header, is }) => ({ header, is: filled(is, hook.values) }))
    if (!expected(expect, request.headers)) return refuse(401, 'signature', errors.signature)
    if (fields === undefined) return refuse(400, 'body', errors.body)
    const picked = pick(profile, raw, fields, hook.values)
    if (picked.kind === 'version')
      return refuse(400, 'version', fill(errors.version, { version: profile.version?.is ?? '' }))
    if (picked.kind === 'missing') return refuse(400, 'field', fill(errors.missing, { field: picked.field }))
    return picked.kind === 'ignored' ? { response: silent() } : { message: picked.message }
  }

  /** Waits for the words and takes them along, where they are ready in time and fit. */
  const withAnswer = async (request: Request, inbound: Inbound): Promise<Response> => {
    const { conversation } = inbound.from
    const ended = await turns.wait(conversation)
    let taken = false
    try {
      const [kept] = await house.keep([inbound])
      // The first of them has the words; whoever delivers again is thanked and nothing more.
      if (kept === 'duplicate') return silent()
      const answer = await house.answerTo(hook.name, inbound.id, profile.reply.deadlineMs)
      if (answer === null) return new Response(answered(words.checking.trim()), { headers: JSON_TYPE })
      const reply = answer.replies.find(({ turn }) => turn === answer.turn)
      const texts = reply === undefined ? [] : spoken(reply, hook, words)
      const [text] = texts
      if (reply === undefined || text === undefined || texts.length > 1 || request.signal.aborted) return silent()
      const body = await turns.respond(answer.turn, answered(text), ended)
      if (body === null) return silent()
      taken = true
      await prompts.remember(conversation, answer.turn, reply)
      return new Response(body, { headers: JSON_TYPE })
    } finally {
      if (!taken) await ended()
    }
  }

  return async (request) => {
    const found = await read(request)
    if ('response' in found) return found.response
    const { message } = found
    const conversation = conversationOf(message)
    if (message.direct && message.room !== '') await noteDirect(house.shelf, conversation)
    const prompt = await prompts.open(conversation)
    const hearing = heard(message, hook, prompts.awaits(prompt, message.text))
    if (hearing.kind === 'ignored') return silent()
    const meant = await prompts.read(conversation, prompt, hearing.text, message.id)
    const inbound: Inbound = {
      id: message.id,
      from: { channel: hook.name, conversation },
      person: {
        id: message.person,
        ...(message.name === null ? {} : { name: message.name }),
        ...(message.groups.length === 0 ? {} : { groups: message.groups }),
      },
      ...meant,
      receivedAt: house.now(),
    }
    if (profile.reply.mode === 'response') return withAnswer(request, inbound)
    await house.keep([inbound])
    return silent()
  }
}
