/**
 * A model as the one who chooses: masked words go out, ids come back. Bounded by quotas, a deadline for a whole message
 * and a breaker; whatever goes wrong, there is no choice and the desk's own stands.
 */
import type { Chooser, Chose, ChoosingTurn, Spent } from '../chooser.ts'
import { askAgent, type Searching, type Told } from './agent.ts'
import { questionFor } from './choice.ts'
import { firstManner, otherManner, type ClientSettings, type Manner } from './client.ts'
import type { Fault } from './faults.ts'
import { createLimits, type LimitSettings } from './limits.ts'
import { createMask } from './masking.ts'
import type { ModelWords } from './words.ts'

export interface ModelSettings extends ClientSettings, LimitSettings {
  /** From asking to having all choices of one message. */
  timeoutMs: number
}

export interface ChooserParts {
  settings: ModelSettings
  words: ModelWords
  now: () => Date
  onFallback?: ((why: string) => void) | undefined
}

/** A first question may meet a temperature, a cap and a form that the far side does not take. */
const MANNERS_MAX = 6

const NOTHING: Spent = { calls: 0, tokensIn: 0, tokensOut: 0 }

const plus = (a: Spent, b: Spent): Spent => ({
  calls: a.calls + b.calls,
  tokensIn: a.tokensIn + b.tokensIn,
  tokensOut: a.tokensOut + b.tokensOut,
})

/** Asks in the manner that worked last, and in others where the far side refuses that one. */
const createAsker = ({ settings, words }: Pick<ChooserParts, 'settings' | 'words'>) => {
  let known: Manner = firstManner(settings)
  return {
    manner: (): Manner => known,
    async ask(asked: Searching, question: string, signal: AbortSignal): Promise<Told> {
      let manner = known
      let spent = NOTHING
      for (let tries = 1; ; tries++) {
        const told = await askAgent({ settings, words, manner }, asked, question, signal)
        spent = plus(spent, told.spent)
        // Kept only where it helped: a question that is too long is refused in every manner.
        if (told.fault === null) known = manner
        const other =
          told.fault === null || tries >= MANNERS_MAX || signal.aborted ? null : otherManner(manner, told.fault)
        if (other === null) return { ...told, spent }
        manner = other
      }
    },
  }
}

const choseFrom = ({ choice, seen, fault, spent }: Told): Chose =>
  choice === null ? { choice, why: fault?.kind ?? 'invalid', spent } : { choice, seen, why: null, spent }

const refusing = (why: string, onFallback: ChooserParts['onFallback']): ChoosingTurn => ({
  choose() {
    onFallback?.(why)
    return Promise.resolve({ choice: null, why, spent: NOTHING })
  },
  end() {},
})

export const createChooser = (parts: ChooserParts): Chooser => {
  const { settings, now, onFallback } = parts
  const limits = createLimits(settings, now, () => performance.now())
  const asker = createAsker(parts)
  return {
    async begin(person) {
      const admission = await limits.enter(person)
      if (!admission.ok) return refusing(admission.why, onFallback)
      const signal = AbortSignal.timeout(settings.timeoutMs)
      const mask = createMask()
      let fault: Fault | null = null
      let tokens = 0
      return {
        async choose(asked) {
          const told = await asker.ask(asked, questionFor(asked, mask), signal)
          ;({ fault } = told)
          tokens += told.spent.tokensIn + told.spent.tokensOut
          if (fault !== null) onFallback?.(fault.kind)
          return choseFrom(told)
        },
        end: () => admission.leave({ fault, tokens }),
      }
    },
  }
}

export interface Probed {
  fault: Fault | null
  manner: Manner
  ms: number
}

const NOBODY: Searching = { candidates: [], standing: () => 'timeless', search: () => Promise.resolve([]) }

/** A question about nothing, in the size of a small one. */
const PROBE = {
  today: '2026-01-01',
  question: 'テスト',
  last: null,
  topic: null,
  reading: { kinds: [], years: [], subject: null, askedBy: null, place: null },
  mayAskBack: false,
  kinds: [],
  procedures: [],
  sources: [{ title: 'テスト', heading: 'テスト', status: 'current', rows: [{ id: 'test#1/1', says: 'テスト' }] }],
}

/** Has the model choose once, as it would be asked, for those who look after the desk. */
export const probeModel = async (parts: Pick<ChooserParts, 'settings' | 'words'>): Promise<Probed> => {
  const asker = createAsker(parts)
  const from = performance.now()
  const signal = AbortSignal.timeout(parts.settings.timeoutMs)
  const { fault } = await asker.ask(NOBODY, JSON.stringify(PROBE), signal)
  return { fault, manner: asker.manner(), ms: performance.now() - from }
}
