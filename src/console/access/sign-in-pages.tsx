import { callerOf } from '../../base/caller.ts'
import { wordsOf } from '../../base/failure.ts'
import { Message, outsidePage } from '../pages/layout.tsx'
import { createOidc, type OidcSettings } from './oidc.ts'
import { type Door, seeOther } from '../route.ts'
import { newToken, PASSWORD_CHARACTERS_MIN, same } from './secrets.ts'
import { cookie, cookieOf, type Sessions } from './session.ts'
import type { createSignIn } from './sign-in.ts'
import type { Words } from '../words.ts'

interface Parts {
  signIn: ReturnType<typeof createSignIn>
  sessions: Sessions
  oidc: OidcSettings | null
  words: Words
  secure: boolean
  origin: (request: Request) => string
  onFault: (what: string, thrown: unknown) => void
}

/** A form of somebody who has no session yet is known by this cookie. */
const FORM = 'desk_form'
const ERRAND = 'desk_errand'
const ERRAND_SECONDS = 600
const FORM_SECONDS = 3_600

const Field = (given: {
  name: string
  label: string
  type?: string
  auto: string
  value?: string
  hint?: string
  min?: number
  optional?: boolean
}) => (
  <div class="field">
    <label for={`f-${given.name}`}>{given.label}</label>
    {given.hint ? (
      <p class="hint" id={`h-${given.name}`}>
        {given.hint}
      </p>
    ) : null}
    <input
      id={`f-${given.name}`}
      name={given.name}
      type={given.type ?? 'text'}
      autocomplete={given.auto}
      value={given.value ?? ''}
      required={given.optional !== true}
      {...(given.min ? { minlength: given.min } : {})}
      {...(given.hint ? { 'aria-describedby': `h-${given.name}` } : {})}
    />
  </div>
)

const PasswordHint = `${PASSWORD_CHARACTERS_MIN}文字以上`

const SignInForm = (given: {
  token: string
  problem: string
  login: string
  oidc: boolean
  next: string
  words: Words
}) => (
  <>
    <h1>{given.words.signIn.local}</h1>
    {given.problem ? <Message kind="problem">{given.problem}</Message> : null}
    {given.oidc ? (
      <p>
        <a class="button button-main button-wide" href="/console/oidc/start">
          組織のアカウントでログイン
        </a>
      </p>
    ) : null}
    <form method="post" action="/console/sign-in" class="stack">
      <input type="hidden" name="form" value={given.token} />
      <input type="hidden" name="next" value={given.next} />
      <Field name="login" label="ログイン名" auto="username" value={given.login} />
      <Field name="password" label="パスワード" type="password" auto="current-password" />
      <Field name="code" label="確認コード（二段階認証を使っているとき）" auto="one-time-code" optional />
      <button class="button button-main button-wide" type="submit">
        ログイン
      </button>
    </form>
  </>
)

const FirstForm = (given: {
  token: string
  form: string
  problem: string
  name: string
  login: string
  words: Words
}) => (
  <>
    <h1>監督者の登録</h1>
    <p>{given.words.signIn.first}</p>
    {given.problem ? <Message kind="problem">{given.problem}</Message> : null}
    <form method="post" action="/console/first" class="stack">
      <input type="hidden" name="form" value={given.form} />
      <input type="hidden" name="token" value={given.token} />
      <Field name="name" label="お名前" auto="name" value={given.name} />
      <Field name="login" label="ログイン名" auto="username" value={given.login} hint="半角の英数字と . _ @ -" />
      <Field
        name="password"
        label="パスワード"
        type="password"
        auto="new-password"
        hint={PasswordHint}
        min={PASSWORD_CHARACTERS_MIN}
      />
      <button class="button button-main button-wide" type="submit">
        登録してログイン
      </button>
    </form>
  </>
)

/** Only ways inside the console; what a link says may lead nowhere else. */
const inside = (next: string): string => {
  if (!/^\/console(?:[/?][\w\-./?=&%]*)?$/u.test(next)) return '/console'
  // Read as a browser will, so that no dots or slashes lead out again.
  const { pathname, search } = new URL(next, 'http://inside.invalid')
  const isInside = /^\/console(?:\/[\w\-.%]+)*$/u.test(pathname) && !/%(?:2e|2f|5c)/iu.test(pathname)
  return isInside ? `${pathname}${search}` : '/console'
}

const withCookies = (response: Response, cookies: string[]): Response => {
  for (const each of cookies) response.headers.append('set-cookie', each)
  return response
}

const isOurs = (request: Request, token: string, secure: boolean) =>
  same(cookieOf(request, FORM, secure) ?? '', token) && token !== ''

