import { wordsOf } from '../errors.ts'
import type { Readiness } from '../channels/channel.ts'
import { mayAs } from './accounts.ts'
import { show } from './frame.ts'
import { Csrf, fragment } from './layout.tsx'
import type { Desk } from './parts.ts'
import { channelName, Empty, Facts, lengthInWords, Table, Tag, Time } from './pieces.tsx'
import { type Route, seeOther, type Visit } from './route.ts'

const DEAD_MAX = 50
const READY_MS_MAX = 1_500
/** What a channel said of itself holds for this long, so that a page never waits for a platform twice. */
const READY_KEPT_MS = 15_000
const REPLICA_MS = 60_000
const DAY_MS = 86_400_000
const MONTH_MS = 30 * DAY_MS

/** Null while a channel has not said anything yet. */
type Health = Omit<Readiness, 'ok'> & { name: string; ok: boolean | null }

/** Asks every channel at once and waits for none longer than a moment; a slow one is told as such. */
const createHealth = (desk: Desk): ((now: Date) => Health[]) => {
  let kept: Health[] = []
  let asked = 0
  const ask = async () => {
    const late: Readiness = { ok: false, detail: '応答がありません。' }
    kept = await Promise.all(
      desk.channels().map(async (channel): Promise<Health> => {
        let timer: NodeJS.Timeout | undefined
        const waiting = new Promise<Readiness>((resolve) => {
          timer = setTimeout(() => resolve(late), READY_MS_MAX)
        })
        const told = await Promise.race([channel.ready(), waiting]).catch((thrown: unknown) => {
          desk.onFault('console.ready', wordsOf(thrown))
          return late
        })
        clearTimeout(timer)
        return { name: channel.name, ...told }
      }),
    )
  }
  return (now) => {
    if (now.getTime() - asked >= READY_KEPT_MS) {
      asked = now.getTime()
      void ask()
    }
    const known = new Map(kept.map((health) => [health.name, health]))
    return desk.channels().map(({ name }) => known.get(name) ?? { name, ok: null, detail: '' })
  }
}

