import type { Channel } from '../channels/channel.ts'
import type { Bell } from '../spine/bell.ts'
import type { Kit } from '../cases/cases.ts'
import type { Store } from '../store/store.ts'
import type { KnowledgeDesk } from './knowledge-desk.ts'
import type { OidcSettings } from './access/oidc.ts'
import type { Room } from './room.ts'
import type { FirstStep } from './first-steps.ts'
import type { SettingsWords } from './settings-words.ts'
import type { Words } from './words.ts'

/** What the console is given by whoever wires the house. */
export interface ConsoleParts {
  store: Store
  /** What consultation requests are made from. */
  kit: Kit
  bell: Bell
  knowledge: KnowledgeDesk
  channels: () => readonly Pick<Channel, 'name' | 'ready'>[]
  /** Null: local operators only. */
  oidc: OidcSettings | null
  /** The address people reach the desk by, without a slash at the end; null: the one they asked for. */
  publicUrl: string | null
  /** TLS is declared in front: cookies are for https only. */
  secure: boolean
  /** Local operators must set up a second proof before anything else. */
  totpRequired?: boolean
  /** Folder of printed sheets; left out where none are printed. */
  tray?: string
  /** Folder of prompts. */
  prompts: string
  /** This process among its replicas. */
  replica: string
  now: () => Date
  newId: () => string
  onFault: (what: string, thrown: unknown) => void
}

/** What every page is made from. */
export interface Desk extends Omit<ConsoleParts, 'kit' | 'bell'> {
  room: Room
  words: Words
  settingsWords: SettingsWords
  firstSteps(): Promise<FirstStep[]>
}
