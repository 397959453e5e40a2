import { createHash } from 'node:crypto'
import type { AuditEntry, Repositories, StoredRequest } from '../store/store.ts'
import { japanDay } from './hours.ts'
import type { Fields } from './fields.ts'

const DIGITS = 5
/** The entries of one request's life that are looked through for its submission. */
const ENTRIES_MAX = 1_000

/** TW-2026-00042: counted by calendar year in Japan, without gaps among submitted requests. */
export const nextNumber = async (tx: Pick<Repositories, 'counters'>, now: Date): Promise<string> => {
  const year = japanDay(now).slice(0, 4)
  const n = await tx.counters.next(`request-number-${year}`)
  return `TW-${year}-${String(n).padStart(DIGITS, '0')}`
}

/** What was submitted, in one form that never depends on the order in which it was filled in. */
export const canonical = (submitted: {
  request: string
  number: string
  at: Date
  fields: Fields
  consent: string
}): string =>
  JSON.stringify({
    format: 1,
    request: submitted.request,
    number: submitted.number,
    at: submitted.at.toISOString(),
    fields: Object.entries(submitted.fields).sort(([a], [b]) => (a < b ? -1 : 1)),
    consent: submitted.consent,
  })

export const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')

export interface Verified {
  number: string
  /** 'erased': the text is gone by the retention rules, the proof stands. */
  status: 'unchanged' | 'changed' | 'erased' | 'unknown'
  sha256: string | null
  at: string | null
  /** One line in English for the command line and the console's log. */
  why: string
}

const submission = (entries: AuditEntry[], number: string) =>
  entries.find((entry) => entry.act === 'submit' && entry.detail['number'] === number)

const faultOf = (request: StoredRequest, entry: AuditEntry | undefined): string | null => {
  const { receipt, submitted } = request
  if (!receipt || !entry) return 'no submission of it is in the audit log'
  if (entry.detail['sha256'] !== receipt.sha256) return 'its receipt differs from the audit log'
  if (entry.at.getTime() !== request.submittedAt?.getTime()) return 'its time differs from the audit log'
  if (submitted === null) return request.erasedAt ? null : 'what was submitted is missing'
  return sha256(submitted) === receipt.sha256 ? null : 'what was submitted has been changed'
}

/** Whether what was submitted under a number is still what the receipt and the audit log say. */
export const verifyReceipt = async (
  store: Pick<Repositories, 'requests' | 'audit'>,
  given: string,
): Promise<Verified> => {
  const number = given.normalize('NFKC').trim().toUpperCase()
  const request = await store.requests.byNumber(number)
  if (!request?.receipt) return { number, status: 'unknown', sha256: null, at: null, why: 'no request has this number' }
  const { sha256: hash, at } = request.receipt
  const fault = faultOf(request, submission(await store.audit.of(request.id, ENTRIES_MAX), number))
  if (fault) return { number, status: 'changed', sha256: hash, at, why: fault }
  return request.submitted === null
    ? {
        number,
        status: 'erased',
        sha256: hash,
        at,
        why: 'personal data was erased; the receipt agrees with the audit log',
      }
    : {
        number,
        status: 'unchanged',
        sha256: hash,
        at,
        why: 'what was submitted agrees with its receipt and the audit log',
      }
}