const Revive = ({ action, visit, values }: { action: string; visit: Visit; values: Record<string, string> }) =>
  mayAs(visit.operator.role, 'operator') ? (
    <form method="post" action={action}>
      <Csrf token={visit.csrf} />
      {Object.entries(values).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button class="button" type="submit">
        もう一度送る
      </button>
    </form>
  ) : null

const Channels = ({ health, desk }: { health: Health[]; desk: Desk }) => (
  <section
    class="panel"
    aria-labelledby="channels-title"
    hx-get="/console/operations/health"
    hx-trigger={health.some(({ ok }) => ok === null) ? 'load delay:500ms' : 'every 15s'}
    hx-swap="outerHTML"
  >
    <h2 id="channels-title">窓口の状態</h2>
    {health.length === 0 ? <Empty>つながっている窓口はありません。</Empty> : null}
    <ul class="health">
      {health.map(({ name, ok, detail }) => (
        <li>
          {ok === null ? <Tag>確認中</Tag> : <Tag kind={ok ? 'ok' : 'bad'}>{ok ? '正常' : '要確認'}</Tag>}{' '}
          <strong>{channelName(desk.words.channels, name)}</strong> <span class="dim">{detail}</span>
        </li>
      ))}
    </ul>
  </section>
)

const queues = async ({ store }: Desk) => ({
  inbox: await store.inbox.counts(),
  outbox: await store.outbox.counts(),
  dispatches: await store.dispatches.counts(),
  deadMessages: await store.inbox.dead(DEAD_MAX),
  deadReplies: await store.outbox.dead(DEAD_MAX),
  deadDispatches: await store.dispatches.dead(DEAD_MAX),
})

type Queues = Awaited<ReturnType<typeof queues>>

const age = (at: Date | null, now: Date): string =>
  at ? `（最も古いもの ${lengthInWords(now.getTime() - at.getTime())}）` : ''

const Lines = ({ queues: found, desk, visit }: { queues: Queues; desk: Desk; visit: Visit }) => (
  <section class="panel" aria-labelledby="queues-title">
    <h2 id="queues-title">処理の列</h2>
    <Facts
      of={[
        ['受信（処理待ち）', `${found.inbox.waiting}件${age(found.inbox.oldestWaitingAt, visit.now)}`],
        ['返信（送信待ち）', `${found.outbox.due}件${age(found.outbox.oldestDueAt, visit.now)}`],
        ['事務局への送付（送信待ち）', `${found.dispatches.due}件`],
        [
          '処理できなかったもの',
          `受信 ${found.inbox.dead}件・返信 ${found.outbox.dead}件・送付 ${found.dispatches.dead}件`,
        ],
      ]}
    />
    {found.deadMessages.length > 0 ? (
      <Table label="処理できなかった受信" heads={['参照番号', '窓口', '内容', '原因', '日時', '操作']}>
        {found.deadMessages.map(({ inbound, reference, error }) => (
          <tr>
            <th scope="row">{reference}</th>
            <td>{channelName(desk.words.channels, inbound.from.channel)}</td>
            <td class="cell-wide">{inbound.text.slice(0, 120)}</td>
            <td>{error}</td>
            <td class="nowrap">
              <Time at={inbound.receivedAt} />
            </td>
            <td>
              <Revive
                action="/console/operations/inbox/revive"
                visit={visit}
                values={{ channel: inbound.from.channel, id: inbound.id }}
              />
            </td>
          </tr>
        ))}
      </Table>
    ) : null}
    {found.deadReplies.length > 0 ? (
      <Table label="送れなかった返信" heads={['窓口', '内容', '原因', '日時', '操作']}>
        {found.deadReplies.map(({ id, to, reply, error, createdAt }) => (
          <tr>
            <th scope="row">{channelName(desk.words.channels, to.channel)}</th>
            <td class="cell-wide">{reply.text.slice(0, 120)}</td>
            <td>{error}</td>
            <td class="nowrap">
              <Time at={createdAt} />
            </td>
            <td>
              <Revive action="/console/operations/outbox/revive" visit={visit} values={{ id }} />
            </td>
          </tr>
        ))}
      </Table>
    ) : null}
    {found.deadDispatches.length > 0 ? (
      <Table label="送れなかった送付" heads={['相談票', '送り方', '原因', '日時', '操作']}>
        {found.deadDispatches.map(({ id, request, route, error, createdAt }) => (
          <tr>
            <th scope="row">
              <a href={`/console/requests/${request}`}>相談票を開く</a>
            </th>
            <td>{desk.words.routes[route] ?? route}</td>
            <td class="cell-wide">{error}</td>
            <td class="nowrap">
              <Time at={createdAt} />
            </td>
            <td>
              <Revive action={`/console/operations/dispatches/${id}/revive`} visit={visit} values={{}} />
            </td>
          </tr>
        ))}
      </Table>
    ) : null}
  </section>
)

const Model = async ({ desk, visit }: { desk: Desk; visit: Visit }) => {
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
        heads={['期間', '呼び出し', '入力トークン', '出力トークン', '除いた文']}
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

const Replicas = async ({ desk, visit }: { desk: Desk; visit: Visit }) => {
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
              <td class="nowrap">
                <Time at={startedAt} />
              </td>
              <td class="nowrap">
                <Time at={seenAt} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

const Windows = ({ desk }: { desk: Desk }) => {
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

const audited = (desk: Desk, visit: Visit, subject: string) =>
  desk.store.transaction((tx) =>
    tx.audit.append({ at: visit.now, actor: visit.operator.id, act: 'retry', subject, detail: {} }),
  )

export const operationRoutes = (desk: Desk): Route[] => {
  const { store, room } = desk
  const healthAt = createHealth(desk)
  const back = (done: boolean) => seeOther(`/console/operations?done=${done ? 'revived' : 'gone'}`)
  return [
    {
      method: 'GET',
      path: '/console/operations',
      role: 'viewer',
      async handle(visit) {
        const found = await queues(desk)
        const model = await Model({ desk, visit })
        const replicas = await Replicas({ desk, visit })
        return show(desk, visit, {
          title: '運用',
          at: '/console/operations',
          children: (
            <>
              <h1>運用</h1>
              <Channels health={healthAt(visit.now)} desk={desk} />
              <Lines queues={found} desk={desk} visit={visit} />
              {model}
              {replicas}
              <Windows desk={desk} />
            </>
          ),
        })
      },
    },
    {
      method: 'GET',
      path: '/console/operations/health',
      role: 'viewer',
      handle: (visit) => fragment(<Channels health={healthAt(visit.now)} desk={desk} />),
    },
    {
      method: 'POST',
      path: '/console/operations/inbox/revive',
      role: 'operator',
      async handle(visit) {
        const [channel, id] = [visit.form.text('channel'), visit.form.text('id')]
        const done = await store.inbox.revive(channel, id, visit.now)
        if (done) {
          await audited(desk, visit, `inbox:${channel}:${id}`)
          room.arrived()
        }
        return back(done)
      },
    },
    {
      method: 'POST',
      path: '/console/operations/outbox/revive',
      role: 'operator',
      async handle(visit) {
        const id = visit.form.text('id')
        const done = await store.outbox.revive(id, visit.now)
        if (done) {
          await audited(desk, visit, `outbox:${id}`)
          room.said()
        }
        return back(done)
      },
    },
    {
      method: 'POST',
      path: '/console/operations/dispatches/:id/revive',
      role: 'operator',
      async handle(visit) {
        const done = await room.retry(visit.params['id'] ?? '', visit.operator)
        const request = visit.form.text('back')
        const known = request === '' ? null : await store.requests.get(request)
        return known === null ? back(done) : seeOther(`/console/requests/${known.id}?done=${done ? 'revived' : 'gone'}`)
      },
    },
  ]
}
