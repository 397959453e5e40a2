import { notice } from '../../base/saying.ts'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { callerOf } from '../../base/caller.ts'
import { createRate } from '../../base/rate.ts'
import type { Inbound, Reply } from '../../vocabulary/types.ts'
import { askable, askShape, messageId, readJson } from './body.ts'
import { createNames, namedConversation } from './identity.ts'
import { problemJson, refused, taken, type Problem, type Result } from './problem.ts'
import type { WebHouse } from './house.ts'
import type { WebWords } from './words.ts'

/** How long a program waits for its answer before it is told to come again. */
const ANSWER_MS_MAX = 60_000
/** How often in between it is looked whether the question was given up. */
const LOOK_MS = 3_000
const THREAD_MAX = 20

interface Stage {
  stage: 'received' | 'searching' | 'writing'
  text?: string
}

interface Asked {
  inbound: Inbound
  conversation: string
}

export interface AskParts {
  house: WebHouse
  channel: string
  words: WebWords
  /** Makes a fault known, and what people may see of it. */
  fault: (thrown: unknown) => Problem
  /** Questions that one address may ask a minute. */
  perMinute: number
}

/** A reply without what only the desk's own pages use. */
const answerJson = (reply: Reply, turn: string, conversation: string) => ({ ...reply, turn, conversation })

const silence = (words: WebWords): Reply => notice(words.progress.silent)

const read = async (
  request: Request,
  parts: AskParts,
  names: ReturnType<typeof createNames>,
): Promise<Result<Asked>> => {
  const { house, words, channel } = parts
  const body = await readJson(request, askShape, words)
  if (!body.ok) return body
  const text = askable(body.value.question, words)
  if (!text.ok) return text
  const key = messageId.safeParse(request.headers.get('idempotency-key') ?? house.newId())
  if (!key.success) return refused({ status: 400, code: 'body.key', message: `Idempotency-Key: ${words.errors.wrong}` })
  const named = body.value.conversation
  if (named !== undefined && !(await names.isOurs(named))) {
    return refused({ status: 404, code: 'conversation', message: words.errors.conversationName })
  }
  const conversation = named ?? (await names.mint())
  const { from, person } = namedConversation(channel, conversation)
  const { asOf } = body.value
  const inbound: Inbound = {
    // A key is told apart within its conversation only, so that nobody's key meets another's question.
    id: `${from.conversation}:${key.data}`,
    from,
    person,
    text: text.value,
    receivedAt: house.now(),
    ...(asOf === undefined ? {} : { action: { kind: 'asked', asOf } }),
  }
  return taken({ inbound, conversation })
}

/** `POST /api/ask`: the reply as JSON, or progress and then the reply as server-sent events. */
export const createAsk = (parts: AskParts) => {
  const { house, channel, words, fault } = parts
  const names = createNames(house.shelf)
  const rate = createRate(parts.perMinute)

  /** Says the apology as soon as the question is dead-lettered, instead of letting the program wait for nothing. */
  const apology = async ({ inbound }: Asked): Promise<Problem | null> => {
    const thread = await house.thread(inbound.from, THREAD_MAX)
    const place = thread.findIndex(({ by, id, state }) => by === 'person' && id === inbound.id && state === 'dead')
    if (place < 0) return null
    const words = thread.slice(place).find(({ by, reply }) => by === 'desk' && reply?.turn === undefined)?.text
    return { status: 500, code: 'answer.failed', message: words ?? parts.words.progress.failed }
  }

  const answer = async (asked: Asked): Promise<Result<ReturnType<typeof answerJson>>> => {
    for (let waitedMs = 0; waitedMs < ANSWER_MS_MAX; waitedMs += LOOK_MS) {
      const found = await house.answerTo(channel, asked.inbound.id, LOOK_MS)
      if (found !== null) return taken(answerJson(found.replies[0] ?? silence(words), found.turn, asked.conversation))
      const problem = await apology(asked)
      if (problem !== null) return refused(problem)
    }
    return refused({ status: 504, code: 'answer.slow', message: words.errors.slow, retryAfterSeconds: 5 })
  }

  /** Kept before the stream begins, so that a store that is down is still told by the status. */
  const stream = async (c: Context, asked: Asked): Promise<Response> => {
    let tell = (_stage: Stage): void => {}
    const early: Stage[] = [{ stage: 'received' }]
    tell = (stage) => void early.push(stage)
    const unhear = house.onProgress(({ inbound, address, stage, text }) => {
      if (address.channel !== channel || inbound !== asked.inbound.id) return
      if (stage === 'searching' || stage === 'writing') tell({ stage, ...(text === undefined ? {} : { text }) })
    })
    try {
      await house.keep([asked.inbound])
    } catch (thrown) {
      unhear()
      throw thrown
    }
    c.header('x-accel-buffering', 'no')
    c.header('cache-control', 'no-store')
    return streamSSE(c, async (events) => {
      const write = (event: string, data: unknown) => events.writeSSE({ event, data: JSON.stringify(data) })
      const fail = ({ code, message }: Problem) => write('error', { error: { code, message } })
      // A far side that hung up ends the stream by itself; the turn goes on.
      tell = (stage) => void write('progress', stage).catch(() => {})
      early.forEach(tell)
      try {
        const result = await answer(asked)
        await (result.ok ? write('reply', result.value) : fail(result.problem))
      } catch (thrown) {
        await fail(fault(thrown))
      } finally {
        unhear()
      }
    })
  }

  return async (c: Context): Promise<Response> => {
    const caller = callerOf(c.req.raw)
    const wait = caller === null ? 0 : rate.take(caller)
    if (wait > 0) {
      const retryAfterSeconds = Math.ceil(wait / 1_000)
      return problemJson({ status: 429, code: 'rate', message: words.errors.rate, retryAfterSeconds })
    }
    const asked = await read(c.req.raw, parts, names)
    if (!asked.ok) return problemJson(asked.problem)
    if ((c.req.header('accept') ?? '').includes('text/event-stream')) return stream(c, asked.value)
    await house.keep([asked.value.inbound])
    const result = await answer(asked.value)
    return result.ok
      ? Response.json(result.value, { headers: { 'cache-control': 'no-store' } })
      : problemJson(result.problem)
  }
}
