/**
 * Whose eyes the work that goes on is done for: the groups of the person who asked. It goes along by itself with all
 * that is done for them, so that no room can forget to pass it on and show what that person may not read.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

const reader = new AsyncLocalStorage<readonly string[]>()

/** Does something for a person of these groups. */
export const readingFor = <T>(groups: readonly string[], work: () => T): T => reader.run(groups, work)

/** The groups of whoever it is done for; none where nobody is named, so that only what everyone may read is. */
export const readerGroups = (): readonly string[] => reader.getStore() ?? []
