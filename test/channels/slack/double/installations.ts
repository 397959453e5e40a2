import { BOT, BOT_TOKEN, refuse, str, TEAM, type Args, type Given, type Tenant } from './workspace.ts'

export const CLIENT_ID = '1111.2222'
export const CLIENT_SECRET = 'c11e57'

/** What somebody allowed in the browser: a workspace, or a whole organization. */
export interface Allowed extends Tenant {
  enterprise?: string
  /** Tokens are renewed by a refresh token and live this long. */
  expiresIn?: number
}

/** Who holds which token, and the exchange of codes and refresh tokens for new ones. */
export const createInstallations = (given: Given) => {
  const tokens = given.tokens ?? new Map<string, Tenant>([[BOT_TOKEN, { team: TEAM, name: '試験市', bot: BOT }]])
  const codes = new Map<string, Allowed>()
  const refreshers = new Map<string, { of: Allowed; token: string }>()
  let count = 0

  const issue = (of: Allowed): Args => {
    count += 1
    const token = `xoxb-${of.team}-${count}`
    tokens.set(token, of)
    const refresh = `xoxe-1-${of.team}-${count}`
    if (of.expiresIn !== undefined) refreshers.set(refresh, { of, token })
    const { enterprise } = of
    return {
      access_token: token,
      token_type: 'bot',
      scope: 'chat:write',
      bot_user_id: of.bot,
      app_id: 'A01',
      authed_user: { id: 'UADMIN' },
      team: enterprise === undefined ? { id: of.team, name: of.name } : null,
      enterprise: enterprise === undefined ? null : { id: enterprise, name: of.name },
      is_enterprise_install: enterprise !== undefined,
      ...(of.expiresIn === undefined ? {} : { refresh_token: refresh, expires_in: of.expiresIn }),
    }
  }

  return {
    tokens,
    allow(of: Allowed): string {
      count += 1
      const code = `code-${count}`
      codes.set(code, of)
      return code
    },
    revoke(team: string) {
      for (const [token, of] of tokens) if (of.team === team) tokens.delete(token)
    },
    holderOf: (token: string): Tenant => tokens.get(token) ?? refuse('invalid_auth'),
    teamOf: (token: string): string | undefined => tokens.get(token)?.team,
    access(args: Args): Args {
      if (args['client_id'] !== CLIENT_ID || args['client_secret'] !== CLIENT_SECRET) refuse('bad_client_secret')
      if (args['grant_type'] === 'refresh_token') {
        const known = refreshers.get(str(args['refresh_token'])) ?? refuse('invalid_refresh_token')
        refreshers.delete(str(args['refresh_token']))
        tokens.delete(known.token)
        return issue(known.of)
      }
      const of = codes.get(str(args['code'])) ?? refuse('invalid_code')
      codes.delete(str(args['code']))
      return issue(of)
    },
  }
}
