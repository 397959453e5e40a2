import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyReceipt } from '../../src/cases/cases.ts'
import { emptyDatabase } from '../support/stores.ts'
import { hookPeople } from './hook-people.ts'
import type { Operator } from './operator.ts'
import { BEYOND, type Channel, fieldsOf, QUESTION } from './people.ts'
import { slackPeople } from './slack-people.ts'
import { holdTheConversation, NUMBER, reading, walkTheWholeWay } from './story.ts'
import { teamsPeople } from './teams-people.ts'
import { SECRETARIAT, startWholeDesk, type WholeDesk } from './whole-desk.ts'
import { webPeople } from './web-people.ts'

/** Slack first: it takes one message a second, and the operators' channel there hears of every request. */
const NAMES = ['slack', 'web', 'teams', 'logo'] as const

let folder: string
let desk: WholeDesk
const url = () => desk.url
const taken = () => desk.taken()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-whole-way-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const unchanged = async (numbers: string[]): Promise<void> => {
  for (const number of numbers) {
    expect(await verifyReceipt(desk.store, number)).toMatchObject({ number, status: 'unchanged' })
  }
  expect((await desk.store.audit.verify()).fault).toBeNull()
}

/** The same by the commands that anybody can run. */
const verified = async (number: string): Promise<void> => {
  const [receipt, audit] = await Promise.all([
    desk.command('requests', 'verify', number),
    desk.command('audit', 'verify'),
  ])
  expect(JSON.parse(receipt.out)).toMatchObject({ number, status: 'unchanged' })
  expect(audit.out).toContain('the audit log is whole')
  expect([receipt.code, audit.code]).toEqual([0, 0])
}

describe('with every channel switched on', () => {
  const channels = new Map<string, Channel>()
  const numbers: string[] = []
  let operator: Operator
  const channelOf = (name: string): Channel => {
    const channel = channels.get(name)
    if (!channel) throw new Error(`no channel ${name}`)
    return channel
  }

  beforeAll(async () => {
    const far = await Promise.all([slackPeople(url, taken), teamsPeople(url, taken), hookPeople(url, taken)])
    for (const channel of [webPeople(url, taken), ...far.map((each) => each.channel)]) {
      channels.set(channel.name, channel)
    }
    desk = await startWholeDesk(folder, Object.assign({}, ...far.map(({ environment }) => environment)))
    operator = await desk.employ('ando', '安藤', 'operator')
  })
  afterAll(async () => {
    await desk.stop()
    for (const channel of channels.values()) await channel.close()
  })

  it.each(NAMES)('a question in %s goes all the way to a session held, and nobody else sees of it', async (name) => {
    const number = await walkTheWholeWay(desk, channelOf(name), operator)
    expect(number).toMatch(NUMBER)
    numbers.push(number)
  })

  it.each(NAMES)('the desk is silent in %s while an operator holds the conversation', async (name) => {
    const answered = await holdTheConversation(channelOf(name), operator)
    expect(answered).toContain('無料')
    expect(answered).not.toContain('担当者に届きました')
  })

  it.each(['slack', 'web', 'teams'] as const)(
    'a rating in %s is on record, and thanked for after that',
    async (name) => {
      const person = await channelOf(name).enter()
      await person.says(QUESTION)
      await reading(person, '無料')
      const reason = `${name}では古い内容でした`
      await person.rates?.(reason)
      await reading(person, 'ご指摘を記録しました')
      const since = new Date(Date.now() - 60_000)
      const rated = (await desk.store.quality.open(since, 50)).filter((open) => open.reason.includes(reason))
      expect(rated).toMatchObject([{ channel: name, question: expect.stringContaining(QUESTION), verdict: 'bad' }])
      expect(await operator.page('/console/quality')).toContain(reason)
    },
  )

  it('an escalated question in Slack is answered in its thread in under ten clicks', async () => {
    const person = await channelOf('slack').enter()
    await person.says(BEYOND)
    await reading(person, '引き継げます')
    await person.files(fieldsOf('株式会社いそぎ'))
    await reading(person, '相談票を受け付けました')
    const busy = await desk.employ('bessho', '別所', 'operator')
    const request = await busy.find('株式会社いそぎ')
    await busy.page(`/console/requests/${request}`)
    await busy.act(request, 'reply', { text: '総務省の相談事業で、専門家が個別にお答えします。' })
    expect(await reading(person, '個別にお答えします')).toContain('別所')
    expect(busy.clicks()).toBeLessThan(10)
  })

  it('every receipt proves what was sent, the audit log is whole, and no far side had to refuse anything', async () => {
    expect(new Set(numbers).size).toBe(NAMES.length)
    await unchanged(numbers)
    await verified(numbers.at(-1) ?? '')
    const sheets = (await desk.mailbox.mails()).filter(({ to }) => to === SECRETARIAT)
    expect(sheets).toHaveLength(NAMES.length)
    expect([...channels.values()].flatMap((channel) => channel.refused())).toEqual([])
    // Slack takes about one message a second in a channel; waiting when it says so is no fault of ours.
    expect(desk.faults.filter((fault) => !fault.includes('asks to wait'))).toEqual([])
  })
})

describe('on PostgreSQL', () => {
  let drop: () => Promise<void>
  let operator: Operator

  beforeAll(async () => {
    const database = await emptyDatabase()
    drop = database.drop
    desk = await startWholeDesk(folder, { DATABASE_URL: database.url })
    operator = await desk.employ('ando', '安藤', 'operator')
  })
  afterAll(async () => {
    await desk.stop()
    await drop()
  })

  it('a question in the browser goes all the way to a session held', async () => {
    const number = await walkTheWholeWay(desk, webPeople(url, taken), operator)
    expect(number).toMatch(NUMBER)
    await unchanged([number])
    expect(desk.faults).toEqual([])
  })
})
