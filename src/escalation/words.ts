import { z } from 'zod'
import { readWords } from '../words.ts'

/** A section whose keys the code says by name; a missing or unknown one stops the start. */
const texts = <K extends string>(...keys: K[]) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, z.string()])) as Record<K, z.ZodString>)

const list = z.array(z.string().min(1)).min(1)

export const fieldNames = [
  'organisation',
  'kind',
  'contact',
  'address',
  'prefecture',
  'email',
  'phone',
  'topics',
  'stage',
  'content',
  'mode',
  'dates',
  'sessionsUsed',
] as const
export type FieldName = (typeof fieldNames)[number]

const bodies = [
  'company',
  'npo',
  'prefecture',
  'designated-city',
  'municipality',
  'other-local',
  'other-corporate',
  'sole',
  'individual',
  'national',
] as const

const fieldWords = texts('label', 'question', 'hint')

const states = [
  'draft',
  'submitted',
  'review',
  'asked',
  'informed',
  'sent',
  'matched',
  'session-1',
  'session-2',
  'session-3',
  'completed',
  'replied',
  'declined',
  'withdrawn',
  'expired',
] as const

const acts = [
  'edit',
  'submit',
  'withdraw',
  'answer',
  'claim',
  'assign',
  'reply',
  'ask',
  'decline',
  'send',
  'match',
  'session',
  'complete',
  'reopen',
  'note',
  'correct',
  'takeover',
  'handback',
  'delivered',
  'undelivered',
  'bounced',
  'remind',
  'expire',
] as const

const commands = z.strictObject({
  triggers: list,
  mine: list,
  back: list,
  cancel: list,
  check: list,
  skip: list,
  send: list,
  edit: list,
  keep: list,
})
const sentences = texts(
  'answerMark',
  'start',
  'resumed',
  'progress',
  'current',
  'first',
  'told',
  'nothingTold',
  'left',
  'summary',
  'final',
  'sendLabel',
  'editLabel',
  'keepLabel',
  'skipLabel',
  'keepValueLabel',
  'whichField',
  'finalUnread',
  'missing',
  'gone',
  'formErrors',
  'formSaved',
)

const shape = z.strictObject({
  form: texts('title', 'intro', 'periodUnknown', 'periodFrom', 'periodOver', 'consent'),
  fields: z.strictObject(
    Object.fromEntries(fieldNames.map((name) => [name, fieldWords])) as Record<FieldName, typeof fieldWords>,
  ),
  options: z.strictObject({
    kind: texts(...bodies),
    topics: texts('general', 'labour', 'ict', 'security'),
    stage: texts('considering', 'trial', 'introduced'),
    mode: texts('web', 'phone', 'visit'),
    sessionsUsed: texts('0', '1', '2', '3'),
  }),
  topicWords: z.strictObject({ labour: list, ict: list, security: list }),
  problems: texts(
    'required',
    'tooLong',
    'choice',
    'phone',
    'phoneZero',
    'phoneLength',
    'email',
    'emailAt',
    'emailBlank',
    'emailDomain',
    'postal',
    'addressPrefecture',
    'addressMunicipality',
    'addressStreet',
    'prefectureDiffers',
    'consent',
  ),
  eligibility: texts(
    'yes',
    'no',
    'confirm',
    'listed',
    'unlisted',
    'excluded',
    'periodOpen',
    'periodClosed',
    'periodUnknown',
    'sessionsLeft',
    'sessionsOver',
    'sessionsOverUnsure',
    'sessionsUnknown',
    'summary',
  ),
  dialogue: z.strictObject({ ...commands.shape, ...sentences.shape }),
  said: texts(
    'receipt',
    'receiptAgain',
    'claim',
    'assign',
    'reply',
    'ask',
    'answer',
    'decline',
    'correct',
    'send',
    'delivered',
    'match',
    'session',
    'complete',
    'reopen',
    'withdraw',
    'withdrawDraft',
    'takeover',
    'handback',
    'mineNone',
    'mineLine',
    'mineHead',
    'draftNumber',
  ),
  refused: texts('unknown', 'forbidden', 'impossible', 'owned', 'stale', 'needs', 'full', 'invalid', 'done'),
  needs: texts('text', 'fields', 'routes', 'manager', 'owner', 'session', 'dispatch'),
  invalid: texts('day', 'minutes', 'routes', 'manager', 'absent', 'sessions', 'held', 'dispatch', 'textLong'),
  states: texts(...states),
  acts: texts(...acts),
  card: z.strictObject({
    ...texts(
      'submit',
      'changed',
      'withdraw',
      'answer',
      'undelivered',
      'soon',
      'near',
      'late',
      'nobody',
      'person',
      'system',
    ).shape,
    lines: texts('organisation', 'kind', 'topics', 'prefecture', 'content', 'eligibility', 'due', 'owner'),
  }),
  matching: texts('topics', 'noTopics', 'region', 'nationwide', 'industry', 'mode', 'load'),
  sheet: texts('title', 'fax', 'to', 'number', 'at', 'sha256', 'consent', 'consented', 'answers', 'note', 'page'),
  mail: texts('subject', 'text'),
  settings: z.strictObject({
    ...texts(
      'programmeName',
      'periodFrom',
      'periodTo',
      'secretariatName',
      'secretariatMail',
      'secretariatFax',
      'secretariatPhone',
      'formUrl',
      'sessionsMax',
      'sessionMinutesMax',
      'hoursOpen',
      'hoursClose',
      'closedDays',
      'firstResponseHours',
      'sendHours',
      'draftDays',
      'requestDays',
      'messageDays',
      'default',
      'problem',
    ).shape,
    hints: texts('text', 'day', 'days', 'mail', 'phone', 'url', 'count', 'time'),
  }),
})

export type Words = z.infer<typeof shape>

export const readEscalationWords = (directory: string): Words => readWords(directory, 'escalation.yaml', shape)

/** The label of an option's value; a value of another time stands for itself. */
export const optionLabel = (words: Words, name: keyof Words['options'], value: string): string => {
  const labels: Record<string, string> = words.options[name]
  return labels[value] ?? value
}
