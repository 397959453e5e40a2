import { createLoop, type Loop } from '../base/loop.ts'
import { fill } from '../base/words.ts'
import { readEmail } from '../japanese/contact.ts'
import type { Operator, RequestLook, Store } from '../store/store.ts'
import { hoursOf } from './deadlines.ts'
import { japanDay } from './hours.ts'
import type { Kit } from './kit.ts'
import { type MailParts, sendLetter } from './mail.ts'
import { timeInWords } from './notices.ts'

/** How often it is looked whether today's mail is still to be sent; of several replicas one sends it. */
const LOOK_MS = 5 * 60_000
const OPERATORS_MAX = 500
const LINES_MAX = 10
const SENT_MAX = 2_000
const WISHES = 'digest-wishes'
const SENT = 'digest-sent'

/** Where an operator wants the day's mail; null where they want none. */
export const digestWish = (store: Store, operator: string): Promise<string | null> => store.shelf.get(WISHES, operator)

/** Keeps the wish; empty ends it. False where it is no mail address. */
export const wishDigest = async (store: Store, operator: string, mail: string, now: Date): Promise<boolean> => {
  if (mail.trim() === '') {
    await store.shelf.remove(WISHES, operator)
    return true
  }
  const read = readEmail(mail)
  if (!('value' in read)) return false
  await store.shelf.put(WISHES, operator, read.value, now)
  return true
}

/** What waits for one operator, by number and due time only: a mail may be read over a shoulder. */
const lettersOf = async (store: Store, kit: Kit, operator: Operator, now: Date) => {
  const { digest, states } = kit.words
  const list = (filter: Parameters<Store['requests']['list']>[0]) =>
    store.requests.list(filter, 'due', null, LINES_MAX + 1)
  const [late, mine, fresh] = await Promise.all([
    list({ filed: 'open', overdueAt: now }),
    list({ filed: 'open', owner: operator.id }),
    list({ states: ['submitted', 'informed'] }),
  ])
  const count = ({ rows }: { rows: RequestLook[] }) =>
    rows.length > LINES_MAX ? fill(digest.more, { n: LINES_MAX }) : String(rows.length)
  const part = (title: string, { rows }: { rows: RequestLook[] }) =>
    rows.length === 0
      ? []
      : [
          '',
          title,
          ...rows.slice(0, LINES_MAX).map(({ number, state, dueAt }) =>
            fill(digest.line, {
              number: number ?? '',
              state: states[state],
              due: dueAt === null ? digest.noDue : timeInWords(dueAt),
            }),
          ),
        ]
  const counts = { late: count(late), mine: count(mine), fresh: count(fresh) }
  const lines = [
    fill(digest.lead, { name: operator.name, ...counts }),
    ...part(digest.late, late),
    ...part(digest.mine, mine),
    ...part(digest.fresh, fresh),
    '',
    kit.publicUrl === null ? digest.noLink : fill(digest.link, { link: `${kit.publicUrl}/console/home` }),
    digest.end,
  ]
  return { subject: fill(digest.subject, counts), text: lines.join('\n') }
}

/** One look: sends today's mail to everyone who wants it and did not get it yet, while the desk is open. */
export const sendDigests = async (parts: {
  store: Store
  kit: Kit
  mail: MailParts
  now: Date
  onFault: (thrown: unknown) => void
}): Promise<number> => {
  const { store, kit, now } = parts
  const hours = hoursOf(await kit.settings.current(store))
  if (!hours.isOpen(now)) return 0
  const day = japanDay(now)
  let sent = 0
  for (const operator of await store.operators.all(OPERATORS_MAX)) {
    const to = operator.disabled ? null : await digestWish(store, operator.id)
    const key = `${day}/${operator.id}`
    if (to === null || !(await store.shelf.claim(SENT, key, now.toISOString(), now))) continue
    try {
      const letter = await lettersOf(store, kit, operator, now)
      await sendLetter(parts.mail, { ...letter, to, id: `digest-${day}-${operator.id}`, date: now })
      sent++
    } catch (thrown) {
      // Not sent today: the next look tries again.
      await store.shelf.remove(SENT, key)
      parts.onFault(thrown)
    }
  }
  for (const { key } of await store.shelf.list(SENT, '', SENT_MAX)) {
    if (key < day) await store.shelf.remove(SENT, key)
  }
  return sent
}

/** Tells operators who want it, each working day as the desk opens, what waits for them. */
export const createDigest = (parts: {
  store: Store
  kit: Kit
  mail: MailParts
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
}): Loop => {
  const onFault = (thrown: unknown) => parts.onFault('digest', thrown)
  const step = async () => {
    await sendDigests({ ...parts, now: parts.now(), onFault })
    return false
  }
  return createLoop(step, LOOK_MS, onFault)
}
