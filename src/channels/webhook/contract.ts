import { fill } from '../../base/words.ts'
import type { Place, Profile } from './profile.ts'
import { sampleOf } from './sample.ts'
import { profileNamed } from './try.ts'
import { readWebhookWords, type WebhookWords } from './words.ts'

/** Fixed, so that whoever builds the other side can compute the same signature and compare. */
const EXAMPLE = {
  key: 'dGVsZXdvcmstZGVzay1leGFtcGxlLWtleQ==',
  id: 'msg-0001',
  text: 'テレワークの相談窓口を教えてください',
  at: new Date('2026-01-01T00:00:00Z'),
}

const placeWords = (place: Place): string => {
  if ('header' in place) return `${place.header}: ${place.prefix}…`
  return 'query' in place ? `?${place.query}=…` : `body ${place.body}`
}

const fieldLines = (profile: Profile, words: WebhookWords): string => {
  const { contract } = words
  const { id, ...others } = profile.fields
  const rows = Object.entries({ id: id === 'digest' ? ['SHA-256 (body)'] : id, ...others })
  const optional = new Set(['name', 'direct', 'trigger'])
  return rows
    .filter((row): row is [string, string[]] => row[1] !== undefined)
    .map(
      ([name, pointers]) =>
        `| ${pointers.join(' , ')} | ${optional.has(name) ? contract.optional : contract.yes} | ${contract.fields[name] ?? ''} |`,
    )
    .join('\n')
}

const proofWords = (profile: Profile, words: WebhookWords): string => {
  const { verify } = profile
  const { contract } = words
  const where = verify.in.map(placeWords).join(' , ')
  if (verify.kind === 'token') return fill(contract.token, { where })
  const { encoding, key, over } = verify
  return fill(contract.hmac, { where, encoding, key, over: over === 'body' ? 'rawBody' : 'timestamp + "." + rawBody' })
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** How a shell computes the example's signature, so that the other side can be checked without a program. */
const opensslOf = (profile: Profile): string => {
  const { verify } = profile
  if (verify.kind === 'token') return ''
  const message =
    verify.over === 'body' ? String.raw`printf '%s' "$body"` : String.raw`printf '%s.%s' "$timestamp" "$body"`
  const key =
    verify.key === 'utf8'
      ? '-hmac "$key"'
      : String.raw`-mac HMAC -macopt hexkey:"$(printf '%s' "$key" | base64 -d | od -An -v -tx1 | tr -d ' \n')"`
  return `${message} | openssl dgst -sha256 ${key} ${verify.encoding === 'hex' ? '-r' : '-binary | base64'}`
}

/** An entry of HOOKS_FILE to start from; what stands in <> is to be filled in. */
const entryOf = (name: string, profile: Profile): string => {
  const { auth } = profile.push
  const secret = (what: string) => `env:HOOK_${name.toUpperCase()}_${what}`
  const lines = Object.entries(profile.values).map(([value, what]) => `      ${value}: '<${what}>'`)
  return [
    `- name: ${name}`,
    `  profile: ${name}`,
    `  keys: ['${secret('KEY')}']`,
    '  push:',
    ...(auth.kind === 'header' ? [`    key: ${secret('TOKEN')}`] : []),
    ...(auth.kind === 'service-account'
      ? [
          '    account:',
          "      clientId: '<Client ID>'",
          `      clientSecret: ${secret('CLIENT_SECRET')}`,
          "      serviceAccount: '<Service Account>'",
          `      privateKey: ${secret('PRIVATE_KEY')}`,
        ]
      : []),
    ...(lines.length === 0 ? [] : ['    values:', ...lines]),
    `  group: ${JSON.stringify(profile.group)}`,
  ].join('\n')
}

/** The page that an operator hands to whoever builds or configures the other side; Markdown in Japanese and English. */
export const contractPage = (name: string, prompts: string): string => {
  const profile = profileNamed(name)
  const words = readWebhookWords(prompts)
  const { contract } = words
  const values = Object.fromEntries(Object.keys(profile.values).map((value) => [value, `${value}-1`]))
  const sample = sampleOf(profile, { ...EXAMPLE, values })
  const { verify, push, reply } = profile
  const stamp = verify.timestamp
  const curl = [
    `curl -X POST https://desk.example.lg.jp/hooks/${name}`,
    ...Object.entries(sample.headers).map(([header, value]) => `  -H ${shellQuoted(`${header}: ${value}`)}`),
    `  --data-binary ${shellQuoted(sample.body)}`,
  ].join(' \\\n')
  return fill(contract.page, {
    title: profile.title,
    name,
    proof: proofWords(profile, words),
    window:
      stamp === undefined
        ? ''
        : fill(contract.window, { where: placeWords(stamp.in), unit: stamp.unit, seconds: stamp.windowSeconds }),
    fields: fieldLines(profile, words),
    curl,
    key: EXAMPLE.key,
    timestamp: sample.timestamp,
    body: sample.body,
    signature: sample.signature === '' ? '-' : sample.signature,
    reply: reply.mode === 'response' ? fill(contract.response, { deadline: reply.deadlineMs / 1_000 }) : contract.push,
    said: JSON.stringify(reply.said),
    silent: JSON.stringify(reply.silent),
    method: push.method,
    url: push.url,
    pushed: JSON.stringify(push.body, null, 2),
    success: push.success.join(', '),
    auth: push.auth.kind,
    max: profile.textMax,
    settings: entryOf(name, profile),
    openssl: opensslOf(profile),
    signed: push.auth.kind === 'signed' ? contract.signed : '',
  })
}
