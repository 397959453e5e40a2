import { describe, expect, it } from 'vitest'
import { pickUp, putDown, writerOf } from '../../../src/channels/slack/arriving.ts'
import { eventBody as bodyShape } from '../../../src/channels/slack/wire.ts'
import { eventBody, messageEvent } from './double/people.ts'

const body = (more: object) => eventBody({ ...messageEvent({ text: '費用は', ts: '1.1' }), ...more }, 'Ev1')

describe('what is put down before it is looked at', () => {
  it.for([
    ['a message to the desk', {}],
    ['a mention', { type: 'app_mention', channel: 'C1', channel_type: 'channel', text: '<@UBOT> 費用は' }],
    [
      'an edit',
      {
        subtype: 'message_changed',
        message: { user: 'U1', text: '期限は', ts: '1.1', edited: { ts: '1.2' } },
        previous_message: { text: '費用は' },
      },
    ],
  ] as const)('is the same once it is picked up: %s', ([, more]) => {
    const raw = body(more)
    const put = putDown(raw)
    expect(put).not.toBeNull()
    const stored = JSON.parse(JSON.stringify(put)) as NonNullable<typeof put>
    expect(pickUp(stored)).toEqual(bodyShape.parse(JSON.parse(JSON.stringify(raw))))
  })

  it.for([
    ['what people say to each other', { channel: 'C1', channel_type: 'channel' }],
    ['what is no message', { type: 'app_home_opened' }],
  ] as const)('is not %s', ([, more]) => {
    expect(putDown(body(more))).toBeNull()
  })

  it('tells its writer alone where it could not be taken in, and nobody of a change', () => {
    const told = (more: object) => writerOf(putDown(body(more))!)?.conversation
    expect(told({})).toMatch(/^t\/T\w+\/D\w+\/1\.1$/u)
    const shared = { type: 'app_mention', channel: 'C1', channel_type: 'channel', text: '<@UBOT> 費用は' }
    expect(told(shared)).toMatch(/^a\/T\w+\/C1\/1\.1\/U1$/u)
    const edit = { user: 'U1', text: '期限は', ts: '1.1', edited: { ts: '1.2' } }
    expect(told({ subtype: 'message_changed', message: edit })).toBeUndefined()
    expect(writerOf({ body: { type: 'no event' } })).toBeNull()
  })

  it('has the words of people in one place, and nothing of their files', () => {
    const put = putDown(body({ text: '秘密の相談', files: [{ name: '診断書.pdf' }], blocks: [{ text: '秘密の相談' }] }))
    expect(put?.words['text']).toBe('秘密の相談')
    expect(JSON.stringify(put?.body)).not.toMatch(/秘密|診断書/u)
    expect(put?.body).toMatchObject({ event: { files: [{}] } })
  })
})
