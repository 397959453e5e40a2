import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { Failure, wordsOf } from '../../base/failure.ts'
import { groupRule, type GroupRule, type Profile, profileShape, readyProfiles } from './profile.ts'
import { placesIn } from './template.ts'

/** The operator's file of hooks: which chats there are, with what keys, and where they may speak. */

const HOOKS_MAX = 20
/** Two keys are valid at once, so that one can be changed without a gap. */
const KEYS_MAX = 2
const TAKEN_NAMES = new Set(['web', 'slack', 'teams'])

const secret = z
  .string()
  .regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/u, 'must be env:NAME; write the secret itself into the environment or .env')

const account = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: secret,
  serviceAccount: z.string().min(1),
  /** PEM; \n may stand for its line ends, since an environment has one line. */
  privateKey: secret,
})

const hookShape = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/u, 'must be of a–z, 0–9 and -, at most 31 characters')
    .refine((name) => !TAKEN_NAMES.has(name), 'is the name of another channel; choose another one'),
  profile: z.union([z.string(), profileShape]),
  keys: z.array(secret).min(1, 'needs one key').max(KEYS_MAX, 'at most two keys can be valid at once'),
  reply: z
    .strictObject({
      mode: z.enum(['push', 'response']).optional(),
      deadlineMs: z.int().min(0).max(25_000).optional(),
    })
    .default({}),
  push: z
    .strictObject({
      /** The platform's own token, where it has one. */
      key: secret.optional(),
      account: account.optional(),
      values: z.record(z.string(), z.string().min(1)).default({}),
    })
    .default({ values: {} }),
  /** Rooms in which the desk speaks; “direct” stands for people outside any room. Absent: wherever it is reached. */
  rooms: z.array(z.string().min(1)).min(1).optional(),
  group: groupRule.optional(),
})

const fileShape = z.array(hookShape).min(1, 'needs at least one hook').max(HOOKS_MAX, `at most ${HOOKS_MAX} hooks`)

export interface Account {
  clientId: string
  clientSecret: string
  serviceAccount: string
  privateKey: string
}

/** One hook with everything resolved; secrets are in here and go nowhere else. */
export interface Hook {
  name: string
  profile: Profile
  keys: string[]
  pushKey: string | null
  account: Account | null
  values: Record<string, string>
  rooms: ReadonlySet<string> | null
  group: GroupRule
}

type HookEntry = z.infer<typeof hookShape>

const faultFile = (file: string, faults: readonly string[]) =>
  new Failure('hooks.file', `${file} (HOOKS_FILE) cannot be used:\n  ${faults.join('\n  ')}`)

