import { fill } from '../../words.ts'
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
    settings: Object.entries(profile.values)
      .map(([value, what]) => `- \`push.values.${value}\`: ${what}`)
      .join('\n'),
  })
}
