import type { RequestDesk } from '../channels/channel.ts'
import type { Store } from '../store/store.ts'
import { formOf, openDraft } from './drafts.ts'
import type { Kit } from './kit.ts'

const MINE_MAX = 20

/** What channels may ask about requests; everything that changes one but the opening of a draft goes by the inbox. */
export const requestDesk = (parts: { store: Store; kit: Kit; now: () => Date }): RequestDesk => {
  const { store, kit, now } = parts
  return {
    async form(address, person, turn) {
      const { memory } = await store.work.conversation(address)
      const from = { address, person, turn, memory, now: now() }
      const draft = await store.transaction((tx) => openDraft(tx, kit, from))
      return formOf(draft, {}, kit, await kit.settings.current(store), now())
    },
    check: (fields) => kit.reader.readAll(fields).problems,
    fields: () => kit.reader.form({}, {}),
    async mine(address, person) {
      const requests = await store.requests.of(address, person.id, MINE_MAX)
      return requests
        .filter(({ state }) => state !== 'expired')
        .map((request) => ({
          request: request.id,
          number: request.number,
          state: request.state,
          stateLabel: kit.words.states[request.state],
          summary: request.summary,
          at: request.submittedAt ?? request.createdAt,
        }))
    },
  }
}
