import type { FormReader } from './fields.ts'
import type { Consultation } from './eligibility.ts'
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
}
