import { Failure } from '../base/failure.ts'
import type { CurrentSettings } from './settings.ts'
import type { Sheet } from './sheet.ts'

/**
 * The port of a way to send a request to the programme's secretariat. Each route has its own proof of delivery. A route
 * throws a Failure: retryable, or not, which dead-letters the dispatch where operators see it, or `uncertain`, where
 * nobody knows whether the sheet arrived and only a person can find out.
 */
export interface Route {
  readonly name: string
  readonly timeoutMs: number
  send(sheet: Sheet, delivery: Sending): Promise<Accepted>
}

/** What the far side made of it: it has the sheet, or a person still has to send what was printed. */
export interface Accepted {
  state: 'sent' | 'printed'
  /** One line of JSON. */
  proof: string
}

export interface Sending {
  /** The same on each attempt, so that the far side can recognise a repetition. */
  id: string
  request: string
  /** 1 on the first attempt. */
  attempt: number
  /** Told once everything is handed over: from then on the far side may have it, whatever it answers. */
  handed?: () => void
}

const UNCERTAIN = 'dispatch.uncertain'

export const uncertain = (message: string, cause?: unknown): Failure => new Failure(UNCERTAIN, message, { cause })

export const isUncertain = (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === UNCERTAIN

/** What must be known before a route leads anywhere. */
const needs: Partial<Record<string, Parameters<CurrentSettings['of']>[0]>> = {
  mail: 'secretariatMail',
  fax: 'secretariatFax',
}

/** The routes that lead to somebody: those that are configured and whose address is set, the usual one first. */
export const routesTo = (routes: readonly string[], settings: CurrentSettings): string[] =>
  routes.filter((route) => {
    const need = needs[route]
    return need === undefined || settings.of(need).value !== ''
  })
