import type { Store } from '../../store/store.ts'
import { csv } from '../csv.ts'
import type { Desk } from '../parts.ts'
import { noteReading } from '../reading.ts'
import type { Visit } from '../route.ts'
import { filterOf, lookingOf, PAGE_ROWS } from '../views.ts'
import { channelName, inJapan } from './pieces.tsx'

/** As many as one file holds; a longer list is narrowed first. */
const CSV_ROWS_MAX = 5_000
const heads = ['受付番号', '状態', '受付', '期限', '団体', '概要', '分野', 'タグ', '都道府県', '窓口', '担当', '完了']

/** The requests that are looked at, as a spreadsheet takes them. */
export const queueCsv = async (desk: Desk, visit: Visit): Promise<Response> => {
  const { room, words, store } = desk
  await noteReading(desk, visit, 'requests', 'read.list')
  const { filter, sort } = filterOf(lookingOf(visit.url.searchParams), visit.operator.id, visit.now)
  const rows: (string | number)[][] = []
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<Store['requests']['list']>> = await store.requests.list(
      filter,
      sort,
      after,
      PAGE_ROWS,
    )
    for (const each of page.rows) {
      rows.push([
        each.number ?? '',
        room.stateLabel(each.state),
        each.submittedAt === null ? '' : inJapan(each.submittedAt),
        each.dueAt === null ? '' : inJapan(each.dueAt),
        each.organisation,
        each.summary,
        each.topics.map((topic) => room.shown('topics', topic)).join('・'),
        each.tags.join('・'),
        each.prefecture,
        channelName(words.channels, each.address.channel),
        each.ownerName ?? '',
        each.closedAt === null ? '' : inJapan(each.closedAt),
      ])
    }
    after = page.next
  } while (after !== null && rows.length < CSV_ROWS_MAX)
  return csv('requests.csv', [heads, ...rows])
}
