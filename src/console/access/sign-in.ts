import type { Repositories, Store } from '../../store/store.ts'
import { fill } from '../../base/words.ts'
import { addOperator, foldLogin } from './accounts.ts'
import type { Arrived } from './oidc.ts'
import { checkPassword, hashOf, newToken } from './secrets.ts'
import { takeCode } from './totp.ts'
import { type Waits, waitInWords } from './waits.ts'
import type { Words } from '../words.ts'

/** The first link is printed where the desk is started; whoever started it is there. */
const LINK_MS = 60 * 60_000
const SYSTEM = 'system'

export type SignedInAs = { ok: true; operator: string } | { ok: false; problem: string }

const told = (problem: string): SignedInAs => ({ ok: false, problem })

export const createSignIn = (parts: {
  store: Store
  words: Words
  waits: Waits
  now: () => Date
  newId: () => string
}) => {
  const { store, words, waits, now, newId } = parts

  const audit = (actor: string, act: string, subject: string) =>
    store.transaction((tx) => tx.audit.append({ at: now(), actor, act, subject, detail: {} }))

  return {
    async byPassword(
      given: { login: string; password: string; code: string },
      caller: string | null,
    ): Promise<SignedInAs> {
      const { password, code } = given
      const login = foldLogin(given.login)
      const wait = await waits.take(login, caller)
      if (wait > 0) return told(fill(words.signIn.throttled, { wait: waitInWords(wait) }))
      const found = await store.operators.byLogin(login)
      const right = await checkPassword(password, found?.source === 'local' ? found.secret : null)
      if (right === 'busy') return told(words.signIn.busy)
      if (!right || found === null) return told(words.signIn.wrong)
      if (found.disabled) return told(words.signIn.disabled)
      // Said only to whoever has the password already; the try stays counted.
      if (!(await takeCode(store.operators, found, code, now()))) return told(words.signIn.code)
      await waits.forgive(login, caller)
      await audit(found.id, 'operator.sign-in', `operator:${found.id}`)
      return { ok: true, operator: found.id }
    },

    /** Whoever the issuer vouches for is an operator with the role that the issuer says, from this sign-in on. */
    async byIssuer({ login, name, role }: Arrived): Promise<SignedInAs> {
      if (role === null) return told(words.signIn.noRole)
      const at = now()
      return store.transaction(async (tx): Promise<SignedInAs> => {
        const id = newId()
        const added = await tx.operators.add({ id, login, name, role, source: 'oidc', secret: null }, at)
        const found = await tx.operators.byLogin(login)
        if (found === null || found.source !== 'oidc') return told(words.signIn.wrong)
        if (found.disabled) return told(words.signIn.disabled)
        if (!added) await tx.operators.change(found.id, { name, role })
        const subject = `operator:${found.id}`
        await tx.audit.append({ at, actor: found.id, act: 'operator.sign-in', subject, detail: { role } })
        return { ok: true, operator: found.id }
      })
    },

    /** A token for the first supervisor; null where somebody can sign in already. */
    async offerFirst(): Promise<string | null> {
      if ((await store.operators.count()) > 0) return null
      const token = newToken()
      await store.operators.sweep(now())
      await store.operators.putLink(hashOf(token), new Date(now().getTime() + LINK_MS))
      return token
    },

    isOffered: (token: string): Promise<boolean> => store.operators.hasLink(hashOf(token), now()),

    async takeFirst(token: string, given: { login: string; name: string; password: string }): Promise<SignedInAs> {
      if (!(await store.operators.hasLink(hashOf(token), now()))) return told(words.signIn.link)
      // The link goes in the transaction that makes the operator: of two who use it at once, one does.
      const proof = (tx: Repositories) => tx.operators.takeLink(hashOf(token), now())
      const added = await addOperator(parts, { ...given, role: 'supervisor', by: SYSTEM, proof })
      if (!added.ok) return told(added.problem === 'link' ? words.signIn.link : words.accounts[added.problem])
      return { ok: true, operator: added.operator.id }
    },
  }
}
