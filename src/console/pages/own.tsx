import { Save } from './pieces.tsx'
import { callerOf } from '../../base/caller.ts'
import { fill } from '../../base/words.ts'
import { checkPassword, hashPassword, PASSWORD_CHARACTERS_MIN } from '../access/secrets.ts'
import type { Sessions } from '../access/session.ts'
import { passwordProblem } from '../access/strength.ts'
import { isSecret, newSecret, stepOf, takeCode, uriOf } from '../access/totp.ts'
import { type Waits, waitInWords } from '../access/waits.ts'
import { show } from '../frame.ts'
import type { Desk } from '../parts.ts'
import { type Route, seeOther, type Visit } from '../route.ts'
import { Csrf } from './layout.tsx'
import { Password } from './operators.tsx'

const AT = '/console/me'

const Code = ({ id }: { id: string }) => (
  <div class="field">
    <label for={id}>確認コード（6けた）</label>
    <input id={id} name="code" inputmode="numeric" autocomplete="one-time-code" maxlength={7} required />
  </div>
)

const PasswordForm = ({ visit }: { visit: Visit }) => (
  <form method="post" action={`${AT}/password`} class="stack panel narrow">
    <h2>パスワードを変える</h2>
    <Csrf token={visit.csrf} />
    <Password id="p-old" name="old" label="今のパスワード" auto="current-password" />
    <Password
      id="p-new"
      name="password"
      label={`新しいパスワード（${PASSWORD_CHARACTERS_MIN}文字以上）`}
      auto="new-password"
    />
    <button class="button button-main" type="submit">
      変えて、すべての画面をログアウト
    </button>
  </form>
)

const TotpOn = ({ visit }: { visit: Visit }) => {
  const secret = newSecret()
  return (
    <form method="post" action={`${AT}/totp`} class="stack panel narrow">
      <h2>二段階認証を設定する</h2>
      <Csrf token={visit.csrf} />
      <input type="hidden" name="secret" value={secret} />
      <p>
        認証アプリ（Google Authenticator、Microsoft Authenticator
        など）に次の鍵を登録し、アプリに表示された6けたの数字を入れてください。
      </p>
      <p>
        鍵：<code>{secret.replaceAll(/(.{4})(?=.)/gu, '$1 ')}</code>
      </p>
      <p>
        <a href={uriOf(secret, visit.operator.login)}>この端末のアプリに登録する</a>
      </p>
      <Code id="t-code" />
      <Password id="t-old" name="old" label="今のパスワード" auto="current-password" />
      <button class="button button-main" type="submit">
        設定する
      </button>
    </form>
  )
}

const TotpOff = ({ visit }: { visit: Visit }) => (
  <form method="post" action={`${AT}/totp-off`} class="stack panel narrow">
    <h2>二段階認証</h2>
    <p>設定されています。端末を替えるときは、ここで外してから設定し直してください。</p>
    <Csrf token={visit.csrf} />
    <Password id="t-old" name="old" label="今のパスワード" auto="current-password" />
    <Code id="t-code" />
    <button class="button" type="submit">
      外す
    </button>
  </form>
)

/** How the desk tells an operator of what is new; `wish` is null where no mail can be sent. */
const Notices = ({ wish, visit }: { wish: string | null; visit: Visit }) => (
  <section class="panel narrow" aria-labelledby="notices-title">
    <h2 id="notices-title">お知らせ</h2>
    <p class="choice">
      <input type="checkbox" id="notify" data-notify="" disabled />
      <label for="notify">新しい相談票が届いたら、このパソコンに通知を出す</label>
    </p>
    <p class="hint" role="status" data-notify-state=""></p>
    {wish === null ? (
      <p class="hint">メールのサーバーが設定されると、朝のまとめのメールも受け取れます。</p>
    ) : (
      <form method="post" action={`${AT}/digest`} class="stack">
        <Csrf token={visit.csrf} />
        <div class="field">
          <label for="digest">朝のまとめを受け取るメール（空にすると届きません）</label>
          <input id="digest" name="mail" type="email" value={wish} maxlength={200} autocomplete="email" />
        </div>
        <Save />
      </form>
    )}
  </section>
)

