import { notice as told } from '../../../src/base/saying.ts'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { slackOperators } from '../../../src/channels/slack/slack.ts'
import { readSlackSettings } from '../../../src/channels/slack/settings.ts'
import type { OperatorCard, Reply } from '../../../src/vocabulary/types.ts'
import { BOT, TEAM, type ChannelTraits } from './double/workspace.ts'
import { still, until } from './house.ts'
import { createSetting, OPERATORS, type Given, type Setting } from './setting.ts'

const settings = createSetting()
const texts = (kept: { text: string }[]) => kept.map(({ text }) => text)

const card: OperatorCard = {
  request: 'r1',
  number: 'TW-2026-00001',
  version: 1,
  state: 'submitted',
  stateLabel: '受付済み',
  lines: [
    { label: '団体', value: 'みどり商事' },
    { label: '連絡先', value: 'midori@example.jp' },
  ],
  acts: [{ act: 'claim', label: '担当する', needsText: false }],
  owner: null,
}
const send = async ({ house }: Setting, reply: Reply) =>
  house.channels[0]?.send(slackOperators(OPERATORS), reply, { id: crypto.randomUUID(), attempt: 1 })

const withRoom = (traits: ChannelTraits | null, more: Partial<Given> = {}) =>
  settings.open({
    slack: { operatorChannel: OPERATORS },
    far: traits === null ? { members: {}, channels: {} } : { channels: { [OPERATORS]: traits } },
    ...more,
  })

describe('an operators’ channel that others read', () => {
  it.for<[string, ChannelTraits, RegExp]>([
    ['public', {}, /公開チャンネル/u],
    ['shared', { private: true, shared: true }, /ほかの組織と共有/u],
    ['archived', { private: true, archived: true }, /アーカイブ/u],
    ['without the bot', { private: true, member: false }, /見つかりません/u],
  ])('is refused with words: %s', async ([, traits, words]) => {
    const setting = await withRoom(traits)
    const { people, double, house } = setting
    expect(await house.channels[0]?.ready()).toMatchObject({
      ok: false,
      detail: expect.stringMatching(words) as string,
    })
    await people.interact({
      type: 'block_actions',
      ...people.presence('UOP1'),
      container: { type: 'message', channel_id: OPERATORS, message_ts: '1.1' },
      actions: [
        {
          action_id: 'operate:claim',
          action_ts: '1',
          value: JSON.stringify({ r: 'r1', v: 1, a: 'claim', l: '担当する', n: card.number, t: false }),
        },
      ],
    })
    const word = await until('the refusal', () => double.of('chat.postEphemeral')[0])
    expect(word.args['text']).toMatch(words)
    expect(house.kept).toEqual([])
    // What people told in confidence is not put there either.
    await send(setting, told('みどり商事から相談が届きました', { card })).catch(() => undefined)
    await send(setting, told('みどり商事の相談が期限です')).catch(() => undefined)
    expect(JSON.stringify(double.of('chat.postMessage').map(({ args }) => args))).not.toMatch(/みどり|midori/u)
  })

  it('is refused where there is none by that id', async () => {
    const { house } = await withRoom(null)
    expect(await house.channels[0]?.ready()).toMatchObject({
      ok: false,
      detail: expect.stringContaining('見つかりません') as string,
    })
  })

  it('shows the number alone, and the card once the channel is private', async () => {
    const traits: ChannelTraits = {}
    const setting = await withRoom(traits)
    await send(setting, told('相談が届きました', { card }))
    expect(setting.double.posts(OPERATORS)).toMatchObject([
      { text: expect.stringContaining('TW-2026-00001') as string },
    ])
    traits.private = true
    // Slack tells of a change, and of somebody who came or went.
    await setting.people.event({ type: 'member_left_channel', user: 'U9', channel: OPERATORS, team: TEAM })
    expect(await setting.house.channels[0]?.ready()).toMatchObject({ ok: true })
    await send(setting, told('担当が決まりました', { card: { ...card, version: 2 } }))
    const [standing] = setting.double.posts(OPERATORS)
    expect(JSON.stringify(standing?.blocks)).toContain('みどり商事')
    expect(JSON.stringify(standing?.blocks)).toContain('<mailto:midori@example.jp|midori@example.jp>')
  })

  it('is believed in only when Slack says so', async () => {
    const setting = await withRoom({ private: true })
    const down = Array.from({ length: 9 }, () => ({ kind: 'status', status: 503 }) as const)
    await setting.people.event({ type: 'channel_shared', connected_team_id: 'T9', channel: OPERATORS })
    setting.double.behave('conversations.info', ...down)
    await expect(send(setting, told('相談が届きました', { card }))).rejects.toMatchObject({ retryable: true })
    expect(setting.double.posts(OPERATORS)).toEqual([])
  })

  it('loses an operator who left it at once', async () => {
    const members = { [OPERATORS]: ['UOP1'] }
    const setting = await withRoom(
      { private: true },
      { far: { members, channels: { [OPERATORS]: { private: true } } } },
    )
    const { people, double, house } = setting
    const press = (at: string) =>
      people.interact({
        type: 'block_actions',
        ...people.presence('UOP1'),
        container: { type: 'message', channel_id: OPERATORS, message_ts: '1.1' },
        actions: [
          {
            action_id: 'operate:claim',
            action_ts: at,
            value: JSON.stringify({ r: at, v: 1, a: 'claim', l: '担当する', n: card.number, t: false }),
          },
        ],
      })
    await press('1')
    expect(house.kept).toHaveLength(1)
    members[OPERATORS] = []
    await people.event({ type: 'member_left_channel', user: 'UOP1', channel: OPERATORS, team: TEAM })
    await press('2')
    await until('the refusal', () => double.of('chat.postEphemeral')[0])
    expect(house.kept).toHaveLength(1)
  })
})

