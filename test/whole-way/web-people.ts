import { readTicket } from '../../src/channels/web/identity.ts'
import { browserOf } from '../channels/web/browser.ts'
import { type Channel, type Fields, type Person, textOf, until } from './people.ts'

const unescaped = (html: string) => html.replaceAll('&quot;', '"').replaceAll('&amp;', '&')

const actionsIn = (html: string): { kind: string; verdict?: string; label?: string }[] =>
  [...html.matchAll(/name="action" value="([^"]*)"/gu)].map(([, value = '']) => JSON.parse(unescaped(value)) as never)

/** People at the browser chat, by the requests that its script makes. */
export const webPeople = (url: () => string, taken: () => Promise<unknown>): Channel => {
  const enter = (): Person => {
    const browser = browserOf({ url: url() } as Parameters<typeof browserOf>[0])
    const lines = async () => (await browser.thread()).lines.filter(({ by }) => by === 'desk')
    const press = async (action: unknown): Promise<number> => {
      const { status } = await browser.press(crypto.randomUUID(), action)
      await taken()
      return status
    }
    /** The request of the form that is open, and what is filled in there. */
    const opened = async () => {
      const html = await until(
        'the form',
        async () => (await lines()).findLast((line) => line.html.includes('name="request"'))?.html,
      )
      const request = /name="request" value="([^"]+)"/u.exec(html)?.[1] ?? ''
      const version = Number(/name="version" value="(\d+)"/u.exec(html)?.[1])
      return { request, version, html }
    }
    const open = async () => {
      const offers = (await lines()).flatMap(({ html }) => actionsIn(html))
      const offer = offers.findLast(({ kind }) => kind === 'consult')
      await press(offer ?? { kind: 'consult' })
      return { ...(await opened()), offered: offer !== undefined }
    }
    const completes = async (fields: Fields) => {
      const { request, version } = await opened()
      const refused = await press({ kind: 'submit', request, version, fields, consent: false })
      if (refused !== 422) throw new Error(`without consent the chat answered ${refused}`)
      const status = await press({ kind: 'submit', request, version, fields, consent: true })
      if (status !== 202) throw new Error(`the form was answered ${status}`)
    }
    return {
      async says(text) {
        const { status } = await browser.say(crypto.randomUUID(), text)
        if (status !== 202) throw new Error(`the chat answered ${status}`)
        await taken()
      },
      conversations() {
        const ticket = readTicket('web', browser.cookie().split('=')[1])
        return ticket === null ? [] : [ticket.from.conversation]
      },
      reads: async () => (await lines()).map(({ html }) => textOf(html)),
      async files(fields: Fields) {
        if (!(await open()).offered) throw new Error('nobody was offered')
        await completes(fields)
      },
      form: async () => textOf((await opened()).html.replaceAll(/value="([^"]*)"/gu, '>$1<')),
      completes,
      async presses(label) {
        const all = (await lines()).flatMap(({ html }) => actionsIn(html))
        const offer = all.findLast((each) => each.label === label)
        if (offer === undefined) throw new Error(`nothing to press is called ${label}`)
        await press(offer)
      },
      async mine() {
        const before = (await lines()).length
        await press({ kind: 'mine' })
        return textOf(await until('the list', async () => (await lines())[before]?.html))
      },
      async rates(reason) {
        const bad = (await lines()).flatMap(({ html }) => actionsIn(html)).findLast(({ verdict }) => verdict === 'bad')
        const status = await press({ ...bad, reason })
        if (status !== 202) throw new Error(`the rating was answered ${status}`)
      },
      opens: async () => (await open()).html,
      async meddles(request) {
        await press({ kind: 'withdraw', request })
        await press({ kind: 'operate', request, act: 'decline', text: '横から' })
      },
    }
  }
  return {
    name: 'web',
    enter: () => Promise.resolve(enter()),
    refused: () => [],
    shared: () => [],
    close: () => Promise.resolve(),
  }
}
