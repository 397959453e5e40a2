import type { Present, StoredRequest } from '../../store/store.ts'
import { unversioned } from '../../vocabulary/cases.ts'
import { notFound } from '../access/gate.tsx'
import { show } from '../frame.ts'
import { fragment, guardHeaders, Message, nothingNew } from '../pages/layout.tsx'
import type { Desk } from '../parts.ts'
import { ComposeText, DraftState, speaking, TEXT_CHARACTERS_MAX } from './request-acts.tsx'
import { dropDraft, keepDraft } from './reply-drafts.ts'
import { setTags } from './tagging.tsx'
import { Similar } from '../pages/request-panels.tsx'
import { requestPage, ThreadPanel } from '../pages/request.tsx'
import { type Form, type Route, seeOther, type Visit } from '../route.ts'
import { previewPage } from '../pages/send-preview.tsx'
import { fillTemplate, templatesOf } from '../pages/templates.tsx'
import { LINES_MAX, signatureOf } from '../pages/thread.tsx'
import { eraseWhose } from './erase-act.tsx'
import { noteReading } from '../reading.ts'

const PRESENT_MS = 15_000
const TYPING_MS = 8_000
const SIMILAR_MAX = 5
const CASES_MAX = 3
const FIELD = 'field.'

const isWriting = (at: Date | null, now: Date): boolean => at !== null && now.getTime() - at.getTime() < TYPING_MS

const Presence = ({ others, person, now }: { others: Present[]; person: Date | null; now: Date }) => (
  <>
    {isWriting(person, now) ? <p class="here here-typing">相談者が入力しています。</p> : null}
    {others.map(({ name, typingAt }) => {
      const typing = isWriting(typingAt, now)
      return (
        <p
          class={typing ? 'here here-typing' : 'here'}
        >{`${name}さんがこの相談票を${typing ? '書いています' : '見ています'}。`}</p>
      )
    })}
  </>
)

/** The fields of an act, as the escalation room takes them: several values of one name stand in one text. */
const fieldsOf = (form: Form, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, form.all(FIELD + name).join(',')]))

const fieldNamesOf = (act: string, request: StoredRequest, desk: Desk): string[] => {
  if (act === 'correct') return desk.room.form(request).map(({ name }) => name)
  const needed = new Map([
    ['assign', ['owner']],
    ['send', ['routes']],
    ['match', ['manager']],
    ['session', ['day', 'minutes', 'outcome']],
    ['bounced', ['dispatch']],
    ['confirm', ['dispatch']],
    ['merge', ['into']],
  ])
  return needed.get(act) ?? []
}

type Handle = (visit: Visit, request: StoredRequest) => Promise<Response>

const speaks = (act: string): boolean => speaking.some((each) => each === act)

const actsOn = (desk: Desk): Record<'act' | 'speak' | 'fill' | 'draft' | 'tags', Handle> => {
  const { store, room } = desk

  const given = async (act: string, visit: Visit, request: StoredRequest): Promise<Record<string, string>> => {
    const fields = fieldsOf(visit.form, fieldNamesOf(act, request, desk))
    if (act === 'match') return { manager: visit.form.text('field.other') || fields['manager'] || '' }
    if (act !== 'assign') return fields
    const owner = await store.operators.get(fields['owner'] ?? '')
    return owner === null || owner.disabled || owner.role === 'viewer' ? {} : { owner: owner.id, ownerName: owner.name }
  }

  const again = async (visit: Visit, request: StoredRequest, problem: string, more: object = {}) => {
    const fresh = (await store.requests.get(request.id)) ?? request
    const text = visit.form.text('text').slice(0, TEXT_CHARACTERS_MAX)
    return requestPage(desk, { request: fresh, visit, text, problem, status: 409, ...more })
  }

  return {
    async act(visit, request) {
      const act = visit.params['act'] ?? ''
      const fields = await given(act, visit, request)
      const version = Number(visit.form.text('version'))
      const done = await room.operate(visit.operator, {
        request: request.id,
        act,
        version: unversioned.has(act) || !Number.isSafeInteger(version) ? null : version,
        text: visit.form.text('text').replaceAll('\r\n', '\n'),
        fields,
      })
      if (done.ok) {
        if (speaks(act)) await dropDraft(desk, visit, request)
        return seeOther(`/console/requests/${request.id}?done=${act}`)
      }
      const typed = act === 'correct' ? { typed: fields, problems: done.problems } : {}
      return again(visit, request, done.text, typed)
    },

    async speak(visit, request) {
      const text = visit.form.text('text').replaceAll('\r\n', '\n')
      const said = await room.operate(visit.operator, {
        request: request.id,
        act: 'say',
        version: null,
        text,
        fields: {},
      })
      if (said.ok) {
        await dropDraft(desk, visit, request)
        return seeOther(`/console/requests/${request.id}?done=say`)
      }
      return again(visit, request, said.text)
    },

    async fill(visit, request) {
      const templates = await templatesOf(desk)
      const chosen = templates.find(({ id }) => id === visit.form.text('template'))
      const filled = chosen ? fillTemplate(chosen.body, request, visit.operator.name) : ''
      const text = [visit.form.text('text').trim(), filled].filter((part) => part !== '').join('\n\n')
      return fragment(<ComposeText request={request.id} text={text} savedAt={null} />)
    },

    async draft(visit, request) {
      const kept = await keepDraft(desk, visit, request)
      // Whoever writes a long answer is at the desk all the while.
      await store.operators.touch(visit.session, visit.now)
      return fragment(<DraftState at={kept?.at ?? null} />)
    },

    tags: (visit, request) => setTags(desk, visit, request),
  }
}

