import { dayInJapan } from '../../japanese/calendar.ts'
import { html } from 'hono/html'
import type { Delivery, Said } from '../../store/store.ts'
import type { Assets } from './assets.ts'
import type { Shortcoming } from './chat.ts'
import type { WebHouse } from './house.ts'
import { freshTicket, type Ticket } from './identity.ts'
import { contextOf, DeskLine, Line, shortId } from './lines.tsx'
import { Page } from './page.tsx'
import type { WebWords } from './words.ts'

/** Lines of a conversation that the page shows; the older ones stay in the store. */
const LINES_MAX = 200

export interface ReadingParts {
  house: WebHouse
  channel: string
  words: WebWords
  assets: Assets
}

const seenOf = (thread: Said[]): number =>
  thread.reduce((last, { by, seq }) => (by === 'desk' ? Math.max(last, seq) : last), 0)

const waits = ({ by, state, text }: Said): boolean => by === 'person' && state === 'waiting' && text !== ''

/** Conversations as pages and parts of pages; one way of drawing a line serves the page, the script and the stream. */
export const createReading = ({ house, channel, words, assets }: ReadingParts) => {
  const threadOf = async (ticket: Ticket | null): Promise<Said[]> =>
    ticket === null ? [] : house.thread(ticket.from, LINES_MAX)

  return {
    async page(ticket: Ticket | null, shortcoming: Shortcoming | null): Promise<string> {
      const thread = await threadOf(ticket)
      const { problem = null, text = '', filled = null } = shortcoming ?? {}
      const state = {
        thread,
        context: contextOf(thread, words, house.newId, filled),
        assets,
        ticket: ticket === null ? freshTicket(channel, null).ticket : null,
        after: seenOf(thread),
        waiting: thread.some(waits),
        today: dayInJapan(house.now()),
        fault: problem === null || filled !== null ? null : { message: problem.message, text },
        nextId: house.newId(),
      }
      return html`<!doctype html>${<Page state={state} />}`
    },

    /** The conversation for the script, line by line, so that it adds just what it lacks. */
    async thread(ticket: Ticket | null) {
      const thread = await threadOf(ticket)
      const context = contextOf(thread, words, house.newId, null)
      return {
        conversation: ticket !== null,
        after: seenOf(thread),
        waiting: thread.filter(waits).map(({ id }) => shortId(id)),
        lines: await Promise.all(
          thread
            .filter(({ by, text }) => by === 'desk' || text !== '')
            .map(async (line) => ({
              id: line.by === 'desk' ? line.id : shortId(line.id),
              by: line.by,
              at: line.at.toISOString(),
              text: line.text,
              state: line.state,
              html: (await html`${<Line line={line} context={context} />}`).toString(),
            })),
        ),
      }
    },

    /** A reply just said: nothing in the conversation can have been pressed on it yet. */
    async reply({ id, createdAt, reply }: Delivery): Promise<string> {
      const context = {
        words,
        newId: house.newId,
        verdicts: new Map(),
        liveForms: new Set(reply.form ? [id] : []),
        filled: null,
      }
      return html`${<DeskLine id={id} at={createdAt} reply={reply} context={context} />}`
    },
  }
}
