import { DAY_MS } from '../../base/times.ts'
import { notFound } from '../access/gate.tsx'
import { csv } from '../csv.ts'
import { show } from '../frame.ts'
import type { Desk } from '../parts.ts'
import { noteReading } from '../reading.ts'
import type { Route, Visit } from '../route.ts'
import { createWeeks } from '../weeks.ts'
import { Back, channelName, inJapan, Time } from './pieces.tsx'
import { grouped, isSort, Outdated, Questions, why } from './quality-questions.tsx'
import { Cost, weekRows, Weeks } from './quality-weeks.tsx'
import { Propose, proposeRoutes, type Refused } from './propose.tsx'
import { RATED_MAX, RatedDocuments } from './ratings.tsx'
import { Lines, LINES_MAX } from './thread.tsx'
import { Why } from './why.tsx'

const SINCE_MS = 28 * DAY_MS
const QUESTIONS_MAX = 2_000
const OUTDATED_MAX = 50

const turnPage = async (desk: Desk, visit: Visit, refused: Refused | null = null): Promise<Response> => {
  const turn = await desk.store.turns.get(visit.params['id'] ?? '')
  if (turn === null) return notFound(desk.words)
  await noteReading(desk, visit, `turn:${turn.id}`)
  const lines = await desk.store.outbox.thread(turn.address, LINES_MAX)
  const rating = await desk.store.turns.rating(turn.id)
  return show(desk, visit, {
    title: '会話',
    at: '/console/quality',
    children: (
      <>
        <Back to="/console/quality" label="品質" />
        <h1>会話</h1>
        <p class="dim">
          {channelName(desk.words.channels, turn.address.channel)}　<Time at={turn.at} />
          {rating ? `　評価：${rating.verdict === 'good' ? '👍' : '👎'} ${rating.reason}` : ''}
        </p>
        <div class="request">
          <section class="panel request-main" aria-labelledby="thread-title">
            <h2 id="thread-title">やりとり</h2>
            <Lines lines={lines} words={desk.words} />
          </section>
          <section class="panel request-side" aria-labelledby="why-title">
            <h2 id="why-title">この質問の判断</h2>
            <p class="pre quote">{turn.question}</p>
            <Why turn={turn} words={desk.words} edition={desk.knowledge.current()} />
          </section>
        </div>
        <Propose
          turn={turn}
          desk={desk}
          visit={visit}
          typed={refused?.typed ?? { question: turn.question, answer: '', source: '' }}
          problem={refused?.problem ?? null}
        />
      </>
    ),
  })
}

const since = (now: Date) => new Date(now.getTime() - SINCE_MS)

/** A channel that there is, or all of them. */
const channelOf = (desk: Desk, visit: Visit): string | undefined => {
  const asked = visit.url.searchParams.get('channel')
  return desk.channels().find(({ name }) => name === asked)?.name
}

const yenOf = async ({ room }: Desk, name: 'modelYenIn' | 'modelYenOut'): Promise<number> =>
  Number((await room.settings()).find((setting) => setting.name === name)?.value ?? 0)

export const qualityRoutes = (desk: Desk): Route[] => {
  const { store } = desk
  const weeksAt = createWeeks(store)
  const qualityPage = async (visit: Visit) => {
    const asked = visit.url.searchParams.get('sort') ?? ''
    const sort = isSort(asked) ? asked : 'newest'
    const channel = channelOf(desk, visit)
    const weeks = await weeksAt(visit.now, channel)
    const from = since(visit.now)
    const open = (await store.quality.open(from, QUESTIONS_MAX)).filter(
      (each) => channel === undefined || each.channel === channel,
    )
    const rated = (await store.quality.rated(from, RATED_MAX)).filter(
      (each) => channel === undefined || each.channel === channel,
    )
    const spend = await store.quality.spend(from, new Date(visit.now.getTime() + 1))
    const children = (
      <>
        <h1>品質</h1>
        <Weeks weeks={weeks} desk={desk} channel={channel ?? ''} />
        <Questions questions={grouped(open, sort)} desk={desk} sort={sort} />
        <RatedDocuments rated={rated} />
        <Outdated questions={await store.quality.outdated(from, OUTDATED_MAX)} desk={desk} />
        <Cost spend={spend} yenIn={await yenOf(desk, 'modelYenIn')} yenOut={await yenOf(desk, 'modelYenOut')} />
      </>
    )
    return show(desk, visit, { title: '品質', at: '/console/quality', children })
  }
  return [
    { method: 'GET', path: '/console/quality', role: 'viewer', handle: qualityPage },
    {
      method: 'GET',
      path: '/console/quality/questions.csv',
      role: 'operator',
      async handle(visit) {
        await noteReading(desk, visit, 'questions', 'read.list')
        const questions = grouped(await store.quality.open(since(visit.now), QUESTIONS_MAX), 'frequent')
        return csv('questions.csv', [
          ['質問', '件数', '種類', '理由', '窓口', '日時'],
          ...questions.map((asked) => [
            asked.question,
            asked.times,
            why(asked, desk),
            asked.reason,
            channelName(desk.words.channels, asked.channel),
            inJapan(asked.at),
          ]),
        ])
      },
    },
    {
      method: 'GET',
      path: '/console/quality/weeks.csv',
      role: 'viewer',
      async handle(visit) {
        return csv('weeks.csv', weekRows(await weeksAt(visit.now, channelOf(desk, visit))))
      },
    },
    { method: 'GET', path: '/console/turns/:id', role: 'viewer', handle: (visit) => turnPage(desk, visit) },
    ...proposeRoutes(desk, (visit, refused) => turnPage(desk, visit, refused)),
  ]
}
