import type { Operator, Repositories, Role, Store } from '../../store/store.ts'
import { hashPassword } from './secrets.ts'
import { passwordProblem } from './strength.ts'

export const roles: readonly Role[] = ['viewer', 'operator', 'supervisor']

export const isRole = (text: string): text is Role => roles.some((role) => role === text)

export const mayAs = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed)

export const OPERATORS_MAX = 500
const NAME_CHARACTERS_MAX = 60
const loginShape = /^[a-z0-9][a-z0-9._@-]{1,59}$/u

export type AccountProblem = 'login' | 'name' | 'password' | 'weak' | 'role' | 'taken' | 'many'
export type Added = { ok: true; operator: Operator } | { ok: false; problem: AccountProblem | 'link' }

export interface NewAccount {
  login: string
  name: string
  role: string
  password: string
  /** Who does it, for the audit log. */
  by: string
  /** What must hold in the transaction that adds the operator. */
  proof?: (tx: Repositories) => Promise<boolean>
}

/** Logins are typed by hand on many keyboards: width and case do not matter. */
export const foldLogin = (login: string): string => login.normalize('NFKC').trim().toLowerCase()

const problemOf = async (given: {
  login: string
  name: string
  role: string
  password: string
}): Promise<AccountProblem | null> => {
  if (!loginShape.test(given.login)) return 'login'
  if (given.name === '' || [...given.name].length > NAME_CHARACTERS_MAX) return 'name'
  if (!isRole(given.role)) return 'role'
  return passwordProblem(given.password, [given.login, given.name])
}

/** Adds a local operator. */
export const addOperator = async (
  parts: { store: Store; now: () => Date; newId: () => string },
  given: NewAccount,
): Promise<Added> => {
  const { store, now, newId } = parts
  const tidy = { ...given, login: foldLogin(given.login), name: given.name.trim() }
  const problem = await problemOf(tidy)
  if (problem !== null || !isRole(tidy.role)) return { ok: false, problem: problem ?? 'role' }
  if ((await store.operators.count()) >= OPERATORS_MAX) return { ok: false, problem: 'many' }
  const { login, name, role, by } = tidy
  const secret = await hashPassword(given.password)
  const id = newId()
  const at = now()
  return store.transaction(async (tx): Promise<Added> => {
    if (given.proof && !(await given.proof(tx))) return { ok: false, problem: 'link' }
    const added = await tx.operators.add({ id, login, name, role, source: 'local', secret }, at)
    if (!added) return { ok: false, problem: 'taken' }
    await tx.audit.append({ at, actor: by, act: 'operator.add', subject: `operator:${id}`, detail: { login, role } })
    const operator = await tx.operators.get(id)
    return operator === null ? { ok: false, problem: 'taken' } : { ok: true, operator }
  })
}
