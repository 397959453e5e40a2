import { z } from 'zod'
import type { Action } from '../../vocabulary/types.ts'
import type { TeamsWords } from './words.ts'

/** What buttons and forms carry, read back. Whatever else a card is made to send is not understood. */

const name = z.string().regex(/^[\w.:-]{1,200}$/u)
const version = z.int().min(0).optional()
const pressShape = z.discriminatedUnion('desk', [
  z.looseObject({ desk: z.literal('submit'), request: name, version, consent: z.string().max(10).optional() }),
  z.object({ desk: z.literal('withdraw'), request: name }),
  z.object({ desk: z.literal('mine') }),
  z.looseObject({ desk: z.literal('operate'), request: name, version, act: z.string().min(1).max(50) }),
])

/** Inputs of a form, and what one may hold; the intake's own limit comes after it. */
const FIELDS_MAX = 40
const VALUE_CHARACTERS_MAX = 8_000

const fieldsIn = (data: Record<string, unknown>): Record<string, string> | null => {
  const fields = Object.entries(data).filter(([key]) => key.startsWith('field.'))
  if (fields.length > FIELDS_MAX) return null
  const read: Record<string, string> = {}
  for (const [key, value] of fields) {
    if (typeof value !== 'string' || value.length > VALUE_CHARACTERS_MAX) return null
    read[key.slice('field.'.length)] = value
  }
  return read
}

export interface Press {
  action: Action
  text: string
}

/** The press, or null when it is none of ours. */
export const pressIn = (data: unknown, words: TeamsWords): Press | null => {
  const read = pressShape.safeParse(data)
  if (!read.success) return null
  const press = read.data
  const seen = press.desk === 'submit' || press.desk === 'operate' ? press.version : undefined
  const versioned = seen === undefined ? {} : { version: seen }
  if (press.desk === 'mine') return { action: { kind: 'mine' }, text: words.mine }
  if (press.desk === 'withdraw') {
    return { action: { kind: 'withdraw', request: press.request }, text: words.withdrawn }
  }
  const { request } = press
  if (press.desk === 'submit') {
    const fields = fieldsIn(press)
    if (fields === null) return null
    const consent = press.consent === 'true'
    return { action: { kind: 'submit', request, ...versioned, fields, consent }, text: words.submitted }
  }
  const { act } = press
  const said = press[`text.${act}`]
  if (said !== undefined && (typeof said !== 'string' || said.length > VALUE_CHARACTERS_MAX)) return null
  const more = said === undefined ? {} : { text: said }
  return { action: { kind: 'operate', request, act, ...versioned, ...more }, text: said ?? act }
}

/** Data of an Action.Execute, wherever the client put it. */
export const executed = (value: unknown): unknown => {
  const read = z.object({ action: z.object({ data: z.unknown() }) }).safeParse(value)
  return read.success ? read.data.action.data : null
}

const feedbackShape = z.object({
  actionName: z.literal('feedback'),
  actionValue: z.object({ reaction: z.enum(['like', 'dislike']), feedback: z.string().max(20_000).nullish() }),
})
const written = z.object({ feedbackText: z.string() })
const REASON_CHARACTERS_MAX = 600

/** Teams wraps the reason in JSON, test clients write it as it is. */
const reasonIn = (feedback: string): string => {
  try {
    return written.parse(JSON.parse(feedback)).feedbackText
  } catch {
    return feedback.trim().startsWith('{') ? '' : feedback
  }
}

export const feedbackIn = (value: unknown): { verdict: 'good' | 'bad'; reason: string } | null => {
  const read = feedbackShape.safeParse(value)
  if (!read.success) return null
  const { reaction, feedback } = read.data.actionValue
  return {
    verdict: reaction === 'like' ? 'good' : 'bad',
    reason: [...reasonIn(feedback ?? '')].slice(0, REASON_CHARACTERS_MAX).join(''),
  }
}
