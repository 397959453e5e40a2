import { Failure } from '../../base/failure.ts'
import type { Operator } from '../../store/store.ts'
import { addOperator, isRole, OPERATORS_MAX, roles } from '../access/accounts.ts'
import { Duties } from './duties.tsx'
import { show } from '../frame.ts'
import { Csrf } from './layout.tsx'
import type { Desk } from '../parts.ts'
import { Select, Table, Tag, Time } from './pieces.tsx'
import { type Route, seeOther, type Visit } from '../route.ts'
import { hashPassword, PASSWORD_CHARACTERS_MIN } from '../access/secrets.ts'
import { passwordProblem } from '../access/strength.ts'

const AT = '/console/operators'
/** Thrown so that the transaction is undone. */
const LAST = 'operator.last'

/** A field for a password, which is never filled in by the page. */
export const Password = ({ id, name, label, auto }: { id: string; name: string; label: string; auto: string }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <input id={id} name={name} type="password" autocomplete={auto} minlength={PASSWORD_CHARACTERS_MIN} required />
  </div>
)

const Add = ({ desk, visit }: { desk: Desk; visit: Visit }) => (
  <details class="panel">
    <summary>担当者を追加する</summary>
    <form method="post" action={`${AT}/add`} class="stack">
      <Csrf token={visit.csrf} />
      <div class="row">
        <div class="field">
          <label for="o-name">お名前</label>
          <input id="o-name" name="name" maxlength={60} required autocomplete="off" />
        </div>
        <div class="field">
          <label for="o-login">ログイン名（半角英数字）</label>
          <input id="o-login" name="login" maxlength={60} required autocomplete="off" />
        </div>
        <Select
          name="role"
          label="役割"
          value="operator"
          options={roles.map((value) => ({ value, label: desk.words.roles[value] }))}
        />
        <Password
          id="o-password"
          name="password"
          label={`最初のパスワード（${PASSWORD_CHARACTERS_MIN}文字以上）`}
          auto="new-password"
        />
      </div>
      <button class="button button-main" type="submit">
        追加する
      </button>
    </form>
  </details>
)

const Change = ({ operator, desk, visit }: { operator: Operator; desk: Desk; visit: Visit }) => (
  <details>
    <summary>変える</summary>
    <form method="post" action={`${AT}/change`} class="row">
      <Csrf token={visit.csrf} />
      <input type="hidden" name="id" value={operator.id} />
      <Select
        name="role"
        id={`role-${operator.id}`}
        label="役割"
        value={operator.role}
        options={roles.map((value) => ({ value, label: desk.words.roles[value] }))}
      />
      <Select
        name="disabled"
        id={`disabled-${operator.id}`}
        label="利用"
        value={operator.disabled ? '1' : '0'}
        options={[
          { value: '0', label: '利用中' },
          { value: '1', label: '停止' },
        ]}
      />
      <button class="button" type="submit">
        保存
      </button>
    </form>
    {operator.source === 'local' ? (
      <form method="post" action={`${AT}/password`} class="row">
        <Csrf token={visit.csrf} />
        <input type="hidden" name="id" value={operator.id} />
        <Password id={`password-${operator.id}`} name="password" label="新しいパスワード" auto="new-password" />
        <button class="button" type="submit">
          パスワードを変える
        </button>
      </form>
    ) : null}
    {operator.totp ? (
      <form
        method="post"
        action={`${AT}/totp-off`}
        data-confirm="二段階認証を外します。本人であることを確かめましたか。"
      >
        <Csrf token={visit.csrf} />
        <input type="hidden" name="id" value={operator.id} />
        <button class="button" type="submit">
          二段階認証を外す
        </button>
      </form>
    ) : null}
    <form method="post" action={`${AT}/sign-out`}>
      <Csrf token={visit.csrf} />
      <input type="hidden" name="id" value={operator.id} />
      <button class="button" type="submit">
        すべての画面をログアウト
      </button>
    </form>
  </details>
)

