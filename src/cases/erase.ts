import type { Store } from '../store/store.ts'
import { removeSheets } from './fax.ts'
import type { Kit } from './kit.ts'

export interface ErasedWhole {
  messages: number
  replies: number
  requests: number
  /** Numbers of requests that are still open, and so were kept. */
  open: string[]
  sheets: number
  /** What was erased and what was kept, and why, in words for whoever asked. */
  words: string[]
}

/** What an operator tells the person: lines of what is gone and what has to stay. */
const told = (kit: Kit, done: Omit<ErasedWhole, 'words'>): string[] => {
  const { erased } = kit.words
  const counts = `${erased.gone}：${done.messages + done.replies}${erased.messages}、${done.requests}${erased.requests}`
  return [
    counts,
    ...(done.open.length > 0 ? [`${erased.keptOpen}：${done.open.join('、')}`] : []),
    erased.keptAudit,
    erased.keptReceipt,
    erased.keptSent,
    erased.keptPlatform,
    erased.keptBackup,
  ]
}

/**
 * Erases one person in one channel everywhere. Open requests are kept unless `open` says otherwise, since somebody still
 * works on them. The audit log is not touched: it never held personal data, and its chain stays verifiable.
 */
export const erasePerson = async (
  store: Store,
  kit: Kit,
  of: { channel: string; person: string; open: boolean; by: string; now: Date; tray?: string },
): Promise<ErasedWhole> => {
  const { channel, person, by, now: at } = of
  const done = await store.transaction(async (tx) => {
    const all = await tx.retention.requestsOfPerson(channel, person)
    const going = all.filter(({ closed }) => closed || of.open)
    for (const { id } of going) await tx.roster.release(id)
    const erased = await tx.retention.erasePerson({ channel, person, requests: going.map(({ id }) => id) })
    for (const { id } of going) {
      await tx.retention.eraseRequest(id, at)
      await tx.audit.append({ at, actor: by, act: 'erase', subject: id, detail: {} })
    }
    const detail = { channel, messages: erased.messages, requests: going.length, kept: all.length - going.length }
    await tx.audit.append({ at, actor: by, act: 'erase.person', subject: 'person', detail })
    const numbers = (of_: typeof all) => of_.flatMap(({ number }) => (number === null ? [] : [number]))
    return {
      ...erased,
      going: numbers(going),
      requests: going.length,
      open: numbers(all.filter((each) => !going.includes(each))),
    }
  })
  const sheets = of.tray === undefined ? 0 : await removeSheets(of.tray, done.going)
  await store.scrub()
  const { going: _, ...counted } = { ...done, sheets }
  return { ...counted, words: told(kit, counted) }
}
