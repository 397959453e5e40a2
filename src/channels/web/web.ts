import { Hono, type Context } from 'hono'
import type { Channel } from '../channel.ts'
import { createAsk } from './ask.ts'
import { openAssets } from './assets.ts'
import { createChat, type Shortcoming } from './chat.ts'
import { createEvents } from './events.ts'
import type { WebHouse } from './house.ts'
import { EMBED, isEmbedded, ticketIn } from './identity.ts'
import { createMy } from './my.tsx'
import { fromAnotherSite } from './origin.ts'
import { type Problem, problemJson, problemOf } from './problem.ts'
import { createReading } from './reading.tsx'
import { readWebWords } from './words.ts'

export type { WebHouse } from './house.ts'
export { askShape } from './body.ts'
export { answerShape, problemShape } from './answer-shape.ts'

const NAME = 'web'
/** The one script that another site's page loads. */
const WIDGET = '/widget.js'
const CROSS_ORIGIN = 'cross-origin-resource-policy'
const ASKS_PER_MINUTE = 120
const STREAMS_PER_ADDRESS = 200

const policy = (ancestors: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ')

const PAGE_HEADERS: Record<string, string> = {
  'content-security-policy': policy("'none'"),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not no-referrer: with that a browser sends the origin of its own forms as null.
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

export interface WebOptions {
  /** The folder of prompts. */
  prompts: string
  /** True where TLS is in front, so that the cookie travels over TLS only. */
  secure: boolean
  /** The address people use, where a proxy in front changes it. */
  publicUrl?: string | undefined
  /** Told of every fault that people only see as “try again”. */
  onFault?: (what: string, thrown: unknown) => void
  /** Questions a minute over HTTP, and live pages, from one address. */
  asksPerMinute?: number
  /** Sites whose pages may show the chat; none unless the office names them. */
  embedOrigins?: readonly string[] | undefined
  streams?: number
}

/** Outbox sequences are whole numbers; whatever else is said means “from the beginning”. */
const sequenceOf = (written: string | undefined): number => {
  const sequence = Number(written ?? 0)
  return Number.isSafeInteger(sequence) && sequence > 0 ? sequence : 0
}

/**
 * The browser chat at `/` and `POST /api/ask`. It pushes nothing: words are delivered by being in the outbox, which the
 * page reads, live or on its next look.
 */
export const createWeb = (house: WebHouse, options: WebOptions): Channel => {
  const words = readWebWords(options.prompts)
  const assets = openAssets()
  const { secure, embedOrigins = [] } = options
  const fault = (thrown: unknown): Problem => {
    options.onFault?.('web', thrown)
    return problemOf(thrown, words)
  }
  const reading = createReading({ house, channel: NAME, words, assets })
  const chat = createChat({ house, channel: NAME, words, secure, fault })
  const ask = createAsk({ house, channel: NAME, words, fault, perMinute: options.asksPerMinute ?? ASKS_PER_MINUTE })
  const events = createEvents({
    since: house.since,
    onProgress: house.onProgress,
    now: house.now,
    isAnswered: house.requests.isAnswered,
    perAddress: options.streams ?? STREAMS_PER_ADDRESS,
    render: reading.reply,
  })
  const ticketOf = (c: Context) => ticketIn(NAME, c.req.raw, secure)

  const page = async (c: Context, shortcoming: Shortcoming | null): Promise<Response> => {
    const ticket = ticketOf(c)
    let body: string
    try {
      body = await reading.page(ticket, shortcoming)
    } catch (thrown) {
      if (shortcoming === null) throw thrown
      // The store is out of reach: what was typed is shown again even so.
      body = await reading.page(null, shortcoming)
    }
    c.header('cache-control', 'no-store')
    return c.html(body, shortcoming?.problem.status ?? 200)
  }

  const app = new Hono()
  app.onError((thrown) => problemJson(fault(thrown)))
  app.notFound(() => problemJson({ status: 404, code: 'not.found', message: words.errors.missingPage }))
  app.use(async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && fromAnotherSite(c.req.raw, options.publicUrl)) {
      c.res = problemJson({ status: 403, code: 'origin', message: words.errors.origin })
    } else {
      await next()
    }
    for (const [name, value] of Object.entries(PAGE_HEADERS)) {
      if (name !== CROSS_ORIGIN || !c.res.headers.has(name)) c.res.headers.set(name, value)
    }
    if (embedOrigins.length > 0 && isEmbedded(c.req.raw)) {
      // `x-frame-options` knows no list of sites; browsers that have the policy heed it alone.
      c.res.headers.delete('x-frame-options')
      c.res.headers.set('content-security-policy', policy(embedOrigins.join(' ')))
    }
  })
  app.get('/', (c) => page(c, null))
  app.get(EMBED, (c) => (embedOrigins.length === 0 ? c.notFound() : page(c, null)))
  app.get(WIDGET, (c) => {
    if (embedOrigins.length === 0) return c.notFound()
    return c.body(assets.widget(words.widget), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300',
      [CROSS_ORIGIN]: 'cross-origin',
    })
  })
  app.post('/', (c) => chat.form(c, (shortcoming) => page(c, shortcoming)))
  app.get('/chat/thread', async (c) => {
    c.header('cache-control', 'no-store')
    return c.json(await reading.thread(ticketOf(c)))
  })
  app.post('/chat/messages', chat.message)
  app.post('/chat/actions', chat.press)
  app.post('/chat/again', chat.again)
  app.post('/chat/writing', chat.writing)
  app.get('/chat/events', (c) => {
    const ticket = ticketOf(c)
    if (ticket === null) {
      return problemJson({ status: 404, code: 'conversation', message: words.errors.conversation })
    }
    const after = sequenceOf(c.req.header('last-event-id') ?? c.req.query('after'))
    const busy = { status: 503 as const, code: 'events.full', message: words.errors.busy, retryAfterSeconds: 10 }
    return events.open(c, ticket.from, after) ?? problemJson(busy)
  })
  app.get('/assets/:name', (c) => assets.handle(c.req.param('name'), c.req.raw) ?? c.notFound())
  app.post('/api/ask', ask)
  app.route('/', createMy({ house, channel: NAME, prompts: options.prompts, assets }))
  app.all('*', (c) => {
    const known = [
      '/',
      '/chat/thread',
      '/chat/messages',
      '/chat/actions',
      '/chat/again',
      '/chat/writing',
      '/chat/events',
      '/api/ask',
    ]
    if (!known.includes(c.req.path)) return c.notFound()
    const message = words.errors.method.replace('{method}', c.req.method)
    return problemJson({ status: 405, code: 'method', message })
  })

  return {
    name: NAME,
    paths: ['/', EMBED, WIDGET, '/chat/*', '/assets/*', '/api/ask', '/my', '/my/*'],
    // Sending is done by the outbox itself, so nothing here can fail or wait.
    rules: { attemptsMax: 1, backoffMs: () => 0, inFlightMax: 50, timeoutMs: 5_000 },
    handle: async (request) => app.fetch(request),
    send: (_to, _reply, { id }) => Promise.resolve({ id }),
    ready: () => Promise.resolve({ ok: true, detail: words.ready }),
    stop() {
      events.stop()
      return Promise.resolve()
    },
  }
}
