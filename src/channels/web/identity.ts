import { createHash, randomBytes } from 'node:crypto'
import type { Address, Person } from '../../vocabulary/types.ts'

/** 30 days: as long as a consultation usually goes on. */
const COOKIE_SECONDS = 30 * 24 * 60 * 60
/** 128 random bits for the person and as many for the conversation, in base64url. */
const PART_BYTES = 16
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

const nameOf = (secure: boolean): string => (secure ? '__Host-desk-chat' : 'desk-chat')

export const readTicket = (channel: string, written: string | undefined): Ticket | null =>
  written !== undefined && TICKET.test(written) ? ticketOf(channel, written) : null

export const ticketIn = (channel: string, request: Request, secure: boolean): Ticket | null => {
  const prefix = `${nameOf(secure)}=`
  const cookie = (request.headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(prefix))
  return readTicket(channel, cookie?.slice(prefix.length))
}

/** A fresh conversation; the person stays the same, so that their requests stay theirs. */
export const freshTicket = (channel: string, before: Ticket | null): Ticket =>
  ticketOf(channel, `${before?.ticket.split('.')[0] ?? part()}.${part()}`)

export const cookieOf = ({ ticket }: Ticket, secure: boolean): string =>
  `${nameOf(secure)}=${ticket}; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`

/** A conversation named by a program that asks over HTTP; it never meets a browser's. */
export const namedConversation = (channel: string, name: string): Ticket => ({
  ticket: name,
  from: { channel, conversation: digest(`api:${name}`) },
  person: { id: digest(`api-person:${name}`) },
})

export const freshName = (): string => randomBytes(PART_BYTES).toString('base64url')
