import type { Operator, Store } from '../../store/store.ts'
import { csrfOf, hashOf, newToken } from './secrets.ts'

/** A desk left alone for this long signs itself out; nobody stays signed in over a night. */
const IDLE_MS = 2 * 3_600_000
const ABSOLUTE_MS = 12 * 3_600_000
/** How often a session's last use is written down. */
const TOUCH_MS = 60_000

const SESSION = 'desk_console'
const PATH = '/console'

export interface SignedIn {
  operator: Operator
  /** What the store knows this session by. */
  hash: string
  csrf: string
}

/** Under TLS no other host or plain page can set it: browsers keep the prefix to this very origin. */
const nameOf = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name)

export const cookieOf = (request: Request, given: string, secure: boolean): string | null => {
  const name = nameOf(given, secure)
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=')
    if (key === name && value !== undefined && value !== '') return value
  }
  return null
}

/** `seconds` 0 removes it. */
export const cookie = (name: string, value: string, seconds: number, secure: boolean, path = PATH): string =>
  `${nameOf(name, secure)}=${value}; Path=${secure ? '/' : path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`

export const createSessions = ({ store, now, secure }: { store: Store; now: () => Date; secure: boolean }) => ({
  /** Who this request comes from, as the store knows them now: a role taken away counts from the next request on. */
  async of(request: Request): Promise<SignedIn | null> {
    const token = cookieOf(request, SESSION, secure)
    if (token === null) return null
    const hash = hashOf(token)
    const session = await store.operators.session(hash)
    const at = now().getTime()
    if (session === null || session.operator.disabled) return null
    if (session.expiresAt.getTime() <= at || session.seenAt.getTime() + IDLE_MS <= at) return null
    // A page that refreshes itself is not somebody at the desk.
    const isAsked = request.headers.get('hx-request') === null
    if (isAsked && session.seenAt.getTime() + TOUCH_MS <= at) await store.operators.touch(hash, new Date(at))
    return { operator: session.operator, hash, csrf: csrfOf(token) }
  },

  /** Opens a session and gives the cookie that carries it. */
  async open(operator: string): Promise<string> {
    const token = newToken()
    const at = now()
    await store.operators.sweep(at)
    await store.operators.openSession({
      hash: hashOf(token),
      operator,
      now: at,
      expiresAt: new Date(at.getTime() + ABSOLUTE_MS),
    })
    return cookie(SESSION, token, ABSOLUTE_MS / 1_000, secure)
  },

  /** The cookie that makes the browser forget. */
  forget: (): string => cookie(SESSION, '', 0, secure),
})

export type Sessions = ReturnType<typeof createSessions>
