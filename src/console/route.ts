import type { Operator, Role } from '../store/store.ts'

/** What a page is told about whoever asks for it. */
export interface Visit {
  operator: Operator
  /** Goes into every form and every request of the page's script. */
  csrf: string
  /** What the store knows the session by. */
  session: string
  request: Request
  url: URL
  params: Record<string, string>
  form: Form
  now: Date
}

/** A filled-in form; of a name that comes twice the values are all there. */
export interface Form {
  text(name: string): string
  all(name: string): string[]
  files(name: string): File[]
}

/** One line of the table of what the console answers. GET never changes anything but the session's last use. */
export interface Route {
  method: 'GET' | 'POST'
  path: string
  /** Null: without sign-in. Such a POST proves itself by the form's own cookie. */
  role: Role | null
  /** Takes documents, which are larger than any form. */
  upload?: true
  handle(visit: Visit): Promise<Response>
}

/** A route before sign-in; there is no operator yet. */
export interface Door extends Omit<Route, 'role' | 'handle'> {
  role: null
  handle(visit: Omit<Visit, 'operator' | 'csrf' | 'session'>): Promise<Response>
}

export const isDoor = (route: Route | Door): route is Door => route.role === null

export const formOf = (data: FormData | null): Form => ({
  text(name) {
    const value = data?.get(name)
    return typeof value === 'string' ? value : ''
  },
  all: (name) => (data?.getAll(name) ?? []).filter((value) => typeof value === 'string'),
  files: (name) => (data?.getAll(name) ?? []).filter((value) => typeof value !== 'string'),
})

/** After a change the browser is sent to a page, so that a reload repeats nothing. */
export const seeOther = (path: string, cookies: string[] = []): Response => {
  const headers = new Headers({ location: path })
  for (const each of cookies) headers.append('set-cookie', each)
  return new Response(null, { status: 303, headers })
}

export const withQuery = (path: string, query: Record<string, string | null | undefined>): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value)
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}
