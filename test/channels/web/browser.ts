import type { RunningHouse } from '../../support/server.ts'

/** What a browser does around requests: it keeps the cookie and says where it comes from. */
export const browserOf = ({ url }: RunningHouse) => {
  let cookie = ''
  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { 'sec-fetch-site': 'same-origin', ...(cookie === '' ? {} : { cookie }), ...init.headers }
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, headers })
    const set = response.headers.get('set-cookie')
    if (set !== null) cookie = set.split(';')[0] ?? ''
    return response
  }
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  return {
    request,
    post,
    cookie: () => cookie,
    setCookie(given: string) {
      cookie = given
    },
    say: (id: string, text: string) => post('/chat/messages', { id, text }),
    press: (id: string, action: unknown) => post('/chat/actions', { id, action }),
    form: (fields: Record<string, string>) =>
      request('/', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
      }),
    page: async () => (await request('/')).text(),
    thread: async () =>
      (await (await request('/chat/thread')).json()) as {
        conversation: boolean
        after: number
        waiting: string[]
        lines: { id: string; by: string; text: string; html: string }[]
      },
  }
}

export interface SeenEvent {
  event: string
  id: string | null
  data: Record<string, unknown>
}

/** Reads server-sent events until one satisfies `last`, then hangs up. */
export const eventsUntil = async (response: Response, last: (event: SeenEvent) => boolean): Promise<SeenEvent[]> => {
  const seen: SeenEvent[] = []
  let rest = ''
  const decoder = new TextDecoder()
  if (response.body === null) return seen
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, { stream: true })
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const line = (name: string) =>
        block
          .split('\n')
          .find((written) => written.startsWith(`${name}: `))
          ?.slice(name.length + 2)
      const data = line('data')
      if (data === undefined) continue
      const event = {
        event: line('event') ?? 'message',
        id: line('id') ?? null,
        data: JSON.parse(data) as Record<string, unknown>,
      }
      seen.push(event)
      if (last(event)) return seen
    }
  }
  return seen
}