describe('guests, strangers and machines', () => {
  const people = {
    UGUEST: { is_restricted: true },
    UALIEN: { team_id: 'T99', is_stranger: true },
    UBOT2: { is_bot: true },
    UORG: { team_id: 'T77', enterprise_user: { teams: [TEAM] } },
  }
  const open = (rules?: string) =>
    settings.open({ far: { people }, ...(rules === undefined ? {} : { slack: { rulesFile: written(rules) } }) })

  it('are not served; who is a person is told so, alone', async () => {
    const setting = await open()
    for (const user of ['UGUEST', 'UALIEN', 'UBOT2', 'USLACKBOT']) {
      await setting.people.say({ channel: 'C1', user, text: `<@${BOT}> 費用は`, raw: true })
    }
    await until('the words', () => setting.double.posts('C1').length === 2)
    expect(setting.double.posts('C1').map(({ only }) => only)).toEqual(['UGUEST', 'UALIEN'])
    const answer = (await (await setting.people.command('費用は', 'UGUEST')).json()) as { text: string }
    expect(answer.text).toContain('ゲスト')
    await setting.people.interact({
      type: 'shortcut',
      callback_id: 'consult_new',
      ...setting.people.presence('UALIEN'),
    })
    await setting.people.event({ type: 'app_home_opened', user: 'UGUEST', channel: 'D1', tab: 'home' })
    await still(setting.house)
    expect(setting.house.kept).toEqual([])
    expect([...setting.double.views, ...setting.double.homes]).toEqual([])
  })

  it('colleagues of another workspace of the organization are served, and guests where it is allowed', async () => {
    const setting = await open('guests: true')
    await setting.people.say({ user: 'UORG', text: '費用は' })
    await setting.people.say({ user: 'UGUEST', channel: 'D2', text: '期限は' })
    await setting.people.say({ user: 'UALIEN', channel: 'D3', text: '窓口は' })
    expect(texts(setting.house.kept)).toEqual(['費用は', '期限は'])
    await still(setting.house)
  })
})

const folder = mkdtempSync(join(tmpdir(), 'desk-slack-rules-'))
const written = (text: string): string => {
  const file = join(folder, `${crypto.randomUUID()}.yaml`)
  writeFileSync(file, text)
  return file
}

describe('the rules of channels', () => {
  const rules = `
default: { answer: never }
channels:
  C1: { answer: always }
  C2: { answer: mention, reply: private }
workspaces:
  T02:
    channels:
      C1: { answer: never }
`
  it('say where the desk answers unasked, when mentioned, in private, or not at all', async () => {
    const { people, double, house } = await settings.open({ slack: { rulesFile: written(rules) } })
    await people.say({ channel: 'C1', text: '費用はいくらですか' })
    await people.say({ channel: 'C2', text: '期限はいつですか' })
    const ts = await people.say({ channel: 'C2', user: 'U5', text: `<@${BOT}> 窓口はどこですか`, raw: true })
    await people.say({ channel: 'C9', text: `<@${BOT}> 条件は何ですか`, raw: true })
    await still(house)
    expect(texts(house.kept)).toEqual(['費用はいくらですか', '窓口はどこですか'])
    await until('the line in the channel', () => double.posts('C2', ts).length === 1)
    expect(double.posts('C2', ts)).toMatchObject([{ only: 'U5', text: expect.stringContaining('DM') as string }])
    const [root, answer] = double.posts('D5')
    expect(root?.text).toContain('窓口はどこですか')
    expect(answer?.thread_ts).toBe(root?.ts)
    await until('the line where it may not speak', () => double.posts('C9').length === 1)
    expect(double.posts('C9')).toMatchObject([{ only: 'U1' }])
  })

  it('differ by workspace', () => {
    const read = readSlackSettings({ file: written(rules) })
    expect(read.ruleOf('T01', 'C1').answer).toBe('always')
    expect(read.ruleOf('T02', 'C1').answer).toBe('never')
    expect(read.ruleOf('T02', 'C8').answer).toBe('mention')
  })

  it.for([
    ['channels: { general: { answer: always } }', 'general'],
    ['default: { answer: sometimes }', 'default.answer'],
    ['chanels: {}', 'chanels'],
  ])('stop the start where they are wrong: %s', ([text = '', named = '']) => {
    expect(() => readSlackSettings({ file: written(text) })).toThrow(named)
  })
})
