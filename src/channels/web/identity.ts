import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { ChannelShelf } from '../channel.ts'
import type { Address, Person } from '../../vocabulary/types.ts'

/** 30 days: as long as a consultation usually goes on. */
const COOKIE_SECONDS = 30 * 24 * 60 * 60
/** 128 random bits for the person and as many for the conversation, in base64url. */
const PART_BYTES = 16
const KEY_BYTES = 32
const MARK_CHARACTERS = 22
const NAMES_KEY = 'names.key'
const TICKET = /^[\w-]{22}\.[\w-]{22}$/u

/**
 * Whose conversation a browser is in: a random ticket of two parts, person and conversation, that only the browser
 * holds. What the house stores is made from it by SHA-256, so that reading the store does not open a conversation.
 */
export interface Ticket {
  ticket: string
  from: Address
  person: Person
}

const digest = (of: string): string => createHash('sha256').update(of).digest('base64url').slice(0, 32)

const part = (): string => randomBytes(PART_BYTES).toString('base64url')

const ticketOf = (channel: string, ticket: string): Ticket => ({
  ticket,
  from: { channel, conversation: digest(`conversation:${ticket}`) },
  person: { id: digest(`person:${ticket.split('.')[0] ?? ''}`) },
})

/** Where the chat stands inside a page of another site. */
export const EMBED = '/embed'

/** Inside another site's page a browser sends only a cookie that is kept apart for that site. */
export const isEmbedded = (request: Request): boolean => {
  const referer = request.headers.get('referer') ?? ''
  // Which cookie is read, and nothing more, depends on it: who may send and who may frame is judged elsewhere.
  return [request.url, referer].some((url) => URL.canParse(url) && new URL(url).pathname === EMBED)
}

const EMBED_COOKIE = '__Host-desk-embed'

const nameOf = (secure: boolean, embedded: boolean): string =>
  embedded ? EMBED_COOKIE : secure ? '__Host-desk-chat' : 'desk-chat'

export const readTicket = (channel: string, written: string | undefined): Ticket | null =>
  written !== undefined && TICKET.test(written) ? ticketOf(channel, written) : null

export const ticketIn = (channel: string, request: Request, secure: boolean): Ticket | null => {
  const prefix = `${nameOf(secure, isEmbedded(request))}=`
  const cookie = (request.headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(prefix))
  return readTicket(channel, cookie?.slice(prefix.length))
}

/** A fresh conversation; the person stays the same, so that their requests stay theirs. */
export const freshTicket = (channel: string, before: Ticket | null): Ticket =>
  ticketOf(channel, `${before?.ticket.split('.')[0] ?? part()}.${part()}`)

export const cookieOf = ({ ticket }: Ticket, secure: boolean, embedded = false): string => {
  const reach = embedded ? 'SameSite=None; Secure; Partitioned' : `SameSite=Strict${secure ? '; Secure' : ''}`
  return `${nameOf(secure, embedded)}=${ticket}; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; ${reach}`
}

/**
 * Names of conversations over HTTP. A name is random and carries the house's own mark, so that nobody can choose one,
 * guess another's, or meet somebody in a name that two programs thought of.
 */
export const createNames = (shelf: Pick<ChannelShelf, 'get' | 'claim'>) => {
  let known: Promise<string> | null = null
  const key = async (): Promise<string> => {
    const made = randomBytes(KEY_BYTES).toString('base64url')
    // Of replicas that begin at once, one puts its key.
    await shelf.claim(NAMES_KEY, made)
    return (await shelf.get(NAMES_KEY)) ?? made
  }
  const markOf = async (name: string): Promise<string> => {
    known ??= key().catch((thrown: unknown) => {
      known = null
      throw thrown
    })
    return createHmac('sha256', await known)
      .update(name)
      .digest('base64url')
      .slice(0, MARK_CHARACTERS)
  }
  return {
    async mint(): Promise<string> {
      const name = part()
      return `${name}.${await markOf(name)}`
    },
    async isOurs(given: string): Promise<boolean> {
      const [name = '', mark = ''] = given.split('.')
      return given === `${name}.${mark}` && digest(mark) === digest(await markOf(name))
    },
  }
}

/** A conversation named by a program that asks over HTTP; it never meets a browser's. */
export const namedConversation = (channel: string, name: string): Ticket => ({
  ticket: name,
  from: { channel, conversation: digest(`api:${name}`) },
  person: { id: digest(`api-person:${name}`) },
})
