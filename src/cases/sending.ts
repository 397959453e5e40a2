import { fill } from '../base/words.ts'
import { routesTo } from './dispatch.ts'
import { WISH } from './fields.ts'
import { invalid, type Outcome, plain, type Step } from './outcome.ts'
import { sha256 } from './receipt.ts'
import { sheetOf } from './sheet.ts'

/** What operators and routes do about a request's way to the secretariat. */

/** Puts the sheet as it is now in line, once for each route that leads to somebody. */
export const send = async ({ tx, kit, request, by, given, settings, now }: Step): Promise<Outcome> => {
  const routes = [...new Set((given.fields?.['routes'] ?? '').split(',').map((route) => route.trim()))]
  const known = routesTo(kit.routes, settings)
  const strange = routes.filter((route) => !known.includes(route))
  if (strange.length > 0) return invalid(fill(kit.words.invalid.routes, { routes: strange.join('、') }))
  const { [WISH]: _, ...whole } = request.fields
  const missing = Object.values(kit.reader.readAll(whole).problems)[0]
  if (missing !== undefined) return invalid(fill(kit.words.invalid.sheet, { problem: missing }))
  const sheet = JSON.stringify(sheetOf(request, kit, settings))
  for (const route of routes) {
    // The version makes a second sending by the same route another dispatch, and a repeated press the same one.
    const id = sha256(`${request.id}:${route}:${request.version}`).slice(0, 32)
    await tx.dispatches.add({ id, request: request.id, route, sheet, by: by.id, at: now })
  }
  return plain(request, { detail: { routes: routes.join(',') }, kept: { routes: routes.join(',') } })
}

/** It came back: an operator read it, or the far side says so. */
export const bounced = async ({ tx, kit, request, given }: Step): Promise<Outcome> => {
  const dispatch = await tx.dispatches.get(given.fields?.['dispatch'] ?? '')
  const reason = given.text?.trim() || kit.words.acts.bounced
  if (dispatch?.request !== request.id || !(await tx.dispatches.bury(dispatch.seq, reason))) {
    return invalid(kit.words.invalid.dispatch)
  }
  const kept = { route: dispatch.route, dispatch: dispatch.id }
  return plain(request, { detail: kept, kept, text: reason })
}

/** An operator says that it was sent, or that it arrived: the word that was missing for a sheet to count as sent. */
export const confirm = async ({ tx, kit, request, given, now }: Step): Promise<Outcome> => {
  const dispatch = await tx.dispatches.get(given.fields?.['dispatch'] ?? '')
  const before = await tx.dispatches.of(request.id)
  if (dispatch?.request !== request.id || !(await tx.dispatches.confirm(dispatch.seq, now))) {
    return invalid(kit.words.invalid.dispatch)
  }
  const kept = { route: dispatch.route, dispatch: dispatch.id }
  const values: Record<string, string> = before.every(({ state }) => state !== 'sent') ? { first: 'yes' } : {}
  return plain(request, { detail: kept, kept, values, text: given.text?.trim() ?? '' })
}

/** What a route told, as the event keeps it. */
export const delivery = ({ request, given }: Step): Outcome => {
  const { route = '', dispatch = '', first } = given.fields ?? {}
  const kept = { route, dispatch }
  const values: Record<string, string> = first === undefined ? {} : { first }
  return plain(request, { detail: kept, kept, values, text: given.text ?? '' })
}
