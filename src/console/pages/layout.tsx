import type { Child } from 'hono/jsx'
import type { Operator, Role } from '../../store/store.ts'
import { mayAs } from '../access/accounts.ts'

/** No script or style in the page itself, nothing from elsewhere, and nobody may frame it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const guardHeaders: Record<string, string> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
}

/** htmx neither evaluates code nor adds a style of its own, and asks only this origin. */
const HTMX = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
})

const scripts = ['console', 'keys', 'drafts', 'list', 'notify']

const Head = ({ title }: { title: string }) => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <meta name="htmx-config" content={HTMX} />
    <title>{title}｜テレワーク相談窓口</title>
    <link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/console/assets/tokens.css" />
    <link rel="stylesheet" href="/console/assets/console.css" />
    <script src="/console/assets/htmx.js" defer></script>
    {scripts.map((name) => (
      <script src={`/console/assets/${name}.js`} type="module"></script>
    ))}
  </head>
)

const pages: { href: string; label: string; role: Role }[] = [
  { href: '/console/home', label: 'ホーム', role: 'viewer' },
  { href: '/console', label: '受付', role: 'viewer' },
  { href: '/console/knowledge', label: 'ナレッジ', role: 'viewer' },
  { href: '/console/quality', label: '品質', role: 'viewer' },
  { href: '/console/operations', label: '運用', role: 'viewer' },
  { href: '/console/roster', label: '名簿', role: 'viewer' },
  { href: '/console/templates', label: 'ひな形', role: 'viewer' },
  { href: '/console/settings', label: '設定', role: 'viewer' },
  { href: '/console/audit', label: '監査', role: 'supervisor' },
  { href: '/console/operators', label: '担当者', role: 'supervisor' },
  { href: '/console/help', label: '使い方', role: 'viewer' },
]

export interface Frame {
  title: string
  operator: Operator
  csrf: string
  /** The entry of the navigation that this page belongs to. */
  at: string
  roleLabel: string
  done?: string | undefined
  problem?: string | undefined
  children?: Child
}

export const Csrf = ({ token }: { token: string }) => <input type="hidden" name="csrf" value={token} />

export const Message = ({ kind, children }: { kind: 'done' | 'problem' | 'hint'; children?: Child }) => (
  <div class={`message message-${kind}`} role={kind === 'problem' ? 'alert' : 'status'}>
    {children}
  </div>
)

const keyLines: [string, string][] = [
  ['?', 'この一覧を開く'],
  ['h', 'ホームへ'],
  ['q', '受付へ'],
  ['m', '自分の担当へ'],
  ['/', '検索の欄へ'],
  ['j ・ k', '一覧で次・前の相談票へ（Enterで開く）'],
  ['x', '一覧で、今の行を選ぶ・選ぶのをやめる'],
  ['r', '返信・メモの欄へ（Escで欄を出る）'],
  ['c', '「担当する」ボタンへ（Enterで押す）'],
  ['g', 'タグの欄へ'],
]

/** Opened by the script, which also does what it lists. */
const KeyHelp = () => (
  <dialog id="keys" aria-labelledby="keys-title">
    <form method="dialog">
      <h2 id="keys-title">キーボード操作</h2>
      <dl class="keys">
        {keyLines.map(([key, does]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p>
        <label class="choice">
          <input type="checkbox" data-keys-on="" checked /> 1文字のキー操作を使う
        </label>
      </p>
      <button class="button button-main" type="submit">
        閉じる
      </button>
    </form>
  </dialog>
)

/** How much waits; asked for by every page, told in the title by its script. */
export const Waiting = ({ waiting }: { waiting: { n: number; newest: number; words: string } | null }) => (
  <span
    id="waiting"
    hidden
    data-n={String(waiting?.n ?? 0)}
    data-newest={String(waiting?.newest ?? 0)}
    data-words={waiting?.words ?? ''}
    hx-get="/console/waiting"
    hx-trigger={waiting === null ? 'load' : 'every 20s'}
    hx-swap="outerHTML"
  ></span>
)

const Shell = ({ title, operator, csrf, at, roleLabel, done, problem, children }: Frame) => (
  <html lang="ja">
    <Head title={title} />
    <body hx-headers={JSON.stringify({ 'x-csrf': csrf })}>
      <a class="skip" href="#main">
        本文へ移動
      </a>
      <header class="top">
        <a class="brand" href="/console">
          テレワーク相談窓口<span class="brand-part">担当者画面</span>
        </a>
        <Waiting waiting={null} />
        <nav aria-label="メニュー" class="menu">
          <ul>
            {pages
              .filter(({ role }) => mayAs(operator.role, role))
              .map(({ href, label }) => (
                <li>
                  <a href={href} {...(href === at ? { 'aria-current': 'page' } : {})}>
                    {label}
                  </a>
                </li>
              ))}
          </ul>
        </nav>
        <div class="me">
          <a href="/console/me" class="me-name">
            {operator.name}
            <span class="me-role">{roleLabel}</span>
          </a>
          <button class="button button-quiet" type="button" data-keys hidden>
            キー操作
          </button>
          <form method="post" action="/console/sign-out">
            <Csrf token={csrf} />
            <button class="button button-quiet" type="submit">
              ログアウト
            </button>
          </form>
        </div>
      </header>
      <main id="main" tabindex={-1}>
        {done ? <Message kind="done">{done}</Message> : null}
        {problem ? <Message kind="problem">{problem}</Message> : null}
        {children}
      </main>
      <KeyHelp />
    </body>
  </html>
)

const Outside = ({ title, children }: { title: string; children?: Child }) => (
  <html lang="ja">
    <Head title={title} />
    <body class="outside">
      <main id="main">
        <p class="outside-brand">テレワーク相談窓口</p>
        {children}
      </main>
    </body>
  </html>
)

type Shown = { toString(): string | Promise<string> }

const answer = async (shown: Shown, status: number, start: string): Promise<Response> =>
  new Response(start + (await shown.toString()), {
    status,
    headers: { ...guardHeaders, 'content-type': 'text/html; charset=utf-8' },
  })

export const page = (frame: Frame, status = 200): Promise<Response> =>
  answer(<Shell {...frame} />, status, '<!DOCTYPE html>')

export const outsidePage = (title: string, children: Child, status = 200): Promise<Response> =>
  answer(<Outside title={title}>{children}</Outside>, status, '<!DOCTYPE html>')

/** A piece that htmx puts into a page that is already there. */
export const fragment = (shown: Shown): Promise<Response> => answer(shown, 200, '')

/** Nothing has changed: htmx leaves the page as it is. */
export const nothingNew = (): Response => new Response(null, { status: 204, headers: guardHeaders })
