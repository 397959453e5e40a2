import { bounceOf } from '../support/bounce.ts'
import { expect } from 'vitest'
import type { Colleague } from './colleagues.ts'
import type { Operator } from './operator.ts'
import { type Channel, fieldsOf, type Person, until } from './people.ts'
import { NUMBER, reading } from './story.ts'
import { SECRETARIAT, TELEWORK_MANAGER, type WholeDesk } from './whole-desk.ts'

/** One case from the words that ask for a person to a third session held, among a person and two operators. */

const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', dateStyle: 'short' }).format(new Date())
const KNOWN = 'モバイル端末の貸出はいつから申し込めますか'

export interface Walk {
  desk: WholeDesk
  channel: Channel
  organisation: string
  /** Who takes it on, and who steps in from elsewhere. */
  first: Colleague
  second: Colleague
  /** The first one at the console, where sheets are matched and sessions recorded. */
  console: Operator
  /** Names under which the person reads them. */
  names: { first: string; second: string }
}

/** Everything that was said of or to the person, which must stand nowhere that others read. */
const said: Record<'asked' | 'replied' | 'told' | 'spoken' | 'memo' | 'answer' | 'again' | 'conclusion', string> = {
  asked: '従業員の人数を教えてください。',
  replied: '従業員は三十人です',
  told: '急いでいます。今日中にお話しできますか',
  spoken: 'はい、こちらで伺います。',
  memo: '部長に確認してから返事をする',
  answer: '就業規則の例をお送りします。',
  again: '例をもう一つ見たいです',
  conclusion: '例をもう一つお送りしました。',
}

const state = async ({ store }: WholeDesk, request: string) => (await store.requests.get(request))?.state
/** Every state in which somebody still has something to do has its day. */
const dated = async ({ store }: WholeDesk, request: string): Promise<void> => {
  const { state: now, dueAt = null, remindAt = null } = (await store.requests.get(request)) ?? {}
  expect([now, dueAt !== null && remindAt !== null && dueAt > new Date()]).toEqual([now, true])
}

const heardBy = (colleague: Colleague, request: string, words: string | RegExp) =>
  until(`${words} with the operators`, async () => {
    const all = await colleague.reads(request)
    return (typeof words === 'string' ? all.includes(words) : words.test(all)) ? all : null
  })

const idOf = async ({ store }: WholeDesk, number: string): Promise<string> =>
  (await until(`a request ${number}`, () => store.requests.byNumber(number))).id

/** Asks for a person in words that say everything, and sends the form that opens by itself. */
const asked = async ({ desk, organisation }: Walk, person: Person): Promise<{ request: string; number: string }> => {
  await person.says(
    `係の方につないでください。${organisation} 総務部の佐久間蓮です。従業員14名、電話は029-301-2222です。就業規則の直し方を相談したいです`,
  )
  const form = await person.form()
  for (const known of [organisation, '総務部 佐久間蓮', '029-301-2222', '就業規則の直し方'])
    expect(form).toContain(known)
  await person.completes(fieldsOf(organisation))
  const receipt = await reading(person, /受け付けました[^]*\d{1,2}月\d{1,2}日[^]{1,20}までに/u)
  const number = NUMBER.exec(receipt)?.[0] ?? ''
  return { request: await idOf(desk, number), number }
}

const questioned = async ({ desk, first, second, names }: Walk, person: Person, request: string): Promise<void> => {
  await first.act(request, 'claim')
  await reading(person, `（${names.first}）が確認しています`)
  await dated(desk, request)
  await first.act(request, 'ask', said.asked)
  await reading(person, said.asked)
  expect(await state(desk, request)).toBe('asked')
  await dated(desk, request)
  // A question back is the operator's to answer, and so is the answer.
  await person.says('何のために必要ですか？')
  await reading(person, '担当者に届きました')
  await person.says(said.replied)
  for (const colleague of [first, second]) await heardBy(colleague, request, said.replied)
  expect(await state(desk, request)).toBe('informed')
}

/** The second operator takes over, talks, and gives the person back to the desk. */
const takenOver = async ({ desk, first, second, names }: Walk, person: Person, request: string): Promise<void> => {
  await second.act(request, 'takeover')
  await reading(person, '自動の回答は止まります')
  const before = (await person.reads()).length
  await person.says(said.told)
  for (const colleague of [first, second]) await heardBy(colleague, request, said.told)
  await first.act(request, 'note', said.memo)
  await heardBy(second, request, said.memo)
  await second.writes(request, said.spoken)
  expect(await reading(person, said.spoken)).toContain(names.second)
  const heard = (await person.reads()).slice(before)
  expect(heard.filter((line) => line.includes('担当者に届きました'))).toHaveLength(1)
  expect(heard.join('\n')).not.toContain(said.memo)
  expect(heard.join('\n')).not.toContain('4月1日')
  await second.act(request, 'handback')
  await reading(person, '自動でお答えします')
  await person.says(KNOWN)
  await reading(person, '4月1日')
  await dated(desk, request)
}

