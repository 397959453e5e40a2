import { DAY_MS } from '../../base/times.ts'
import type { Desk } from '../parts.ts'
import { Empty, Table, Tag, TimeCell } from './pieces.tsx'
import type { Visit } from '../route.ts'

const REPLICA_MS = 60_000
const MONTH_MS = 30 * DAY_MS

export const Model = async ({ desk, visit }: { desk: Desk; visit: Visit }) => {
  const { quality } = desk.store
  const until = new Date(visit.now.getTime() + 1)
  const spent = (ms: number) => quality.spend(new Date(visit.now.getTime() - ms), until)
  const rows = [
    ['24時間', await spent(DAY_MS)],
    ['7日間', await spent(7 * DAY_MS)],
    ['30日間', await spent(MONTH_MS)],
  ] as const
  return (
    <section class="panel" aria-labelledby="model-title">
      <h2 id="model-title">生成AIの利用</h2>
      <Table
        label="生成AIの利用（期間ごと）"
        heads={['期間', '呼び出し', '入力トークン', '出力トークン', '退けた行']}
        numbers={[1, 2, 3, 4]}
      >
        {rows.map(([label, { calls, tokensIn, tokensOut, removed }]) => (
          <tr>
            <th scope="row">{label}</th>
            {[calls, tokensIn, tokensOut, removed].map((value) => (
              <td class="number">{value.toLocaleString('ja-JP')}</td>
            ))}
          </tr>
        ))}
      </Table>
    </section>
  )
}

const RESTING_MAX = 100

/** Sheets that wait for a person: printed and not sent yet, or sent into silence. */
export const Resting = async ({ desk }: { desk: Desk }) => {
  const resting = await desk.store.dispatches.resting(RESTING_MAX)
  if (resting.length === 0) return null
  return (
    <section class="panel" aria-labelledby="resting-title">
      <h2 id="resting-title">人の確認を待つ送付</h2>
      <Table label="人の確認を待つ送付" heads={['相談票', '送り方', '状態', '日時']}>
        {resting.map(({ request, route, state, createdAt }) => (
          <tr>
            <th scope="row">
              <a href={`/console/requests/${request}`}>相談票を開く</a>
            </th>
            <td>{desk.words.routes[route] ?? route}</td>
            <td>
              <Tag kind="check">{state === 'printed' ? '印刷待ち' : '届いたか未確認'}</Tag>
            </td>
            <TimeCell at={createdAt} />
          </tr>
        ))}
      </Table>
    </section>
  )
}

export const Replicas = async ({ desk, visit }: { desk: Desk; visit: Visit }) => {
  const replicas = await desk.store.workplace.replicas(new Date(visit.now.getTime() - REPLICA_MS))
  const current = desk.knowledge.current()?.version ?? null
  return (
    <section class="panel" aria-labelledby="replicas-title">
      <h2 id="replicas-title">索引の版</h2>
      <p>
        この画面のサーバー：<code>{current ?? 'なし'}</code>
      </p>
      {replicas.length === 0 ? (
        <Empty>サーバーからの知らせがまだありません。</Empty>
      ) : (
        <Table label="サーバーごとの索引の版" heads={['サーバー', '索引の版', '起動', '最後の知らせ']}>
          {replicas.map(({ id, indexVersion, startedAt, seenAt }) => (
            <tr>
              <th scope="row">
                <code>{id}</code>
                {id === desk.replica ? '（ここ）' : ''}
              </th>
              <td>
                <code>{indexVersion ?? 'なし'}</code>{' '}
                {indexVersion === current ? null : <Tag kind="check">この画面と違います</Tag>}
              </td>
              <TimeCell at={startedAt} />
              <TimeCell at={seenAt} />
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

export const Windows = ({ desk }: { desk: Desk }) => {
  const windows = desk.knowledge.current()?.windows ?? []
  return (
    <section class="panel" aria-labelledby="windows-title">
      <h2 id="windows-title">相談窓口の一覧</h2>
      {windows.length === 0 ? (
        <Empty>窓口の一覧はありません。</Empty>
      ) : (
        <Table label="相談窓口の連絡先" heads={['都道府県', '窓口', '分野', '電話', 'メール・アドレス', '時点']}>
          {windows.map(({ prefecture, name, topics, phone, email, url, as_of }) => (
            <tr>
              <td class="nowrap">{prefecture ?? '全国'}</td>
              <th scope="row" class="cell-wide">
                {name}
              </th>
              <td>{topics.join('・')}</td>
              <td class="nowrap">{phone ?? '—'}</td>
              <td>{[email, url].filter(Boolean).join(' ') || '—'}</td>
              <td class="nowrap">{as_of ?? '—'}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}