const operatorsPage = async (desk: Desk, visit: Visit, problem?: string): Promise<Response> => {
  const operators = await desk.store.operators.all(OPERATORS_MAX)
  const body = (
    <>
      <h1>担当者</h1>
      <Add desk={desk} visit={visit} />
      <Duties desk={desk} />
      <Table label="担当者の一覧" heads={['お名前', 'ログイン名', '役割', '利用', '最後のログイン', '操作']}>
        {operators.map((operator) => (
          <tr>
            <th scope="row">{operator.name}</th>
            <td class="cell-wide">{operator.login}</td>
            <td>{desk.words.roles[operator.role]}</td>
            <td>{operator.disabled ? <Tag kind="ended">停止</Tag> : <Tag kind="ok">利用中</Tag>}</td>
            <td class="nowrap">{operator.signedInAt ? <Time at={operator.signedInAt} /> : '—'}</td>
            <td>
              <Change operator={operator} desk={desk} visit={visit} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  )
  return show(desk, visit, { title: '担当者', at: AT, problem, children: body }, problem ? 422 : 200)
}

/** Changes to an operator and the end of their sessions are one transaction with the audit entry. */
const changes = (desk: Desk): Record<'change' | 'password' | 'totpOff' | 'signOut', Route['handle']> => {
  const { store, words } = desk
  /** Whoever is signed in under this operator signs in anew, by what holds from now on. */
  const renewed = (visit: Visit, id: string, act: string, to: { secret: string } | { totpSecret: null }) =>
    store.transaction(async (tx) => {
      await tx.operators.change(id, to)
      await tx.operators.closeSessions(id)
      await tx.audit.append({ at: visit.now, actor: visit.operator.id, act, subject: `operator:${id}`, detail: {} })
    })
  return {
    async change(visit) {
      const [id, role, disabled] = [visit.form.text('id'), visit.form.text('role'), visit.form.text('disabled') === '1']
      if (!isRole(role)) return operatorsPage(desk, visit, words.accounts.role)
      const done = await store
        .transaction(async (tx) => {
          const detail = { role, disabled }
          const subject = `operator:${id}`
          // The entry comes first, since writers of the log wait for one another: of two supervisors who demote each
          // other at once, the second sees what the first did.
          await tx.audit.append({ at: visit.now, actor: visit.operator.id, act: 'operator.change', subject, detail })
          const changed = await tx.operators.change(id, { role, disabled })
          const all = await tx.operators.all(OPERATORS_MAX)
          if (!changed || !all.some((each) => each.role === 'supervisor' && !each.disabled)) {
            throw new Failure(LAST, `Operator ${id} is the last supervisor. Make somebody else one first.`)
          }
          if (disabled) await tx.operators.closeSessions(id)
        })
        .then(
          () => true,
          (thrown: unknown) => {
            if (thrown instanceof Failure && thrown.code === LAST) return false
            throw thrown
          },
        )
      return done ? seeOther(`${AT}?done=account`) : operatorsPage(desk, visit, words.accounts.last)
    },

    async password(visit) {
      const [id, password] = [visit.form.text('id'), visit.form.text('password')]
      const found = await store.operators.get(id)
      if (found?.source !== 'local') return operatorsPage(desk, visit, words.accounts.password)
      const problem = await passwordProblem(password, [found.login, found.name])
      if (problem !== null) return operatorsPage(desk, visit, words.accounts[problem])
      await renewed(visit, id, 'operator.password', { secret: await hashPassword(password) })
      return seeOther(`${AT}?done=account`)
    },

    async totpOff(visit) {
      const id = visit.form.text('id')
      await renewed(visit, id, 'operator.totp.off', { totpSecret: null })
      return seeOther(`${AT}?done=account`)
    },

    async signOut(visit) {
      const id = visit.form.text('id')
      await store.transaction(async (tx) => {
        const sessions = await tx.operators.closeSessions(id)
        const by = { at: visit.now, actor: visit.operator.id }
        await tx.audit.append({ ...by, act: 'operator.sign-out', subject: `operator:${id}`, detail: { sessions } })
      })
      return seeOther(`${AT}?done=signedOutAll`)
    },
  }
}

export const operatorRoutes = (desk: Desk): Route[] => {
  const { store, words } = desk
  const { change, password, totpOff, signOut } = changes(desk)
  return [
    { method: 'GET', path: AT, role: 'supervisor', handle: (visit) => operatorsPage(desk, visit) },
    {
      method: 'POST',
      path: `${AT}/add`,
      role: 'supervisor',
      async handle(visit) {
        const { form, operator } = visit
        const added = await addOperator(
          { store, now: desk.now, newId: desk.newId },
          {
            login: form.text('login'),
            name: form.text('name'),
            role: form.text('role'),
            password: form.text('password'),
            by: operator.id,
          },
        )
        if (added.ok) return seeOther(`${AT}?done=account`)
        return operatorsPage(desk, visit, added.problem === 'link' ? words.signIn.link : words.accounts[added.problem])
      },
    },
    { method: 'POST', path: `${AT}/change`, role: 'supervisor', handle: change },
    { method: 'POST', path: `${AT}/password`, role: 'supervisor', handle: password },
    { method: 'POST', path: `${AT}/totp-off`, role: 'supervisor', handle: totpOff },
    { method: 'POST', path: `${AT}/sign-out`, role: 'supervisor', handle: signOut },
  ]
}
