import { DAY_MS } from '../base/times.ts'
import { createLoop, type Loop } from '../base/loop.ts'
import type { Bell } from '../spine/bell.ts'
import type { Repositories, Store } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { nextUrgency } from './deadlines.ts'
import type { Kit } from './kit.ts'
import { timeInWords } from './notices.ts'
import { toOperators } from './preview.ts'
import { perform } from './perform.ts'
import type { Actor } from './states.ts'

const IDLE_MS = 30_000
/** Requests looked at in one step. */
const BATCH_MAX = 50

const clockwork: Actor = { kind: 'system', id: 'reminders', name: '' }

export interface RemindersParts {
  store: Store
  kit: Kit
  bell: Bell
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
  idleMs?: number
}

/** One step of one request's clock, in its own transaction; another replica that was first leaves nothing to do. */
const remind = async (tx: Repositories, kit: Kit, id: string, now: Date): Promise<boolean> => {
  const before = await tx.requests.lock(id)
  if (!before || before.remindAt === null || before.remindAt > now) return false
  const clock = nextUrgency(before, now, await kit.settings.current(tx))
  const saved = await tx.requests.save({ ...before, ...clock })
  if (!saved) return false
  const { urgency } = clock
  if (urgency === 'calm' || (urgency === before.urgency && urgency !== 'late')) return true
  const due = clock.dueAt === null ? '' : timeInWords(clock.dueAt)
  const told = { number: saved.number ?? '', due, owner: saved.ownerName ?? kit.words.card.nobody }
  await tx.requests.note({
    request: id,
    at: now,
    act: 'remind',
    from: before.state,
    to: saved.state,
    actor: clockwork.id,
    actorName: '',
    text: '',
    detail: { urgency },
  })
  await tx.audit.append({ at: now, actor: clockwork.id, act: 'remind', subject: id, detail: { urgency } })
  const replies = await toOperators(tx, kit, saved, fill(kit.words.card[urgency], told))
  await tx.outbox.add(
    replies.map(({ to, reply }) => ({ id: kit.newId(), to, turn: null, reply })),
    now,
  )
  return true
}

/** Reminds before a target is missed, tells the supervisor before it is, and lets untouched drafts expire. */
export const createReminders = (parts: RemindersParts): Loop => {
  const { store, kit, now } = parts

  const step = async (): Promise<boolean> => {
    const at = now()
    let found = false
    for (const id of await store.requests.toRemind(at, BATCH_MAX)) {
      const told = await store.transaction((tx) => remind(tx, kit, id, at))
      if (told) parts.bell.ring('outbox')
      found = found || told
    }
    const settings = await kit.settings.current(store)
    const before = new Date(at.getTime() - settings.count('draftDays') * DAY_MS)
    for (const id of await store.requests.draftsUntouchedSince(before, BATCH_MAX)) {
      const expired = await store.transaction((tx) =>
        perform(tx, kit, { request: id, act: 'expire', by: clockwork, now: at }),
      )
      found = found || expired.ok
    }
    return found
  }

  return createLoop(step, parts.idleMs ?? IDLE_MS, (thrown) => parts.onFault('reminders', thrown))
}
