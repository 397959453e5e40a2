import { Back } from '../pages/pieces.tsx'
import type { StoredRequest } from '../../store/store.ts'
import { show } from '../frame.ts'
import { Csrf } from '../pages/layout.tsx'
import type { Desk } from '../parts.ts'
import type { Visit } from '../route.ts'

/** Erases whoever filed this request, everywhere in their channel, and shows what went and what had to stay. */
export const eraseWhose = async (desk: Desk, visit: Visit, request: StoredRequest): Promise<Response> => {
  const { words } = await desk.room.erase(request, visit.operator, visit.form.text('open') === '1')
  return show(desk, visit, {
    title: '個人情報の消去',
    at: '/console',
    children: (
      <>
        <Back to="/console" label="受付" />
        <h1>{request.number} の相談者の個人情報を消しました</h1>
        <ul>
          {words.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      </>
    ),
  })
}

/** The way to it, for supervisors, below everything else of a request. */
export const EraseForm = ({ request, csrf }: { request: StoredRequest; csrf: string }) => (
  <details class="panel">
    <summary>相談者の個人情報を消す</summary>
    <form
      method="post"
      action={`/console/requests/${request.id}/erase`}
      class="stack"
      data-confirm="この相談者の発言・返信・相談票をすべて消します。元に戻せません。よろしいですか。"
    >
      <Csrf token={csrf} />
      <p>この相談者がこの窓口で書いた内容、返信、評価、終わった相談票を、すべての記録から消します。元に戻せません。</p>
      {request.closedAt === null ? (
        <div class="choice">
          <input type="checkbox" id="erase-open" name="open" value="1" />
          <label for="erase-open">対応中の相談票も消す</label>
        </div>
      ) : null}
      <button class="button button-danger" type="submit">
        消す
      </button>
    </form>
  </details>
)
