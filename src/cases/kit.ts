import type { SeenFrom } from '../channels/channel.ts'
import type { FormReader } from './fields.ts'
import type { Consultation } from '../procedures/procedures.ts'
import type { SettingsRoom } from './settings.ts'
import type { Words } from './words.ts'

/** What everything in this room is built from. */
export interface Kit {
  words: Words
  reader: FormReader
  settings: SettingsRoom
  consultation: Consultation
  /** Names of the routes by which a request can be sent; the first is taken where an operator names none. */
  routes: readonly string[]
  newId: () => string
  /** What a channel knows of its conversations; undefined where it has private ones only. */
  seen: (channel: string) => SeenFrom | undefined
  /** Whether people fill in forms in this channel; elsewhere the form is a dialogue in plain text. */
  hasForms: (channel: string) => boolean
  /** Where the desk is on the web, for links; null where nobody said. */
  publicUrl: string | null
  /** People who gave a mail address are told of changes there. */
  mails: boolean
}
