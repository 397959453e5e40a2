import type { Bell } from '../spine/bell.ts'
import { eachText, keepable } from '../question/mask.ts'
import type { FormField } from '../vocabulary/types.ts'
import {
  act,
  type Act,
  bestMatches,
  type Candidate,
  type ErasedWhole,
  erasePerson,
  keepManager,
  type Kit,
  type Operator as Acting,
  previewSheet,
  type RequestView,
  retryDispatch,
  routesTo,
  type Setting,
  similarRequests,
  type SimilarRequest,
  viewRequest,
  writingPlaces,
  digestWish,
  wishDigest,
} from '../cases/cases.ts'
import type { Operator, RequestState, Store, StoredRequest, TeleworkManager } from '../store/store.ts'
import { similarity } from './similarity.ts'
import type { Words } from './words.ts'

export type View = RequestView
export type { Candidate, Setting, SimilarRequest }

type Operated = { ok: true } | { ok: false; text: string; problems: Record<string, string> }

/** A viewer looks and does nothing; the escalation room knows only those who act. */
const actingAs = ({ id, name, role }: Operator): Acting => ({
  kind: role === 'supervisor' ? 'supervisor' : 'operator',
  id,
  name,
})

/** What the console asks of the escalation room: that room decides, the console shows. */
export const createRoom = (parts: {
  store: Store
  kit: Kit
  bell: Bell
  words: Words
  now: () => Date
  tray: string | null
}) => {
  const { store, kit, bell, words, now, tray } = parts
  const labels: Record<string, string> = kit.words.acts
  const isAct = (name: string): name is Act => Object.hasOwn(kit.words.acts, name)
  const byName = new Map<string, FormField>(kit.reader.form({}, {}).map((field) => [field.name, field]))

  return {
    stateLabel: (state: RequestState): string => kit.words.states[state],
    /** Everything that the log can tell of. */
    actNames: (): string[] => [...new Set([...Object.keys(labels), ...Object.keys(words.acts)])],
    fieldLabel: (name: string): string => byName.get(name)?.label ?? name,
    actLabel: (name: string): string => labels[name] ?? words.acts[name] ?? name,

    view: async (request: StoredRequest, operator: Operator): Promise<View | null> => {
      const view = await viewRequest(store, kit, request.id, actingAs(operator).kind, now())
      return view && operator.role === 'viewer' ? { ...view, acts: [] } : view
    },

    /** `version` is the one that the operator saw; null for what holds whatever has happened since. */
    async operate(
      operator: Operator,
      step: { request: string; act: string; version: number | null; text: string; fields: Record<string, string> },
    ): Promise<Operated> {
      if (!isAct(step.act)) return { ok: false, text: words.refused.missing, problems: {} }
      const { request, version } = step
      // Operators type what they were told on the phone; an individual number or a password in it is not kept either.
      const given = eachText({ text: step.text, fields: step.fields }, keepable)
      const by = actingAs(operator)
      const done = await act(parts, { request, act: step.act, by, given, version, now: now() })
      return done.ok ? { ok: true } : { ok: false, text: done.text, problems: done.problems }
    },

    /** Words stand in the outbox again. */
    said: () => bell.ring('outbox'),
    /** An operator goes on writing about a request: its person sees so, where their channel shows it. */
    async writes(request: StoredRequest): Promise<void> {
      for (const place of await writingPlaces(parts, request.id)) bell.write(place)
    },
    /** A message stands in the inbox again. */
    arrived: () => bell.ring('inbox'),
    form: (request: StoredRequest): FormField[] => kit.reader.form(request.fields, {}),

    /** A stored value in words. */
    shown(name: string, value: string): string {
      const options = byName.get(name)?.options
      if (!options) return value
      const labelOf = (part: string) => options.find((option) => option.value === part)?.label ?? part
      return value.split(',').map(labelOf).join('、')
    },

    options: (name: 'topics' | 'prefecture' | 'mode') => byName.get(name)?.options ?? [],
    verdictLabel: (verdict: 'yes' | 'no' | 'confirm'): string => kit.words.eligibility[verdict],

    similar: (request: StoredRequest, limit: number): Promise<SimilarRequest[]> =>
      similarRequests(store, request, { similarity, limit }),

    candidates: (request: StoredRequest): Promise<Candidate[]> => bestMatches(store, request, kit.words, now()),
    routeLabel: (name: string): string => words.routes[name] ?? name,
    /** The routes that lead to somebody as things are set now. */
    async routes() {
      const known = routesTo(kit.routes, await kit.settings.current(store))
      return known.map((name) => ({ name, label: words.routes[name] ?? name }))
    },
    preview: (request: StoredRequest) => previewSheet(store, kit, request),
    retry: (dispatch: string, operator: Operator): Promise<boolean> =>
      retryDispatch(store, dispatch, actingAs(operator), now()),
    /** Erases whoever filed a request, and keeps what an open one still needs unless told otherwise. */
    erase: (request: StoredRequest, operator: Operator, open: boolean): Promise<ErasedWhole> =>
      erasePerson(store, kit, {
        channel: request.address.channel,
        person: request.person.id,
        open,
        by: operator.id,
        now: now(),
        ...(tray === null ? {} : { tray }),
      }),
    /** Whether mail can be sent at all. */
    mails: kit.mails,
    digest: (operator: Operator): Promise<string | null> => digestWish(store, operator.id),
    wishDigest: (operator: Operator, mail: string): Promise<boolean> => wishDigest(store, operator.id, mail, now()),
    settings: async (): Promise<Setting[]> => (await kit.settings.current(store)).all,
    hint: (kind: Setting['kind']): string => kit.words.settings.hints[kind],

    change: (setting: { name: string; value: string; source: string; asOf: string; certain: boolean; by: string }) =>
      kit.settings.change(store, { ...setting, now: now() }),

    keepManager: (manager: TeleworkManager, operator: Operator) =>
      keepManager(store, manager, actingAs(operator), now()),
  }
}

export type Room = ReturnType<typeof createRoom>
