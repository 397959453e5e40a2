import type { StoredRequest } from '../../store/store.ts'
import { show } from '../frame.ts'
import type { Desk } from '../parts.ts'
import { Back, Empty, Facts, Presses } from './pieces.tsx'
import { Hidden } from '../acts/request-acts.tsx'
import type { Visit } from '../route.ts'

/** What would be sent, by which route, before anything is. */
export const previewPage = async (desk: Desk, visit: Visit, request: StoredRequest): Promise<Response> => {
  const { room } = desk
  const preview = await room.preview(request)
  const routes = await room.routes()
  const view = await room.view(request, visit.operator)
  const may = view?.acts.some(({ act }) => act === 'send') ?? false
  return show(desk, visit, {
    title: `${request.number ?? ''} の送付`,
    at: '/console',
    children: (
      <>
        <Back to={`/console/requests/${request.id}`} label={`${request.number} `} />
        <h1>送る内容の確認</h1>
        <section class="panel" aria-labelledby="mail-title">
          <h2 id="mail-title">メール</h2>
          <Facts
            of={[
              ['宛先', preview.sheet.to.mail || <span class="error">事務局のメールが設定されていません</span>],
              ['件名', preview.subject],
            ]}
          />
          <pre class="mail" tabindex={0} aria-label="メールの本文">
            {preview.text}
          </pre>
          <p>
            添付：
            <a href={`/console/requests/${request.id}/sheet.pdf`} target="_blank" rel="noopener">
              申込書（PDF・A4）を開く
            </a>
          </p>
        </section>
        {may ? (
          <section class="panel" aria-labelledby="send-title">
            <h2 id="send-title">送る</h2>
            <form method="post" action={`/console/requests/${request.id}/acts/send`} class="stack">
              <Hidden request={request} csrf={visit.csrf} />
              <fieldset class="choices">
                <legend>送り方</legend>
                {routes.map(({ name, label }, n) => (
                  <div class="choice">
                    <input type="checkbox" id={`r-${n}`} name="field.routes" value={name} checked={n === 0} />
                    <label for={`r-${n}`}>{label}</label>
                  </div>
                ))}
              </fieldset>
              {routes.length === 0 ? <Empty>使える送り方がありません。運用の担当者にご確認ください。</Empty> : null}
              <Presses press="この内容で送る" back={`/console/requests/${request.id}`} disabled={routes.length === 0} />
            </form>
          </section>
        ) : (
          <Empty>この状態では送れません。</Empty>
        )}
      </>
    ),
  })
}
