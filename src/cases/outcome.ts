import type { Repositories, StoredRequest } from '../store/store.ts'
import type { Fields } from './fields.ts'
import type { Kit } from './kit.ts'
import type { CurrentSettings } from './settings.ts'
import type { Actor, Given, Refusal } from './states.ts'

/** What an act brings about besides the new state. */
export interface Consequence {
  request: StoredRequest
  /** For the words said about it. */
  values: Record<string, string>
  /** For the audit log: no personal data. */
  detail: Record<string, string | number>
  /** What the event keeps. */
  text: string
  kept: Record<string, string>
}

/** Refusals are values and change nothing. */
export type Outcome = { ok: true; done: Consequence } | { ok: false; why: Refusal; problem: string; problems?: Fields }

/** One act on one request, as its consequences see it. */
export interface Step {
  tx: Repositories
  kit: Kit
  /** As the transition left it. */
  request: StoredRequest
  before: StoredRequest
  by: Actor
  given: Given & { consent?: boolean }
  settings: CurrentSettings
  now: Date
}

/** What happened, with nothing more to tell than is given. */
export const plain = (request: StoredRequest, more: Partial<Consequence> = {}): Outcome => ({
  ok: true,
  done: { request, values: {}, detail: {}, text: '', kept: {}, ...more },
})

/** What was given cannot be used; the words say why. */
export const invalid = (problem: string, problems?: Fields): Outcome => ({
  ok: false,
  why: 'invalid',
  problem,
  ...(problems ? { problems } : {}),
})
