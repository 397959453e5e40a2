import type { Repositories, StoredRequest, TeleworkManager } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { mondayOf } from '../japanese/calendar.ts'
import { japanDay } from './hours.ts'
import { optionLabel, type Words } from './words.ts'

/** How much each agreement counts; a specialist of the topic goes before a neighbour. */
const WEIGHTS = { topic: 3, region: 2, industry: 1 }
const SHOWN_MAX = 3
const ROSTER_MAX = 1_000
/** Serves any request, but goes after those who name its topic. */
const ANY_TOPIC = 'general'

export interface Candidate {
  manager: TeleworkManager
  score: number
  /** Requests of this week, out of the week's capacity. */
  load: number
  reasons: string[]
}

const available = (manager: TeleworkManager, mode: string, today: string, load: number): boolean =>
  manager.active &&
  load < manager.weeklyCapacity &&
  (mode === '' || manager.modes.length === 0 || manager.modes.includes(mode)) &&
  !manager.absences.some(({ from, to }) => from <= today && today <= to)

const candidateOf = (manager: TeleworkManager, request: StoredRequest, load: number, words: Words): Candidate => {
  const { topics, prefecture, kind, fields } = request
  const shared = topics.filter((topic) => manager.topics.includes(topic))
  const broad = shared.length === 0 && manager.topics.includes(ANY_TOPIC)
  const near = manager.regions.includes(prefecture)
  const told = `${request.organisation} ${fields['content'] ?? ''} ${optionLabel(words, 'kind', kind)}`
  const industry = manager.industries.find((name) => name === kind || told.includes(name))
  const mode = fields['mode'] ?? ''
  const says = words.matching
  const reasons = [
    shared.length > 0
      ? fill(says.topics, { topics: shared.map((topic) => optionLabel(words, 'topics', topic)).join('、') })
      : broad
        ? fill(says.topics, { topics: optionLabel(words, 'topics', ANY_TOPIC) })
        : says.noTopics,
    near ? fill(says.region, { region: prefecture }) : manager.regions.length === 0 ? says.nationwide : '',
    industry === undefined ? '' : fill(says.industry, { industry: optionLabel(words, 'kind', industry) }),
    mode !== '' && manager.modes.includes(mode) ? fill(says.mode, { mode: optionLabel(words, 'mode', mode) }) : '',
    fill(says.load, { load, capacity: manager.weeklyCapacity }),
  ]
  return {
    manager,
    load,
    reasons: reasons.filter((reason) => reason !== ''),
    score:
      shared.length * WEIGHTS.topic +
      (broad ? 1 : 0) +
      (near ? WEIGHTS.region : 0) +
      (industry === undefined ? 0 : WEIGHTS.industry),
  }
}

/**
 * The best three Telework Managers who can take a request this week, with reasons. Someone who does not serve the
 * region or the wanted way is left out; of equals the one with more room goes first.
 */
export const bestMatches = async (
  tx: Pick<Repositories, 'roster'>,
  request: StoredRequest,
  words: Words,
  now: Date,
): Promise<Candidate[]> => {
  const today = japanDay(now)
  const loads = await tx.roster.loads(mondayOf(today))
  const mode = request.fields['mode'] ?? ''
  const serves = ({ regions }: TeleworkManager) =>
    regions.length === 0 || request.prefecture === '' || regions.includes(request.prefecture)
  return (await tx.roster.all(ROSTER_MAX))
    .filter((manager) => serves(manager) && available(manager, mode, today, loads[manager.id] ?? 0))
    .map((manager) => candidateOf(manager, request, loads[manager.id] ?? 0, words))
    .sort(
      (a, b) =>
        b.score - a.score ||
        a.load / a.manager.weeklyCapacity - b.load / b.manager.weeklyCapacity ||
        (a.manager.id < b.manager.id ? -1 : 1),
    )
    .slice(0, SHOWN_MAX)
}
