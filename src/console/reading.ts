import type { Desk } from './parts.ts'
import type { Visit } from './route.ts'

/**
 * Puts on record that an operator opened what a person told the desk. Pages that refresh themselves and the look that
 * follows an own act are no new reading.
 */
export const noteReading = async (
  { store }: Pick<Desk, 'store'>,
  visit: Pick<Visit, 'operator' | 'now' | 'request' | 'url'>,
  subject: string,
  act: 'read' | 'read.sheet' | 'read.list' = 'read',
): Promise<void> => {
  if (visit.request.headers.get('hx-request') !== null || visit.url.searchParams.has('done')) return
  const entry = { at: visit.now, actor: visit.operator.id, act, subject, detail: {} }
  await store.transaction((tx) => tx.audit.append(entry))
}
