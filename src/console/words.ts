import { z } from 'zod'
import { readWords, texts } from '../base/words.ts'

const shape = z.strictObject({
  signIn: texts(
    'wrong',
    'throttled',
    'code',
    'second',
    'secondWrong',
    'busy',
    'expired',
    'link',
    'noRole',
    'issuer',
    'disabled',
    'local',
    'first',
  ),
  accounts: texts('login', 'name', 'password', 'weak', 'role', 'taken', 'many', 'last'),
  refused: texts('role', 'csrf', 'missing', 'fault', 'large', 'busy'),
  done: z.record(z.string(), z.string()),
  /** What was asked for and not done, by the name in the address. */
  undone: z.record(z.string(), z.string()),
  notify: texts('desktop'),
  /** How the log is read: keys and values of details, and kinds of subjects. */
  audit: z.strictObject({
    keys: z.record(z.string(), z.string()),
    values: z.record(z.string(), z.string()),
    subjects: z.record(z.string(), z.string()),
  }),
  bulk: texts('some', 'noTag'),
  templates: z.array(z.strictObject({ title: z.string(), body: z.string() })).max(50),
  acts: z.record(z.string(), z.string()),
  routes: z.record(z.string(), z.string()),
  /** One operator in the console and in a chat. */
  linking: texts('title', 'lead', 'offer', 'code', 'none', 'forget'),
  roles: texts('viewer', 'operator', 'supervisor'),
  outcomes: texts('answer', 'clarify', 'escalate', 'handed', 'refuse', 'silent'),
  channels: z.record(z.string(), z.string()),
  status: texts('current', 'ended', 'superseded'),
  knowledge: texts(
    'busy',
    'empty',
    'unchanged',
    'changed',
    'published',
    'noDraft',
    'noEarlier',
    'rolledBack',
    'badName',
    'noFile',
    'badDay',
    'badPeriod',
    'badUrl',
    'unreadable',
    'staleText',
  ),
})

export type Words = z.infer<typeof shape>

export const readConsoleWords = (directory: string): Words => readWords(directory, 'console.yaml', shape)
