import { keepable } from '../../question/mask.ts'
import type { StoredRequest } from '../../store/store.ts'
import type { Desk } from '../parts.ts'
import type { Visit } from '../route.ts'
import { TEXT_CHARACTERS_MAX } from './request-acts.tsx'

/** Erased together with the request: the store knows this room by its name. */
const ROOM = 'reply-drafts'
const DRAFTS_MAX = 20

/** Each operator's own, so that two who write at once do not write over each other. */
const keyOf = (visit: Visit, request: Pick<StoredRequest, 'id'>): string => `${request.id}/${visit.operator.id}`

export interface ReplyDraft {
  text: string
  at: Date
}

/** What an operator had begun to write and did not send yet. */
export const draftOf = async ({ store }: Desk, visit: Visit, request: StoredRequest): Promise<ReplyDraft | null> => {
  const key = keyOf(visit, request)
  const found = (await store.shelf.list(ROOM, key, 1)).find((row) => row.key === key)
  return found === undefined ? null : { text: found.value, at: found.at }
}

/** Keeps what is typed; nothing typed is nothing kept. */
export const keepDraft = async ({ store }: Desk, visit: Visit, request: StoredRequest): Promise<ReplyDraft | null> => {
  const text = keepable(visit.form.text('text').replaceAll('\r\n', '\n').slice(0, TEXT_CHARACTERS_MAX))
  const key = keyOf(visit, request)
  // A request that was erased meanwhile keeps nothing.
  if (text.trim() === '' || request.erasedAt !== null) {
    await store.shelf.remove(ROOM, key)
    return null
  }
  await store.shelf.put(ROOM, key, text, visit.now)
  return { text, at: visit.now }
}

/** It was sent, or is not wanted any more. */
export const dropDraft = ({ store }: Desk, visit: Visit, request: Pick<StoredRequest, 'id'>): Promise<void> =>
  store.shelf.remove(ROOM, keyOf(visit, request))

/** Requests that this operator has something unsent for, newest first. */
export const unsentOf = async ({ store }: Desk, visit: Visit): Promise<string[]> => {
  const rows = await store.shelf.list(ROOM, '', DRAFTS_MAX * 10)
  const own = rows.filter(({ key }) => key.endsWith(`/${visit.operator.id}`))
  return own.slice(0, DRAFTS_MAX).map(({ key }) => key.slice(0, key.indexOf('/')))
}
