import type { Context } from 'hono'
import type { Inbound } from '../../vocabulary/types.ts'
import {
  type Press,
  actionShape,
  askable,
  checked,
  messageId,
  messageShape,
  pressShape,
  readForm,
  readJson,
} from './body.ts'
import { SEPARATOR, type Filled } from './consultation.tsx'
import type { WebHouse } from './house.ts'
import { cookieOf, EMBED, freshTicket, isEmbedded, readTicket, ticketIn, type Ticket } from './identity.ts'
import { problemJson, refused, taken, type Problem, type Result } from './problem.ts'
import type { WebWords } from './words.ts'

/** How long a page without JavaScript is held back for its answer; after that it refreshes itself. */
const ANSWER_MS = 8_000

export interface ChatParts {
  house: WebHouse
  channel: string
  words: WebWords
  secure: boolean
  /** Makes a fault known, and what people may see of it. */
  fault: (thrown: unknown) => Problem
}

/** What the page shows beside the conversation after a form was refused. */
export interface Shortcoming {
  problem: Problem
  text: string
  filled: Filled | null
}

const textOf = (action: Press, words: WebWords): string => {
  if (action.kind === 'feedback') return ''
  if (action.kind === 'choose') return action.label
  if (action.kind === 'consult') return words.consult
  if (action.kind === 'submit') return words.form.submitted
  if (action.kind === 'withdraw') return words.form.withdrawn
  return action.kind === 'mine' ? words.mine : words.solved
}

/** zod tells an absent member as undefined; the vocabulary leaves it out. */
const actionOf = (press: Press): NonNullable<Inbound['action']> => {
  if (press.kind !== 'solved' && press.kind !== 'consult') return press
  return { kind: press.kind, ...(press.turn === undefined ? {} : { turn: press.turn }) }
}

/** The fields of a consultation form as a browser sends them; several boxes of one name become one value. */
const submitOf = (form: URLSearchParams): unknown => {
  const fields: Record<string, string> = {}
  for (const name of new Set(form.keys())) {
    if (name.startsWith('field.')) fields[name.slice('field.'.length)] = form.getAll(name).join(SEPARATOR)
  }
  return {
    kind: 'submit',
    request: form.get('request'),
    version: Number(form.get('version')),
    fields,
    consent: form.get('consent') === 'yes',
  }
}

const pressIn = (form: URLSearchParams): unknown => {
  if (form.has('request')) return submitOf(form)
  try {
    return JSON.parse(form.get('action') ?? '')
  } catch {
    return null
  }
}

