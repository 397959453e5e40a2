import type { KeptTurn, ReplyTemplate, Said, StoredRequest } from '../../store/store.ts'
import { mayAs, OPERATORS_MAX } from '../access/accounts.ts'
import { EraseForm } from '../acts/erase-act.tsx'
import { draftOf } from '../acts/reply-drafts.ts'
import { Tags } from '../acts/tagging.tsx'
import { show } from '../frame.ts'
import { notFound } from '../access/gate.tsx'
import type { Desk } from '../parts.ts'
import { channelName, Clock, Facts, Tag, Time } from './pieces.tsx'
import { type Acting, Assign, Compose, Matching, Merge, Presses, Sessions } from '../acts/request-acts.tsx'
import { Eligibility, Held, History, Sheet } from './request-panels.tsx'
import { Dispatched } from './dispatched.tsx'
import type { View } from '../room.ts'
import type { Visit } from '../route.ts'
import { templatesOf } from './templates.tsx'
import { Lines, LINES_MAX, signatureOf } from './thread.tsx'
import type { Words } from '../words.ts'
import { Why } from './why.tsx'

const ROSTER_MAX = 1_000
const TAGS_SHOWN_MAX = 50

/** Everything that the page of one request shows. */
const load = async (desk: Desk, view: View, visit: Visit, templates: ReplyTemplate[]) => {
  const { store, room } = desk
  const { request } = view
  const may = (act: string) => view.acts.some((each) => each.act === act)
  const { heldBy } = await store.work.conversation(request.address)
  return {
    ...view,
    heldBy,
    heldByName: heldBy === null ? '' : ((await store.operators.get(heldBy))?.name ?? '担当者'),
    lines: await store.outbox.thread(request.address, LINES_MAX),
    turn: request.turn === null ? null : await store.turns.get(request.turn),
    candidates: may('match') ? await room.candidates(request) : [],
    roster: may('match') ? (await store.roster.all(ROSTER_MAX)).filter(({ active }) => active) : [],
    match: request.match === null ? null : await store.roster.get(request.match),
    operators: may('assign') ? await store.operators.all(OPERATORS_MAX) : [],
    templates: mayAs(visit.operator.role, 'operator') ? templates : [],
    draft: mayAs(visit.operator.role, 'operator') ? await draftOf(desk, visit, request) : null,
    tags: await store.requests.tags(TAGS_SHOWN_MAX),
  }
}

type Loaded = Awaited<ReturnType<typeof load>>

const Head = ({ loaded, desk, visit }: { loaded: Loaded; desk: Desk; visit: Visit }) => {
  const { match, request } = loaded
  return (
    <header class="request-head">
      <p>
        <a href="/console">受付へ戻る</a>{' '}
        <a href="#compose" class="to-compose">
          返信・メモへ
        </a>
      </p>
      <h1>
        {request.number ?? '番号なし'} <span class="organisation">{request.organisation}</span>
      </h1>
      <p class="badges">
        <Tag kind={request.state}>{desk.room.stateLabel(request.state)}</Tag>
        <Clock request={request} now={visit.now} />
        {loaded.heldBy === null ? null : <Tag kind="held">{loaded.heldByName}さんが会話を引き継ぎ中</Tag>}
        {request.erasedAt === null ? null : <Tag kind="ended">個人情報は消去済み</Tag>}
      </p>
      <Facts
        of={[
          ['担当', request.ownerName ?? '未定'],
          ['窓口', channelName(desk.words.channels, request.address.channel)],
          ['受付', request.submittedAt ? <Time at={request.submittedAt} /> : '—'],
          ['テレワークマネージャー', match?.name ?? '未定'],
        ]}
      />
      <Tags request={request} visit={visit} known={loaded.tags} />
    </header>
  )
}

/** Who else is here, told to them and by them every few seconds; and whether something has changed meanwhile. */
const Live = ({ request }: { request: StoredRequest }) => (
  <div class="live">
    <input type="hidden" id="typing" name="typing" value="" />
    <div
      id="presence"
      aria-live="polite"
      hx-post={`/console/requests/${request.id}/presence`}
      hx-trigger="load, every 4s"
      hx-include="#typing"
      hx-swap="innerHTML"
    ></div>
    <div
      id="pulse"
      aria-live="polite"
      hx-get={`/console/requests/${request.id}/pulse?version=${request.version}`}
      hx-trigger="every 4s"
      hx-swap="innerHTML"
    ></div>
  </div>
)

