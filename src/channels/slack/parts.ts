import { createHash } from 'node:crypto'
import type { Store } from '../../store/store.ts'
import type { House } from '../channel.ts'
import type { createMembers, createNames, createProfiles } from './people.ts'
import type { Installation } from './installation.ts'
import type { Keeper } from './keeper.ts'
import type { Notes } from './notes.ts'
import type { Roots } from './roots.ts'
import type { Typed } from './typed.ts'
import type { SlackWords } from './words.ts'

export type SlackHouse = House & Pick<Store['outbox'], 'thread'>

/** What everything that listens to presses and commands is built from. */
export interface Listening {
  house: SlackHouse
  installation: Installation
  keeper: Keeper
  notes: Notes
  roots: Roots
  words: SlackWords
  /** Forms that were not sent yet. */
  typed: Typed
  /** What Slack knows of a person, for their own form. */
  profileOf: ReturnType<typeof createProfiles>
  nameOf: ReturnType<typeof createNames>
  members: ReturnType<typeof createMembers>
  /** Whether somebody is to be served at all; what to tell where not, null where nothing is told. */
  served: (team: string, user: string, shared?: boolean) => Promise<{ ok: true } | { ok: false; told: string | null }>
  operatorChannel: string | null
  onFault: (what: string, thrown: unknown) => void
}

/** The same short key for the same thing, where Slack's own id has characters that an address cannot hold. */
export const keyOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 20)