const lettersAbout = async ({ mailbox }: WholeDesk, number: string) =>
  (await mailbox.mails()).filter(({ to, subject }) => to === SECRETARIAT && subject.includes(number))

/** Answered, answered back, sent, come back and sent again. */
const sent = async (walk: Walk, person: Person, request: string, number: string): Promise<void> => {
  const { desk, first, second } = walk
  await first.act(request, 'reply', said.answer)
  await reading(person, said.answer)
  expect(await state(desk, request)).toBe('answered')
  await dated(desk, request)
  await person.says(said.again)
  for (const colleague of [first, second]) await heardBy(colleague, request, said.again)
  expect(await state(desk, request)).toBe('informed')
  await first.act(request, 'send')
  const letter = await until('the letter', async () => (await lettersAbout(desk, number))[0])
  expect(letter.sheet).toContain('三十人です')
  await reading(person, '事務局へ送りました')
  expect((await desk.commandWith(bounceOf(letter.messageId, 'failed', SECRETARIAT), 'requests', 'bounce')).code).toBe(0)
  for (const colleague of [first, second]) await heardBy(colleague, request, /550 5\.1\.1/u)
  await first.act(request, 'send')
  await until('the second letter', async () => (await lettersAbout(desk, number))[1])
  await dated(desk, request)
}

/** Matched, three sessions held, over; and opened again by a word of the person. */
const held = async ({ desk, console, second }: Walk, person: Person, request: string): Promise<void> => {
  const page = await console.page(`/console/requests/${request}`)
  const manager = /name="field\.manager" value="([\w-]+)"/u.exec(page)?.[1] ?? ''
  await console.act(request, 'match', { 'field.manager': manager })
  await reading(person, `${TELEWORK_MANAGER}さんが担当します`)
  await dated(desk, request)
  for (const n of [1, 2, 3]) {
    const session = { 'field.day': day, 'field.minutes': '60', 'field.outcome': `${n}回目に規程の案を見ました` }
    await console.act(request, 'session', session)
    await reading(person, `${n}回目の相談`)
    expect(await state(desk, request)).toBe(`session-${n}`)
    await dated(desk, request)
  }
  await console.act(request, 'complete')
  await reading(person, 'ご相談は完了しました')
  expect((await desk.store.requests.get(request))?.dueAt).toBeNull()
  await person.says('もう一つ確認したいことがあります')
  await reading(person, 'もう一度確認します')
  await heardBy(second, request, 'もう一つ確認したい')
  expect(await state(desk, request)).toBe('review')
  await dated(desk, request)
  await console.act(request, 'conclude', { text: said.conclusion })
  await reading(person, said.conclusion)
}

/** A second request of the same person, which they take back in words and with two presses. */
const withdrawn = async ({ desk, organisation, second }: Walk, person: Person, first: string): Promise<void> => {
  await person.says('新しい相談を申し込みます。Web会議の道具の選び方について専門家に相談したいです')
  await person.completes({ ...fieldsOf(organisation), content: 'Web会議の道具の選び方' })
  const number = await until('the second receipt', async () =>
    (await person.reads())
      .filter((line) => line.includes('相談票を受け付けました'))
      .map((line) => NUMBER.exec(line)?.[0])
      .findLast((each) => each !== undefined && each !== first),
  )
  const request = await idOf(desk, number)
  await person.says(`${number}の相談はやはり取り下げます`)
  await reading(person, '取り下げますか')
  expect(await state(desk, request)).toBe('submitted')
  await person.presses(`取り下げる（${number}）`)
  await reading(person, '相談票を取り下げました')
  await heardBy(second, request, /取り下げられました|取下げ/u)
  expect(await state(desk, request)).toBe('withdrawn')
}

export const walkTheCase = async (walk: Walk): Promise<void> => {
  const { desk, channel, organisation, names } = walk
  const person = await channel.enter()
  const { request, number } = await asked(walk, person)
  await questioned(walk, person, request)
  await takenOver(walk, person, request)
  await sent(walk, person, request, number)
  await held(walk, person, request)
  await withdrawn(walk, person, number)
  const mine = await person.mine()
  expect(mine).toContain(number)
  // Nothing of it stands where others read along: no field, no word of either side, no number, no name.
  const shared = channel.shared().join('\n')
  const fields = Object.values(fieldsOf(organisation)).filter((value) => value.length > 3)
  const secret = [...fields, ...Object.values(said), number, 'TW-', '佐久間', '029-301-2222', ...Object.values(names)]
  expect(secret.filter((words) => shared.includes(words))).toEqual([])
  expect(channel.refused()).toEqual([])
  expect((await desk.store.audit.verify()).fault).toBeNull()
  // Platforms that ask to wait, and lines that break under load, are tried again.
  expect(desk.faults.filter((fault) => !/asks to wait|rate-limit|ECONNRESET/u.test(fault))).toEqual([])
}
