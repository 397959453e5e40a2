import type { RequestFilter, RequestState } from '../store/store.ts'
import { requestStates } from '../vocabulary/cases.ts'

/** The tabs of the queue: which requests, in which order. */
export const views = ['new', 'mine', 'waiting', 'overdue', 'open', 'all'] as const
export type View = (typeof views)[number]

export const viewLabels: Record<View, string> = {
  new: '新着',
  mine: '自分の担当',
  waiting: '相談者の回答待ち',
  overdue: '期限超過',
  open: '対応中すべて',
  all: '終了を含むすべて',
}

export const filedStates: RequestState[] = requestStates.filter((state) => state !== 'draft' && state !== 'expired')

export const isView = (text: string): text is View => views.some((view) => view === text)
export const isFiled = (text: string): text is RequestState => filedStates.some((state) => state === text)

/** Orders that a person may choose instead of the tab's own. */
export const orders = ['due', 'newest', 'oldest', 'updated'] as const
export type Order = (typeof orders)[number]
export const orderLabels: Record<Order, string> = {
  due: '期限が近い順',
  newest: '受付が新しい順',
  oldest: '受付が古い順',
  updated: '更新が新しい順',
}
const isOrder = (text: string): text is Order => orders.some((order) => order === text)

export const SEARCH_CHARACTERS_MAX = 100
/** Rows of one page of the list. */
export const PAGE_ROWS = 50

export interface Looking {
  view: View
  text: string
  topic: string
  tag: string
  prefecture: string
  channel: string
  state: string
  /** Empty: as the tab has it. */
  order: Order | ''
  after: string
}

export const lookingOf = (query: URLSearchParams): Looking => {
  const of = (name: string) => (query.get(name) ?? '').slice(0, SEARCH_CHARACTERS_MAX)
  const view = of('view')
  const order = of('order')
  return {
    view: isView(view) ? view : 'new',
    text: of('q').trim(),
    topic: of('topic'),
    tag: of('tag'),
    prefecture: of('prefecture'),
    channel: of('channel'),
    state: of('state'),
    order: isOrder(order) ? order : '',
    after: of('after'),
  }
}

/** A way of looking as the address of the page says it. */
export const queryOf = (looking: Looking, change: Partial<Looking> = {}): Record<string, string> => {
  const { text, ...rest } = { ...looking, ...change }
  return { ...rest, q: text, view: rest.view }
}

const bases = (operator: string, now: Date): Record<View, { filter: RequestFilter; sort: Order }> => ({
  new: { filter: { states: ['submitted', 'informed'] }, sort: 'due' },
  mine: { filter: { filed: 'open', owner: operator }, sort: 'updated' },
  waiting: { filter: { states: ['asked'] }, sort: 'updated' },
  overdue: { filter: { filed: 'open', overdueAt: now }, sort: 'due' },
  open: { filter: { filed: 'open' }, sort: 'updated' },
  all: { filter: { filed: true }, sort: 'newest' },
})

export const filterOf = (looking: Looking, operator: string, now: Date) => {
  const { filter, sort } = bases(operator, now)[looking.view]
  const { text, topic, tag, prefecture, channel, state, order } = looking
  return {
    sort: order === '' ? sort : order,
    filter: {
      ...filter,
      ...(text === '' ? {} : { text }),
      ...(topic === '' ? {} : { topic }),
      ...(tag === '' ? {} : { tag }),
      ...(prefecture === '' ? {} : { prefecture }),
      ...(channel === '' ? {} : { channel }),
      ...(isFiled(state) ? { states: [state] } : {}),
    } satisfies RequestFilter,
  }
}
