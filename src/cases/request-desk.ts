import { DAY_MS } from '../base/times.ts'
import { randomBytes } from 'node:crypto'
import type { CasePage, RequestDesk } from '../channels/channel.ts'
import type { Repositories, Store, StoredRequest } from '../store/store.ts'
import { formOf, openDraft } from './drafts.ts'
import { asSent } from './fields.ts'
import type { Kit } from './kit.ts'
import { findRequest, storyOf } from './mine.ts'
import { timeInWords } from './notices.ts'
import { sendingPreview } from './preview.ts'
import { sha256 } from './receipt.ts'
import { isConcluded, isOpen } from './states.ts'
import { linkedAddress, seenFrom } from './whereabouts.ts'
import { createWriting } from './writing.ts'

const MINE_MAX = 20
const EVENTS_MAX = 200
/** 192 random bits in base64url. */
const TOKEN_BYTES = 24
/** A link opens its request for as long as one usually goes on; the next mail brings a fresh one. */
const LINK_MS = 60 * DAY_MS

/** A fresh link to a request; only its hash is kept. */
export const linkTo = async (tx: Pick<Repositories, 'requests'>, request: string, now: Date): Promise<string> => {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  await tx.requests.putLink(sha256(token), request, new Date(now.getTime() + LINK_MS))
  return token
}

/** What channels may ask about requests; everything that changes one but the opening of a draft goes by the inbox. */
export const requestDesk = (parts: { store: Store; kit: Kit; now: () => Date }): RequestDesk => {
  const { store, kit, now } = parts

  const linked = async (token: string): Promise<StoredRequest | null> => {
    const id = await store.requests.linked(sha256(token), now())
    const request = id === null ? null : await store.requests.get(id)
    return request === null || request.erasedAt !== null ? null : request
  }

  const { writes, isAnswered } = createWriting(parts)

  return {
    writes,
    isAnswered,

    async form(address, person, turn) {
      const { memory } = await store.work.conversation(address)
      const { own } = await seenFrom(store, kit, address, person)
      const from = { address: own ?? address, began: address, person, turn, memory, now: now() }
      const draft = await store.transaction((tx) => openDraft(tx, kit, from))
      return formOf(draft, {}, kit, await kit.settings.current(store), now())
    },
    check: (fields) => kit.reader.readAll(asSent(fields)).problems,
    fields: () => kit.reader.form({}, {}),
    async mine(address, person) {
      const requests = await store.requests.of(address.channel, person.id, MINE_MAX)
      return requests
        .filter(({ state, erasedAt }) => state !== 'expired' && erasedAt === null)
        .map((request) => ({
          request: request.id,
          number: request.number,
          state: request.state,
          stateLabel: kit.words.states[request.state],
          summary: request.summary,
          at: request.submittedAt ?? request.createdAt,
        }))
    },

    open: (number, contact) =>
      store.transaction(async (tx) => {
        const found = await findRequest(tx, { number, contact }, now())
        if (found === null) return null
        const at = now()
        await tx.audit.append({ at, actor: 'person', act: 'find', subject: found.id, detail: {} })
        return linkTo(tx, found.id, at)
      }),

    async page(token): Promise<CasePage | null> {
      const request = await linked(token)
      if (request === null) return null
      const story = storyOf(await store.requests.events(request.id, EVENTS_MAX), kit)
      return {
        request: request.id,
        number: request.number ?? '',
        stateLabel: kit.words.states[request.state],
        due: isOpen(request.state) && request.dueAt !== null ? timeInWords(request.dueAt) : null,
        sent: kit.reader.lines(request.fields).map(({ label, value }) => ({ label, value })),
        story: story.map((line) => ({ ...line, at: timeInWords(line.at) })),
        write: isOpen(request.state) || isConcluded(request.state),
        withdraw: isOpen(request.state) ? `${kit.words.dialogue.withdrawSure}：${request.id}` : null,
        mails: kit.mails && (request.fields['email'] ?? '') !== '' ? request.fields['mails'] !== 'off' : null,
        receipt: request.receipt?.sha256 ?? null,
        from: linkedAddress(request.id),
        person: request.person,
      }
    },

    async preview(id) {
      const request = await store.requests.get(id)
      return request === null || request.number === null ? null : sendingPreview(store, kit, request)
    },

    async mails(token, wanted) {
      const request = await linked(token)
      if (request === null) return false
      return store.transaction(async (tx) => {
        const current = await tx.requests.lock(request.id)
        if (current === null) return false
        const { mails: _, ...fields } = current.fields
        return (await tx.requests.save({ ...current, fields: wanted ? fields : { ...fields, mails: 'off' } })) !== null
      })
    },
  }
}
