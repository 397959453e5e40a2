/** What was sent to the secretariat, by which route and how far it got: each route's state is its own truth. */
import type { Dispatch } from '../../store/store.ts'
import { type Acting, Hidden } from '../acts/request-acts.tsx'
import { Csrf } from './layout.tsx'
import { Tag, Time } from './pieces.tsx'

const dispatchLabel = {
  due: '送信待ち',
  sent: '相手が受け付けました',
  dead: '送信できず',
  printed: '印刷待ち',
  uncertain: '届いたか未確認',
} as const

const proofLabel: Record<string, string> = {
  to: '宛先',
  response: '相手の応答',
  messageId: 'メッセージID',
  fax: 'FAX番号',
  file: '印刷用ファイル',
  status: '相手の応答',
  answer: '応答の内容',
  pdf: '申込書の照合値',
  body: '送った内容の照合値',
}

/** What proves a delivery, by the names that the route gave to it. */
const provenBy = (proof: string): [string, string][] => {
  try {
    const read: unknown = JSON.parse(proof)
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
      return Object.entries(read).map(([name, value]) => [proofLabel[name] ?? name, String(value)])
    }
  } catch {
    // A route may tell its proof in words of its own.
  }
  return [['', proof]]
}

const Proof = ({ proof }: { proof: string }) => (
  <details class="dim">
    <summary>送達の記録</summary>
    <dl class="proof">
      {provenBy(proof).map(([name, value]) => (
        <div>
          {name === '' ? null : <dt>{name}</dt>}
          <dd>
            <code>{value}</code>
          </dd>
        </div>
      ))}
    </dl>
  </details>
)

export const Dispatched = (given: { acting: Acting; dispatches: Dispatch[]; routeLabel: (name: string) => string }) => {
  const { acting, dispatches } = given
  if (dispatches.length === 0) return null
  return (
    <section class="panel" aria-labelledby="dispatch-title">
      <h2 id="dispatch-title">事務局への送付</h2>
      <ul class="dispatches">
        {dispatches.map(({ id, route, state, createdAt, sentAt, proof, error, attempts }) => (
          <li>
            <p>
              <strong>{given.routeLabel(route)}</strong>{' '}
              <Tag kind={state}>
                {state === 'dead' && sentAt !== null ? '不達（戻ってきました）' : dispatchLabel[state]}
              </Tag>{' '}
              <Time at={sentAt ?? createdAt} />
            </p>
            {error ? (
              <p class="error">
                {error}
                {sentAt === null ? `（${attempts}回試行）` : ''}
              </p>
            ) : null}
            {proof ? <Proof proof={proof} /> : null}
            {(state === 'printed' || state === 'uncertain') && acting.acts.includes('confirm') ? (
              <form method="post" action={`/console/requests/${acting.request.id}/acts/confirm`} class="row">
                <Hidden request={acting.request} csrf={acting.csrf} />
                <input type="hidden" name="field.dispatch" value={id} />
                <p>
                  {state === 'printed'
                    ? '申込書を印刷して送ったら、ここで知らせてください。相談者には、そのあとで「送りました」と伝わります。'
                    : '相手のサーバーが受け取ったか確かめられませんでした。事務局に届いていたら、ここで知らせてください。'}
                </p>
                <button class="button button-main" type="submit">
                  {state === 'printed' ? '送信した' : '届いていた'}
                </button>
              </form>
            ) : null}
            {state !== 'dead' && acting.acts.includes('bounced') ? (
              <details>
                <summary>不達を記録する</summary>
                <form method="post" action={`/console/requests/${acting.request.id}/acts/bounced`} class="row">
                  <Hidden request={acting.request} csrf={acting.csrf} />
                  <input type="hidden" name="field.dispatch" value={id} />
                  <div class="field field-grow">
                    <label for={`b-${id}`}>理由</label>
                    <input id={`b-${id}`} name="text" maxlength={200} />
                  </div>
                  <button class="button" type="submit">
                    記録する
                  </button>
                </form>
              </details>
            ) : null}
            {(state === 'dead' || state === 'uncertain') && acting.acts.includes('send') ? (
              <form method="post" action={`/console/operations/dispatches/${id}/revive`}>
                <Csrf token={acting.csrf} />
                <input type="hidden" name="back" value={acting.request.id} />
                <button class="button" type="submit">
                  もう一度送る
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
