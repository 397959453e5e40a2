/** A token of Entra ID for Azure OpenAI, by the credentials of an application; asked for again shortly before it ends. */
import { z } from 'zod'
import { Failure } from '../../base/failure.ts'

export interface EntraSettings {
  tenant: string
  client: string
  secret: string
  /** Such as https://login.microsoftonline.com. */
  authority: string
  fetch: typeof globalThis.fetch
}

const SCOPE = 'https://cognitiveservices.azure.com/.default'
const EARLY_MS = 120_000
const ASK_MS_MAX = 10_000

const answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() })

export const createEntraToken = ({ tenant, client, secret, authority, fetch }: EntraSettings) => {
  let kept: { token: string; until: number } | null = null
  return async (): Promise<string> => {
    if (kept !== null && Date.now() < kept.until) return kept.token
    const response = await fetch(`${authority.replace(/\/$/u, '')}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client,
        client_secret: secret,
        scope: SCOPE,
      }).toString(),
      signal: AbortSignal.timeout(ASK_MS_MAX),
    })
    const told = answer.safeParse(await response.json().catch(() => null))
    if (!response.ok || !told.success) {
      const why = `Entra ID gave no token (HTTP ${response.status}). Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.`
      throw Object.assign(new Failure('model.entra', why), { status: 401 })
    }
    kept = { token: told.data.access_token, until: Date.now() + told.data.expires_in * 1_000 - EARLY_MS }
    return kept.token
  }
}
