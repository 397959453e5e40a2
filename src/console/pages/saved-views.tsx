import { Save } from './pieces.tsx'
import { z } from 'zod'
import type { Desk } from '../parts.ts'
import { type Route, seeOther, type Visit, withQuery } from '../route.ts'
import { lookingOf, queryOf } from '../views.ts'
import { Csrf } from './layout.tsx'

const ROOM = 'console-views'
const VIEWS_MAX = 20
const NAME_CHARACTERS_MAX = 20

const kept = z.object({ name: z.string(), query: z.string() })

interface SavedView {
  key: string
  name: string
  /** Where it leads. */
  path: string
}

/** The ways of looking at the list that this operator gave a name. */
export const savedViews = async ({ store }: Desk, visit: Visit): Promise<SavedView[]> => {
  const rows = await store.shelf.list(ROOM, `${visit.operator.id}/`, VIEWS_MAX)
  return rows.toReversed().flatMap(({ key, value }) => {
    const read = kept.safeParse(JSON.parse(value))
    if (!read.success) return []
    const { name, query } = read.data
    return [{ key, name, path: withQuery('/console', queryOf(lookingOf(new URLSearchParams(query)))) }]
  })
}

/** Names that lead to saved ways of looking, and a form that saves the present one. */
export const SavedViews = ({ views, visit }: { views: SavedView[]; visit: Visit }) => {
  const query = new URLSearchParams(queryOf(lookingOf(visit.url.searchParams), { after: '' })).toString()
  return (
    <div class="saved">
      {views.length > 0 ? (
        <nav aria-label="保存した見方">
          <ul class="saved-list">
            {views.map(({ key, name, path }) => (
              <li>
                <a href={path}>{name}</a>
                <form method="post" action="/console/views/remove">
                  <Csrf token={visit.csrf} />
                  <input type="hidden" name="key" value={key} />
                  <button class="saved-remove" type="submit" aria-label={`見方「${name}」を消す`}>
                    ×
                  </button>
                </form>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      <details class="saved-new">
        <summary>今の見方を保存</summary>
        <form method="post" action="/console/views" class="row">
          <Csrf token={visit.csrf} />
          <input type="hidden" name="query" value={query} />
          <div class="field">
            <label for="view-name">見方の名前</label>
            <input id="view-name" name="name" maxlength={NAME_CHARACTERS_MAX} required autocomplete="off" />
          </div>
          <Save />
        </form>
      </details>
    </div>
  )
}

export const savedViewRoutes = (desk: Desk): Route[] => [
  {
    method: 'POST',
    path: '/console/views',
    role: 'viewer',
    async handle(visit) {
      const name = visit.form.text('name').normalize('NFKC').trim().slice(0, NAME_CHARACTERS_MAX)
      const query = queryOf(lookingOf(new URLSearchParams(visit.form.text('query'))), { after: '' })
      const known = await savedViews(desk, visit)
      const isFull = known.length >= VIEWS_MAX && known.every((view) => view.name !== name)
      if (name === '' || isFull) return seeOther(withQuery('/console', { ...query, undone: 'viewsFull' }))
      const key = `${visit.operator.id}/${name}`
      const value = JSON.stringify({ name, query: new URLSearchParams(query).toString() })
      await desk.store.shelf.put(ROOM, key, value, visit.now)
      return seeOther(withQuery('/console', { ...query, done: 'viewSaved' }))
    },
  },
  {
    method: 'POST',
    path: '/console/views/remove',
    role: 'viewer',
    async handle(visit) {
      const key = visit.form.text('key')
      if (key.startsWith(`${visit.operator.id}/`)) await desk.store.shelf.remove(ROOM, key)
      return seeOther('/console?done=viewGone')
    },
  },
]
