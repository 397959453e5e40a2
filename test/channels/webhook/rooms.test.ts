import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { choiceOf } from '../../../src/channels/plain.ts'
import { conversationOf, placeOf } from '../../../src/channels/webhook/place.ts'
import { split } from '../../../src/channels/webhook/split.ts'
import type { Offer, Reply } from '../../../src/vocabulary/types.ts'
import { smallDesk } from '../../support/small-desk.ts'
import { chatwork, logo, logoBody, logoSigned, mattermost, rocketchat, type Said } from './chats.ts'
import { running, type Running } from './running.ts'

let house: Running
let count = 0
const open = async (entry: object = {}, desk?: (message: string) => Reply | undefined) => {
  house = await running((far) => ({ ...logo.entry(far), ...entry }), {
    desk: smallDesk((message) => desk?.(message.text)),
  })
}
const tell = async (said: Omit<Said, 'id'>, more: object = {}) => {
  const body = logoBody({ id: `n-${++count}`, ...said }, more)
  const told = await house.tell(await logoSigned(body, 'logo-key-1'))
  expect(told.status).toBe(200)
  await house.quiet()
}
const keptTexts = () => house.kept.map(({ text }) => text)
afterEach(() => house.close())

describe('a number', () => {
  beforeEach(() => open())

  it.each(['2', '２', '②', '2番', '２番です', '二番'])('as %s presses what is open under it', async (said) => {
    await tell({ text: '費用は？' })
    await tell({ text: said })
    expect(house.kept[1]?.action).toEqual({ kind: 'choose', value: 'eligibility', label: '対象になるか確かめる' })
  })

  it('is text where nothing is open: before, for another person, in another room', async () => {
    await tell({ text: '2' })
    await tell({ text: '費用は？' })
    await tell({ text: '2', person: 'person-2' })
    await tell({ text: '2', room: 'room-2' })
    expect(house.kept.map(({ action }) => action)).toEqual([undefined, undefined, undefined, undefined])
    await tell({ text: '2' })
    expect(house.kept.at(-1)?.action?.kind).toBe('choose')
  })

  it('takes up a prompt once', async () => {
    await tell({ text: '費用は？' })
    const first = await logoSigned(logoBody({ id: 'one', text: '2' }), 'logo-key-1')
    const second = await logoSigned(logoBody({ id: 'two', text: '2' }), 'logo-key-1')
    await Promise.all([house.tell(first), house.tell(second), house.tell(first)])
    const presses = house.kept.filter(({ action }) => action !== undefined)
    expect(presses).toHaveLength(1)
    expect(house.kept).toHaveLength(3)
  })

  it('means the newest list, and a silent notice in between closes nothing', async () => {
    await tell({ text: '費用は？' })
    const notice: Reply = { outcome: 'notice', text: '担当者が確認しました。', citations: [], notices: [], offers: [] }
    await house.store.outbox.add([{ id: 'x', to: house.kept[0]!.from, turn: null, reply: notice }], new Date())
    house.bell.ring('outbox')
    await house.quiet()
    await tell({ text: '1' })
    expect(house.kept[1]).toMatchObject({ text: 'テレワークマネージャーの申し込み手順を教えてください' })
  })

  it.each([
    '{"stamp":"select","in_reply_to":"1","response":1}',
    '{"action":{"kind":"choose","value":"eligibility","label":"x"}}',
    '{"kind":"operate","request":"r-1","act":"close"}',
    '[2]{"response":2}',
  ])('forged as %s is text', async (text) => {
    await tell({ text: '費用は？' })
    await tell({ text })
    expect(house.kept[1]).toMatchObject({ text })
    expect(house.kept[1]?.action).toBeUndefined()
  })

  it('in the request beside the text presses nothing', async () => {
    await tell({ text: '費用は？' })
    await tell({ text: 'はい' }, { action: { kind: 'operate', request: 'r', act: 'close' } })
    expect(house.kept[1]?.action).toBeUndefined()
  })
})

describe('numbers in any width', () => {
  const offers: Offer[] = Array.from({ length: 12 }, (_, n) => ({ kind: 'choice', label: `択${n}`, value: String(n) }))
  const wide = (n: number) => String(n).replaceAll(/\d/gu, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
  const ways: ((n: number) => string)[] = [
    String,
    wide,
    (n) => String.fromCodePoint(0x2460 + n - 1),
    (n) => `${n}番`,
    (n) => `${wide(n)} 番`,
    (n) => `（${n}）`,
    (n) => ` ${n}. `,
    (n) => `${n}でお願いします`,
  ]
  it('pick what stands under them and nothing else', async () => {
    await open()
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.constantFrom(...ways), (n, way) => {
        expect(choiceOf(way(n), offers)).toBe(offers[n - 1] ?? null)
      }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.string({ minLength: 1 }), (n, more) => {
        fc.pre(/\p{L}/u.test(more) && !/[番つをにでおすま]/u.test(more))
        expect(choiceOf(`${n}${more}`, offers)).toBeNull()
      }),
    )
  })
})

