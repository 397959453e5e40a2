import { Save } from '../pages/pieces.tsx'
import { keepable } from '../../question/mask.ts'
import type { StoredRequest } from '../../store/store.ts'
import { mayAs } from '../access/accounts.ts'
import { Csrf } from '../pages/layout.tsx'
import type { Desk } from '../parts.ts'
import { seeOther, type Visit, withQuery } from '../route.ts'
import { keepTags, tagsIn } from '../tags.ts'

/** The tags of one request, and a field that changes them all at once. */
export const Tags = ({ request, visit, known }: { request: StoredRequest; visit: Visit; known: readonly string[] }) => (
  <div class="tags">
    <span class="dim">タグ</span>
    {request.tags.length === 0 ? <span class="dim">なし</span> : null}
    {request.tags.map((tag) => (
      <a class="label" href={withQuery('/console', { view: 'all', tag })}>
        {tag}
      </a>
    ))}
    {mayAs(visit.operator.role, 'operator') && request.erasedAt === null ? (
      <details>
        <summary>直す</summary>
        <form method="post" action={`/console/requests/${request.id}/tags`} class="row">
          <Csrf token={visit.csrf} />
          <div class="field">
            <label for="tags-field">タグ（空白で区切る。個人名は書かないでください）</label>
            <input
              id="tags-field"
              name="tags"
              value={request.tags.join(' ')}
              maxlength={200}
              list="tags-known"
              autocomplete="off"
            />
          </div>
          <Save />
        </form>
      </details>
    ) : null}
    <datalist id="tags-known">
      {known.map((tag) => (
        <option value={tag}></option>
      ))}
    </datalist>
  </div>
)

export const setTags = async (desk: Desk, visit: Visit, request: StoredRequest): Promise<Response> => {
  if (request.erasedAt === null) await keepTags(desk, visit, request, tagsIn(keepable(visit.form.text('tags'))))
  return seeOther(`/console/requests/${request.id}?done=tag`)
}
