import type { Operator, ReplyTemplate, StoredRequest } from '../../store/store.ts'
import { Csrf } from '../pages/layout.tsx'
import { clockInJapan, dayInJapan, Select } from '../pages/pieces.tsx'
import type { Candidate } from '../room.ts'

export const TEXT_CHARACTERS_MAX = 4_000

export interface Acting {
  request: StoredRequest
  csrf: string
  operator: Operator
  acts: readonly string[]
  label: (act: string) => string
  heldBy: string | null
  heldByName: string
}

const to = (request: StoredRequest, act: string): string => `/console/requests/${request.id}/acts/${act}`

export const Hidden = ({ request, csrf }: { request: StoredRequest; csrf: string }) => (
  <>
    <Csrf token={csrf} />
    <input type="hidden" name="version" value={String(request.version)} />
  </>
)

const Press = ({ acting, act, main, ask }: { acting: Acting; act: string; main?: boolean; ask?: string }) =>
  acting.acts.includes(act) ? (
    <form method="post" action={to(acting.request, act)} {...(ask ? { 'data-confirm': ask } : {})}>
      <Hidden request={acting.request} csrf={acting.csrf} />
      <button class={main ? 'button button-main' : 'button'} type="submit" data-key={act}>
        {acting.label(act)}
      </button>
    </form>
  ) : null

/** What takes one press: having it, the conversation, the end. */
export const Presses = ({ acting }: { acting: Acting }) => {
  const { request, operator, heldBy, acts } = acting
  const mine = request.owner === operator.id
  return (
    <div class="presses">
      {mine ? null : <Press acting={acting} act="claim" main={request.owner === null} />}
      {heldBy === null ? <Press acting={acting} act="takeover" /> : null}
      {heldBy === null ? null : <Press acting={acting} act="handback" />}
      {acts.includes('send') ? (
        <a class="button" href={`/console/requests/${request.id}/preview`}>
          {acting.label('send')}（内容を確認）
        </a>
      ) : null}
      <Press acting={acting} act="complete" ask="この相談を完了にします。よろしいですか。" />
      <Press acting={acting} act="reopen" />
    </div>
  )
}

/** What is typed is kept as it is typed; `savedAt` is when the text shown was kept, and null where it was not. */
export const ComposeText = ({ request, text, savedAt }: { request: string; text: string; savedAt: Date | null }) => (
  <textarea
    id="compose-text"
    name="text"
    rows={3}
    maxlength={TEXT_CHARACTERS_MAX}
    data-typing=""
    data-saved={savedAt === null ? '' : String(savedAt.getTime())}
    hx-post={`/console/requests/${request}/draft`}
    hx-trigger="input changed delay:800ms, keep"
    hx-target="#draft-state"
    hx-swap="innerHTML"
  >
    {text}
  </textarea>
)

export const DraftState = ({ at }: { at: Date | null }) =>
  at === null ? null : <>下書きを保存しました（{clockInJapan(at)}）。送るまで、相談者には見えません。</>

/** Acts whose words come from the composer. */
export const speaking = ['reply', 'conclude', 'ask', 'decline', 'note'] as const
/** What cannot be taken back by another press. */
const sure: Partial<Record<(typeof speaking)[number], string>> = {
  conclude: '相談者に送り、この相談を完了にします。よろしいですか。',
  decline: '相談票を差し戻します。よろしいですか。',
}

/** One place to write; what becomes of the words is chosen by the button. */
export const Compose = ({
  acting,
  templates,
  text,
  savedAt,
}: {
  acting: Acting
  templates: ReplyTemplate[]
  text: string
  savedAt: Date | null
}) => {
  const { request, acts, operator, heldBy } = acting
  const shown = speaking.filter((act) => acts.includes(act))
  const talks = heldBy === operator.id
  if (shown.length === 0) return null
  return (
    <section class="panel compose" aria-labelledby="compose-title">
      <h2 id="compose-title">返信・メモ</h2>
      <form method="post" action={to(request, shown[0] ?? 'note')} class="stack" id="compose">
        <Hidden request={request} csrf={acting.csrf} />
        {templates.length > 0 ? (
          <div class="row">
            <Select
              name="template"
              label="ひな形"
              value=""
              options={templates.map(({ id, title }) => ({ value: id, label: title }))}
            />
            <button
              class="button"
              type="button"
              hx-post={`/console/requests/${request.id}/fill`}
              hx-include="#compose"
              hx-target="#compose-text"
              hx-swap="outerHTML"
            >
              ひな形を入れる
            </button>
          </div>
        ) : null}
        <div class="field">
          <label for="compose-text">文章</label>
          <ComposeText request={request.id} text={text} savedAt={savedAt} />
          <p id="draft-state" class="hint" role="status">
            <DraftState at={savedAt} />
          </p>
        </div>
        <div class="presses">
          {talks ? (
            <button class="button button-main" type="submit" formaction={`/console/requests/${request.id}/say`}>
              会話に送る
            </button>
          ) : null}
          {shown.map((act) => (
            <button
              class={
                act === 'reply' && !talks ? 'button button-main' : act === 'decline' ? 'button button-danger' : 'button'
              }
              type="submit"
              formaction={to(request, act)}
              {...(sure[act] === undefined ? {} : { 'data-confirm': sure[act] })}
            >
              {act === 'note' ? 'メモを残す（相談者には見えません）' : acting.label(act)}
            </button>
          ))}
        </div>
      </form>
    </section>
  )
}

