import { describe, expect, it } from 'vitest'
import { type Activity, mentions, readActivity, spoken } from '../../../src/channels/teams/activity.ts'
import { pickUp, putDown, writerOf } from '../../../src/channels/teams/putting.ts'
import { remembering } from '../../../src/channels/teams/trusting.ts'
import { BOT, group, HANAKO, mention } from './scene.ts'

const activity = (more: Record<string, unknown> = {}): Activity => {
  const read = readActivity({
    type: 'message',
    id: 'm-1',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/',
    from: HANAKO,
    recipient: BOT,
    conversation: { id: 'a:1', conversationType: 'personal' },
    text: 'テレワークとは',
    ...more,
  })
  if (!read.ok) throw new Error(read.where)
  return read.activity
}

describe('what is put down before it is looked at', () => {
  it.for([
    ['words', {}],
    ['words in markup', { text: '&lt;b&gt; と書くには', textFormat: 'xml' }],
    ['words in a group', { conversation: group, text: '<at>相談窓口</at> 費用は', entities: [mention()] }],
  ] as const)('says the same once it is picked up: %s', ([, more]) => {
    const given = activity(more)
    const put = putDown(given)
    expect(put?.words).toEqual({ said: spoken(given) })
    const again = pickUp(JSON.parse(JSON.stringify(put)) as NonNullable<typeof put>)
    expect(spoken(again)).toBe(spoken(given))
    expect(mentions(again)).toBe(mentions(given))
    expect(JSON.stringify(put?.body)).not.toContain(spoken(given))
  })

  it.for([
    ['what people say to each other', { conversation: group }],
    ['a press', { value: { act: 'x' } }],
    ['what waits for an answer', { type: 'invoke' }],
  ] as const)('is not %s', ([, more]) => {
    expect(putDown(activity(more))).toBeNull()
  })
})

describe('what could not be taken in', () => {
  it('is told in the conversation of whoever wrote it', () => {
    const told = (more: Record<string, unknown>) => writerOf('teams', putDown(activity(more))!)
    expect(told({})).toEqual({ channel: 'teams', conversation: 'a:1' })
    const shared = { conversation: group, text: '<at>相談窓口</at> 費用は', entities: [mention()] }
    expect(told(shared)?.conversation).toBe(`${group.id}#${HANAKO.aadObjectId}`)
    expect(writerOf('teams', { body: null })).toBeNull()
  })
})

describe('a token that comes with many messages', () => {
  const token = (exp: number) => `Bearer e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.x`

  it('is looked at once, until it ends and no longer than minutes', async () => {
    let at = 0
    let looked = 0
    const trusts = remembering(
      () => Promise.resolve(++looked > 0),
      () => at,
    )
    const [long, short] = [token(3_600), token(60)]
    await Promise.all([trusts(activity(), long), trusts(activity(), long), trusts(activity(), short)])
    expect(looked).toBe(2)
    at = 61_000
    await trusts(activity(), long)
    await trusts(activity(), short)
    expect(looked).toBe(3)
    at = 301_000
    await trusts(activity(), long)
    expect(looked).toBe(4)
  })

  it('is looked at again where it was refused, could not be judged, or speaks for another address', async () => {
    const answers = [
      () => Promise.resolve(false),
      () => Promise.reject(new Error('no keys')),
      () => Promise.resolve(true),
    ]
    let looked = 0
    const trusts = remembering(
      () => answers[Math.min(looked++, 2)]?.() ?? Promise.resolve(false),
      () => 0,
    )
    const given = token(3_600)
    expect(await trusts(activity(), given)).toBe(false)
    await expect(trusts(activity(), given)).rejects.toThrow('no keys')
    expect(await trusts(activity(), given)).toBe(true)
    await trusts(activity({ serviceUrl: 'https://elsewhere.example/' }), given)
    expect(looked).toBe(4)
  })
})
