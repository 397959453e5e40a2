import { extractive } from './answering/answering.ts'
import type { Config } from './config.ts'
import { type DeskParts, readDeskWords } from './desk/desk.ts'
import type { Talk } from './desk/talk.ts'
import type { Day } from './desk/types.ts'
import type { Companions } from './knowledge/knowledge.ts'
import type { Guidance } from './published.ts'

/** What stands beside the guidance before anything was published. */
const NOTHING: Companions = { programmes: [], conflicts: [], windows: [], calendar: [], thesaurus: [] }

const JAPAN = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', dateStyle: 'short' })

/** The calendar day in Japan, wherever the server stands. */
export const dayInJapan = (at: Date): Day => JAPAN.format(at)

/** The desk's parts for the guidance that answers now; a command and the server put them together alike. */
export const assembleDesk = (
  config: Pick<Config, 'prompts'>,
  guidance: () => Guidance | null,
  now: () => Date,
  talks: Talk[],
  progress?: NonNullable<DeskParts['progress']>,
): DeskParts => ({
  index: () => guidance()?.index ?? null,
  companions: () => guidance()?.companions ?? NOTHING,
  talks,
  answerer: extractive(),
  words: readDeskWords(config.prompts),
  today: () => dayInJapan(now()),
  ...(progress === undefined ? {} : { progress }),
})
