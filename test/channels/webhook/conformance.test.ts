import { channelConformance, type Sent } from '../conformance.ts'
import { chats, hookOf } from './chats.ts'
import { startFar } from './far.ts'

for (const chat of chats) {
  channelConformance(`the ${chat.name} hook`, async () => {
    const far = await startFar()
    const changed = async (change: (sent: Sent) => Partial<Sent>): Promise<Sent> => {
      const sent = await chat.message({ id: 'm-bad', text: 'はい' })
      return { ...sent, ...change(sent) }
    }
    const none = { signed: { 'content-type': 'application/json' } }
    return {
      channel: (house) => hookOf(house, chat.entry(far.url)),
      message: (given) => chat.message(given),
      address: (house) => house.kept[0]!.from,
      bad: {
        'another key': () => chat.message({ id: 'm-bad', text: 'はい', key: btoa('somebody else') }),
        'no proof': () => changed(() => ({ headers: none.signed, body: '{}' })),
        'no JSON': () => changed(() => ({ body: '{"id":' })),
        'an empty body': () => changed(() => ({ body: '' })),
        'no UTF-8': () => changed(() => ({ body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]) })),
        'another method': () => changed(() => ({ method: 'PUT' })),
        'no person': () => chat.message({ id: 'm-bad', text: 'はい', person: chat.name === 'chatwork' ? 'NaN' : '' }),
        'a room that is too long': () =>
          chat.name === 'chatwork'
            ? chat.message({ id: 'm-bad', text: 'はい', room: 'NaN' })
            : chat.message({ id: 'm-bad', text: 'はい', room: 'r'.repeat(201) }),
      },
      oversize: () => chat.message({ id: 'm-1', text: 'あ'.repeat(100_000) }),
      wire: () => Promise.resolve(far.taken.map(({ text }) => text).join('\n')),
      active: chat.active,
      numbersOffers: true,
      far,
      close: far.close,
    }
  })
}