const mine = async (desk: Desk, visit: Visit, problem?: string): Promise<Response> => {
  const { operator } = visit
  const isLocal = operator.source === 'local'
  const needs = visit.url.searchParams.get('needs') === 'totp' && !operator.totp ? desk.words.signIn.second : undefined
  const body = (
    <>
      <h1>{operator.name}</h1>
      <p>
        ログイン名 <code>{operator.login}</code>　役割 {desk.words.roles[operator.role]}
      </p>
      <p>
        <a href="/console/me/link">{desk.words.linking.title}</a>
      </p>
      <Notices wish={desk.room.mails ? ((await desk.room.digest(operator)) ?? '') : null} visit={visit} />
      {isLocal && operator.totp ? <TotpOff visit={visit} /> : null}
      {isLocal && !operator.totp ? <TotpOn visit={visit} /> : null}
      {isLocal ? <PasswordForm visit={visit} /> : null}
      <form method="post" action="/console/sign-out-everywhere" class="panel narrow">
        <Csrf token={visit.csrf} />
        <p>ほかのパソコンで開いたままの画面も含めて、すべてログアウトします。</p>
        <button class="button" type="submit">
          すべての画面をログアウト
        </button>
      </form>
    </>
  )
  const shown = { title: operator.name, at: AT, problem: problem ?? needs, children: body }
  return show(desk, visit, shown, problem === undefined ? 200 : 422)
}

/** What everybody may do about themselves; every change is proved by the password, within the same waits as sign-in. */
export const ownRoutes = (desk: Desk, { sessions, waits }: { sessions: Sessions; waits: Waits }): Route[] => {
  const { store, words } = desk

  /** Why the password typed now does not prove them; null where it does. */
  const refusalOf = async (visit: Visit): Promise<string | null> => {
    const { operator, form } = visit
    if (operator.source !== 'local') return words.signIn.wrong
    const name = `own:${operator.id}`
    const caller = callerOf(visit.request)
    const wait = await waits.take(name, caller)
    if (wait > 0) return fill(words.signIn.throttled, { wait: waitInWords(wait) })
    const known = await store.operators.byLogin(operator.login)
    const right = await checkPassword(form.text('old'), known?.secret ?? null)
    if (right !== true) return right === 'busy' ? words.signIn.busy : words.signIn.secondWrong
    if (form.all('code').length > 0 && operator.totp) {
      const taken = known !== null && (await takeCode(store.operators, known, form.text('code'), visit.now))
      if (!taken) return words.signIn.secondWrong
    }
    await waits.forgive(name, caller)
    return null
  }

  /** The change, its entry and the end of every session are true together. */
  const change = (
    visit: Visit,
    act: 'operator.password.own' | 'operator.totp.on' | 'operator.totp.off',
    to: { secret: string } | { totpSecret: string | null },
  ) =>
    store.transaction(async (tx) => {
      const { id } = visit.operator
      await tx.operators.change(id, to)
      await tx.operators.closeSessions(id)
      await tx.audit.append({ at: visit.now, actor: id, act, subject: `operator:${id}`, detail: {} })
    })

  const left = () => seeOther('/console/sign-in', [sessions.forget()])

  return [
    { method: 'GET', path: AT, role: 'viewer', handle: (visit) => mine(desk, visit) },
    {
      method: 'POST',
      path: `${AT}/digest`,
      role: 'viewer',
      async handle(visit) {
        const kept = await desk.room.wishDigest(visit.operator, visit.form.text('mail'))
        return seeOther(`${AT}?${kept ? 'done=digest' : 'undone=digest'}`)
      },
    },
    {
      method: 'POST',
      path: `${AT}/password`,
      role: 'viewer',
      async handle(visit) {
        const password = visit.form.text('password')
        const problem = await passwordProblem(password, [visit.operator.login, visit.operator.name])
        if (problem !== null) return mine(desk, visit, words.accounts[problem])
        const refused = await refusalOf(visit)
        if (refused !== null) return mine(desk, visit, refused)
        await change(visit, 'operator.password.own', { secret: await hashPassword(password) })
        return left()
      },
    },
    {
      method: 'POST',
      path: `${AT}/totp`,
      role: 'viewer',
      async handle(visit) {
        const secret = visit.form.text('secret')
        const step = isSecret(secret) ? stepOf(secret, visit.form.text('code'), visit.now) : null
        if (step === null) return mine(desk, visit, words.signIn.code)
        const refused = await refusalOf({ ...visit, operator: { ...visit.operator, totp: false } })
        if (refused !== null) return mine(desk, visit, refused)
        await change(visit, 'operator.totp.on', { totpSecret: secret })
        return left()
      },
    },
    {
      method: 'POST',
      path: `${AT}/totp-off`,
      role: 'viewer',
      async handle(visit) {
        const refused = await refusalOf(visit)
        if (refused !== null) return mine(desk, visit, refused)
        await change(visit, 'operator.totp.off', { totpSecret: null })
        return left()
      },
    },
    {
      method: 'POST',
      path: '/console/sign-out',
      role: 'viewer',
      async handle(visit) {
        await store.operators.closeSession(visit.session)
        return left()
      },
    },
    {
      method: 'POST',
      path: '/console/sign-out-everywhere',
      role: 'viewer',
      async handle(visit) {
        await store.operators.closeSessions(visit.operator.id)
        return left()
      },
    },
  ]
}
