import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Failure, wordsOf } from '../../base/failure.ts'

/** The SDK's own names of its settings; undefined leaves the public cloud's. */
export interface Credentials {
  MicrosoftAppId?: string | undefined
  MicrosoftAppPassword?: string | undefined
  /** In place of a password: a PEM file with the private key and its certificate. */
  MicrosoftAppCertificateFile?: string | undefined
  MicrosoftAppType?: 'SingleTenant' | 'UserAssignedMSI' | undefined
  MicrosoftAppTenantId?: string | undefined
  ToBotFromChannelOpenIdMetadataUrl?: string | undefined
  ToBotFromChannelTokenIssuer?: string | undefined
  ToBotFromEmulatorOpenIdMetadataUrl?: string | undefined
  ToChannelFromBotLoginUrl?: string | undefined
  ToChannelFromBotOAuthScope?: string | undefined
  OAuthUrl?: string | undefined
}

/** Named one by one: whoever hands over all of the configuration hands nothing else of it to the SDK. */
const SETTINGS = [
  'MicrosoftAppId',
  'MicrosoftAppPassword',
  'MicrosoftAppType',
  'MicrosoftAppTenantId',
  'ToBotFromChannelOpenIdMetadataUrl',
  'ToBotFromChannelTokenIssuer',
  'ToBotFromEmulatorOpenIdMetadataUrl',
  'ToChannelFromBotLoginUrl',
  'ToChannelFromBotOAuthScope',
  'OAuthUrl',
] as const satisfies readonly (keyof Credentials)[]

const KEY = /-----BEGIN (?:RSA |ENCRYPTED )?PRIVATE KEY-----[\s\S]+?-----END (?:RSA |ENCRYPTED )?PRIVATE KEY-----/u

/** The key, and the print by which Entra knows its certificate. */
const certificateIn = (file: string): Record<string, string> => {
  try {
    const pem = readFileSync(file, 'utf8')
    const key = KEY.exec(pem)?.[0]
    if (key === undefined) throw new Error('it holds no private key')
    const print = new X509Certificate(pem).fingerprint.replaceAll(':', '')
    return { CertificateThumbprint: print, CertificatePrivateKey: key }
  } catch (thrown) {
    throw new Failure(
      'teams.certificate',
      `MicrosoftAppCertificateFile (${file}) cannot be read: ${wordsOf(thrown)}. Give a PEM file with the private key and its certificate.`,
    )
  }
}

/** What the SDK is told. */
export const settingsOf = (credentials: Credentials): Record<string, string> => {
  const named = SETTINGS.flatMap((name) => {
    const value = credentials[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const { MicrosoftAppCertificateFile: file } = credentials
  return { ...Object.fromEntries(named), ...(file === undefined ? {} : certificateIn(file)) }
}

/** An app that anybody could speak as, or that cannot sign in, does not start. */
export const refuseUnsafe = (credentials: Credentials, loopback: boolean): void => {
  const { MicrosoftAppId: id, MicrosoftAppType: type, MicrosoftAppTenantId: tenant } = credentials
  const given = [credentials.MicrosoftAppPassword, credentials.MicrosoftAppCertificateFile].filter(
    (each) => each !== undefined,
  )
  if (id === undefined && !loopback) {
    throw new Failure(
      'teams.appid',
      'MicrosoftAppId is not set, so that anyone could speak as Teams. Set it (Azure portal → the bot resource → Configuration), or HOST=127.0.0.1.',
    )
  }
  if (id === undefined) return
  if (tenant === undefined || type === undefined) {
    throw new Failure(
      'teams.type',
      'MicrosoftAppId needs MicrosoftAppType (SingleTenant or UserAssignedMSI) and MicrosoftAppTenantId.',
    )
  }
  if (type === 'SingleTenant' && given.length === 0) {
    throw new Failure(
      'teams.password',
      'MicrosoftAppPassword is not set, which SingleTenant needs. Make a client secret for the app, or give MicrosoftAppCertificateFile, or use UserAssignedMSI.',
    )
  }
  if (given.length > 1) {
    throw new Failure(
      'teams.password',
      'MicrosoftAppPassword is set beside MicrosoftAppCertificateFile. Remove one of them.',
    )
  }
  if (type === 'UserAssignedMSI' && given.length > 0) {
    throw new Failure(
      'teams.password',
      'MicrosoftAppPassword is set beside UserAssignedMSI, which has none. Remove one of them.',
    )
  }
}
