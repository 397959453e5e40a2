import type { Bookshelf } from '../channels/channel.ts'
import { type KnowledgeDesk, proposedFile } from '../console/console.ts'
import { dayInJapan, dayName } from '../japanese/calendar.ts'
import type { Store } from '../store/store.ts'
import type { Query, Ranked } from '../vocabulary/types.ts'
import type { Edition } from './published.ts'

const TEMPLATES_MAX = 200

/** What operators look up from a chat, and what they propose for the knowledge. */
export const createBookshelf = (parts: {
  store: Store
  edition: () => Edition | null
  retrieve: (query: Query, edition: Edition) => Promise<Ranked[]>
  knowledge: Pick<KnowledgeDesk, 'put' | 'build'>
  now: () => Date
}): Bookshelf => {
  const { store, now } = parts
  return {
    async passages(sought, limit) {
      const edition = parts.edition()
      if (edition === null) return []
      const ranked = await parts.retrieve({ text: sought, asOf: dayInJapan(now()), limit }, edition)
      // Whoever looks from a chat is not known by their groups.
      const open = ranked.filter(({ document }) => (document.groups ?? []).length === 0)
      return open.map(({ passage, document }) => ({
        title: passage.title,
        text: passage.text,
        source: [document.title, document.issued === null ? '' : dayName(document.issued)]
          .filter((part) => part !== '')
          .join('　'),
        ...(document.url === null ? {} : { url: document.url }),
      }))
    },

    async templates(sought, limit) {
      const words = sought.split(/\s+/u).filter((word) => word !== '')
      const all = await store.workplace.templates(TEMPLATES_MAX)
      return all
        .filter(({ title, body }) => words.every((word) => `${title}\n${body}`.includes(word)))
        .slice(0, limit)
        .map(({ title, body }) => ({ title, text: body, source: '' }))
    },

    async propose({ question, answer, source, by }) {
      const at = now()
      const { name, bytes } = proposedFile({ question, answer, source }, dayInJapan(at))
      if ((await parts.knowledge.put(name, bytes)) !== 'kept') return null
      await store.audit.append({ at, actor: `teams:${by.id}`, act: 'propose', subject: name, detail: {} })
      parts.knowledge.build()
      return name
    },
  }
}
