import type { Desk } from './parts.ts'
import type { Visit } from './route.ts'

/** Where the draft is worked on. */
export const DRAFT = '/console/knowledge/draft'

/** Puts on record what was done with the documents. */
export const audited = (desk: Desk, visit: Visit, act: string, detail: Record<string, string>): Promise<void> =>
  desk.store.transaction((tx) =>
    tx.audit.append({ at: visit.now, actor: visit.operator.id, act, subject: 'knowledge', detail }),
  )
