import { fill } from '../base/words.ts'
import { routesTo, type Kit } from '../cases/cases.ts'
import type { Store } from '../store/store.ts'
import { type FirstStepName, firstSteps, type SettingsWords } from './settings-words.ts'

const OPERATORS_MAX = 500
const ROSTER_MAX = 1_000
/** One operator alone leaves the desk empty on their first day off. */
const OPERATORS_MIN = 2

export interface FirstStep {
  name: FirstStepName
  what: string
  done: boolean
  detail: string
  /** Where in the console it is done; null where it is done outside. */
  at: string | null
}

const places: Record<FirstStepName, string | null> = {
  secretariat: '/console/settings',
  period: '/console/settings',
  routes: null,
  roster: '/console/roster',
  operators: '/console/operators',
  tls: null,
  knowledge: '/console/knowledge',
}

/** What must be there before people are let in, as the console's home page and `doctor` both say it. */
export const firstStepsOf = async (parts: {
  store: Store
  kit: Kit
  words: SettingsWords
  tls: boolean
  /** Documents that answer now. */
  documents: number
}): Promise<FirstStep[]> => {
  const { store, kit, words } = parts
  const settings = await kit.settings.current(store)
  const value = (name: Parameters<typeof settings.of>[0]) => settings.of(name).value
  const operators = (await store.operators.all(OPERATORS_MAX)).filter(
    ({ disabled, role }) => !disabled && role !== 'viewer',
  )
  const managers = (await store.roster.all(ROSTER_MAX)).filter(({ active }) => active)
  const [from, to] = [settings.of('periodFrom'), settings.of('periodTo')]
  const isPeriodKnown = from.value !== '' && to.value !== '' && from.certain && to.certain
  const labels: Record<string, string> = kit.words.sending.routes
  const routes = routesTo(kit.routes, settings).map((name) => labels[name] ?? name)
  // Null: still to do.
  const found: Record<FirstStepName, string | number | null> = {
    secretariat: [value('secretariatMail'), value('secretariatFax')].filter(Boolean).join('、') || null,
    period: isPeriodKnown ? `${from.value}〜${to.value}` : null,
    routes: routes.join('、') || null,
    roster: managers.length || null,
    operators: operators.length >= OPERATORS_MIN ? operators.length : null,
    tls: parts.tls ? 'https' : null,
    knowledge: parts.documents || null,
  }
  return firstSteps.map((name) => {
    const { what, ok, todo } = words.firstSteps[name]
    const known = found[name]
    const detail = known === null ? todo : fill(ok, { value: known })
    return { name, what, done: known !== null, detail, at: places[name] }
  })
}
