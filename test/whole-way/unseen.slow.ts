import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Act } from '../../src/cases/cases.ts'
import { knowledgeDir } from '../support/shipped-index.ts'
import { smallKnowledge } from '../support/small-knowledge.ts'
import { atConsole, type Colleague, linkCode } from './colleagues.ts'
import { fieldsOf, type Person, until } from './people.ts'
import { reading } from './story.ts'
import { teamsPeople } from './teams-people.ts'
import { startWholeDesk, type WholeDesk } from './whole-desk.ts'

const RUNS = 12
const TURNS_MAX = 100

const personal = fc.record({
  who: fc.constant('person' as const),
  what: fc.constantFrom('says', 'says', 'says among others', 'answers', 'asks the desk', 'thanks', 'mine', 'withdraws'),
})
const operating = fc.record({
  who: fc.constantFrom('console' as const, 'channel' as const),
  what: fc.constantFrom('claim', 'ask', 'reply', 'conclude', 'takeover', 'handback', 'note', 'reopen', 'writes'),
})
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: personal }, { weight: 4, arbitrary: operating }), {
  minLength: 4,
  maxLength: 10,
})
type Step = { who: 'person' | 'console' | 'channel'; what: string }

const WORDED = new Set(['ask', 'reply', 'conclude', 'note'])

/** What the person does, and the words that somebody must have seen afterwards. */
const personDoes = async (person: Person, what: string, words: string): Promise<string[]> => {
  if (what === 'thanks') await person.says('ありがとうございます')
  else if (what === 'mine') await person.mine()
  else if (what === 'withdraws') await person.says('相談を取り下げます')
  else if (what === 'says among others') await person.saysAmongOthers?.(words)
  else await person.says(`${{ answers: '回答：', 'asks the desk': '自動回答：' }[what] ?? ''}${words}`)
  return ['thanks', 'mine', 'withdraws'].includes(what) ? [] : [words]
}

/** What an operator does; what is refused says so in its place, and changes nothing. */
const operatorDoes = async (by: Colleague, request: string, what: string, words: string): Promise<void> => {
  try {
    if (what === 'writes') await by.writes(request, words)
    else await by.act(request, what as Act, WORDED.has(what) ? words : undefined)
  } catch {
    // No such button now, or the console said no.
  }
}

describe('whatever a person in a Teams group and two operators do, at the console and in a channel', () => {
  let folder: string
  let desk: WholeDesk
  let teams: Awaited<ReturnType<typeof teamsPeople>>
  let operators: Record<'console' | 'channel', Colleague>
  let count = 0

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'desk-unseen-'))
    teams = await teamsPeople(
      () => desk.url,
      () => desk.taken(),
      { grouped: true },
    )
    const TELEWORK_DESK_KNOWLEDGE = await smallKnowledge(folder)
    await copyFile(join(knowledgeDir, 'desk.yaml'), join(TELEWORK_DESK_KNOWLEDGE, 'desk.yaml'))
    desk = await startWholeDesk(join(folder, 'data'), { ...teams.environment, TELEWORK_DESK_KNOWLEDGE })
    const [ando, bessho] = [
      await desk.employ('ando', '安藤', 'operator'),
      await desk.employ('bessho', '別所', 'operator'),
    ]
    const version = async (request: string) => (await desk.store.requests.get(request))?.version ?? 0
    const channel = teams.colleague(version)
    await channel.registers()
    await channel.links(await linkCode(bessho))
    operators = { console: atConsole(ando), channel }
  })
  afterAll(async () => {
    await desk.stop()
    await teams.channel.close()
    await rm(folder, { recursive: true, force: true })
  })

  const filed = async (person: Person, organisation: string): Promise<string> => {
    await person.says('担当者に相談したいです')
    await person.completes(fieldsOf(organisation))
    const number = /TW-\d{4}-\d{5}/u.exec(await reading(person, '受け付けました'))?.[0] ?? ''
    return (await until('the request', () => desk.store.requests.byNumber(number))).id
  }

  const walk = async (all: Step[]) => {
    const n = ++count
    const organisation = `有限会社ことり${n}`
    const person = await teams.channel.enter()
    const request = await filed(person, organisation)
    const said: string[] = []
    const memos: string[] = []
    const spoken: string[] = []
    for (const [step, { who, what }] of all.entries()) {
      const words = `第${n}回の${step}番目に${who === 'person' ? '相談者' : '担当者'}が書いたこと`
      if (who === 'person') said.push(...(await personDoes(person, what, words)))
      else {
        await operatorDoes(operators[who], request, what, words)
        if (what === 'note') memos.push(words)
        else if (what === 'writes' || WORDED.has(what)) spoken.push(words)
      }
      await desk.taken()
    }
    await until('everything said', async () => (await desk.store.outbox.counts()).due === 0)
    const events = await desk.store.requests.events(request, 500)
    const heldWords = events.filter(({ act }) => act !== 'note').map(({ text }) => text)
    // What the desk answered it has seen, wherever that was written: every turn is kept with its question.
    const places = (person.conversations?.() ?? []).map((conversation) => ({ channel: 'teams', conversation }))
    const turns = await Promise.all(places.map((place) => desk.store.turns.recent(place, TURNS_MAX)))
    const answered = turns.flat().filter(({ reply }) => reply !== null)
    return { person, organisation, request, said, memos, spoken, events, heldWords, answered }
  }

  it('no word of the person is unseen by both, and nothing private is posted to the group', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { person, organisation, request, said, memos, spoken, heldWords, events, answered } = await walk(all)
        const own = (await person.reads()).join('\n')
        const inside = [await operators.channel.reads(request), ...events.map(({ text }) => text)].join('\n')
        const seen = [inside, ...answered.map(({ question }) => question)].join('\n')
        expect(said.filter((words) => !seen.includes(words))).toEqual([])
        // What an operator said to the person, and was not refused or kept as a memo, the person reads.
        const told = spoken.filter((words) => heldWords.some((text) => text.includes(words)))
        expect(told.filter((words) => !own.includes(words))).toEqual([])
        expect(memos.filter((words) => own.includes(words))).toEqual([])
        const shared = teams.channel.shared().join('\n')
        const fields = Object.values(fieldsOf(organisation)).filter((value) => value.length > 3)
        const secret = [...fields, ...memos, ...spoken, 'TW-', '佐久間', '安藤', '別所']
        expect(secret.filter((words) => shared.includes(words))).toEqual([])
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
    expect((await desk.store.audit.verify()).fault).toBeNull()
  }, 600_000)
})
