import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { knowledgeDir } from '../support/shipped-index.ts'
import { smallKnowledge } from '../support/small-knowledge.ts'
import { type Colleague, linkCode, type Version } from './colleagues.ts'
import { hookPeople } from './hook-people.ts'
import type { Operator } from './operator.ts'
import type { Channel } from './people.ts'
import { slackPeople } from './slack-people.ts'
import { teamsPeople } from './teams-people.ts'
import { startWholeDesk, type WholeDesk } from './whole-desk.ts'
import { webPeople } from './web-people.ts'

/** A person somewhere, and two operators who work elsewhere: one at the console, the other in a chat. */

type Lazy = [url: () => string, taken: () => Promise<unknown>]
interface Far {
  channel: Channel
  environment?: Record<string, string>
}
type Chat = Far & { colleague(version: Version): Colleague & { registers?(): Promise<void> } }

export interface Pair {
  /** Where the person writes. */
  person: (...lazy: Lazy) => Promise<Far> | Far
  /** The chat in which one of the operators works; the other works at the console. */
  chat: (...lazy: Lazy) => Promise<Chat>
  /** Which of the two is in the chat. */
  inChat: 'first' | 'second'
}

export const PAIRS: Record<string, Pair> = {
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

export interface OpenPair {
  desk: WholeDesk
  channel: Channel
  /** 安藤 and 別所, as they are at the console. */
  ando: Operator
  bessho: Operator
  /** Whichever of them works in the chat, there. */
  inChat: Colleague
  close(): Promise<void>
}

/** A whole desk on a small knowledge between the two far sides. */
export const openPair = async (pair: Pair): Promise<OpenPair> => {
  const folder = await mkdtemp(join(tmpdir(), 'desk-pair-'))
  let desk: WholeDesk | null = null
  const lazy: Lazy = [() => desk?.url ?? '', () => desk?.taken() ?? Promise.resolve()]
  const person = await pair.person(...lazy)
  const chat = await pair.chat(...lazy)
  const close = async () => {
    await desk?.stop()
    await Promise.all([person.channel.close(), chat.channel.close()])
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const TELEWORK_DESK_KNOWLEDGE = await smallKnowledge(folder)
    await copyFile(join(knowledgeDir, 'desk.yaml'), join(TELEWORK_DESK_KNOWLEDGE, 'desk.yaml'))
    desk = await startWholeDesk(join(folder, 'data'), {
      ...person.environment,
      ...chat.environment,
      TELEWORK_DESK_KNOWLEDGE,
    })
    const { store } = desk
    const [ando, bessho] = [
      await desk.employ('ando', '安藤', 'operator'),
      await desk.employ('bessho', '別所', 'operator'),
    ]
    const inChat = chat.colleague(async (request) => (await store.requests.get(request))?.version ?? 0)
    await inChat.registers?.()
    // Whoever works in the chat is the same operator at the console.
    await inChat.links(await linkCode(pair.inChat === 'first' ? ando : bessho))
    return { desk, channel: person.channel, ando, bessho, inChat, close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}
