import { createWeb } from '../../../src/channels/web/web.ts'
import { channelConformance, type Sent } from '../conformance.ts'
import type { RunningHouse } from '../../support/server.ts'

/** A conversation that this test's browser holds. */
const TICKET = `${'p'.repeat(22)}.${'c'.repeat(22)}`
const headers = { 'content-type': 'application/json', cookie: `desk-chat=${TICKET}`, 'sec-fetch-site': 'same-origin' }

const json = (value: unknown, path = '/chat/messages'): Sent => ({ path, headers, body: JSON.stringify(value) })

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const addressOf = (house: RunningHouse) => {
  const [first] = house.kept
  if (!first) throw new Error('nobody has written yet')
  return first.from
}

channelConformance('the browser chat', () =>
  Promise.resolve({
    channel: (house) => createWeb(house, { prompts: 'prompts', secure: false }),
    message: ({ id, text }) => json({ id, text }),
    address: addressOf,
    bad: {
      'no JSON': () => ({ path: '/chat/messages', headers, body: '{"id":' }),
      'no UTF-8': () => ({ path: '/chat/messages', headers, body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]) }),
      'another content type': () => ({
        path: '/chat/messages',
        headers: { ...headers, 'content-type': 'text/plain' },
        body: '{}',
      }),
      'an unknown field': () => json({ id: 'm', text: 'はい', admin: true }),
      'a wrong type': () => json({ id: 'm', text: ['はい'] }),
      'an empty question': () => json({ id: 'm', text: ' \n' }),
      'a question that is too long': () => json({ id: 'm', text: 'あ'.repeat(8_001) }),
      'an id that is none': () => json({ id: '../m', text: 'はい' }),
      'another site': () => ({
        ...json({ id: 'm', text: 'はい' }),
        headers: { ...headers, 'sec-fetch-site': 'cross-site' },
      }),
      'another origin': () => ({
        ...json({ id: 'm', text: 'はい' }),
        headers: { 'content-type': 'application/json', origin: 'https://elsewhere.example' },
      }),
      'an operator’s act': () =>
        json({ id: 'm', action: { kind: 'operate', request: 'r', act: 'close' } }, '/chat/actions'),
      'an unknown act': () => json({ id: 'm', action: { kind: 'drop' } }, '/chat/actions'),
      'a method that is none': () => ({ ...json({}), method: 'DELETE' }),
    },
    oversize: () => json({ id: 'm', text: 'あ'.repeat(100_000) }),
    wire: async (house) => (await fetch(`${house.url}/`, { headers: { cookie: headers.cookie } })).text(),
    written: escaped,
    active: ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><b>', '<!--'],
    numbersOffers: false,
    far: null,
  }),
)
