import { verifySlackRequest, type App } from '@slack/bolt'
import { bytesOf } from '../../base/bytes.ts'
import type { Channel, House } from '../channel.ts'
import { pickUp, putDown } from './arriving.ts'
import type { Installation } from './installation.ts'
import type { TakeEvent } from './intake.ts'
import { requestSender } from './wire.ts'

/** Slack's largest payloads, of long messages and full forms, stay well below. */
const BODY_BYTES_MAX = 2 * 1024 * 1024
/** A request older, or further ahead, than this is a replay or a clock gone wrong. */
const SKEW_S_MAX = 300
/** Slack hangs up after three seconds; what takes this long is a fault to be seen. */
const ANSWER_MS_MAX = 15_000

export type Body = Record<string, unknown>

export interface Retry {
  num: number | undefined
  reason: string | undefined
}

/** What was answered: the body for Slack, or that nothing of ours listens to this. */
export type Answered = { handled: true; body: unknown } | { handled: false }

/** Gives one payload of Slack to the desk; resolves when Slack may be told so. Rejects when nothing was kept. */
export type Dispatch = (body: Body, retry: Retry) => Promise<Answered>

const originalOf = (thrown: unknown): unknown =>
  thrown instanceof Error && 'original' in thrown && thrown.original instanceof Error ? thrown.original : thrown

/**
 * Bolt tells Slack that an event arrived before any of its listeners runs. So what must not be lost is taken out and
 * kept before Bolt sees the event; listeners of presses keep before they acknowledge.
 */
export const createDispatch = (parts: {
  app: () => App
  takeEvent: TakeEvent
  put: House['put']
  /** Whether it comes from our app in a workspace of ours. */
  knows: Installation['knows']
  onFault: (what: string, thrown: unknown) => void
}): { dispatch: Dispatch; take: NonNullable<Channel['take']> } => {
  const listen = (body: Body, retry: Retry): Promise<Answered> =>
    new Promise((resolve, reject) => {
      let acknowledged = false
      const timer = setTimeout(
        () => reject(new Error(`no listener answered within ${ANSWER_MS_MAX} ms`)),
        ANSWER_MS_MAX,
      )
      const ack = (answer?: unknown): Promise<void> => {
        acknowledged = true
        resolve({ handled: true, body: answer })
        return Promise.resolve()
      }
      parts
        .app()
        .processEvent({
          body,
          ack,
          ...(retry.num === undefined ? {} : { retryNum: retry.num }),
          ...(retry.reason === undefined ? {} : { retryReason: retry.reason }),
        })
        .then(
          () => resolve({ handled: false }),
          (thrown: unknown) => {
            // Slack was answered already: what failed after that is nobody's to hear but the log's.
            if (acknowledged) parts.onFault('slack.listener', originalOf(thrown))
            else reject(originalOf(thrown))
          },
        )
        .finally(() => clearTimeout(timer))
    })

  const isOurs = async (body: unknown): Promise<boolean> => {
    const sender = requestSender.parse(body)
    if (await parts.knows(sender)) return true
    // Answered, or Slack would send it again and again.
    parts.onFault('slack.sender', new Error(`not ours: workspace ${sender.team}, app ${sender.app ?? '-'}`))
    return false
  }

  const dispatch: Dispatch = async (body, retry) => {
    if (body['type'] === 'app_rate_limited') {
      parts.onFault('slack.rate', new Error('Slack holds events back for a minute: there were too many.'))
      return { handled: true, body: undefined }
    }
    // Slack waits for a message's answer while hundreds of others come; what it is to us is looked up later.
    const message = putDown(body)
    if (message !== null) {
      await parts.put(message)
      return { handled: true, body: undefined }
    }
    if (!(await isOurs(body))) return { handled: true, body: undefined }
    await parts.takeEvent(body)
    return listen(body, retry)
  }

  return {
    dispatch,
    async take(arrival) {
      const body = pickUp(arrival)
      if (await isOurs(body)) await parts.takeEvent(body)
    },
  }
}

const plain = (text: string): Response =>
  new Response(text, { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } })

/** Slack shows this to nobody; whoever sets up the app reads it. */
const refused = (status: number, code: string, message: string): Response =>
  Response.json({ error: { code, message } }, { status })

/** Bolt refuses what is too old but takes what is from the future; both sides are bounded here. */
const isGenuine = (request: Request, body: string, secret: string, now: Date): boolean => {
  const timestamp = request.headers.get('x-slack-request-timestamp') ?? ''
  const signature = request.headers.get('x-slack-signature') ?? ''
  if (!/^\d{1,12}$/u.test(timestamp) || signature === '') return false
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > SKEW_S_MAX) return false
  try {
    verifySlackRequest({
      signingSecret: secret,
      body,
      headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(timestamp) },
      nowMilliseconds: now.getTime(),
    })
    return true
  } catch {
    return false
  }
}

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Null where it is not what Slack sends. */
const parsed = (request: Request, text: string): Body | null => {
  try {
    if (request.headers.get('content-type')?.includes('application/x-www-form-urlencoded') !== true) {
      const body: unknown = JSON.parse(text)
      return isObject(body) ? body : null
    }
    const form = new URLSearchParams(text)
    const payload = form.get('payload')
    if (payload === null) return Object.fromEntries(form)
    const body: unknown = JSON.parse(payload)
    return isObject(body) ? body : null
  } catch {
    return null
  }
}

const answer = (answered: Answered): Response => {
  if (!answered.handled) return refused(404, 'slack.unknown', 'Nothing here listens to this.')
  const { body } = answered
  if (body === undefined || body === '') return plain('')
  return typeof body === 'string' ? plain(body) : Response.json(body)
}

/** Slack's HTTP requests: size, signature, shape, and only then what they say. */
export const createReceiver =
  (parts: { secret: string; dispatch: Dispatch; now: () => Date }) =>
  async (request: Request): Promise<Response> => {
    if (request.method !== 'POST') return refused(405, 'method', 'Only POST is taken here.')
    const bytes = await bytesOf(request, BODY_BYTES_MAX)
    if (bytes === null) return refused(413, 'body.large', `At most ${BODY_BYTES_MAX} bytes are taken.`)
    const text = new TextDecoder().decode(bytes)
    const form = request.headers.get('content-type')?.includes('application/x-www-form-urlencoded') === true
    // Slack looks now and then whether the address is served over TLS, with nothing to keep.
    if (form && new URLSearchParams(text).get('ssl_check') === '1') return plain('')
    if (!isGenuine(request, text, parts.secret, parts.now())) {
      return refused(401, 'slack.signature', 'The signature is missing, old or wrong. Check SLACK_SIGNING_SECRET.')
    }
    const body = parsed(request, text)
    if (body === null) return refused(400, 'body.json', 'The body is not what Slack sends.')
    if (body['type'] === 'url_verification') return Response.json({ challenge: body['challenge'] })
    const num = request.headers.get('x-slack-retry-num')
    return answer(
      await parts.dispatch(body, {
        num: num === null ? undefined : Number(num),
        reason: request.headers.get('x-slack-retry-reason') ?? undefined,
      }),
    )
  }
