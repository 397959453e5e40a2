import type { IncomingMessage, ServerResponse } from 'node:http'
import { InstallProvider } from '@slack/oauth'
import { fill } from '../../base/words.ts'
import type { ChannelShelf } from '../channel.ts'
import { clientOptions, type ApiOptions } from './api.ts'
import { slackScopes } from './manifest.ts'
import { REDIRECT_PATH } from './paths.ts'
import { quiet } from './quiet.ts'
import { createVault, type Vault } from './vault.ts'
import type { SlackWords } from './words.ts'

/** What an app in several workspaces is told beside the signing secret. */
export interface OAuthOptions {
  clientId: string
  clientSecret: string
  /** Signs the way to Slack and back, and seals the tokens in the database. */
  installSecret: string
  /** Where browsers reach the desk, without a path. */
  publicUrl: string
  /** Workspaces (T…) and organizations (E…) that may install it; `*` for any. */
  workspaces: readonly string[]
  /** For tests; Slack's own page otherwise. */
  authorizationUrl?: string | undefined
}

export interface Installing {
  vault: Vault
  provider: InstallProvider
  handle(request: Request): Promise<Response>
}

/** As much of Node's response as the SDK uses, kept until it becomes a web response. */
class Answering {
  readonly headers = new Headers()
  status = 200
  body = ''
  setHeader(name: string, value: string | readonly string[]): void {
    this.headers.delete(name)
    for (const each of typeof value === 'string' ? [value] : value) this.headers.append(name, each)
  }
  getHeader(name: string): string | undefined {
    return this.headers.get(name) ?? undefined
  }
  writeHead(status: number, headers: Record<string, string> = {}): this {
    this.status = status
    for (const [name, value] of Object.entries(headers)) this.headers.set(name, value)
    return this
  }
  end(body = ''): this {
    this.body = body
    return this
  }
}

const escapedHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const pageOf = (title: string, text: string): string =>
  `<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escapedHtml(title)}</title><main><h1>${escapedHtml(title)}</h1><p>${escapedHtml(text)}</p></main></html>`

const show = (response: ServerResponse, status: number, page: string): void => {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(page)
}

/** The way by which an administrator adds the app to a workspace or a whole organization. */
export const createInstalling = (parts: {
  options: OAuthOptions
  api: ApiOptions
  shelf: ChannelShelf
  words: SlackWords
  onInstalled: (key: string) => Promise<void>
  onFault: (what: string, thrown: unknown) => void
}): Installing => {
  const { options, words } = parts
  const vault = createVault(parts.shelf, options.installSecret)
  const { logger: _, ...web } = clientOptions(parts.api, 0)
  const provider = new InstallProvider({
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    stateSecret: options.installSecret,
    installationStore: vault,
    clientOptions: web,
    directInstall: true,
    logger: quiet,
    ...(options.authorizationUrl === undefined ? {} : { authorizationUrl: options.authorizationUrl }),
  })
  const redirectUri = `${options.publicUrl.replace(/\/+$/u, '')}${REDIRECT_PATH}`
  const scopes = [...slackScopes]
  const isAllowed = (...ids: (string | undefined)[]) =>
    options.workspaces.some((allowed) => allowed === '*' || ids.includes(allowed))

  const finish = (request: IncomingMessage, response: ServerResponse) =>
    provider.handleCallback(request, response, {
      afterInstallation: ({ team, enterprise }, _options, _request, answer) => {
        const allowed = isAllowed(team?.id, enterprise?.id)
        if (!allowed) show(answer, 403, pageOf(words.install.title, words.install.refused))
        return Promise.resolve(allowed)
      },
      successAsync: async ({ team, enterprise, isEnterpriseInstall }, _options, _request, answer) => {
        const of = isEnterpriseInstall === true ? enterprise : team
        await parts.onInstalled(of?.id ?? '-')
        show(answer, 200, pageOf(words.install.title, fill(words.install.done, { name: of?.name ?? of?.id ?? '' })))
      },
      failure: (thrown, _options, _request, answer) => {
        parts.onFault('slack.install', thrown)
        show(answer, 400, pageOf(words.install.title, words.install.failed))
      },
    })

  return {
    vault,
    provider,
    async handle(request) {
      if (request.method !== 'GET') return new Response('GET', { status: 405 })
      const url = new URL(request.url)
      const asked = { url: `${url.pathname}${url.search}`, headers: Object.fromEntries(request.headers) }
      const answering = new Answering()
      // The SDK speaks to Node's own server; it reads an address and a cookie and writes a head and a body.
      const [req, res]: unknown[] = [asked, answering]
      if (url.pathname === REDIRECT_PATH) await finish(req as IncomingMessage, res as ServerResponse)
      else {
        const way = { scopes, redirectUri }
        await provider.handleInstallPath(req as IncomingMessage, res as ServerResponse, {}, way)
      }
      return new Response(answering.body, { status: answering.status, headers: answering.headers })
    },
  }
}
