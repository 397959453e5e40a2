import { DAY_MS } from '../base/times.ts'
import type { StoredRequest } from '../store/store.ts'
import { z } from 'zod'
import { fill } from '../base/words.ts'
import { judge, recordedSessions } from './eligibility.ts'
import { type Fields, isCall, isFieldName } from './fields.ts'
import { dayName, mondayOf } from '../japanese/calendar.ts'
import { japanDay } from './hours.ts'
import { organisationKey } from './organisation.ts'
import { invalid, type Outcome, plain, type Step } from './outcome.ts'
import { canonical, nextNumber, sha256 } from './receipt.ts'
import { bounced, confirm, delivery, send } from './sending.ts'
import { type Act, isOpen } from './states.ts'
import { isSame } from './whereabouts.ts'

/** Words of one reply, question or note. */
const TEXT_CHARACTERS_MAX = 4_000
/** All answers to what operators asked, together; each is whole in its event. */
const ANSWERS_CHARACTERS_MAX = 10_000
const SESSIONS_MAX = 3
const REOPEN_DAYS = 30
const SESSION_MINUTES_MAX = 24 * 60

const filled = (request: StoredRequest, fields: Fields): StoredRequest => ({
  ...request,
  fields,
  organisation: fields['organisation'] ?? '',
  organisationKey: organisationKey(fields['organisation'] ?? ''),
  kind: fields['kind'] ?? '',
  topics: (fields['topics'] ?? '').split(',').filter((topic) => topic !== ''),
  prefecture: fields['prefecture'] ?? '',
})

const edit = ({ kit, request, given }: Step): Outcome =>
  plain(filled(request, kit.reader.readAll({ ...request.fields, ...given.fields }).fields))

const judged = async ({ tx, kit, settings, now }: Step, request: StoredRequest): Promise<StoredRequest> => {
  const recorded = await recordedSessions(tx, request, now)
  const facts = { fields: request.fields, recorded, today: japanDay(now) }
  return { ...request, eligibility: judge(facts, kit.consultation, settings, kit.words).verdict }
}

const submit = async (step: Step): Promise<Outcome> => {
  const { tx, kit, given, now } = step
  const { fields, problems } = kit.reader.readAll({ ...step.request.fields, ...given.fields })
  if (Object.keys(problems).length > 0) return invalid(kit.words.dialogue.formErrors, problems)
  if (given.consent !== true) return invalid(kit.words.problems.consent)
  const request = await judged(step, filled(step.request, fields))
  const number = await nextNumber(tx, now)
  const { consent } = isCall(fields) ? kit.words.call : kit.words.form
  const submitted = canonical({ request: request.id, number, at: now, fields, consent })
  const hash = sha256(submitted)
  return plain(
    { ...request, number, submitted, receipt: { number, at: now.toISOString(), sha256: hash } },
    { detail: { number, sha256: hash, eligibility: request.eligibility ?? '' } },
  )
}

const correct = async (step: Step): Promise<Outcome> => {
  const { kit, before, given } = step
  const { answers, mails, ...told } = before.fields
  const { wish, ...whole } = { ...told, ...given.fields }
  // A wish to be called back becomes a whole sheet once everything is known.
  const full = kit.reader.readAll(whole)
  const still = wish !== undefined && Object.keys(full.problems).length > 0
  const { fields, problems } = still ? kit.reader.readAll({ ...whole, wish }) : full
  const first = Object.values(problems)[0]
  if (first !== undefined) return invalid(first, problems)
  const all: Fields = {
    ...fields,
    ...(answers === undefined ? {} : { answers }),
    ...(mails === undefined ? {} : { mails }),
  }
  const changed = Object.keys({ ...all, ...before.fields }).filter((name) => all[name] !== before.fields[name])
  const was = Object.fromEntries(changed.map((name) => [name, before.fields[name] ?? '']))
  const labels = changed.map((name) => (isFieldName(name) ? kit.words.fields[name].label : name)).join('、')
  return plain(await judged(step, filled(step.request, all)), {
    kept: was,
    detail: { changed: changed.join(',') },
    values: { labels },
  })
}

