import { type AddressInfo } from 'node:net'
import { type HttpBindings, serve, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { noteCaller } from '../base/caller.ts'
import { Failure } from '../base/failure.ts'
import { callerIn, type DoorParts, isOurs, tlsHeaders } from './doors.ts'

/** A document uploaded in the console, with room to spare; every channel allows less by itself. */
const BODY_BYTES_MAX = 25 * 1024 * 1024
/** A client that is slower than this to send its headers or body holds a socket for nothing. */
const REQUEST_MS_MAX = 60_000

export interface Mounted {
  paths: readonly string[]
  handle(request: Request): Promise<Response>
}

export interface HttpParts {
  mounted: readonly Mounted[]
  ready: () => Promise<{ ok: boolean; checks: Record<string, { ok: boolean; detail: string }> }>
  metrics: () => Promise<string>
  /** Null: anyone who reaches the port may read metrics; only on loopback, and where no token is set. */
  metricsToken: string | null
  doors: DoorParts
  onFault: (what: string, thrown: unknown) => void
}

/** A full disk is seen to by a person. */
const FULL_RETRY_MS = 30_000

const problem = (status: number, code: string, message: string): Response =>
  Response.json({ error: { code, message } }, { status })

/** A disk without room, wherever a file was to be written. */
const isFull = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT')

const faultResponse = (given: unknown): Response => {
  const thrown = isFull(given)
    ? new Failure('disk.full', 'The disk is full.', { retryable: true, retryAfterMs: FULL_RETRY_MS })
    : given
  if (thrown instanceof Failure && thrown.retryable) {
    const after = Math.ceil((thrown.retryAfterMs ?? 5_000) / 1_000)
    return Response.json(
      { error: { code: thrown.code, message: 'ただいま受け付けられません。少し待ってから、もう一度お試しください。' } },
      { status: 503, headers: { 'retry-after': String(after) } },
    )
  }
  return problem(500, 'internal', '処理中に問題が起きました。少し待ってから、もう一度お試しください。')
}

export const createHttp = (parts: HttpParts): Hono => {
  const app = new Hono()
  app.onError((thrown) => {
    parts.onFault('http', thrown)
    return faultResponse(thrown)
  })
  // What says at once that it is too large is not read at all; each door bounds the rest while it reads.
  app.use(async (c, next) => {
    if (Number(c.req.header('content-length') ?? 0) <= BODY_BYTES_MAX) return next()
    c.res = problem(413, 'body.large', `本文が大きすぎます（上限 ${BODY_BYTES_MAX / 1024 / 1024} MB）。`)
    return undefined
  })
  app.use(async (c, next) => {
    if (!isOurs(c.req.path, c.req.header('host'), parts.doors)) {
      c.res = problem(421, 'host', 'この名前では受け付けていません。PUBLIC_URL のアドレスからお使いください。')
    } else {
      await next()
    }
    for (const [name, value] of Object.entries(tlsHeaders(parts.doors))) c.res.headers.set(name, value)
  })
  app.get('/healthz', () => Response.json({ ok: true }))
  app.get('/readyz', async () => {
    const state = await parts.ready()
    return Response.json(state, { status: state.ok ? 200 : 503 })
  })
  app.get('/metrics', async (c) => {
    if (parts.metricsToken !== null && c.req.header('authorization') !== `Bearer ${parts.metricsToken}`) {
      return problem(401, 'metrics.token', 'METRICS_TOKEN で設定した Bearer トークンが必要です。')
    }
    return new Response(await parts.metrics(), { headers: { 'content-type': 'text/plain; version=0.0.4' } })
  })
  for (const { paths, handle } of parts.mounted) {
    for (const path of paths) {
      app.all(path, (c) => {
        const peer = (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress
        const caller = callerIn({ peer, forwarded: c.req.header('x-forwarded-for') }, parts.doors)
        if (caller !== null) noteCaller(c.req.raw, caller)
        return handle(c.req.raw)
      })
    }
  }
  app.notFound(() => problem(404, 'not.found', 'お探しのページはありません。'))
  return app
}

export interface Listening {
  url: string
  /** Takes no new connection and waits for the requests under way, at most `ms`. */
  close(ms: number): Promise<void>
}

export const listen = (app: Hono, port: number, host: string): Promise<Listening> =>
  new Promise((resolve, reject) => {
    const server: ServerType = serve({ fetch: app.fetch, port, hostname: host }, (info: AddressInfo) => {
      const shown = host.includes(':') ? `[${host}]` : host
      resolve({
        url: `http://${shown}:${info.port}`,
        close: (ms) =>
          new Promise((done) => {
            const finish = () => done()
            server.close(finish)
            if ('closeIdleConnections' in server) server.closeIdleConnections()
            // Event streams stay open for ever; they are cut once everything else had its time.
            setTimeout(() => {
              if ('closeAllConnections' in server) server.closeAllConnections()
              finish()
            }, ms).unref()
          }),
      })
    })
    if ('requestTimeout' in server) server.requestTimeout = REQUEST_MS_MAX
    server.once('error', (thrown: NodeJS.ErrnoException) => {
      const remedy =
        thrown.code === 'EADDRINUSE'
          ? `Port ${port} is in use. Set PORT to another one, or stop the program that uses it.`
          : `Check HOST (${host}) and PORT (${port}).`
      reject(new Failure('http.listen', `The server cannot listen: ${thrown.message}. ${remedy}`, { cause: thrown }))
    })
  })