const entriesOf = (file: string): HookEntry[] => {
  if (!existsSync(file)) throw faultFile(file, ['there is no such file. Create it, or unset HOOKS_FILE.'])
  let raw: unknown
  try {
    raw = parse(readFileSync(file, 'utf8'))
  } catch (thrown) {
    throw faultFile(file, [`${wordsOf(thrown)}. Mend its YAML.`])
  }
  const read = fileShape.safeParse(raw)
  if (read.success) return read.data
  throw faultFile(
    file,
    read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}.`),
  )
}

const nameIn = (written: string): string => written.slice('env:'.length)
const isSecret = (written: string): boolean => written.startsWith('env:')

const secretsOf = ({ keys, push }: HookEntry): string[] =>
  [...keys, push.key, push.account?.clientSecret, push.account?.privateKey, ...Object.values(push.values)].filter(
    (written): written is string => written !== undefined && isSecret(written),
  )

/** The names in the environment that a file of hooks speaks of. */
export const hookEnvironment = (file: string): string[] => [...new Set(entriesOf(file).flatMap(secretsOf).map(nameIn))]

const isBase64 = (text: string) => text !== '' && Buffer.from(text, 'base64').toString('base64') === text

/** Everything that is wrong with one hook, each with its remedy. */
const faultsOf = (hook: HookEntry, profile: Profile, valueOf: (written: string) => string | undefined): string[] => {
  const { name, push } = hook
  const faults = secretsOf(hook)
    .filter((written) => (valueOf(written) ?? '') === '')
    .map((written) => `${name}: ${nameIn(written)} is not set. Put it into the environment or .env.`)
  if (profile.verify.kind === 'hmac' && profile.verify.key === 'base64') {
    const broken = hook.keys.filter((written) => (valueOf(written) ?? '') !== '' && !isBase64(valueOf(written) ?? ''))
    faults.push(
      ...broken.map((written) => `${name}: ${nameIn(written)} is no base64. Copy the chat's webhook token whole.`),
    )
  }
  for (const [value, what] of Object.entries(profile.values)) {
    if (push.values[value] === undefined) faults.push(`${name}: push.values.${value} is missing: ${what}.`)
  }
  if (profile.push.auth.kind === 'header' && push.key === undefined) {
    faults.push(`${name}: push.key is missing: the chat's own token, as env:NAME.`)
  }
  if (profile.push.auth.kind === 'service-account' && push.account === undefined) {
    faults.push(`${name}: push.account is missing: clientId, clientSecret, serviceAccount and privateKey.`)
  }
  const known = new Set([...Object.keys(push.values), 'room', 'person'])
  for (const template of [profile.push.url, profile.push.directUrl ?? '']) {
    const unknown = placesIn(template).filter((place) => !known.has(place) && profile.values[place] === undefined)
    faults.push(
      ...unknown.map((place) => `${name}: {${place}} in ${template} has no value. Give push.values.${place}.`),
    )
  }
  const url = push.values['url']
  if (url !== undefined && !/^https?:\/\//u.test(valueOf(url) ?? '')) {
    faults.push(`${name}: push.values.url must be an http(s) address.`)
  }
  return faults
}

/** Reads the file of hooks and fills in its secrets; every fault is told at once, and never a secret's value. */
export const readHooks = (file: string, environment: Readonly<Record<string, string | undefined>>): Hook[] => {
  const entries = entriesOf(file)
  const ready = readyProfiles()
  const valueOf = (written: string) => (isSecret(written) ? environment[nameIn(written)] : written)
  const resolved = (written: string) => valueOf(written) ?? ''
  const faults: string[] = []
  const names = entries.map(({ name }) => name)
  const doubled = names.filter((name, n) => names.indexOf(name) !== n)
  faults.push(...doubled.map((name) => `${name}: two hooks have this name. Give each its own.`))
  const hooks: Hook[] = []
  for (const entry of entries) {
    const base = typeof entry.profile === 'string' ? ready.get(entry.profile) : entry.profile
    if (base === undefined) {
      const known = [...ready.keys()].join(', ')
      faults.push(`${entry.name}: there is no profile of this name. Choose one of ${known}, or write one in its place.`)
      continue
    }
    faults.push(...faultsOf(entry, base, valueOf))
    const { push, reply } = entry
    hooks.push({
      name: entry.name,
      profile: {
        ...base,
        reply: {
          ...base.reply,
          mode: reply.mode ?? base.reply.mode,
          deadlineMs: reply.deadlineMs ?? base.reply.deadlineMs,
        },
      },
      keys: entry.keys.map(resolved),
      pushKey: push.key === undefined ? null : resolved(push.key),
      account:
        push.account === undefined
          ? null
          : {
              ...push.account,
              clientSecret: resolved(push.account.clientSecret),
              privateKey: resolved(push.account.privateKey).replaceAll(String.raw`\n`, '\n'),
            },
      values: Object.fromEntries(Object.entries(push.values).map(([key, written]) => [key, resolved(written)])),
      rooms: entry.rooms === undefined ? null : new Set(entry.rooms),
      group: entry.group ?? base.group,
    })
  }
  if (faults.length > 0) throw faultFile(file, faults)
  return hooks
}