const looksAt = (desk: Desk): Record<'show' | 'thread' | 'pulse' | 'presence' | 'similar', Handle> => {
  const { store, room } = desk
  return {
    async show(visit, request) {
      await noteReading(desk, visit, request.id)
      return requestPage(desk, { request, visit })
    },

    async thread(visit, request) {
      const lines = await store.outbox.thread(request.address, LINES_MAX)
      if (visit.url.searchParams.get('seen') === signatureOf(lines)) return nothingNew()
      return fragment(<ThreadPanel request={request} lines={lines} words={desk.words} />)
    },

    async pulse(visit, request) {
      if (visit.url.searchParams.get('version') === String(request.version)) return nothingNew()
      return fragment(
        <Message kind="hint">
          この相談票は更新されました（{room.stateLabel(request.state)}、担当：{request.ownerName ?? '未定'}）。{' '}
          <a href={`/console/requests/${request.id}`}>最新の内容を表示</a>
        </Message>,
      )
    },

    async presence(visit, request) {
      const { id: operator, name } = visit.operator
      // A viewer has nowhere to write.
      const typing = visit.form.text('typing') !== '' && visit.operator.role !== 'viewer'
      await store.workplace.look(request.id, { operator, name, typing }, visit.now)
      // Whoever writes a long answer is at the desk all the while.
      if (typing) {
        await store.operators.touch(visit.session, visit.now)
        await room.writes(request)
      }
      const person = await store.workplace.personWroteAt(request.id)
      const present = await store.workplace.present(request.id, new Date(visit.now.getTime() - PRESENT_MS))
      const others = present.filter((each) => each.operator !== operator)
      return fragment(<Presence others={others} person={person} now={visit.now} />)
    },

    async similar(visit, request) {
      const about = request.fields['content'] ?? request.question
      const shown = (
        <Similar
          requests={await room.similar(request, SIMILAR_MAX)}
          cases={about.trim() === '' ? [] : await desk.knowledge.similarCases(about, CASES_MAX)}
          room={room}
        />
      )
      if (visit.request.headers.get('hx-request') !== null) return fragment(shown)
      return show(desk, visit, { title: '似た相談・事例', at: '/console', children: shown })
    },
  }
}

const at = (rest: string) => `/console/requests/:id${rest}`

export const requestRoutes = (desk: Desk): Route[] => {
  const { store, room } = desk
  /** A draft is its writer's own; for operators it does not exist. */
  const on =
    (handle: Handle): Route['handle'] =>
    async (visit) => {
      const request = await store.requests.get(visit.params['id'] ?? '')
      return request === null || request.state === 'draft' || request.number === null
        ? notFound(desk.words)
        : handle(visit, request)
    }
  const looks = looksAt(desk)
  const acts = actsOn(desk)
  const sheet: Handle = async (visit, request) => {
    await noteReading(desk, visit, request.id, 'read.sheet')
    return new Response(Buffer.from(await (await room.preview(request)).pdf()), {
      headers: {
        ...guardHeaders,
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="${request.number ?? 'request'}.pdf"`,
      },
    })
  }
  const preview: Handle = async (visit, request) => {
    await noteReading(desk, visit, request.id, 'read.sheet')
    return previewPage(desk, visit, request)
  }
  return [
    { method: 'GET', path: at(''), role: 'viewer', handle: on(looks.show) },
    { method: 'GET', path: at('/thread'), role: 'viewer', handle: on(looks.thread) },
    { method: 'GET', path: at('/pulse'), role: 'viewer', handle: on(looks.pulse) },
    { method: 'GET', path: at('/similar'), role: 'viewer', handle: on(looks.similar) },
    { method: 'GET', path: at('/preview'), role: 'operator', handle: on(preview) },
    { method: 'GET', path: at('/sheet.pdf'), role: 'operator', handle: on(sheet) },
    { method: 'POST', path: at('/presence'), role: 'viewer', handle: on(looks.presence) },
    { method: 'POST', path: at('/fill'), role: 'operator', handle: on(acts.fill) },
    { method: 'POST', path: at('/draft'), role: 'operator', handle: on(acts.draft) },
    { method: 'POST', path: at('/tags'), role: 'operator', handle: on(acts.tags) },
    { method: 'POST', path: at('/say'), role: 'operator', handle: on(acts.speak) },
    { method: 'POST', path: at('/erase'), role: 'supervisor', handle: on((v, r) => eraseWhose(desk, v, r)) },
    { method: 'POST', path: at('/acts/:act'), role: 'operator', handle: on(acts.act) },
  ]
}
