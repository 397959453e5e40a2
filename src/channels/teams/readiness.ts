import { fill } from '../../base/words.ts'
import type { Readiness } from '../channel.ts'
import type { TeamsWords } from './words.ts'

/**
 * A token lives for an hour or a day, and hides meanwhile that the secret behind it has expired. So a fresh one is
 * asked for this often, and operators hear of it while the old one still works.
 */
const FRESH_MS = 10 * 60_000
/** After a failure it is asked again soon, so that mending the credentials shows. */
const FAILED_MS = 20_000

/** Entra's own code says what is wrong; its sentence may name more than belongs on a status page. */
const codeOf = (thrown: unknown): string => {
  const causes: string[] = []
  let each: unknown = thrown
  for (let depth = 0; each instanceof Error && depth < 5; depth++) {
    causes.push(each.message)
    each = each.cause
  }
  return /AADSTS\d+/u.exec(causes.join(' '))?.[0] ?? ''
}

export const createReadiness = (parts: {
  renew: () => Promise<void>
  open: boolean
  words: TeamsWords
  now: () => Date
}): (() => Promise<Readiness>) => {
  const { renew, open, words, now } = parts
  let known: { at: number; state: Readiness } | null = null

  return async () => {
    if (open) return { ok: true, detail: words.ready.open }
    const at = now().getTime()
    if (known && at - known.at < (known.state.ok ? FRESH_MS : FAILED_MS)) return known.state
    let state: Readiness = { ok: true, detail: words.ready.ok }
    try {
      await renew()
    } catch (thrown) {
      const code = codeOf(thrown)
      state = { ok: false, detail: words.ready.failed + (code === '' ? '' : fill(words.ready.code, { code })) }
    }
    known = { at, state }
    return state
  }
}
