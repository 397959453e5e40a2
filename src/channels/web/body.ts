import { z } from 'zod'
import { bytesOf } from '../../base/bytes.ts'
import { fill } from '../../base/words.ts'
import { refused, taken, type Result } from './problem.ts'
import type { WebWords } from './words.ts'

/** A question of 8,000 characters and a full consultation form fit, in UTF-8 and percent-encoded JSON. */
const BODY_BYTES_MAX = 64 * 1024
/** The same form percent-encoded, as a browser without JavaScript sends it: nine bytes a character. */
const FORM_BYTES_MAX = 128 * 1024
/** The intake takes no more; said here as well so that the answer is a kind one. */
export const TEXT_CHARACTERS_MAX = 8_000

const day = z.string().refine((value) => {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(value)) return false
  const moment = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(value)
})

const textOf = async (request: Request, type: string, max: number, words: WebWords): Promise<Result<string>> => {
  const { errors } = words
  const given = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (given !== type) {
    return refused({ status: 415, code: 'body.type', message: fill(errors.type, { expected: type }) })
  }
  const bytes = await bytesOf(request, max)
  if (bytes === null) {
    return refused({ status: 413, code: 'body.large', message: fill(errors.large, { max: max / 1024 }) })
  }
  try {
    return taken(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return refused({ status: 400, code: 'body.utf8', message: errors.utf8 })
  }
}

const remedyOf = (issue: z.core.$ZodIssue, words: WebWords): string => {
  const { errors } = words
  if (issue.code === 'unrecognized_keys') return fill(errors.unknown, { names: issue.keys.join('、') })
  if (issue.path.at(-1) === 'asOf') return errors.day
  return issue.code === 'invalid_type' && issue.input === undefined ? errors.missing : errors.wrong
}

/** Checks what was sent against its shape; the first fault is told by its place and remedy. */
export const checked = <S extends z.ZodType>(value: unknown, shape: S, words: WebWords): Result<z.infer<S>> => {
  const result = shape.safeParse(value, { reportInput: true })
  if (result.success) return taken(result.data)
  const [issue] = result.error.issues
  const where = issue && issue.path.length > 0 ? issue.path.join('.') : 'JSON'
  const remedy = issue ? remedyOf(issue, words) : words.errors.wrong
  return refused({ status: 400, code: 'body.fields', message: fill(words.errors.fields, { where, remedy }) })
}

export const readJson = async <S extends z.ZodType>(
  request: Request,
  shape: S,
  words: WebWords,
): Promise<Result<z.infer<S>>> => {
  const text = await textOf(request, 'application/json', BODY_BYTES_MAX, words)
  if (!text.ok) return text
  try {
    return checked(JSON.parse(text.value) as unknown, shape, words)
  } catch {
    return refused({ status: 400, code: 'body.json', message: words.errors.json })
  }
}

export const readForm = async (request: Request, words: WebWords): Promise<Result<URLSearchParams>> => {
  const text = await textOf(request, 'application/x-www-form-urlencoded', FORM_BYTES_MAX, words)
  return text.ok ? taken(new URLSearchParams(text.value)) : text
}

/** What a question must be, beside being text. */
export const askable = (text: string, words: WebWords): Result<string> => {
  if (text.trim() === '') return refused({ status: 400, code: 'question.empty', message: words.errors.empty })
  if (text.length > TEXT_CHARACTERS_MAX) {
    const message = fill(words.errors.long, { length: text.length, max: TEXT_CHARACTERS_MAX })
    return refused({ status: 422, code: 'question.long', message })
  }
  return taken(text)
}

const id = z.string().regex(/^[\w-]{1,64}$/u)
const turn = z.string().min(1).max(100)
const request = z.string().min(1).max(100)

/** What a browser may press. Operators' acts are not among them: those come from the console alone. */
export const actionShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('feedback'), turn, verdict: z.enum(['good', 'bad']), reason: z.string().max(600) }),
  z.strictObject({ kind: z.literal('choose'), value: z.string().min(1).max(500), label: z.string().min(1).max(300) }),
  z.strictObject({ kind: z.literal('solved'), turn: turn.optional() }),
  z.strictObject({ kind: z.literal('consult'), turn: turn.optional() }),
  z.strictObject({
    kind: z.literal('submit'),
    request,
    version: z.int().min(0),
    fields: z.record(z.string().max(60), z.string().max(8_000)),
    consent: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('withdraw'), request }),
  z.strictObject({ kind: z.literal('mine') }),
])

export type Press = z.infer<typeof actionShape>

/** Offered by the page for a first message; counts only where the browser has no conversation yet. */
const ticket = z.string().max(60).optional()

export const messageShape = z.strictObject({ id, text: z.string(), ticket })
export const pressShape = z.strictObject({ id, action: actionShape, ticket })
export const askShape = z.strictObject({
  question: z.string(),
  conversation: z.string().min(1).max(200).optional(),
  asOf: day.optional(),
})
export const messageId = id
