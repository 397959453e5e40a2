import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readyProfiles, type Profile } from '../../../src/channels/webhook/profile.ts'
import { type Evidence, verified } from '../../../src/channels/webhook/verify.ts'
import { chats, logoBody, logoSigned } from './chats.ts'
import { running, type Running } from './running.ts'

interface Vector {
  profile: string
  key: string
  at: number
  body: string
  signature: string
  headers: Record<string, string>
}
const vectors = JSON.parse(readFileSync('test/payloads/vectors.json', 'utf8')) as Vector[]

const profileOf = (name: string): Profile => {
  const profile = readyProfiles().get(name)
  if (!profile) throw new Error(name)
  return profile
}
const evidenceOf = (vector: Vector, changed: Partial<Vector> & { raw?: Uint8Array; query?: string } = {}): Evidence => {
  const { body, headers } = { ...vector, ...changed }
  const raw = changed.raw ?? Buffer.from(body)
  let fields: unknown
  try {
    fields = JSON.parse(Buffer.from(raw).toString('utf8'))
  } catch {
    fields = undefined
  }
  return { raw, headers: new Headers(headers), query: new URLSearchParams(changed.query ?? ''), fields }
}
const judge = (vector: Vector, evidence: Evidence, keys = [vector.key], seconds = vector.at) =>
  verified(profileOf(vector.profile).verify, keys, evidence, new Date(seconds * 1_000))

describe.each(vectors.map((vector, n) => ({ n, vector, name: vector.profile })))('vector $n of $name', ({ vector }) => {
  it('is genuine, by either of two keys', () => {
    expect(judge(vector, evidenceOf(vector))).toBe('genuine')
    const other = Buffer.from('another key').toString('base64')
    expect(judge(vector, evidenceOf(vector), [other, vector.key])).toBe('genuine')
    expect(judge(vector, evidenceOf(vector), [vector.key, other])).toBe('genuine')
    expect(judge(vector, evidenceOf(vector), [other])).toBe('signature')
  })

  it('is refused with any byte of its body changed', () => {
    const raw = Buffer.from(vector.body)
    fc.assert(
      fc.property(fc.nat(raw.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const altered = Uint8Array.from(raw, (byte, n) => (n === place ? byte ^ change : byte))
        expect(judge(vector, evidenceOf(vector, { raw: altered }))).toBe('signature')
      }),
    )
    expect(judge(vector, evidenceOf(vector, { raw: Buffer.concat([raw, Buffer.from(' ')]) }))).toBe('signature')
    const again = JSON.stringify(JSON.parse(vector.body), null, 1)
    expect(judge(vector, evidenceOf(vector, { body: again }))).toBe('signature')
  })

  it('is refused with any character of its signature changed, cut or added', () => {
    const [name] = Object.entries(vector.headers).find(([, value]) => value === vector.signature) ?? ['']
    const withProof = (signature: string) => evidenceOf(vector, { headers: { ...vector.headers, [name]: signature } })
    const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=']
    const letter = fc.constantFrom(...alphabet)
    fc.assert(
      fc.property(fc.nat(vector.signature.length - 1), letter, (place, put) => {
        const altered = vector.signature.slice(0, place) + put + vector.signature.slice(place + 1)
        // Hex is one thing in either case.
        const same =
          vector.profile === 'logo' ? altered.toLowerCase() === vector.signature : altered === vector.signature
        expect(judge(vector, withProof(altered))).toBe(same ? 'genuine' : 'signature')
      }),
    )
    expect(judge(vector, withProof(vector.signature.slice(0, -1)))).toBe('signature')
    expect(judge(vector, withProof(`${vector.signature}=`))).toBe('signature')
    expect(judge(vector, withProof(''))).toBe('signature')
  })

  it('is taken within five minutes to both sides and not beyond', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4_000, max: 4_000 }), (apart) => {
        const verdict = judge(vector, evidenceOf(vector), [vector.key], vector.at + apart)
        expect(verdict).toBe(Math.abs(apart) <= 300 ? 'genuine' : 'timestamp')
      }),
    )
  })
})

it('reads a signature out of the address, where its + has become a space', () => {
  const vector = vectors.find(({ profile }) => profile === 'chatwork')!
  for (const written of [vector.signature, encodeURIComponent(vector.signature)]) {
    const query = `chatwork_webhook_signature=${written}`
    expect(judge(vector, evidenceOf(vector, { headers: {}, query }))).toBe('genuine')
  }
  const query = `chatwork_webhook_signature=${vector.signature.replace('+', '-')}`
  expect(judge(vector, evidenceOf(vector, { headers: {}, query }))).toBe('signature')
})

it('takes no timestamp that is not signed for', () => {
  const vector = vectors[0]!
  const moved = { ...vector.headers, 'x-desk-timestamp': String(vector.at + 1) }
  expect(judge(vector, evidenceOf(vector, { headers: moved }))).toBe('signature')
})