const withAnswer = (request: StoredRequest, text: string): StoredRequest => {
  const answers = [request.fields['answers'] ?? '', text].filter((part) => part !== '').join('\n\n')
  return { ...request, fields: { ...request.fields, answers: answers.slice(-ANSWERS_CHARACTERS_MAX) } }
}

const answer = (step: Step): Outcome => {
  const spoken = speak(step)
  return spoken.ok ? plain(withAnswer(step.request, spoken.done.text), { text: spoken.done.text }) : spoken
}

/** Words of the person that nobody asked for: they belong to the sheet as long as it has not been sent. */
const tell = (step: Step): Outcome => (['submitted', 'review'].includes(step.before.state) ? answer(step) : speak(step))

/** Words in the conversation itself, for whoever holds it. */
const say = async (step: Step): Promise<Outcome> => {
  const { heldBy } = await step.tx.work.conversation(step.request.address)
  return heldBy === step.by.id ? speak(step) : invalid(step.kit.words.invalid.notHeld)
}

/** Within a month whoever had it opens it again; later only a supervisor does. */
const reopen = ({ kit, request, before, by, now }: Step): Outcome => {
  const closedMs = now.getTime() - (before.closedAt ?? now).getTime()
  if (by.kind === 'operator' && closedMs > REOPEN_DAYS * DAY_MS) {
    return invalid(fill(kit.words.invalid.reopen, { days: REOPEN_DAYS }))
  }
  return plain({ ...request, match: before.state === 'withdrawn' ? null : request.match })
}

const release = async ({ tx, request, now }: Pick<Step, 'tx' | 'request' | 'now'>): Promise<void> => {
  const { heldBy } = await tx.work.conversation(request.address)
  if (heldBy !== null) await tx.work.hold(request.address, null, now)
}

const isSamePerson = (a: StoredRequest, b: StoredRequest): boolean => {
  const same = (name: string) => (a.fields[name] ?? '') !== '' && a.fields[name] === b.fields[name]
  const here = a.person.id === b.person.id && a.address.channel === b.address.channel
  return here || same('email') || same('phone')
}

/** One person's two requests become one: what the first says goes on in the other. */
const merge = async ({ tx, kit, request, before, by, given, now }: Step): Promise<Outcome> => {
  const named = given.fields?.['into'] ?? ''
  const found = (await tx.requests.get(named)) ?? (await tx.requests.byNumber(named.normalize('NFKC').trim()))
  const into = found === null ? null : await tx.requests.lock(found.id)
  if (into === null || into.id === request.id || !isOpen(into.state) || !isSamePerson(before, into)) {
    return invalid(kit.words.invalid.into)
  }
  const { content = '', answers = '' } = before.fields
  const told = [content, answers].filter((part) => part !== '').join('\n')
  const text = fill(kit.words.card.merged, { number: before.number ?? '', text: told })
  await tx.requests.save({ ...withAnswer(into, text), updatedAt: now })
  const [from, to] = [into.state, into.state]
  const who = { actor: by.id, actorName: by.name }
  const number = before.number ?? ''
  await tx.requests.note({ request: into.id, at: now, act: 'merge', from, to, ...who, text, detail: { from: number } })
  await tx.audit.append({ at: now, actor: by.id, act: 'merge', subject: into.id, detail: { from: before.id } })
  for (const { address, person } of await tx.requests.adopted(before.id)) {
    await tx.requests.adopt(into.id, address, person, now)
  }
  await tx.requests.adopt(into.id, before.address, before.person.id, now)
  await tx.roster.release(before.id)
  // Whoever had taken over goes on in the other one, if that is spoken about here; elsewhere nobody would hear.
  if (!isSame(before.address, into.address)) await release({ tx, request, now })
  const kept = { into: into.number ?? '' }
  return plain(request, { values: kept, detail: { into: into.id }, kept })
}

