import { z } from 'zod'
import { fill } from '../../base/words.ts'
import type { Bookshelf, Found } from '../channel.ts'
import { cut } from '../plain.ts'
import { type Activity, personOf } from './activity.ts'
import { factCard, proposalCard } from './cards.ts'
import { dialog } from './invokes.ts'
import type { TeamsWords } from './words.ts'

/** Looking something up beside the box and putting it into a message, and proposing knowledge from a message. */

const RESULTS_MAX = 10
const TITLE_CHARACTERS_MAX = 80
const PREVIEW_CHARACTERS_MAX = 160
const TEXT_CHARACTERS_MAX = 4_000
const ADAPTIVE = 'application/vnd.microsoft.card.adaptive'

const queryShape = z.object({
  parameters: z
    .array(z.object({ name: z.string(), value: z.unknown() }))
    .max(10)
    .catch([]),
})
const fetchShape = z.object({
  messagePayload: z
    .object({ body: z.object({ content: z.string().max(100_000).catch('') }).catch({ content: '' }) })
    .catch({ body: { content: '' } }),
})
const proposedShape = z.object({
  data: z.object({
    question: z.string().trim().min(1).max(TEXT_CHARACTERS_MAX),
    answer: z.string().trim().min(1).max(TEXT_CHARACTERS_MAX),
    source: z.string().trim().min(1).max(TEXT_CHARACTERS_MAX),
  }),
})

/** What is looked for; empty where nothing was written yet. */
const soughtIn = (value: unknown): string => {
  const [first] = queryShape.safeParse(value).data?.parameters ?? []
  return typeof first?.value === 'string' && first.name !== 'initialRun' ? first.value.trim() : ''
}

/** Teams gives a message as HTML. */
const plainIn = (html: string): string =>
  html
    .replaceAll(/<br\s*\/?>|<\/p>/giu, '\n')
    .replaceAll(/<[^>]+>/gu, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()

const previewOf = ({ title, text }: Found) => ({
  contentType: 'application/vnd.microsoft.card.thumbnail',
  content: {
    title: cut(title, TITLE_CHARACTERS_MAX),
    text: cut(text.replaceAll(/\s+/gu, ' '), PREVIEW_CHARACTERS_MAX),
  },
})

const listed = (found: readonly Found[], words: TeamsWords): Response =>
  Response.json({
    composeExtension: {
      type: 'result',
      attachmentLayout: 'list',
      attachments: found.map((each) => ({
        contentType: ADAPTIVE,
        content: factCard(each, words),
        preview: previewOf(each),
      })),
    },
  })

const told = (text: string): Response => Response.json({ composeExtension: { type: 'message', text } })

export const createExtension = (parts: {
  bookshelf: Bookshelf | undefined
  /** Whether whoever asks is an operator now, wherever they ask. */
  isOperator: (activity: Activity) => Promise<boolean>
  words: TeamsWords
  onFault: (what: string, thrown: unknown) => void
}) => {
  const { bookshelf, words } = parts

  const isOperator = (activity: Activity): Promise<boolean> =>
    parts.isOperator(activity).catch((thrown: unknown) => {
      parts.onFault('teams.member', thrown)
      return false
    })

  /** Passages are everyone's; templates are operators' own words. */
  const query = async (activity: Activity, books: Bookshelf): Promise<Response> => {
    const sought = soughtIn(activity.value)
    const templates = (await isOperator(activity)) ? await books.templates(sought, RESULTS_MAX) : []
    const passages = sought === '' ? [] : await books.passages(sought, RESULTS_MAX)
    const found = [...templates, ...passages].slice(0, RESULTS_MAX)
    return found.length === 0 ? told(words.extension.nothing) : listed(found, words)
  }

  const begin = async (activity: Activity): Promise<Response> => {
    if (!(await isOperator(activity))) return dialog.words(words.pressed.forbidden)
    const question = plainIn(fetchShape.safeParse(activity.value).data?.messagePayload.body.content ?? '')
    return dialog.card(words.extension.title, proposalCard(cut(question, TEXT_CHARACTERS_MAX), words))
  }

  const propose = async (activity: Activity, books: Bookshelf): Promise<Response> => {
    if (!(await isOperator(activity))) return dialog.words(words.pressed.forbidden)
    const read = proposedShape.safeParse(activity.value)
    if (!read.success) return dialog.words(words.extension.incomplete)
    const { id, name = '' } = personOf(activity)
    const kept = await books.propose({ ...read.data.data, by: { id, name } })
    return dialog.words(kept === null ? words.extension.full : fill(words.extension.proposed, { name: kept }))
  }

  return (activity: Activity): Promise<Response> | null => {
    if (bookshelf === undefined) return null
    if (activity.name === 'composeExtension/query') return query(activity, bookshelf)
    if (activity.name === 'composeExtension/fetchTask') return begin(activity)
    return activity.name === 'composeExtension/submitAction' ? propose(activity, bookshelf) : null
  }
}

export type Extension = ReturnType<typeof createExtension>