export const ThreadPanel = (given: { request: StoredRequest; lines: readonly Said[]; words: Words }) => (
  <div
    id="thread"
    hx-get={`/console/requests/${given.request.id}/thread?seen=${signatureOf(given.lines)}`}
    hx-trigger="every 4s"
    hx-swap="outerHTML"
  >
    <Lines lines={given.lines} words={given.words} />
  </div>
)

const WhyPanel = ({ turn, desk }: { turn: KeptTurn | null; desk: Desk }) =>
  turn === null ? null : (
    <details class="panel">
      <summary>
        <h2 class="folded">自動回答の判断</h2>
      </summary>
      <p class="pre quote">{turn.question}</p>
      <Why turn={turn} words={desk.words} edition={desk.knowledge.current()} />
    </details>
  )

export interface Shown {
  request: StoredRequest
  visit: Visit
  /** Words that were typed and could not be used yet. */
  text?: string
  problem?: string
  /** What is wrong with the corrected form, by field. */
  problems?: Record<string, string>
  /** The form as typed, where it could not be saved. */
  typed?: Record<string, string>
  status?: number
}

export const requestPage = async (desk: Desk, shown: Shown): Promise<Response> => {
  const { visit } = shown
  const { room, words } = desk
  const view = await room.view(shown.request, visit.operator)
  if (view === null) return notFound(words)
  const { request } = view
  const loaded = await load(desk, view, visit, await templatesOf(desk))
  const acting: Acting = {
    request,
    csrf: visit.csrf,
    operator: visit.operator,
    acts: loaded.acts.map(({ act }) => act),
    label: (act) => room.actLabel(act),
    heldBy: loaded.heldBy,
    heldByName: loaded.heldByName,
  }
  const fields = room.form(request).map((field) => {
    const error = shown.problems?.[field.name]
    return { ...field, value: shown.typed?.[field.name] ?? field.value, ...(error === undefined ? {} : { error }) }
  })
  const editing = visit.url.searchParams.has('edit') || shown.typed !== undefined
  const fieldLabel = (name: string) => fields.find((field) => field.name === name)?.label ?? name
  return show(
    desk,
    visit,
    {
      title: request.number ?? '相談票',
      at: '/console',
      problem: shown.problem,
      children: (
        <>
          <Head loaded={loaded} desk={desk} visit={visit} />
          <Live request={request} />
          <div class="request">
            <div class="request-main">
              {loaded.acts.length > 0 ? (
                <section class="panel panel-acts" aria-label="操作">
                  <Presses acting={acting} />
                  <Assign acting={acting} operators={loaded.operators} />
                  <Merge acting={acting} />
                </section>
              ) : null}
              <section class="panel" aria-labelledby="thread-title">
                <h2 id="thread-title">会話</h2>
                <ThreadPanel request={request} lines={loaded.lines} words={words} />
              </section>
              <Matching acting={acting} candidates={loaded.candidates} all={loaded.roster} />
              <Sessions acting={acting} now={visit.now} />
              {visit.operator.role === 'supervisor' ? <WhyPanel turn={loaded.turn} desk={desk} /> : null}
              <Compose
                acting={acting}
                templates={loaded.templates}
                text={shown.text ?? loaded.draft?.text ?? ''}
                savedAt={shown.text === undefined ? (loaded.draft?.at ?? null) : null}
              />
            </div>
            <div class="request-side">
              <Sheet acting={acting} fields={fields} room={room} editing={editing} />
              <Eligibility eligibility={loaded.eligibility} label={room.verdictLabel(loaded.eligibility.verdict)} />
              <Dispatched acting={acting} dispatches={loaded.dispatches} routeLabel={room.routeLabel} />
              <Held sessions={loaded.sessions} />
              <section
                class="panel"
                aria-labelledby="similar-title"
                hx-get={`/console/requests/${request.id}/similar`}
                hx-trigger="load"
                hx-swap="outerHTML"
              >
                <h2 id="similar-title">似た相談・事例</h2>
                <p>
                  <a href={`/console/requests/${request.id}/similar`}>似た相談・事例を見る</a>
                </p>
              </section>
              {visit.operator.role === 'supervisor' && request.erasedAt === null ? (
                <EraseForm request={request} csrf={visit.csrf} />
              ) : null}
              <History events={loaded.events} room={room} fieldLabel={fieldLabel} />
            </div>
          </div>
        </>
      ),
    },
    shown.status ?? 200,
  )
}