export const createChat = ({ house, channel, words, secure, fault }: ChatParts) => {
  const whose = (request: Request, offered: string | null | undefined): Ticket =>
    ticketIn(channel, request, secure) ?? readTicket(channel, offered ?? undefined) ?? freshTicket(channel, null)

  const inboundOf = (ticket: Ticket, id: string, text: string, press?: Press): Inbound => ({
    // The inbox knows ids by channel: the prefix keeps one browser from taking another's.
    id: `${ticket.from.conversation}:${id}`,
    from: ticket.from,
    person: ticket.person,
    text,
    receivedAt: house.now(),
    ...(press === undefined ? {} : { action: actionOf(press) }),
  })

  /** Faults in a consultation form are told at once; what is kept is ready to be filed. */
  const faultsOf = (press: Press): Filled | null => {
    if (press.kind !== 'submit') return null
    const faults = house.requests.check(press.fields)
    if (Object.keys(faults).length === 0 && press.consent) return null
    return { request: press.request, fields: press.fields, faults, consentFault: !press.consent }
  }

  const formProblem = ({ faults, consentFault }: Filled): Problem => ({
    status: 422,
    code: 'form.faults',
    message: words.errors.form,
    fields: { ...faults, ...(consentFault ? { consent: words.form.consentNeeded } : {}) },
  })

  const cookieFor = (request: Request, ticket: Ticket) => cookieOf(ticket, secure, isEmbedded(request))

  const keep = async (request: Request, ticket: Ticket, inbound: Inbound, id: string): Promise<Response> => {
    const [kept] = await house.keep([inbound])
    const headers = { 'set-cookie': cookieFor(request, ticket), 'cache-control': 'no-store' }
    return Response.json({ id, kept: kept ?? 'duplicate' }, { status: 202, headers })
  }

  const formInbound = (request: Request, form: URLSearchParams): Result<{ ticket: Ticket; inbound: Inbound }> => {
    const ticket = whose(request, form.get('ticket'))
    const id = checked(form.get('id'), messageId, words)
    if (!id.ok) return id
    if (form.has('action') || form.has('request')) {
      const press = checked(pressIn(form), actionShape, words)
      if (!press.ok) return press
      const filled = faultsOf(press.value)
      if (filled !== null) return refused(formProblem(filled))
      return taken({ ticket, inbound: inboundOf(ticket, id.value, textOf(press.value, words), press.value) })
    }
    const text = askable(form.get('text') ?? '', words)
    return text.ok ? taken({ ticket, inbound: inboundOf(ticket, id.value, text.value) }) : text
  }

  const filledIn = (form: URLSearchParams): Filled | null => {
    if (!form.has('request')) return null
    const press = checked(pressIn(form), actionShape, words)
    return press.ok ? faultsOf(press.value) : null
  }

  const see = (request: Request, ticket: Ticket, anchor: string): Response =>
    new Response(null, {
      status: 303,
      headers: {
        location: `${isEmbedded(request) ? EMBED : '/'}${anchor}`,
        'set-cookie': cookieFor(request, ticket),
        'cache-control': 'no-store',
      },
    })

  return {
    async message(c: Context): Promise<Response> {
      const body = await readJson(c.req.raw, messageShape, words)
      if (!body.ok) return problemJson(body.problem)
      const text = askable(body.value.text, words)
      if (!text.ok) return problemJson(text.problem)
      const ticket = whose(c.req.raw, body.value.ticket)
      return keep(c.req.raw, ticket, inboundOf(ticket, body.value.id, text.value), body.value.id)
    },

    async press(c: Context): Promise<Response> {
      const body = await readJson(c.req.raw, pressShape, words)
      if (!body.ok) return problemJson(body.problem)
      const { id, action } = body.value
      const filled = faultsOf(action)
      if (filled !== null) return problemJson(formProblem(filled))
      const ticket = whose(c.req.raw, body.value.ticket)
      return keep(c.req.raw, ticket, inboundOf(ticket, id, textOf(action, words), action), id)
    },

    /** The person is typing; the script says so now and then, and whether anybody wants to know. */
    async writing(c: Context): Promise<Response> {
      const ticket = ticketIn(channel, c.req.raw, secure)
      const heard = ticket !== null && (await house.requests.writes(ticket.from, ticket.person))
      return Response.json({ heard }, { headers: { 'cache-control': 'no-store' } })
    },

    /** A fresh conversation for the script; the old one stays with the house. */
    again(c: Context): Response {
      const ticket = freshTicket(channel, ticketIn(channel, c.req.raw, secure))
      return Response.json(
        { ok: true },
        { headers: { 'set-cookie': cookieFor(c.req.raw, ticket), 'cache-control': 'no-store' } },
      )
    },

    /** What a page without JavaScript sends: kept, waited for a little, then shown again under its own address. */
    async form(c: Context, show: (shortcoming: Shortcoming) => Promise<Response>): Promise<Response> {
      const form = await readForm(c.req.raw, words)
      if (!form.ok) return show({ problem: form.problem, text: '', filled: null })
      if (form.value.has('again')) {
        return see(c.req.raw, freshTicket(channel, ticketIn(channel, c.req.raw, secure)), '')
      }
      const text = form.value.get('text') ?? ''
      const message = formInbound(c.req.raw, form.value)
      if (!message.ok) return show({ problem: message.problem, text, filled: filledIn(form.value) })
      const { ticket, inbound } = message.value
      try {
        await house.keep([inbound])
      } catch (thrown) {
        return show({ problem: fault(thrown), text, filled: null })
      }
      await house.answerTo(channel, inbound.id, ANSWER_MS)
      return see(c.req.raw, ticket, '#latest')
    },
  }
}