const FAR_AWAY_MS = 3 * 86_400_000

describe.each(chats)('$name over HTTP', (chat) => {
  let house: Running
  beforeEach(async () => {
    house = await running(chat.entry)
  })
  afterEach(() => house.close())

  it('answers one genuine message once after four deliveries', async () => {
    const said = { id: 'm-1', text: '補助金はありますか', at: new Date() }
    const first = await house.tell(await chat.message(said))
    expect(first.status).toBe(200)
    await house.quiet()
    const again = await Promise.all([1, 2, 3].map(async () => house.tell(await chat.message(said))))
    expect(again.map(({ status }) => status)).toEqual([200, 200, 200])
    await house.quiet()
    expect(house.far.taken.map(({ text }) => text.split('\n')[0])).toEqual([
      '「補助金はありますか」についてお答えします。',
    ])
    expect(house.kept).toHaveLength(1)
    expect(house.faults).toEqual([])
  })

  it('refuses what is not genuine with 401 and stores nothing', async () => {
    const said = { id: 'm-2', text: 'はい', at: new Date() }
    const good = await chat.message(said)
    const text = String(good.body)
    const bad = [await chat.message({ ...said, key: btoa('another key') })]
    if (chat.signed) {
      bad.push({ ...good, body: text.replace('はい', 'ばい') })
      bad.push({ ...good, body: JSON.stringify(JSON.parse(text), null, 2) })
      bad.push({ ...good, headers: { 'content-type': 'application/json' } })
    } else {
      // Without a signature, the token itself is all that can be altered.
      bad.push({ ...good, body: text.replace('token-1', 'token-7') })
    }
    for (const apart of [-FAR_AWAY_MS, FAR_AWAY_MS]) {
      bad.push(await chat.message({ ...said, id: `m-${apart}`, at: new Date(Date.now() + apart) }))
    }
    for (const sent of bad) {
      const { status, body } = await house.tell(sent)
      expect(status).toBe(401)
      expect(body).toMatchObject({ error: { code: expect.stringMatching(/^(signature|timestamp)$/u) as string } })
    }
    expect(house.kept).toEqual([])
    await expect(house.store.inbox.counts()).resolves.toMatchObject({ waiting: 0, dead: 0 })
  })

  it('takes messages by both keys while one is being changed for the other', async () => {
    const [old, fresh] = chat.keys
    const moments = [new Date(), new Date(Date.now() + 1_000)]
    expect((await house.tell(await chat.message({ id: 'a', text: '一つ目', key: old, at: moments[0]! }))).status).toBe(
      200,
    )
    expect(
      (await house.tell(await chat.message({ id: 'b', text: '二つ目', key: fresh, at: moments[1]! }))).status,
    ).toBe(200)
    expect(house.kept.map(({ text }) => text)).toEqual(['一つ目', '二つ目'])
  })
})

describe('other requests of the chats', () => {
  it('takes a Mattermost slash command, whose token is in a header', async () => {
    const chat = chats.find(({ name }) => name === 'mattermost')!
    const house = await running(chat.entry)
    const body = new URLSearchParams({
      channel_id: 'ch1',
      command: '/telework',
      text: 'テレワークとは',
      trigger_id: 'tr-1',
      user_id: 'u1',
      user_name: 'yamada',
    }).toString()
    const slash = (token: string) =>
      house.tell({
        path: '/hooks/mattermost',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Token ${token}` },
      })
    expect((await slash('nobody')).status).toBe(401)
    expect((await slash('mm-token-1')).status).toBe(200)
    expect(house.kept).toMatchObject([{ id: 'tr-1', text: 'テレワークとは', person: { id: 'u1', name: 'yamada' } }])
    await house.close()
  })

  it('refuses a LINE WORKS event that is meant for another bot', async () => {
    const chat = chats.find(({ name }) => name === 'lineworks')!
    const house = await running(chat.entry)
    const sent = await chat.message({ id: 'x', text: 'はい', at: new Date() })
    const other = await house.tell({ ...sent, headers: { ...sent.headers, 'x-works-botid': '2000002' } })
    expect(other.status).toBe(401)
    expect(house.kept).toEqual([])
    await house.close()
  })

  it('tells a relay which version it speaks', async () => {
    const house = await running(chats[0]!.entry)
    const wrong = await house.tell(await logoSigned(logoBody({ id: 'v', text: 'はい' }, { version: 2 }), 'logo-key-1'))
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'version' } } })
    const right = await house.tell(await logoSigned(logoBody({ id: 'v', text: 'はい' }, { version: 1 }), 'logo-key-1'))
    expect(right.status).toBe(200)
    await house.close()
  })
})
