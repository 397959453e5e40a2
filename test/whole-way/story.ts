import { expect } from 'vitest'
import type { Operator } from './operator.ts'
import { BEYOND, type Channel, fieldsOf, type Person, QUESTION, until } from './people.ts'
import { SECRETARIAT, TELEWORK_MANAGER, type WholeDesk } from './whole-desk.ts'

/** The one story: from a question to a session held. Everything is done and seen where people do and see it. */

export const NUMBER = /TW-\d{4}-\d{5}/u

const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', dateStyle: 'short' }).format(new Date())

export const reading = (person: Person, words: string | RegExp): Promise<string> =>
  until(`${words} in the conversation`, async () =>
    (await person.reads()).findLast((line) => (typeof words === 'string' ? line.includes(words) : words.test(line))),
  )

/** Asks what the desk knows, then what it does not, and has the request filed that it then offers. */
export const filed = async (person: Person, organisation: string): Promise<string> => {
  await person.says(QUESTION)
  await reading(person, '無料')
  await person.says(BEYOND)
  await reading(person, '引き継げます')
  await person.files(fieldsOf(organisation))
  return NUMBER.exec(await reading(person, /相談票を受け付けました/u))?.[0] ?? 'no number'
}

const sent = async (desk: WholeDesk, number: string, organisation: string): Promise<void> => {
  const mail = await until('the mail', async () =>
    (await desk.mailbox.mails()).find(({ to, subject }) => to === SECRETARIAT && subject.includes(number)),
  )
  // The person has been told of each step at the address that they gave.
  const told = (await desk.mailbox.mails()).filter(({ to, text }) => to !== SECRETARIAT && text.includes(number))
  expect(told.length).toBeGreaterThan(2)
  expect(mail.subject).toContain(organisation)
  expect(mail.messageId).toMatch(/^<[^<>\s]+@desk\.example>$/u)
  for (const words of [number, organisation, '水戸市', '従業員は三十人です']) {
    expect(mail.sheet).toContain(words)
  }
}

/** Finds the request in a browser that knows nothing of it, by its number and the mail address, and by nothing less. */
const foundAgain = async (url: string, number: string): Promise<void> => {
  const find = (contact: string) =>
    fetch(`${url}/my`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ number, contact }) })
  expect((await find('someone@example.jp')).status).toBe(404)
  const found = await find('kikaku@midori.example')
  expect(found.status).toBe(303)
  const page = await (await fetch(new URL(found.headers.get('location') ?? '', url))).text()
  for (const words of [number, '完了', '従業員の人数を教えてください。', '従業員は三十人です'])
    expect(page).toContain(words)
}

/** Gives the number of the request that went all the way. */
export const walkTheWholeWay = async (desk: WholeDesk, channel: Channel, operator: Operator): Promise<string> => {
  const organisation = `株式会社みどり${channel.name}`
  const [person, stranger] = [await channel.enter(), await channel.enter()]
  const number = await filed(person, organisation)
  expect(await person.mine()).toContain(number)

  const request = await operator.find(organisation)
  await operator.act(request, 'claim')
  await reading(person, '（安藤）が確認しています')
  await operator.act(request, 'ask', { text: '従業員の人数を教えてください。' })
  await reading(person, '従業員の人数を教えてください。')

  await stranger.says('従業員は九百人です')
  await stranger.meddles(request)
  await person.says('従業員は三十人です')
  await reading(person, '担当者に届きました')

  await operator.act(request, 'send', { 'field.routes': 'mail' })
  await reading(person, '事務局へ送りました')
  await sent(desk, number, organisation)

  const page = await operator.page(`/console/requests/${request}`)
  expect(page).not.toContain('九百人')
  const manager = new RegExp(`name="field\\.manager" value="([\\w-]+)"`, 'u').exec(page)?.[1]
  expect(page).toContain(TELEWORK_MANAGER)
  await operator.act(request, 'match', { 'field.manager': manager ?? '' })
  await reading(person, `テレワークマネージャーの${TELEWORK_MANAGER}さんが担当します`)
  const session = { 'field.day': today, 'field.minutes': '90', 'field.outcome': '規程の案を確認しました' }
  await operator.act(request, 'session', session)
  await reading(person, '1回目の相談')
  await operator.act(request, 'complete')
  await reading(person, '完了しました')
  expect(await person.mine()).toContain('完了')

  await foundAgain(desk.url, number)
  const overheard = [...(await stranger.reads()), await stranger.mine(), await stranger.opens()].join('\n')
  const seen = channel.shared().join('\n')
  const personal = [organisation, '佐久間蓮', 'kikaku@midori.example', TELEWORK_MANAGER, '三十人']
  expect(personal.filter((words) => seen.includes(words))).toEqual([])
  const theirs = [number, organisation, '佐久間蓮', 'kikaku@midori.example', TELEWORK_MANAGER, '三十人']
  expect(theirs.filter((words) => overheard.includes(words))).toEqual([])
  return number
}

/** Gives what the desk says to the first question after the operator has handed back. */
export const holdTheConversation = async (channel: Channel, operator: Operator): Promise<string> => {
  const organisation = `株式会社あおぞら${channel.name}`
  const person = await channel.enter()
  await filed(person, organisation)
  const request = await operator.find(organisation)
  await operator.act(request, 'takeover')
  await reading(person, '自動の回答は止まります')

  const before = (await person.reads()).length
  await person.says(QUESTION)
  await person.says('担当の方はいらっしゃいますか')
  const receipts = async () =>
    (await person.reads()).slice(before).filter((line) => line.includes('担当者に届きました')).length === 2
  await until('both receipts', receipts)
  await operator.says(request, 'はい、こちらで伺います。')
  expect(await reading(person, 'はい、こちらで伺います。')).toContain('安藤')
  // Words arrive in order: each of the person's is said to have arrived, and the desk itself answers none.
  const heard = (await person.reads()).slice(before)
  expect(heard.filter((line) => line.includes('担当者に届きました'))).toHaveLength(2)
  expect(heard).toHaveLength(3)
  const page = await operator.page(`/console/requests/${request}`)
  expect(page).toContain('担当の方はいらっしゃいますか')

  await operator.act(request, 'handback')
  await reading(person, '自動でお答えします')
  const held = (await person.reads()).length
  await person.says(QUESTION)
  return until('the desk’s own words', async () => (await person.reads())[held])
}