const speak = ({ kit, request, given }: Step): Outcome => {
  const text = (given.text ?? '').trim()
  return text.length > TEXT_CHARACTERS_MAX
    ? invalid(fill(kit.words.invalid.textLong, { max: TEXT_CHARACTERS_MAX }))
    : plain(request, { text, values: { text } })
}

const match = async ({ tx, kit, request, given, now }: Step): Promise<Outcome> => {
  const manager = await tx.roster.get(given.fields?.['manager'] ?? '')
  if (!manager?.active) return invalid(kit.words.invalid.manager)
  const today = japanDay(now)
  if (manager.absences.some(({ from, to }) => from <= today && today <= to)) return invalid(kit.words.invalid.absent)
  const assigned = await tx.roster.assign(manager.id, request.id, mondayOf(today), now)
  if (assigned === 'full')
    return { ok: false, why: 'full', problem: fill(kit.words.refused.full, { manager: manager.name }) }
  if (assigned === 'unknown') return invalid(kit.words.invalid.manager)
  return plain(
    { ...request, match: manager.id },
    { values: { manager: manager.name }, detail: { manager: manager.id }, kept: { manager: manager.id } },
  )
}

const session = async ({ tx, kit, request, before, given, settings }: Step): Promise<Outcome> => {
  const { day = '', minutes = '', outcome = '' } = given.fields ?? {}
  const longest = settings.count('sessionMinutesMax') || SESSION_MINUTES_MAX
  const length = Number(minutes.normalize('NFKC'))
  if (!z.iso.date().safeParse(day).success) return invalid(kit.words.invalid.day)
  if (!Number.isInteger(length) || length < 1 || length > longest) {
    return invalid(fill(kit.words.invalid.minutes, { max: longest }))
  }
  if (outcome.length > TEXT_CHARACTERS_MAX)
    return invalid(fill(kit.words.invalid.textLong, { max: TEXT_CHARACTERS_MAX }))
  const n = (await tx.requests.sessions(request.id)).length + 1
  const most = Math.min(settings.count('sessionsMax') || SESSIONS_MAX, SESSIONS_MAX)
  if (n > most) return invalid(fill(kit.words.invalid.sessions, { max: most }))
  await tx.requests.hold({ request: request.id, n, day, minutes: length, outcome, match: before.match })
  const values = { n: String(n), day, minutes: String(length) }
  return plain(request, { values: { ...values, day: dayName(day) }, detail: values, kept: values, text: outcome })
}

/** Only whoever holds a conversation gives it back, and only a supervisor takes it from somebody. */
const hold = async ({ tx, kit, request, by, now }: Step, held: boolean): Promise<Outcome> => {
  const { heldBy } = await tx.work.conversation(request.address)
  if (heldBy !== null && heldBy !== by.id && by.kind !== 'supervisor') return invalid(kit.words.invalid.held)
  await tx.work.hold(request.address, held ? by.id : null, now)
  return plain(request)
}

/** With the request done nobody stays behind in its conversation. */
const close = async (step: Step): Promise<Outcome> => {
  await release(step)
  return speak(step)
}

const withdraw = async (step: Step): Promise<Outcome> => {
  await step.tx.roster.release(step.request.id)
  return close(step)
}

const makers: Partial<Record<Act, (step: Step) => Outcome | Promise<Outcome>>> = {
  edit,
  submit,
  correct,
  answer,
  tell,
  say,
  reopen,
  merge,
  assign: speak,
  conclude: close,
  send,
  match,
  session,
  withdraw,
  bounced,
  confirm,
  printed: delivery,
  unsure: delivery,
  delivered: delivery,
  undelivered: delivery,
  reply: speak,
  ask: speak,
  decline: close,
  complete: close,
  note: speak,
  takeover: (step) => hold(step, true),
  handback: (step) => hold(step, false),
}

/** What an act brings about besides the new state; refused with words before anything is written. */
export const consequence = async (act: Act, step: Step): Promise<Outcome> =>
  (await makers[act]?.(step)) ?? plain(step.request)
