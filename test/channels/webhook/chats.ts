import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { createWebhooks, type WebhookOptions } from '../../../src/channels/webhook/webhook.ts'
import type { Channel } from '../../../src/channels/channel.ts'
import type { TestHouse } from '../../support/server.ts'
import type { Sent } from '../conformance.ts'

/** The chats as their own documents describe them, written by hand and signed with WebCrypto, not by the desk. */

export interface Said {
  id: string
  text: string
  room?: string
  person?: string
  at?: Date
  /** Signs with another key than the first. */
  key?: string
}

export interface Chat {
  name: string
  keys: [string, string]
  /** The entry of HOOKS_FILE, with the address of the chat's own API. */
  entry(far: string): Record<string, unknown>
  environment: Record<string, string>
  message(said: Said): Promise<Sent>
  /** The signature or token that belongs to other bytes, where the chat has one. */
  signed: boolean
  timed: boolean
  /** Markup that this chat acts upon. */
  active: string[]
}

export const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

const bytes = (text: string) => new TextEncoder().encode(text)

const hmac = async (key: Uint8Array<ArrayBuffer>, message: string): Promise<Uint8Array> => {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytes(message)))
}
const hex = (digest: Uint8Array) => [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const base64 = (digest: Uint8Array) => btoa(String.fromCharCode(...digest))
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

const seconds = (at: Date) => Math.floor(at.getTime() / 1_000)
const json = { 'content-type': 'application/json' }

/** The generic contract signs whatever body it is given. */
export const logoSigned = async (body: string, key: string, at = new Date(), path = '/hooks/logo'): Promise<Sent> => ({
  path,
  body,
  headers: {
    ...json,
    'x-desk-timestamp': String(seconds(at)),
    'x-desk-signature': hex(await hmac(bytes(key), `${seconds(at)}.${body}`)),
  },
})

export const logoBody = ({ id, text, room = 'room-1', person = 'person-1' }: Said, more: object = {}): string =>
  JSON.stringify({
    id,
    room,
    user: { id: person, name: '山田' },
    text,
    createdAt: '2026-11-20T10:00:00+09:00',
    direct: true,
    ...more,
  })

export const logo: Chat = {
  name: 'logo',
  keys: ['logo-key-1', 'logo-key-2'],
  environment: { LOGO_1: 'logo-key-1', LOGO_2: 'logo-key-2' },
  entry: (far) => ({
    name: 'logo',
    profile: 'logo',
    keys: ['env:LOGO_1', 'env:LOGO_2'],
    push: { values: { url: `${far}/relay` } },
  }),
  message: (said) => logoSigned(logoBody(said), said.key ?? 'logo-key-1', said.at),
  signed: true,
  timed: true,
  // What is written after this character reads backwards.
  active: ['\u202E'],
}

const chatworkKeys: [string, string] = [btoa('chatwork-token-1\u0001\u00fe'), btoa('chatwork-token-2')]
export const chatwork: Chat = {
  name: 'chatwork',
  keys: chatworkKeys,
  environment: { CW_1: chatworkKeys[0], CW_2: chatworkKeys[1], CW_API: 'chatwork-api-token' },
  entry: (far) => ({
    name: 'chatwork',
    profile: 'chatwork',
    keys: ['env:CW_1', 'env:CW_2'],
    push: { key: 'env:CW_API', values: { url: far, accountId: '99' } },
  }),
  async message({ id, text, room = '701', person = '55', at = new Date(), key = chatworkKeys[0] }) {
    const body = JSON.stringify({
      webhook_setting_id: '12345',
      webhook_event_type: 'mention_to_me',
      webhook_event_time: seconds(at),
      webhook_event: {
        from_account_id: Number(person),
        to_account_id: 99,
        room_id: Number(room),
        message_id: id,
        body: `[To:99]テレワーク窓口さん\n${text}`,
        send_time: seconds(at),
        update_time: 0,
      },
    })
    const signature = base64(await hmac(fromBase64(key), body))
    return { path: '/hooks/chatwork', body, headers: { ...json, 'x-chatworkwebhooksignature': signature } }
  },
  signed: true,
  timed: true,
  active: ['[toall]', '[info]', '[To:55]', '[code]x[/code]'],
}

/** This chat gives its messages no id: the same message is the same bytes. */
const issued = new Map<string, Date>()
export const lineworks: Chat = {
  name: 'lineworks',
  keys: ['bot-secret-1', 'bot-secret-2'],
  environment: { LW_1: 'bot-secret-1', LW_2: 'bot-secret-2', LW_CLIENT: 'client-secret', LW_KEY: privateKey },
  entry: (far) => ({
    name: 'lineworks',
    profile: 'lineworks',
    keys: ['env:LW_1', 'env:LW_2'],
    push: {
      values: { url: far, botId: '2000001', tokenUrl: `${far}/oauth2/v2.0/token` },
      account: {
        clientId: 'client-1',
        clientSecret: 'env:LW_CLIENT',
        serviceAccount: 'abc.serviceaccount@city',
        privateKey: 'env:LW_KEY',
      },
    },
  }),
  async message({ id, text, room, person = 'user-1', at, key = 'bot-secret-1' }) {
    const known = `${id} ${text}`
    const moment = at ?? issued.get(known) ?? new Date()
    if (at === undefined) issued.set(known, moment)
    const source = { userId: person, ...(room === undefined ? {} : { channelId: room }), domainId: 10_000_001 }
    const body = JSON.stringify({
      type: 'message',
      source,
      issuedTime: moment.toISOString(),
      content: { type: 'text', text },
    })
    const signature = base64(await hmac(bytes(key), body))
    return {
      path: '/hooks/lineworks',
      body,
      headers: { ...json, 'x-works-signature': signature, 'x-works-botid': '2000001' },
    }
  },
  signed: true,
  timed: true,
  active: ['<m userId="all">'],
}

export const mattermost: Chat = {
  name: 'mattermost',
  keys: ['mm-token-1', 'mm-token-2'],
  environment: { MM_1: 'mm-token-1', MM_2: 'mm-token-2', MM_API: 'mm-bot-token' },
  entry: (far) => ({
    name: 'mattermost',
    profile: 'mattermost',
    keys: ['env:MM_1', 'env:MM_2'],
    reply: { deadlineMs: 0 },
    push: { key: 'env:MM_API', values: { url: far } },
  }),
  // Outgoing webhooks are forms unless they are told to be JSON.
  message: ({ id, text, room = 'ch1', person = 'u1', at = new Date(), key = 'mm-token-1' }) =>
    Promise.resolve({
      path: '/hooks/mattermost',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        token: key,
        team_id: 't1',
        team_domain: 'city',
        channel_id: room,
        channel_name: 'telework',
        timestamp: String(at.getTime()),
        user_id: person,
        user_name: 'yamada',
        post_id: id,
        text: `相談 ${text}`,
        trigger_word: '相談',
        file_ids: '',
      }).toString(),
    }),
  signed: false,
  timed: true,
  active: ['@all', '@channel', '[here](https://evil.example/)', '![x](https://evil.example/p.png)'],
}

