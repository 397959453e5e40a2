/** The doors that other programs come in by: questions with keys, their description, and the desk for agents. */
import type { Channel } from '../channels/channel.ts'
import type { Store } from '../store/store.ts'
import { KEYS_ROOM, keyed, withKeys } from './api-keys.ts'
import { type Config, VERSION } from './config.ts'
import type { DeskThreads } from './desk-threads.ts'
import { shelfOf } from './house.ts'
import type { Mounted } from './http.ts'
import { createOpenApi } from './openapi.ts'
import type { Edition, Published } from './published.ts'

/** Programs of this machine may look without a key; how often is bounded all the same. */
const KEYLESS_PER_MINUTE = 60

export interface ProgramsParts {
  config: Config
  store: Store
  published: Published<Edition>
  threads: DeskThreads
  channels: readonly Channel[]
  now: () => Date
}

/** What speaks the protocol is loaded by the first agent that comes. */
const agentsDoor = ({ config, published, threads }: ProgramsParts): Mounted => {
  const parts = {
    config,
    version: VERSION,
    edition: published.now,
    retrieve: threads.retrieve,
    ask: threads.ask,
  }
  return {
    paths: ['/mcp'],
    async handle(request) {
      const { createMcpDoor } = await import('./mcp.ts')
      return createMcpDoor(parts).handle(request)
    },
  }
}

/** The channels with keys where programs ask, and the doors that are for programs alone. */
export const mountedWithPrograms = (parts: ProgramsParts): Mounted[] => {
  const { config, store, channels, now } = parts
  const shelf = shelfOf(store, KEYS_ROOM, now)
  const required = config.API_KEYS === 'required'
  const agents = agentsDoor(parts)
  return [
    ...channels.map((channel) =>
      channel.name === 'web'
        ? withKeys(channel, '/api/ask', { shelf, scope: 'ask', required, keylessPerMinute: null })
        : channel,
    ),
    {
      paths: agents.paths,
      handle: keyed(agents, {
        shelf,
        scope: 'mcp',
        required: required || !config.loopback,
        keylessPerMinute: KEYLESS_PER_MINUTE,
      }),
    },
    createOpenApi(VERSION, required),
  ]
}
