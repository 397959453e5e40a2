import { channelConformance } from '../conformance.ts'
import { APP } from './far.ts'
import { PERSONAL, setScene } from './scene.ts'

/** What JSON makes of a text, after Markdown's signs in it were made harmless. */
const written = (text: string): string => {
  const escaped = text
    .replaceAll(/\[(?!\d)|(?<!\d)\]/gu, (bracket) => `\\${bracket}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
  return JSON.stringify(escaped).slice(1, -1)
}

channelConformance('Teams', async () => {
  const scene = await setScene()
  const { connector, issuer } = scene
  const path = '/api/messages'
  const json = (value: unknown, token?: string) => ({
    path,
    headers: scene.headers(token),
    body: JSON.stringify(value),
  })
  const signed = (claims: Record<string, unknown>) => issuer.token({ serviceurl: connector.url, ...claims })
  return {
    channel: (house) => scene.channel(house, { shelf: { list: () => Promise.resolve([]) } } as never),
    message: ({ id, text }) => json(scene.activity({ id, text })),
    address: () => ({ channel: 'teams', conversation: PERSONAL }),
    bad: {
      'no JSON': () => ({ path, headers: scene.headers(), body: '{"type":' }),
      'no UTF-8': () => ({ path, headers: scene.headers(), body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]) }),
      'another content type': () => ({
        path,
        headers: { ...scene.headers(), 'content-type': 'text/plain' },
        body: JSON.stringify(scene.activity()),
      }),
      'an empty activity': () => json({}),
      'a type that is a number': () => json({ type: 5 }),
      'no conversation': () => json(scene.activity({ conversation: undefined })),
      'another platform': () => json(scene.activity({ channelId: 'AseChannel' })),
      'no token': () => ({
        path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(scene.activity()),
      }),
      'a token that is none': () => json(scene.activity(), 'aaaa.bbbb.cccc'),
      'a token for another app': () => json(scene.activity(), signed({ aud: `${APP}x` })),
      'another tenant': () =>
        json(scene.activity({ conversation: { id: PERSONAL, conversationType: 'personal', tenantId: 'other' } })),
      'a hidden tenant': () => json(scene.activity({ channelData: { tenant: { id: 'other' } } })),
      'a method that is none': () => ({ ...json(scene.activity()), method: 'PUT' }),
      'an unknown invoke': () => json(scene.activity({ type: 'invoke', name: 'composeExtension/query', value: {} })),
    },
    oversize: () => json(scene.activity({ text: 'あ'.repeat(200_000) })),
    wire: () => Promise.resolve(connector.calls.map(({ raw }) => raw).join('\n')),
    written,
    active: ['<at>全員</at>', '<b>太字</b>', '**強調**', '[ここ](https://evil.example/)', '`code`'],
    numbersOffers: false,
    far: connector,
    close: scene.close,
  }
})
