import { describe, expect, it } from 'vitest'
import { addressOf } from '../../../src/channels/slack/addresses.ts'
import type { Reply } from '../../../src/vocabulary/types.ts'
import { smallDesk } from '../../support/small-desk.ts'
import { BOT, TEAM, type Args } from './double/workspace.ts'
import { still, until } from './house.ts'
import { createSetting, type Setting } from './setting.ts'

const settings = createSetting()
const answer = (text: string): Reply => ({ outcome: 'answer', text, citations: [], notices: [], offers: [] })
/** Answers with the question itself. */
const echo = smallDesk(({ text, action }) => (action === undefined ? answer(`お答え：${text}`) : undefined))

const changed = (at: Setting, ts: string, text: string, before: string, more: Args = {}) =>
  at.people.event({
    type: 'message',
    subtype: 'message_changed',
    channel: 'C1',
    hidden: true,
    ts: at.double.newTs(),
    message: { type: 'message', user: 'U1', text, ts, edited: { user: 'U1', ts: `${ts}9` }, ...more },
    previous_message: { type: 'message', user: 'U1', text: before, ts },
  })

describe('a question that is edited', () => {
  it('is answered anew in the place of its first answer, once', async () => {
    const at = await settings.open({ desk: echo })
    const before = `<@${BOT}> 費用は`
    const root = await at.people.say({ channel: 'C1', text: before, raw: true })
    await still(at.house)
    for (let n = 0; n < 2; n++) await changed(at, root, `<@${BOT}> 期限は`, before)
    await still(at.house)
    expect(at.double.posts('C1', root).map(({ text }) => text)).toEqual(['お答え：期限は'])
    expect(at.double.of('chat.postMessage')).toHaveLength(1)
    // The next answer stands by itself.
    await at.people.say({ channel: 'C1', text: '窓口はどこですか', thread: root })
    await still(at.house)
    expect(at.double.posts('C1', root)).toHaveLength(2)
  })

  it('is nothing new where only a preview came, and nothing of ours where we did not answer', async () => {
    const at = await settings.open({ desk: echo })
    const text = `<@${BOT}> 費用は`
    const root = await at.people.say({ channel: 'C1', text, raw: true })
    const other = await at.people.say({ channel: 'C1', text: '雑談です' })
    await still(at.house)
    await changed(at, root, text, text)
    await changed(at, root, `${text}？`, text, { edited: undefined })
    await changed(at, other, '別の雑談です', '雑談です')
    await still(at.house)
    expect(at.house.kept).toHaveLength(1)
  })
})

describe('an answer that only its asker got', () => {
  const asked = async (at: Setting) => {
    await at.people.command('費用は')
    await still(at.house)
    const [root, reply] = at.double.posts('D1')
    if (!root || !reply) throw new Error('no answer')
    return { channel: 'D1', ts: reply.ts, thread: root.ts, blocks: reply.blocks }
  }

  it('is shared where it was asked, when they want it, and once', async () => {
    const at = await settings.open({ desk: echo })
    const where = await asked(at)
    expect(at.double.posts('C1')).toEqual([])
    await Promise.all([1, 2].map(() => at.people.press(where, 'チャンネルに共有')))
    await until('the shared answer', () => at.double.posts('C1').length === 1)
    await at.people.press(where, 'チャンネルに共有')
    await until('the word', () => at.double.posts('D1').some(({ text }) => text === 'チャンネルに共有しました。'))
    const [shared] = at.double.posts('C1')
    expect(shared?.text).toContain('<@U1> さんが共有しました：「費用は」')
    expect(shared?.text).toContain('お答え：費用は')
    expect(JSON.stringify(shared?.blocks)).not.toMatch(/feedback|"share"/u)
    expect(at.double.posts('C1')).toHaveLength(1)
  })

  it('is not shared by anybody else, and not where the bot may not speak', async () => {
    const at = await settings.open({ desk: echo })
    const where = await asked(at)
    await at.people.press(where, 'チャンネルに共有', { user: 'U2' })
    at.double.behave('chat.postMessage', { kind: 'error', error: 'not_in_channel' })
    await at.people.press(where, 'チャンネルに共有')
    await until('the word', () => at.double.posts('D1').some(({ text }) => text.includes('共有できませんでした')))
    expect(at.double.posts('C1')).toEqual([])
  })
})

describe('posts that Slack refuses', () => {
  it('use up nothing of what a channel may take', async () => {
    const at = await settings.open({ work: false, slack: { postGapMs: 1_000 } })
    const [channel] = at.house.channels
    at.double.behave(
      'chat.postMessage',
      ...Array.from({ length: 6 }, () => ({ kind: 'error', error: 'internal_error' }) as const),
    )
    const to = addressOf({ kind: 'thread', team: TEAM, channel: 'C1', ts: '1.1' })
    const send = () => channel?.send(to, answer('はい'), { id: crypto.randomUUID(), attempt: 1 })
    for (let n = 0; n < 6; n++) await expect(send()).rejects.toMatchObject({ retryable: true })
    const began = performance.now()
    for (let n = 0; n < 3; n++) await send()
    expect(performance.now() - began).toBeLessThan(900)
    expect(at.double.posts('C1', '1.1')).toHaveLength(3)
  })
})
