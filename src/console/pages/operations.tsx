import { mayAs } from '../access/accounts.ts'
import { show } from '../frame.ts'
import { Channels, createHealth } from './health.tsx'
import { Csrf, fragment } from './layout.tsx'
import { Model, Replicas, Resting, Windows } from './operations-panels.tsx'
import type { Desk } from '../parts.ts'
import { channelName, Facts, lengthInWords, Table, TimeCell } from './pieces.tsx'
import { type Route, seeOther, type Visit } from '../route.ts'

const DEAD_MAX = 50
const TEXT_SHOWN_MAX = 120

const Revive = (given: { action: string; visit: Visit; values: Record<string, string>; label?: string }) => {
  const { action, visit, values, label = 'もう一度送る' } = given
  return mayAs(visit.operator.role, 'operator') ? (
    <form method="post" action={action}>
      <Csrf token={visit.csrf} />
      {Object.entries(values).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button class="button" type="submit">
        {label}
      </button>
    </form>
  ) : null
}

const queues = async ({ store }: Desk) => ({
  aside: await store.arrivals.aside(DEAD_MAX),
  asides: await store.arrivals.countAside(),
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
          `受け取り ${found.asides}件・受信 ${found.inbox.dead}件・返信 ${found.outbox.dead}件・送付 ${found.dispatches.dead}件`,
        ],
      ]}
    />
    {found.aside.length > 0 ? (
      <Table label="受け取れなかったもの" heads={['参照番号', '窓口', '内容', '原因', '日時', '操作']}>
        {found.aside.map(({ reference, room, words, error, at }) => (
          <tr>
            <th scope="row">{reference}</th>
            <td>{channelName(desk.words.channels, room)}</td>
            <td class="cell-wide">{Object.values(words).join(' ').slice(0, TEXT_SHOWN_MAX)}</td>
            <td>{error}</td>
            <TimeCell at={at} />
            <td>
              <Revive
                action="/console/operations/arrivals/revive"
                visit={visit}
                values={{ reference }}
                label="もう一度受け取る"
              />
            </td>
          </tr>
        ))}
      </Table>
    ) : null}
    {found.deadMessages.length > 0 ? (
      <Table label="処理できなかった受信" heads={['参照番号', '窓口', '内容', '原因', '日時', '操作']}>
        {found.deadMessages.map(({ inbound, reference, error }) => (
          <tr>
            <th scope="row">{reference}</th>
            <td>{channelName(desk.words.channels, inbound.from.channel)}</td>
            <td class="cell-wide">{inbound.text.slice(0, TEXT_SHOWN_MAX)}</td>
            <td>{error}</td>
            <TimeCell at={inbound.receivedAt} />
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
            <td class="cell-wide">{reply.text.slice(0, TEXT_SHOWN_MAX)}</td>
            <td>{error}</td>
            <TimeCell at={createdAt} />
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
            <TimeCell at={createdAt} />
            <td>
              <Revive action={`/console/operations/dispatches/${id}/revive`} visit={visit} values={{}} />
            </td>
          </tr>
        ))}
      </Table>
    ) : null}
  </section>
)

const audited = (desk: Desk, visit: Visit, subject: string) =>
  desk.store.transaction((tx) =>
    tx.audit.append({ at: visit.now, actor: visit.operator.id, act: 'retry', subject, detail: {} }),
  )

const back = (done: boolean) => seeOther(`/console/operations?done=${done ? 'revived' : 'gone'}`)

export const operationRoutes = (desk: Desk): Route[] => {
  const { store, room } = desk
  const healthAt = createHealth(desk)
  return [
    {
      method: 'GET',
      path: '/console/operations',
      role: 'viewer',
      async handle(visit) {
        const found = await queues(desk)
        const model = await Model({ desk, visit })
        const replicas = await Replicas({ desk, visit })
        const resting = await Resting({ desk })
        return show(desk, visit, {
          title: '運用',
          at: '/console/operations',
          children: (
            <>
              <h1>運用</h1>
              <Channels health={healthAt(visit.now)} desk={desk} />
              <Lines queues={found} desk={desk} visit={visit} />
              {resting}
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
      path: '/console/operations/arrivals/revive',
      role: 'operator',
      async handle(visit) {
        const reference = visit.form.text('reference')
        // Whichever replica looks first takes it in.
        const done = await store.transaction(async (tx) => {
          const isThere = await tx.arrivals.revive(reference)
          const entry = { at: visit.now, actor: visit.operator.id, act: 'retry', subject: `arrival:${reference}` }
          if (isThere) await tx.audit.append({ ...entry, detail: {} })
          return isThere
        })
        return back(done)
      },
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
