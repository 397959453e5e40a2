import type { Profile } from './profile.ts'
import { filled, filledTree, type Values } from './template.ts'
import { signed } from './verify.ts'

/** A message as the chat of a profile would send it, signed with a key. */
export interface Sample {
  headers: Record<string, string>
  body: string
  timestamp: string
  signature: string
}

export const sampleOf = (
  profile: Profile,
  given: { key: string; id: string; text: string; at: Date; values: Values },
): Sample => {
  const { verify } = profile
  const ms = given.at.getTime()
  const seconds = Math.floor(ms / 1_000)
  const values: Values = {
    ...given.values,
    id: given.id,
    room: 'room-1',
    person: 'user-1',
    name: '山田花子',
    text: given.text,
    key: given.key,
    seconds,
    milliseconds: ms,
    iso: new Date(seconds * 1_000).toISOString(),
  }
  const body = JSON.stringify(filledTree(profile.example, values))
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  for (const { header, is } of profile.expect) headers[header] = filled(is, values)
  const timestamp = String(seconds)
  if (verify.kind === 'token') return { headers, body, timestamp, signature: '' }
  const signature = signed(verify, given.key, timestamp, Buffer.from(body))
  const [place] = verify.in
  if (place !== undefined && 'header' in place) headers[place.header] = `${place.prefix}${signature}`
  const stamp = verify.timestamp?.in
  if (stamp !== undefined && 'header' in stamp) headers[stamp.header] = `${stamp.prefix}${timestamp}`
  return { headers, body, timestamp, signature }
}
