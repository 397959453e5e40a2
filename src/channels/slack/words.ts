import { z } from 'zod'
import { readWords, texts } from '../../base/words.ts'
import { ROOM_FAULTS } from './room.ts'
import { readChannelWords, type ChannelWords } from '../plain.ts'

/** What the channel says by itself. */
export const NOTES = [
  'files',
  'filesAlso',
  'long',
  'notHere',
  'noForm',
  'stopped',
  'outsider',
  'private',
  'shared',
  'notShared',
] as const

const list = z.array(z.string().min(1)).min(1)
/** Slack shows at most four suggested prompts. */
const examples = z.array(texts('title', 'message')).min(1).max(4)

const shape = z.strictObject({
  name: z.string().min(1).max(35),
  botName: z.string().regex(/^[a-z0-9._-]{1,80}$/u),
  description: z.string().min(1).max(140),
  longDescription: z.string().min(175).max(4_000),
  promptsTitle: z.string(),
  examples,
  greeting: z.string().min(1),
  questions: list,
  honorifics: list,
  asked: z.string(),
  shortcuts: texts('message', 'messageNote', 'global', 'globalNote'),
  command: z.strictObject({
    ...texts('note', 'hint', 'usage', 'taken', 'takenShare').shape,
    help: list,
    mine: list,
    consult: list,
  }),
  root: texts('asked', 'other'),
  mine: texts('title', 'none', 'draft', 'line'),
  home: texts('title', 'intro', 'ask', 'consult', 'examples'),
  askView: texts('title', 'label', 'placeholder', 'submit', 'taken'),
  form: texts(
    'open',
    'loading',
    'submit',
    'close',
    'consentLabel',
    'consent',
    'consentNeeded',
    'choose',
    'optional',
    'sent',
    'failed',
  ),
  feedback: z.strictObject({
    ...texts('good', 'bad', 'title', 'choiceLabel', 'textLabel', 'submit', 'thanks').shape,
    choices: list.max(10),
  }),
  session: texts('receipt'),
  share: texts('button', 'title', 'warning', 'confirm', 'deny', 'head'),
  room: texts(...ROOM_FAULTS, 'card'),
  operator: z.strictObject({
    ...texts('title', 'text', 'submit', 'close', 'notMember', 'unsure', 'owner', 'nobody').shape,
    ...texts('memo', 'memoNote', 'blank').shape,
    link: z.string().min(1),
  }),
  source: z.string(),
  status: texts('searching'),
  notes: texts(...NOTES),
  ready: texts('ok', 'revoked', 'removed', 'nowhere', 'unreachable', 'socket'),
  checkup: texts('scopes', 'scopesMissing', 'scopesMore', 'blocks', 'room', 'noRoom', 'socket'),
  install: texts('title', 'done', 'refused', 'failed'),
})

/** What Slack shows of the desk, with the words that all channels share. */
export type SlackWords = z.infer<typeof shape> & { shared: ChannelWords }

export const readSlackWords = (directory: string): SlackWords => ({
  ...readWords(directory, 'slack.yaml', shape),
  shared: readChannelWords(directory),
})
