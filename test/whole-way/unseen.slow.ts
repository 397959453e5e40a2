import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { Act } from '../../src/cases/cases.ts'
import { atConsole, type Colleague } from './colleagues.ts'
import { openPair, type OpenPair, PAIRS } from './pairs.ts'
import type { Operator } from './operator.ts'
import { fieldsOf, type Person, until } from './people.ts'
import { reading } from './story.ts'
import type { WholeDesk } from './whole-desk.ts'

/** More of them are tried with `RUNS=30 npm run test:slow -- unseen`. */
const RUNS = Number(process.env['RUNS'] ?? 8)
/** What one walk may take on a busy machine. */
const RUN_MS = 75_000
const TURNS_MAX = 100

const personal = fc.record({
  who: fc.constant('person' as const),
  what: fc.constantFrom(
    ...(['says', 'says', 'says among others', 'answers', 'asks the desk', 'thanks', 'mine'] as const),
    ...(['withdraws', 'withdraws for good', 'files another'] as const),
  ),
})
const operating = fc.record({
  who: fc.constantFrom('console' as const, 'chat' as const),
  what: fc.constantFrom(
    ...(['claim', 'ask', 'reply', 'conclude', 'takeover', 'takeover', 'handback', 'note', 'reopen', 'writes'] as const),
    ...(['decline', 'send', 'match', 'session', 'complete', 'assign'] as const),
  ),
})
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: personal }, { weight: 4, arbitrary: operating }), {
  minLength: 4,
  maxLength: 14,
})
type Step = { who: 'person' | 'console' | 'chat'; what: string }

const WORDED = new Set(['ask', 'reply', 'conclude', 'decline', 'note'])
const SILENT = new Set(['thanks', 'mine', 'withdraws', 'withdraws for good'])

const withdraws = async ({ store }: WholeDesk, person: Person, request: string): Promise<void> => {
  const number = (await store.requests.get(request))?.number ?? ''
  await person.says(`${number}の相談を取り下げます`)
  // Whether it can be withdrawn still is the desk's to say; where it cannot be, there is nothing to press.
  await person.presses(`取り下げる（${number}）`).catch(() => {})
}

const everythingSaid = ({ store }: WholeDesk) =>
  until('everything said', async () => (await store.outbox.counts()).due === 0, 60_000)

/** While an operator asks or has taken over, these words are the operator's as well, and no form opens. */
const filesAnother = async (
  desk: WholeDesk,
  { person, organisation }: Pick<Walked, 'person' | 'organisation'>,
  words: string,
): Promise<string[]> => {
  await everythingSaid(desk)
  const before = (await person.reads()).length
  await person.says(`新しい相談を申し込みます。Web会議の道具の選び方について専門家に相談したいです（${words}）`)
  await everythingSaid(desk)
  if ((await person.reads()).slice(before).some((line) => line.includes('担当者に届きました'))) return [words]
  await person.completes({ ...fieldsOf(organisation), content: 'Web会議の道具の選び方' })
  return []
}

/** What the person does, and the words that somebody must have seen afterwards. */
const personDoes = async (
  desk: WholeDesk,
  { person, request, organisation }: Pick<Walked, 'person' | 'request' | 'organisation'>,
  what: string,
  words: string,
): Promise<string[]> => {
  if (what === 'thanks') await person.says('ありがとうございます')
  else if (what === 'mine') await person.mine()
  else if (what === 'withdraws') await person.says('相談を取り下げます')
  else if (what === 'withdraws for good') await withdraws(desk, person, request)
  else if (what === 'files another') return filesAnother(desk, { person, organisation }, words)
  else if (what === 'says among others') {
    if (person.saysAmongOthers === undefined) return []
    await person.saysAmongOthers(words)
  } else await person.says(`${{ answers: '回答：', 'asks the desk': '自動回答：' }[what] ?? ''}${words}`)
  return SILENT.has(what) ? [] : [words]
}

const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', dateStyle: 'short' }).format(new Date())

/** Acts that have a form of their own at the console, and no button in a chat. */
const FORMS: Readonly<Record<string, (page: string) => Record<string, string>>> = {
  match: (page) => ({ 'field.manager': /name="field\.manager" value="([\w-]+)"/u.exec(page)?.[1] ?? '' }),
  session: () => ({ 'field.day': today, 'field.minutes': '60', 'field.outcome': '規程の案を見ました' }),
  assign: (page) => {
    const others = /<select[^>]*name="field\.owner"[^]*?<\/select>/u.exec(page)?.[0] ?? ''
    const [, owner = ''] = [...others.matchAll(/value="([\w-]+)"/gu)].at(-1) ?? []
    return { 'field.owner': owner, text: '席を外すため' }
  },
}

/** What an operator does; what is refused says so in its place, and changes nothing. */
const operatorDoes = async (
  by: { colleague: Colleague; console: Operator | null },
  request: string,
  what: string,
  words: string,
): Promise<void> => {
  const { colleague, console } = by
  const form = FORMS[what]
  try {
    if (what === 'writes') await colleague.writes(request, words)
    else if (form === undefined) await colleague.act(request, what as Act, WORDED.has(what) ? words : undefined)
    else if (console !== null)
      await console.act(request, what, form(await console.page(`/console/requests/${request}`)))
  } catch {
    // No such button now, or the console said no.
  }
}

