import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { config as readDotenv } from 'dotenv'
import { z } from 'zod'
import { Failure } from '../base/failure.ts'
import { nameDesk } from '../base/identity.ts'

/** The folder that holds package.json, wherever this file runs from (src or dist). */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The version of the program, as its package tells it. */
export const VERSION: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).version

/** A data folder with nothing but an index, beside the program where it was packed with one. */
export const READY = join(ROOT, 'ready')

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

const port = z.coerce.number({ error: 'must be a number' }).int().min(0).max(65_535)
const address = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' })
const count = z.coerce.number({ error: 'must be a number' }).int().min(0)
const secret = z.string().min(1, 'must not be empty')
const list = z.string().transform((text) =>
  text
    .split(/[\s,]+/)
    .map((part) => part.trim())
    .filter(Boolean),
)

/** What each setting means and how to get it; shown by `doctor` and beside every fault. */
const environment = z.object({
  PORT: port.default(3978),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: address.optional(),
  /** Further host names that the desk answers to, beside PUBLIC_URL's and this machine's. */
  ALLOWED_HOSTS: list.optional(),
  /** Sites whose pages may show the chat in a window of their own. */
  EMBED_ORIGINS: list
    .refine((origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), {
      message: 'must be origins separated by commas, for example https://www.example.lg.jp',
    })
    .optional(),
  /** Proxies of yours in front, each adding to X-Forwarded-For. */
  PROXY_HOPS: count.max(8).optional(),
  /** Questions a minute and live pages from one address; an office may share one. */
  ADDRESS_ASKS_PER_MINUTE: count.min(1).default(120),
  ADDRESS_STREAMS: count.min(1).default(200),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  METRICS_TOKEN: secret.optional(),
  /** A collector of OpenTelemetry; the rest of OTEL_* is read by its own SDK, from the real environment only. */
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_SERVICE_NAME: z.string().min(1).default('telework-desk'),
  /** Whether programs that ask over HTTP must have a key. */
  API_KEYS: z.enum(['offered', 'required'], { error: 'must be offered or required' }).default('offered'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional(),
  TELEWORK_DESK_DATA: z.string().min(1).optional(),
  TELEWORK_DESK_KNOWLEDGE: z.string().min(1).optional(),
  TELEWORK_DESK_PROMPTS: z.string().min(1).optional(),
  OPENAI_API_KEY: secret.optional(),
  OPENAI_BASE_URL: address.optional(),
  OPENAI_MODEL: z.string().min(1).optional(),
  OPENAI_EMBEDDING_MODEL: z.string().min(1).optional(),
  /** From asking a model to choose to having all its choices of a message; then the desk chooses by itself. */
  OPENAI_TIMEOUT_MS: count.min(1_000).max(45_000).default(20_000),
  /** For models that think first: says so whatever their deployment is called, and how long they may think. */
  OPENAI_REASONING_EFFORT: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
  AZURE_OPENAI_ENDPOINT: address.optional(),
  AZURE_OPENAI_API_KEY: secret.optional(),
  AZURE_OPENAI_API_DEPLOYMENT_NAME: z.string().min(1).optional(),
  AZURE_OPENAI_API_VERSION: z.string().min(1).default('2024-10-21'),
  /** Entra ID in place of a key: an application that may use the deployment. */
  AZURE_TENANT_ID: z.string().min(1).optional(),
  AZURE_CLIENT_ID: z.string().min(1).optional(),
  AZURE_CLIENT_SECRET: secret.optional(),
  AZURE_AUTHORITY_HOST: address.default('https://login.microsoftonline.com'),
  OPENAI_ANSWER_TOKENS: count.min(100).max(8_000).default(1_200),
  OPENAI_DAILY_TOKENS: count.default(5_000_000),
  OPENAI_DAILY_ANSWERS_PER_PERSON: count.default(200),
  OPENAI_CONCURRENCY: count.min(1).max(64).default(4),
  SLACK_BOT_TOKEN: secret.optional(),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_APP_TOKEN: secret.optional(),
  SLACK_API_URL: address.optional(),
  SLACK_APP_ID: z.string().min(1).optional(),
  /** For many workspaces, added over the browser, in place of SLACK_BOT_TOKEN. */
  SLACK_CLIENT_ID: z.string().min(1).optional(),
  SLACK_CLIENT_SECRET: secret.optional(),
  SLACK_INSTALL_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  SLACK_WORKSPACES: list.optional(),
  SLACK_OPERATOR_CHANNEL: z.string().min(1).optional(),
  SLACK_ALLOWED_CHANNELS: list.optional(),
  SLACK_AUTO_ANSWER_CHANNELS: list.optional(),
  SLACK_RULES_FILE: z.string().min(1).optional(),
  MicrosoftAppId: z.string().min(1).optional(),
  MicrosoftAppPassword: secret.optional(),
  /** In place of a password: a PEM file with the private key and its certificate. */
  MicrosoftAppCertificateFile: z.string().min(1).optional(),
  MicrosoftAppType: z.enum(['SingleTenant', 'UserAssignedMSI']).optional(),
  MicrosoftAppTenantId: z.string().min(1).optional(),
  TEAMS_ALLOWED_TENANTS: list.optional(),
  TEAMS_OPERATORS: list.optional(),
  TEAMS_GUESTS: z.enum(['true', 'false'], { error: 'must be true or false' }).optional(),
  /** Shown beside every answer: the name of a label, and after a colon what it means. */
  TEAMS_SENSITIVITY: z.string().min(1).max(300).optional(),
  TEAMS_EMULATOR: z.enum(['true', 'false'], { error: 'must be true or false' }).optional(),
  ToBotFromChannelOpenIdMetadataUrl: address.optional(),
  ToBotFromChannelTokenIssuer: z.string().min(1).optional(),
  ToBotFromEmulatorOpenIdMetadataUrl: address.optional(),
  ToChannelFromBotLoginUrl: address.optional(),
  ToChannelFromBotOAuthScope: z.string().min(1).optional(),
  OAuthUrl: address.optional(),
  HOOKS_FILE: z.string().min(1).optional(),
  HTTPS_PROXY: address.optional(),
  NO_PROXY: list.optional(),
  EXTRA_CA_FILE: z.string().min(1).optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
    .optional(),
  MAIL_FROM: z.string().min(3).optional(),
  /** Says that the mail server may be spoken to in clear although it is another machine. */
  SMTP_ALLOW_CLEARTEXT: z.enum(['true', 'false'], { error: 'must be true or false' }).default('false'),
  DISPATCH_WEBHOOK_URL: address.optional(),
  DISPATCH_WEBHOOK_SECRET: secret.optional(),
  /** Whether operators who sign in by password must have a second proof (an authenticator app). */
  OPERATOR_TOTP: z.enum(['offered', 'required'], { error: 'must be offered or required' }).default('offered'),
  OIDC_ISSUER: address.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: secret.optional(),
  OIDC_ROLE_CLAIM: z.string().min(1).default('roles'),
})

export type Environment = z.infer<typeof environment>

/** Settings that only make sense together: the first of each pair needs the others. */
const TOGETHER: readonly (readonly [keyof Environment, readonly (keyof Environment)[], string])[] = [
  [
    'SLACK_CLIENT_ID',
    ['SLACK_CLIENT_SECRET', 'SLACK_INSTALL_SECRET', 'SLACK_WORKSPACES', 'PUBLIC_URL'],
    'api.slack.com → your app → Basic Information; the install secret and the workspaces are yours to choose',
  ],
  [
    'AZURE_OPENAI_ENDPOINT',
    ['AZURE_OPENAI_API_DEPLOYMENT_NAME'],
    'Azure AI Foundry → Deployments → the name of the deployment',
  ],
  [
    'AZURE_TENANT_ID',
    ['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'],
    'Entra admin center → App registrations → the application that may use the deployment',
  ],
  ['MicrosoftAppId', ['MicrosoftAppType', 'MicrosoftAppTenantId'], 'Azure portal → the bot resource → Configuration'],
  [
    'OIDC_ISSUER',
    ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
    'your identity provider → the client registered for the desk',
  ],
  ['SMTP_URL', ['MAIL_FROM'], 'the address that mails are sent from, such as desk@example.lg.jp'],
  ['DISPATCH_WEBHOOK_URL', ['DISPATCH_WEBHOOK_SECRET'], 'agree on a secret with whoever receives the webhook'],
]

export interface Config extends Environment {
  /** Folder of the store and the index. */
  data: string
  knowledge: string
  prompts: string
  /** Whether HOST can be reached from this machine only. */
  loopback: boolean
  /** Whether people reach the desk over TLS, which the operator declares by an https PUBLIC_URL. */
  tls: boolean
  /** A setting under a name that the operator chose, such as the key of a hook; undefined where it is not set. */
  named(name: string): string | undefined
}

const faultsOf = (error: z.ZodError): string[] =>
  error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}. Correct it in the environment or in .env.`)

const missingOf = (env: Environment): string[] =>
  TOGETHER.flatMap(([given, needed, where]) =>
    env[given] === undefined
      ? []
      : needed
          .filter((name) => env[name] === undefined)
          .map((name) => `${name}: is needed beside ${given}. Find it at: ${where}.`),
  )

/** Slack speaks by the token of one workspace, or by those of many that were added over the browser. */
const slackFaults = (env: Environment): string[] => {
  const asked = (['SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'] as const).find((name) => env[name] !== undefined)
  if (asked === undefined || (env.SLACK_BOT_TOKEN ?? env.SLACK_CLIENT_ID) !== undefined) return []
  const where = 'api.slack.com → your app → OAuth & Permissions → Bot User OAuth Token'
  return [`SLACK_BOT_TOKEN: is needed beside ${asked}. Find it at: ${where}.`]
}

const place = (chosen: string | undefined, fallback: string) => resolve(chosen ?? join(ROOT, fallback))

/** Reads the environment and `.env`; every fault is told at once, with its remedy, and never a secret's value. */
export const readConfig = (
  given: { data?: string | undefined; knowledge?: string | undefined; prompts?: string | undefined } = {},
  source: NodeJS.ProcessEnv = process.env,
): Config => {
  const file = join(process.cwd(), '.env')
  const fromFile: Record<string, string> = {}
  if (source === process.env && existsSync(file)) readDotenv({ path: file, processEnv: fromFile, quiet: true })
  // An empty value in a .env means "not set", as people leave the line there.
  const set = Object.fromEntries(Object.entries({ ...fromFile, ...source }).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(set)
  const faults = parsed.success ? [...missingOf(parsed.data), ...slackFaults(parsed.data)] : faultsOf(parsed.error)
  if (!parsed.success || faults.length > 0) {
    throw new Failure('config', `The configuration cannot be used:\n  ${faults.join('\n  ')}`)
  }
  const env = parsed.data
  const knowledge = place(given.knowledge ?? env.TELEWORK_DESK_KNOWLEDGE, 'knowledge')
  const prompts = place(given.prompts ?? env.TELEWORK_DESK_PROMPTS, 'prompts')
  nameDesk(prompts, knowledge)
  return {
    ...env,
    data: place(given.data ?? env.TELEWORK_DESK_DATA, 'data'),
    knowledge,
    prompts,
    loopback: LOOPBACK.has(env.HOST),
    tls: env.PUBLIC_URL?.startsWith('https://') ?? false,
    named: (name) => set[name],
  }
}

/** Why the desk must not be served on this host, or null. Operators and askers are strangers on a network. */
export const refusalOf = (config: Config, signInConfigured: boolean): string | null => {
  if (config.loopback) return null
  if (!config.tls) {
    return `HOST is ${config.HOST}, which others can reach, but PUBLIC_URL does not declare TLS in front. Set PUBLIC_URL=https://… (the address of the TLS proxy), or HOST=127.0.0.1.`
  }
  if (!signInConfigured) {
    return `HOST is ${config.HOST}, which others can reach, but no operator can sign in. Set OIDC_ISSUER, or add one with “telework-desk operator add”, or set HOST=127.0.0.1.`
  }
  return null
}

/** The SQLite file inside the data folder. */
export const storeFile = (config: Pick<Config, 'data'>): string => join(config.data, 'desk.sqlite')

/** Whether a model may be asked at all. */
export const isModelConfigured = (
  config: Pick<Config, 'OPENAI_API_KEY' | 'OPENAI_BASE_URL' | 'AZURE_OPENAI_ENDPOINT'>,
): boolean => (config.OPENAI_API_KEY ?? config.OPENAI_BASE_URL ?? config.AZURE_OPENAI_ENDPOINT) !== undefined