export const Matching = (given: { acting: Acting; candidates: Candidate[]; all: { id: string; name: string }[] }) => {
  const { acting, candidates, all } = given
  if (!acting.acts.includes('match')) return null
  const { request } = acting
  const others = all.filter(({ id }) => !candidates.some(({ manager }) => manager.id === id))
  return (
    <section class="panel" aria-labelledby="match-title">
      <h2 id="match-title">テレワークマネージャーを決める</h2>
      <form method="post" action={to(request, 'match')} class="stack">
        <Hidden request={request} csrf={acting.csrf} />
        {candidates.length === 0 ? (
          <p class="dim">名簿に候補がいません。</p>
        ) : (
          <fieldset class="choices">
            <legend>おすすめの候補</legend>
            {candidates.map(({ manager: { id, name }, reasons }, n) => (
              <div class="choice">
                <input type="radio" id={`m-${n}`} name="field.manager" value={id} checked={n === 0} />
                <label for={`m-${n}`}>
                  <strong>{name}</strong> <span class="dim">{reasons.join('／')}</span>
                </label>
              </div>
            ))}
          </fieldset>
        )}
        {others.length > 0 ? (
          <Select
            name="field.other"
            id="m-other"
            label="ほかの人から選ぶ"
            value=""
            none="（候補から選ぶ）"
            options={others.map(({ id, name }) => ({ value: id, label: name }))}
          />
        ) : null}
        {all.length > 0 ? (
          <button class="button button-main" type="submit">
            この人に決める
          </button>
        ) : null}
      </form>
    </section>
  )
}

export const Sessions = ({ acting, now }: { acting: Acting; now: Date }) => {
  if (!acting.acts.includes('session')) return null
  return (
    <section class="panel" aria-labelledby="session-title">
      <h2 id="session-title">{acting.label('session')}</h2>
      <form method="post" action={to(acting.request, 'session')} class="stack">
        <Hidden request={acting.request} csrf={acting.csrf} />
        <div class="row">
          <div class="field">
            <label for="session-day">相談日</label>
            <input id="session-day" name="field.day" type="date" value={dayInJapan(now)} required />
          </div>
          <div class="field">
            <label for="session-minutes">時間（分）</label>
            <input id="session-minutes" name="field.minutes" inputmode="numeric" value="60" required />
          </div>
        </div>
        <div class="field">
          <label for="session-outcome">結果</label>
          <textarea
            id="session-outcome"
            name="field.outcome"
            rows={3}
            maxlength={TEXT_CHARACTERS_MAX}
            required
          ></textarea>
        </div>
        <button class="button button-main" type="submit">
          記録する
        </button>
      </form>
    </section>
  )
}

export const Assign = ({ acting, operators }: { acting: Acting; operators: Operator[] }) => {
  if (!acting.acts.includes('assign')) return null
  const { request } = acting
  return (
    <form method="post" action={to(request, 'assign')} class="row assign">
      <Hidden request={request} csrf={acting.csrf} />
      <Select
        name="field.owner"
        id="assign-owner"
        label="担当を割り当てる"
        value={request.owner ?? ''}
        options={operators
          .filter(({ disabled, role }) => !disabled && role !== 'viewer')
          .map(({ id, name }) => ({ value: id, label: name }))}
      />
      <div class="field">
        <label for="assign-note">引き継ぎのメモ</label>
        <input id="assign-note" name="text" maxlength={500} autocomplete="off" />
      </div>
      <button class="button" type="submit">
        割り当てる
      </button>
    </form>
  )
}

/** Two requests of one person become one. */
export const Merge = ({ acting }: { acting: Acting }) => {
  if (!acting.acts.includes('merge')) return null
  return (
    <details>
      <summary>{acting.label('merge')}</summary>
      <form
        method="post"
        action={to(acting.request, 'merge')}
        class="row"
        data-confirm="この相談を終わりにし、内容をもう一つの相談に移します。よろしいですか。"
      >
        <Hidden request={acting.request} csrf={acting.csrf} />
        <div class="field">
          <label for="merge-into">まとめる先の受付番号（同じ相談者のもの）</label>
          <input id="merge-into" name="field.into" placeholder="TW-2026-00001" required autocomplete="off" />
        </div>
        <button class="button" type="submit">
          まとめる
        </button>
      </form>
    </details>
  )
}
