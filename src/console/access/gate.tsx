import { bytesOf } from '../../base/bytes.ts'
import { fill } from '../../base/words.ts'
import { mayAs } from './accounts.ts'
import { guardHeaders, outsidePage, Message } from '../pages/layout.tsx'
import { type Door, type Form, formOf, isDoor, type Route, seeOther, withQuery } from '../route.ts'
import { same } from './secrets.ts'
import type { Sessions, SignedIn } from './session.ts'
import type { Words } from '../words.ts'

/** Forms are small; only an upload of documents is not, and says so itself. */
const FORM_BYTES_MAX = 256 * 1024
const UPLOAD_BYTES_MAX = 20 * 1024 * 1024

const refusal = (title: string, text: string, status: number): Promise<Response> =>
  outsidePage(
    title,
    <>
      <h1>{title}</h1>
      <Message kind="problem">{text}</Message>
      <p>
        <a href="/console">受付へ</a>
      </p>
    </>,
    status,
  )

/** Uploads are held whole, so only so many are read at once. */
const UPLOADS_MAX = 2
const UPLOAD_RETRY_SECONDS = 10

/** What could be read of a form, or why nothing could. */
type Read = { form: Form } | { refused: 'large' | 'unreadable' | 'busy' }

const parsed = async (request: Request, bytesMax: number): Promise<Read> => {
  const bytes = await bytesOf(request, bytesMax)
  if (bytes === null) return { refused: 'large' }
  if (bytes.byteLength === 0) return { form: formOf(null) }
  const type = request.headers.get('content-type') ?? ''
  try {
    return { form: formOf(await new Response(bytes, { headers: { 'content-type': type } }).formData()) }
  } catch {
    return { refused: 'unreadable' }
  }
}

/** Reads forms within their bounds, however they are sent; nothing large is read of whoever is not signed in. */
const createReader = () => {
  let uploads = 0
  return async (request: Request, isUpload: boolean): Promise<Read> => {
    if (request.method !== 'POST') return { form: formOf(null) }
    if (!isUpload) return parsed(request, FORM_BYTES_MAX)
    if (uploads >= UPLOADS_MAX) return { refused: 'busy' }
    uploads++
    try {
      return await parsed(request, UPLOAD_BYTES_MAX)
    } finally {
      uploads--
    }
  }
}

const refusedForm = async (why: Extract<Read, { refused: string }>['refused'], words: Words): Promise<Response> => {
  if (why === 'large') return refusal('大きすぎます', words.refused.large, 413)
  if (why === 'unreadable') return refusal('読み取れません', words.refused.csrf, 400)
  const response = await refusal('混み合っています', words.refused.busy, 503)
  response.headers.set('retry-after', String(UPLOAD_RETRY_SECONDS))
  return response
}

/** Browsers say where a request comes from; an old one says nothing, and the token decides alone. */
const isForeign = (request: Request): boolean => {
  const site = request.headers.get('sec-fetch-site')
  return site !== null && site !== 'same-origin' && site !== 'none'
}

const toSignIn = (request: Request, url: URL): Response => {
  const next = request.method === 'GET' ? `${url.pathname}${url.search}` : null
  const to = withQuery('/console/sign-in', { next })
  if (request.headers.get('hx-request') === null) return seeOther(to)
  // A piece of a page cannot become the sign-in page; htmx is told to leave the page instead.
  return new Response(null, {
    status: 401,
    headers: { ...guardHeaders, 'hx-redirect': '/console/sign-in?expired=1' },
  })
}

/**
 * The one way to every page and every act: signed in, with the role as it is now, and for anything that changes
 * something with the token of this very session.
 */
export const createGate = (parts: {
  sessions: Sessions
  words: Words
  now: () => Date
  /** Local operators must have a second proof before anything else. */
  totpRequired: boolean
}) => {
  const { sessions, words, now } = parts
  const read = createReader()

  const enter = async (route: Route, request: Request, url: URL): Promise<SignedIn | Response> => {
    const who = await sessions.of(request)
    if (who === null) return toSignIn(request, url)
    if (!mayAs(who.operator.role, route.role ?? 'viewer')) {
      const role = words.roles[route.role ?? 'viewer']
      return refusal('権限がありません', fill(words.refused.role, { role }), 403)
    }
    const isLacking = parts.totpRequired && who.operator.source === 'local' && !who.operator.totp
    if (isLacking && !route.path.startsWith('/console/me') && !route.path.startsWith('/console/sign-out')) {
      return seeOther('/console/me?needs=totp')
    }
    return who
  }

  return async (route: Route | Door, request: Request, params: Record<string, string>): Promise<Response> => {
    const url = new URL(request.url)
    if (route.method === 'POST' && isForeign(request)) return refusal('受け付けられません', words.refused.csrf, 403)
    const who = isDoor(route) ? null : await enter(route, request, url)
    if (who instanceof Response) return who
    const found = await read(request, route.upload === true)
    if ('refused' in found) return refusedForm(found.refused, words)
    const { form } = found
    const visit = { request, url, params, form, now: now() }
    if (isDoor(route)) return route.handle(visit)
    if (who === null) return toSignIn(request, url)
    const token = request.headers.get('x-csrf') ?? form.text('csrf')
    if (route.method === 'POST' && !same(token, who.csrf)) {
      return refusal('受け付けられません', words.refused.csrf, 403)
    }
    return route.handle({ ...visit, operator: who.operator, csrf: who.csrf, session: who.hash })
  }
}

export const notFound = (words: Words): Promise<Response> => refusal('見つかりません', words.refused.missing, 404)

export const faulty = (words: Words): Promise<Response> => refusal('問題が起きました', words.refused.fault, 500)