const filed = async ({ desk }: OpenPair, person: Person, organisation: string): Promise<string> => {
  await person.says('担当者に相談したいです')
  await person.completes(fieldsOf(organisation))
  const number = /TW-\d{4}-\d{5}/u.exec(await reading(person, '受け付けました'))?.[0] ?? ''
  return (await until('the request', () => desk.store.requests.byNumber(number))).id
}

interface Walked {
  person: Person
  request: string
  organisation: string
  /** What the person said, what operators wrote for themselves, and what they wrote to the person. */
  said: string[]
  memos: string[]
  spoken: string[]
}

/** A new person files a request, and everybody does as the steps say. */
const walk = async (pair: OpenPair, n: number, all: Step[]): Promise<Walked> => {
  const { desk, ando, bessho, inChat } = pair
  const console = n % 2 === 0 ? ando : bessho
  const operators = {
    console: { colleague: atConsole(console), console },
    chat: { colleague: inChat, console: null },
  }
  const person = await pair.channel.enter()
  const organisation = `有限会社ことり${n}`
  const request = await filed(pair, person, organisation)
  const walked: Walked = { person, request, organisation, said: [], memos: [], spoken: [] }
  for (const [step, { who, what }] of all.entries()) {
    const words = `第${n}回の${step}番目に${who === 'person' ? '相談者' : '担当者'}が書いたこと`
    if (who === 'person') walked.said.push(...(await personDoes(desk, walked, what, words)))
    else {
      await operatorDoes(operators[who], request, what, words)
      if (what === 'note') walked.memos.push(words)
      else if (what === 'writes' || WORDED.has(what)) walked.spoken.push(words)
    }
    await desk.taken()
  }
  await everythingSaid(desk)
  return walked
}

/** All that is nobody else's to read: as it was typed, as it is kept, and what was said about it. */
const secretsOf = async ({ desk }: OpenPair, { request, memos, spoken }: Walked): Promise<string[]> => {
  const { fields = {}, number, organisation } = (await desk.store.requests.get(request)) ?? {}
  const typed = fieldsOf(organisation ?? '')
  const values = ['organisation', 'contact', 'address', 'email', 'phone', 'content', 'prefecture'].flatMap((name) => [
    typed[name] ?? '',
    fields[name] ?? '',
  ])
  return [...values.filter((value) => value !== ''), ...memos, ...spoken, number ?? 'TW-', '佐久間', '安藤', '別所']
}

/** What the desk answered it has seen, wherever that was written: every turn is kept with its question. */
const answeredTo = async ({ desk, channel }: OpenPair, person: Person): Promise<string[]> => {
  const places = (person.conversations?.() ?? []).map((conversation) => ({ channel: channel.name, conversation }))
  const turns = await Promise.all(places.map((place) => desk.store.turns.recent(place, TURNS_MAX)))
  return turns.flat().flatMap(({ question, reply }) => (reply === null ? [] : [question]))
}

describe.concurrent('whatever a person and two operators do, at the console and in a chat', () => {
  it.for(Object.entries(PAIRS).map(([name, pair]) => ({ name, pair })))(
    'no word of the person is unseen by both, and nothing private stands elsewhere: $name',
    { timeout: RUNS * RUN_MS },
    async ({ pair: sides }, { onTestFinished, expect }) => {
      const pair = await openPair(sides)
      onTestFinished(pair.close)
      const earlier: Person[] = []
      let count = 0
      const holds = async (all: Step[]) => {
        const walked = await walk(pair, ++count, all)
        const { person, request, organisation, said, memos, spoken } = walked
        const own = (await person.reads()).join('\n')
        const events = await pair.desk.store.requests.events(request, 500)
        const inside = [await pair.inChat.reads(request), ...events.map(({ text }) => text)].join('\n')
        const seen = [inside, ...(await answeredTo(pair, person))].join('\n')
        expect(said.filter((words) => !seen.includes(words))).toEqual([])
        // What an operator said to the person, and was not refused or kept as a memo, the person reads.
        const held = events.flatMap(({ act, text }) => (act === 'note' ? [] : [text])).join('\n')
        expect(spoken.filter((words) => held.includes(words) && !own.includes(words))).toEqual([])
        expect(memos.filter((words) => own.includes(words))).toEqual([])
        const secrets = await secretsOf(pair, walked)
        const shared = pair.channel.shared().join('\n')
        expect(secrets.filter((words) => shared.includes(words))).toEqual([])
        // The others of the same place filled in the same form: what is this person's alone is their organisation and words.
        const others = (await Promise.all(earlier.map((each) => each.reads()))).flat().join('\n')
        const alone = [organisation, ...said, ...spoken, ...memos]
        expect(alone.filter((words) => others.includes(words))).toEqual([])
        earlier.push(person)
      }
      await fc.assert(fc.asyncProperty(steps, holds), { numRuns: RUNS, endOnFailure: true })
      expect((await pair.desk.store.audit.verify()).fault).toBeNull()
      expect(pair.channel.refused()).toEqual([])
    },
  )
})
