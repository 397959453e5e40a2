import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { knowledgeDir } from '../support/shipped-index.ts'
import { smallKnowledge } from '../support/small-knowledge.ts'
import { walkTheCase } from './case-walk.ts'
import { atConsole, type Colleague, linkCode, type Version } from './colleagues.ts'
import { hookPeople } from './hook-people.ts'
import type { Channel } from './people.ts'
import { slackPeople } from './slack-people.ts'
import { teamsPeople } from './teams-people.ts'
import { startWholeDesk, type WholeDesk } from './whole-desk.ts'
import { webPeople } from './web-people.ts'

type Lazy = [url: () => string, taken: () => Promise<unknown>]
interface Far {
  channel: Channel
  environment?: Record<string, string>
}
type Chat = Far & { colleague(version: Version): Colleague & { registers?(): Promise<void> } }

interface Pair {
  /** Where the person writes. */
  person: (...lazy: Lazy) => Promise<Far> | Far
  /** The chat in which one of the operators works; the other works at the console. */
  chat: (...lazy: Lazy) => Promise<Chat>
  /** Which of the two is in the chat. */
  inChat: 'first' | 'second'
}

const PAIRS: Record<string, Pair> = {
  'the browser, the console and a Teams channel': {
    person: (...lazy) => ({ channel: webPeople(...lazy) }),
    chat: (...lazy) => teamsPeople(...lazy),
    inChat: 'second',
  },
  'a Slack channel, the console and a Teams channel': {
    person: (...lazy) => slackPeople(...lazy, { operators: false }),
    chat: (...lazy) => teamsPeople(...lazy),
    inChat: 'second',
  },
  'a Teams group, a Slack channel and the console': {
    person: (...lazy) => teamsPeople(...lazy, { grouped: true }),
    chat: (...lazy) => slackPeople(...lazy),
    inChat: 'first',
  },
  'a webhook, the console and a Teams channel': {
    person: (...lazy) => hookPeople(...lazy),
    chat: (...lazy) => teamsPeople(...lazy),
    inChat: 'second',
  },
}

const ORGANISATIONS = ['有限会社あおば印刷', '株式会社みなと製作所', '有限会社こだま商会', '株式会社ひばり工業']

describe.concurrent('a case among a person and two operators who work elsewhere', () => {
  it.for(Object.entries(PAIRS).map(([name, pair], n) => ({ name, pair, organisation: ORGANISATIONS[n] ?? '' })))(
    'goes from words to a third session held between $name',
    { timeout: 240_000 },
    async ({ pair, organisation }, { onTestFinished, expect }) => {
      const folder = await mkdtemp(join(tmpdir(), 'desk-case-'))
      let desk: WholeDesk | null = null
      const lazy: Lazy = [() => desk?.url ?? '', () => desk?.taken() ?? Promise.resolve()]
      const person = await pair.person(...lazy)
      const chat = await pair.chat(...lazy)
      onTestFinished(async () => {
        await desk?.stop()
        await Promise.all([person.channel.close(), chat.channel.close()])
        await rm(folder, { recursive: true, force: true })
      })
      const TELEWORK_DESK_KNOWLEDGE = await smallKnowledge(folder)
      await copyFile(join(knowledgeDir, 'desk.yaml'), join(TELEWORK_DESK_KNOWLEDGE, 'desk.yaml'))
      desk = await startWholeDesk(join(folder, 'data'), {
        ...person.environment,
        ...chat.environment,
        TELEWORK_DESK_KNOWLEDGE,
      })
      const [ando, bessho] = [
        await desk.employ('ando', '安藤', 'operator'),
        await desk.employ('bessho', '別所', 'operator'),
      ]
      const { store } = desk
      const inChat = chat.colleague(async (request) => (await store.requests.get(request))?.version ?? 0)
      await inChat.registers?.()
      // Whoever works in the chat is the same operator at the console.
      await inChat.links(await linkCode(pair.inChat === 'first' ? ando : bessho))
      const [first, second] = pair.inChat === 'first' ? [inChat, atConsole(bessho)] : [atConsole(ando), inChat]
      expect(desk.url).not.toBe('')
      await walkTheCase({
        desk,
        channel: person.channel,
        organisation,
        first,
        second,
        console: ando,
        names: { first: '安藤', second: '別所' },
      })
    },
  )
})