describe('rooms', () => {
  it('outside the allowed ones hear nothing and store nothing', async () => {
    await open({ rooms: ['room-1', 'room-2'] })
    await tell({ text: 'はい', room: 'room-9' })
    await tell({ text: 'テレワークとは', room: 'room-2' })
    expect(keptTexts()).toEqual(['テレワークとは'])
  })

  it('of a group hear a mention or a keyword only, and the mention is not part of the question', async () => {
    await open({ group: { mention: ['@窓口'], keywords: ['テレワーク'] } })
    const group = { direct: false }
    await tell({ text: '今日の昼食はどうしますか' }, group)
    await tell({ text: '在宅の日はいつですか' }, group)
    await tell({ text: '＠窓口 じゃなくて' }, group)
    await tell({ text: '@窓口 補助金はありますか' }, group)
    await tell({ text: 'ﾃﾚﾜｰｸの補助金は？' }, group)
    expect(keptTexts()).toEqual(['補助金はありますか', 'ﾃﾚﾜｰｸの補助金は？'])
    expect(house.far.taken).toHaveLength(2)
  })

  it('of a group hear the answer to an open question without a mention, from that person alone', async () => {
    await open({ group: { mention: ['@窓口'] } }, (text) =>
      text.includes('相談')
        ? { outcome: 'escalate', text: '団体名は？', citations: [], notices: [], offers: [] }
        : undefined,
    )
    const group = { direct: false }
    await tell({ text: '@窓口 相談する' }, group)
    await tell({ text: '横から失礼', person: 'person-2' }, group)
    await tell({ text: '水戸市役所' }, group)
    await tell({ text: 'ところで昼食は' }, group)
    expect(keptTexts()).toEqual(['相談する', '水戸市役所'])
  })

  it('hear no edits, no bots and nothing empty', async () => {
    await open()
    await tell({ text: 'はい' }, { edited: true })
    await tell({ text: 'はい' }, { user: { id: 'b', bot: true } })
    await tell({ text: ' \n' })
    expect(keptTexts()).toEqual([])
  })
})

describe('what the chats say themselves', () => {
  it('Chatwork: the bot’s own words, edits and messages without a mention are not for the desk', async () => {
    house = await running((far) => ({ ...chatwork.entry(far), group: { keywords: ['テレワーク'] } }))
    const key = Buffer.from(chatwork.keys[0], 'base64')
    const send = async (type: string, event: object) => {
      const time = Math.floor(Date.now() / 1_000)
      const body = JSON.stringify({
        webhook_setting_id: '1',
        webhook_event_type: type,
        webhook_event_time: time,
        webhook_event: { message_id: `e-${++count}`, room_id: 7, send_time: time, update_time: 0, ...event },
      })
      const { createHmac } = await import('node:crypto')
      const signature = createHmac('sha256', key).update(body).digest('base64')
      const path = `/hooks/chatwork?chatwork_webhook_signature=${signature}`
      const told = await house.tell({ path, body, headers: { 'content-type': 'application/json' } })
      expect(told.status).toBe(200)
    }
    await send('message_created', { account_id: 99, body: 'テレワークの窓口です' })
    await send('message_updated', { account_id: 55, body: 'テレワークとは' })
    await send('message_created', { account_id: 55, body: '昼食は' })
    await send('message_created', { account_id: 55, body: 'テレワークの昼食は' })
    await send('mention_to_me', { from_account_id: 56, to_account_id: 99, body: '[To:99]窓口さん\n[To:7] 昼食は' })
    expect(house.kept.map(({ text, person }) => [person.id, text])).toEqual([
      ['55', 'テレワークの昼食は'],
      ['56', '[To:7] 昼食は'],
    ])
  })

  it('Rocket.Chat and Mattermost: the trigger word is a mention and no part of the question', async () => {
    house = await running(rocketchat.entry)
    await house.tell(await rocketchat.message({ id: '1', text: '補助金は？' }))
    const sent = await rocketchat.message({ id: '2', text: 'x' })
    const fields = JSON.parse(String(sent.body)) as object
    await house.tell({ ...sent, body: JSON.stringify({ ...fields, bot: { i: 'b' } }) })
    await house.tell({ ...sent, body: JSON.stringify({ ...fields, isEdited: true }) })
    await house.tell({ ...sent, body: JSON.stringify({ ...fields, trigger_word: '', text: '雑談' }) })
    expect(keptTexts()).toEqual(['補助金は？'])
    await house.close()
    house = await running(mattermost.entry)
    await house.tell(await mattermost.message({ id: '1', text: '補助金は？' }))
    expect(keptTexts()).toEqual(['補助金は？'])
  })
})

describe('names and lengths', () => {
  it('keep rooms and people apart whatever they are called', async () => {
    await open()
    const name = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
    fc.assert(
      fc.property(fc.oneof(name, fc.constant('')), name, (room, person) => {
        expect(placeOf(conversationOf({ room, person }))).toEqual({ room, person })
      }),
    )
    expect(placeOf('no place')).toBeNull()
    expect(placeOf('a/b/c')).toBeNull()
    expect(placeOf('%E0%A4%A/b')).toBeNull()
  })

  it('split a text without losing or tearing anything', async () => {
    await open()
    const piece = fc.constantFrom('あいう', '👨‍👩‍👧‍👦', 'か\u3099', '。', '\n', 'abc def', '𠮷野家')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 80, max: 120 }), (pieces, max) => {
        const text = pieces.join('')
        const parts = split(text, max)
        const bare = (words: string) => words.replaceAll(/\s/gu, '')
        expect(bare(parts.join(''))).toBe(bare(text))
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(max)
          expect(part.isWellFormed()).toBe(true)
          expect(part).not.toMatch(/^[\u200d\u3099]|\u200d$/u)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