const localDoors = (parts: Parts): Door[] => {
  const { signIn, sessions, words, secure } = parts
  const formCookie = (token: string) => cookie(FORM, token, FORM_SECONDS, secure)
  const show = async (given: { problem?: string; login?: string; next?: string }, status = 200) => {
    const token = newToken()
    const form = (
      <SignInForm
        token={token}
        problem={given.problem ?? ''}
        login={given.login ?? ''}
        oidc={parts.oidc !== null}
        next={inside(given.next ?? '')}
        words={words}
      />
    )
    return withCookies(await outsidePage('ログイン', form, status), [formCookie(token)])
  }
  const showFirst = async (token: string, given: { problem: string; name: string; login: string }, status: number) => {
    const form = newToken()
    return withCookies(
      await outsidePage('監督者の登録', <FirstForm token={token} form={form} words={words} {...given} />, status),
      [formCookie(form)],
    )
  }
  return [
    {
      method: 'GET',
      path: '/console/sign-in',
      role: null,
      handle({ url }) {
        const problem = url.searchParams.has('expired') ? words.signIn.expired : ''
        return show({ problem, next: url.searchParams.get('next') ?? '' })
      },
    },
    {
      method: 'POST',
      path: '/console/sign-in',
      role: null,
      async handle({ request, form }) {
        const [login, next] = [form.text('login'), inside(form.text('next'))]
        if (!isOurs(request, form.text('form'), secure)) return show({ problem: words.refused.csrf, login, next }, 403)
        const typed = { login, password: form.text('password'), code: form.text('code') }
        const done = await signIn.byPassword(typed, callerOf(request))
        if (!done.ok) return show({ problem: done.problem, login, next }, 401)
        return seeOther(next, [await sessions.open(done.operator), cookie(FORM, '', 0, secure)])
      },
    },
    {
      method: 'GET',
      path: '/console/first',
      role: null,
      async handle({ url }) {
        const token = url.searchParams.get('token') ?? ''
        if (!(await signIn.isOffered(token))) return show({ problem: words.signIn.link }, 403)
        return showFirst(token, { problem: '', name: '', login: '' }, 200)
      },
    },
    {
      method: 'POST',
      path: '/console/first',
      role: null,
      async handle({ request, form }) {
        const [token, name, login] = [form.text('token'), form.text('name'), form.text('login')]
        if (!isOurs(request, form.text('form'), secure)) return show({ problem: words.refused.csrf }, 403)
        const done = await signIn.takeFirst(token, { login, name, password: form.text('password') })
        if (done.ok) return seeOther('/console', [await sessions.open(done.operator), cookie(FORM, '', 0, secure)])
        if (done.problem === words.signIn.link) return show({ problem: done.problem }, 403)
        return showFirst(token, { problem: done.problem, name, login }, 422)
      },
    },
  ]
}

const failed = (problem: string, status: number) =>
  outsidePage(
    'ログイン',
    <>
      <h1>ログインできませんでした</h1>
      <Message kind="problem">{problem}</Message>
      <p>
        <a href="/console/sign-in">ログイン画面へ</a>
      </p>
    </>,
    status,
  )

const issuerDoors = (parts: Parts, settings: OidcSettings): Door[] => {
  const { signIn, sessions, words, secure } = parts
  const issuer = createOidc(settings)
  const path = '/console/oidc'
  return [
    {
      method: 'GET',
      path: `${path}/start`,
      role: null,
      async handle({ request }) {
        try {
          const { to, errand } = await issuer.leave(`${parts.origin(request)}${path}/callback`)
          return seeOther(to, [cookie(ERRAND, errand, ERRAND_SECONDS, secure, path)])
        } catch (thrown) {
          parts.onFault('oidc.leave', thrown)
          return failed(words.signIn.issuer, 502)
        }
      },
    },
    {
      // The one GET that opens a session: the protocol comes back this way, and only with the errand's own cookie.
      method: 'GET',
      path: `${path}/callback`,
      role: null,
      async handle({ request, url }) {
        const errand = cookieOf(request, ERRAND, secure)
        if (errand === null) return failed(words.signIn.expired, 400)
        const forget = cookie(ERRAND, '', 0, secure, path)
        try {
          const back = new URL(`${parts.origin(request)}${url.pathname}${url.search}`)
          const done = await signIn.byIssuer(await issuer.arrive(back, errand))
          if (!done.ok) return withCookies(await failed(done.problem, 403), [forget])
          return seeOther('/console', [await sessions.open(done.operator), forget])
        } catch (thrown) {
          parts.onFault('oidc.arrive', wordsOf(thrown))
          return withCookies(await failed(words.signIn.issuer, 400), [forget])
        }
      },
    },
  ]
}

export const signInDoors = (parts: Parts): Door[] => [
  ...localDoors(parts),
  ...(parts.oidc ? issuerDoors(parts, parts.oidc) : []),
]
