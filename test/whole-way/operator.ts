import { type Client, clientOf, ORIGIN, PASSWORD } from '../console/rig.ts'
import { textOf } from './people.ts'

/** An operator at the console, over HTTP; every page opened and every button pressed is one click. */
export interface Operator {
  clicks(): number
  page(path: string): Promise<string>
  press(path: string, fields: Record<string, string>): Promise<Response>
  /** The request of an organisation, found by searching the queue. */
  find(organisation: string): Promise<string>
  act(request: string, act: string, fields?: Record<string, string>): Promise<void>
  says(request: string, text: string): Promise<void>
}

const done = async (response: Response, what: string) => {
  if (response.status === 303) return
  const why = /role="alert">([^<]+)</u.exec(await response.text())?.[1] ?? ''
  throw new Error(`${what} was answered ${response.status}: ${textOf(why)}`)
}

export const signIn = async (url: string, login: string): Promise<Operator> => {
  const client: Client = clientOf((request) => fetch(new Request(request.url.replace(ORIGIN, url), request)))
  let clicks = 1
  await client.get('/console/sign-in')
  const form = client.jar.get('desk_form') ?? ''
  const entered = await client.post('/console/sign-in', { login, password: PASSWORD, form })
  if (entered.status !== 303) throw new Error(`signing in was answered ${entered.status}`)

  const page = async (path: string): Promise<string> => {
    clicks++
    const response = await client.get(path)
    if (response.status !== 200) throw new Error(`${path} was answered ${response.status}`)
    return response.text()
  }
  const press = async (path: string, fields: Record<string, string>): Promise<Response> => {
    clicks++
    return client.post(path, fields)
  }
  return {
    clicks: () => clicks,
    page,
    press,
    async find(organisation) {
      const queue = await page(`/console?view=all&q=${encodeURIComponent(organisation)}`)
      const found = /\/console\/requests\/([\w-]+)"/u.exec(queue)?.[1]
      if (found === undefined) throw new Error(`${organisation} is not in the queue`)
      return found
    },
    async act(request, act, fields = {}) {
      // The page that a browser has open already, as it was after the last press.
      const shown = await client.text(`/console/requests/${request}`)
      const version = /name="version" value="(\d+)"/u.exec(shown)?.[1] ?? ''
      await done(await press(`/console/requests/${request}/acts/${act}`, { version, ...fields }), act)
    },
    async says(request, text) {
      await done(await press(`/console/requests/${request}/say`, { text }), 'saying')
    },
  }
}