export const rocketchat: Chat = {
  name: 'rocketchat',
  keys: ['rc-token-1', 'rc-token-2'],
  environment: { RC_1: 'rc-token-1', RC_2: 'rc-token-2', RC_API: 'rc-api-token' },
  entry: (far) => ({
    name: 'rocketchat',
    profile: 'rocketchat',
    keys: ['env:RC_1', 'env:RC_2'],
    reply: { deadlineMs: 0 },
    push: { key: 'env:RC_API', values: { url: far, userId: 'bot-1' } },
  }),
  message: ({ id, text, room = 'GENERAL', person = 'u1', at = new Date(), key = 'rc-token-1' }) =>
    Promise.resolve({
      path: '/hooks/rocketchat',
      headers: json,
      body: JSON.stringify({
        token: key,
        bot: false,
        trigger_word: '相談',
        channel_id: room,
        channel_name: 'telework',
        message_id: id,
        timestamp: at.toISOString(),
        user_id: person,
        user_name: 'yamada',
        text: `相談 ${text}`,
      }),
    }),
  signed: false,
  timed: true,
  active: ['@all', '@here', '[here](https://evil.example/)', '<https://evil.example/|go>'],
}

export const chats: Chat[] = [logo, chatwork, lineworks, mattermost, rocketchat]

const folder = mkdtempSync(join(tmpdir(), 'desk-hooks-'))

/** A file of hooks as an operator writes it. */
export const hooksFile = (entries: unknown): string => {
  const file = join(folder, `${crypto.randomUUID()}.yaml`)
  writeFileSync(file, typeof entries === 'string' ? entries : stringify(entries))
  return file
}

export const environment = Object.assign({}, ...chats.map((chat) => chat.environment)) as Record<string, string>

/** The channel of one entry, in a house. */
export const hookOf = (
  house: TestHouse,
  entry: Record<string, unknown>,
  more: Partial<WebhookOptions> = {},
): Channel => {
  const [channel] = createWebhooks(() => house, { file: hooksFile([entry]), environment, prompts: 'prompts', ...more })
  if (!channel) throw new Error('no hook')
  return channel
}

export const post = (url: string, { path, method = 'POST', headers = {}, body }: Sent): Promise<Response> =>
  fetch(`${url}${path}`, { method, headers, body })
