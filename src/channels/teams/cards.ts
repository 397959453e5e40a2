import type { Form, FormField, OperatorCard, Receipt } from '../../vocabulary/types.ts'
import { fill } from '../../base/words.ts'
import type { Found } from '../channel.ts'
import { japaneseMoment } from '../plain.ts'
import { plainly } from './prose.ts'
import type { TeamsWords } from './words.ts'

/** Adaptive Cards 1.5. Text in them is read as a little Markdown, so it goes in plainly. */
export type Card = Record<string, unknown>

/** Beyond this, actions go behind “…”, or phones show none of them. */
const PRIMARY_ACTIONS_MAX = 5
/** What one input takes; the form's own rules come after it. */
const LINE_CHARACTERS_MAX = 500
const TEXT_CHARACTERS_MAX = 4_000

/** Cards join lines that no empty line keeps apart. */
const lined = (text: string): string => plainly(text.trim()).replaceAll(/\n+/gu, '\n\n')

const block = (text: string, more: Card = {}): Card => ({ type: 'TextBlock', text: lined(text), wrap: true, ...more })

const card = (body: Card[], actions: Card[] = []): Card => ({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: '1.5',
  body,
  ...(actions.length === 0 ? {} : { actions }),
})

/** Clients that cannot execute send the same data as a message. */
const execute = (title: string, data: Card, more: Card = {}): Card => ({
  type: 'Action.Execute',
  title,
  verb: String(data['desk']),
  data,
  ...more,
  fallback: { type: 'Action.Submit', title, data, ...more },
})

const inputOf = (field: FormField, words: TeamsWords): Card => {
  const { name, label, kind, value, required, options = [], hint } = field
  const common = {
    id: `field.${name}`,
    label,
    isRequired: required,
    value,
    ...(required ? { errorMessage: fill(words.form.required, { label }) } : {}),
  }
  const placeholder = hint === undefined || hint === '' ? {} : { placeholder: hint }
  const choices = options.map((option) => ({ title: option.label, value: option.value }))
  if (kind === 'date') return { type: 'Input.Date', ...common }
  if (kind === 'select') {
    return { type: 'Input.ChoiceSet', ...common, style: 'compact', placeholder: words.form.choose, choices }
  }
  if (kind === 'checks') {
    return { type: 'Input.ChoiceSet', ...common, style: 'expanded', isMultiSelect: true, choices }
  }
  const long = kind === 'long'
  const maxLength = long ? TEXT_CHARACTERS_MAX : LINE_CHARACTERS_MAX
  return { type: 'Input.Text', ...common, ...placeholder, ...(long ? { isMultiline: true } : {}), maxLength }
}

/** In a dialog nothing can be executed: the same data is submitted there. */
const submitted = (title: string, data: Card, more: Card = {}): Card => ({
  type: 'Action.Submit',
  title,
  data,
  ...more,
})

/** Opens the form of whoever presses, seen by nobody else. */
const opening = (words: TeamsWords, request: string | null): Card =>
  submitted(
    words.form.open,
    { desk: 'fill', ...(request === null ? {} : { request }), msteams: { type: 'task/fetch' } },
    { associatedInputs: 'none', style: 'positive' },
  )

const inputsOf = (form: Form, words: TeamsWords, consent: boolean): Card[] => [
  ...form.fields.flatMap((field) => [
    ...(field.error === undefined ? [] : [block(field.error, { color: 'Attention' })]),
    inputOf(field, words),
  ]),
  {
    type: 'Input.Toggle',
    id: 'consent',
    title: form.consent,
    wrap: true,
    value: String(consent),
    isRequired: true,
    errorMessage: words.form.consentNeeded,
  },
]

type Press = typeof execute

const submitOf = ({ request, version }: Form, words: TeamsWords, press: Press): Card =>
  press(words.form.submit, { desk: 'submit', request, version }, { style: 'positive' })

/** Taking back needs none of the inputs, so that an empty form can be closed too. */
const withdrawOf = ({ request }: Form, words: TeamsWords, press: Press): Card =>
  press(words.form.withdraw, { desk: 'withdraw', request }, { associatedInputs: 'none' })

const headOf = (form: Form): Card[] => [block(form.title, { size: 'Large', weight: 'Bolder' }), block(form.intro)]

/** The whole form, in a dialog or as a card; `consent` stays given where only a field was wrong. */
export const formCard = (
  form: Form,
  words: TeamsWords,
  { consent = false, dialog = false }: { consent?: boolean; dialog?: boolean } = {},
): Card => {
  const press = dialog ? submitted : execute
  return card(
    [...headOf(form), ...inputsOf(form, words, consent)],
    [submitOf(form, words, press), withdrawOf(form, words, press)],
  )
}

/** What stands in the chat: it opens the form as a dialog, and holds the form itself for clients that have no dialogs. */
export const formEntry = (form: Form, words: TeamsWords): Card =>
  card(headOf(form), [
    opening(words, form.request),
    {
      type: 'Action.ShowCard',
      title: words.form.here,
      card: { type: 'AdaptiveCard', body: inputsOf(form, words, false), actions: [submitOf(form, words, execute)] },
    },
    withdrawOf(form, words, execute),
  ])

/** A form that can be sent no more. */
export const closedCard = (text: string): Card => card([block(text, { isSubtle: true })])

/** Where others read along: the form opens before the eyes of whoever presses, and nothing of it stays there. */
export const consultCard = (words: TeamsWords): Card => card([block(words.form.alone)], [opening(words, null)])

export const receiptCard = (receipt: Receipt, words: TeamsWords): Card =>
  card(
    [
      block(words.receipt.title, { size: 'Large', weight: 'Bolder', color: 'Good' }),
      {
        type: 'FactSet',
        facts: [
          { title: words.receipt.number, value: receipt.number },
          { title: words.receipt.at, value: japaneseMoment(receipt.at) },
        ],
      },
    ],
    [
      execute(words.receipt.mine, { desk: 'mine' }),
      // For whoever wants to prove it; nobody reads sixty-four digits to know that they were heard.
      {
        type: 'Action.ShowCard',
        title: words.receipt.seal,
        card: { type: 'AdaptiveCard', body: [block(receipt.sha256, { fontType: 'Monospace' })] },
      },
    ],
  )

/** What goes out is read first, and sent by a second press. */
const confirmed = (label: string, preview: string, data: Record<string, unknown>, words: TeamsWords): Card => ({
  type: 'Action.ShowCard',
  title: label,
  card: {
    type: 'AdaptiveCard',
    body: [block(preview)],
    actions: [execute(fill(words.card.confirm, { act: label }), data, { style: 'positive' })],
  },
})

const actOf = (shown: OperatorCard, act: OperatorCard['acts'][number], words: TeamsWords): Card => {
  const data = { desk: 'operate', request: shown.request, version: shown.version, act: act.act }
  if (act.preview !== undefined) return confirmed(act.label, act.preview, data, words)
  if (!act.needsText) return execute(act.label, data)
  const asked = fill(words.card.text, { act: act.label })
  return {
    type: 'Action.ShowCard',
    title: act.label,
    card: {
      type: 'AdaptiveCard',
      body: [
        {
          type: 'Input.Text',
          id: `text.${act.act}`,
          label: asked,
          isMultiline: true,
          isRequired: true,
          maxLength: TEXT_CHARACTERS_MAX,
          errorMessage: fill(words.form.required, { label: asked }),
        },
      ],
      actions: [execute(fill(words.card.send, { act: act.label }), data, { style: 'positive' })],
    },
  }
}

/** `chat`: where the asker is written to directly, where that is known. */
export const operatorCard = (shown: OperatorCard, words: TeamsWords, chat: string | null = null): Card =>
  card(
    [
      block(fill(words.card.title, { number: shown.number, state: shown.stateLabel }), {
        size: 'Large',
        weight: 'Bolder',
      }),
      {
        type: 'FactSet',
        facts: shown.lines.map(({ label, value }) => ({ title: plainly(label), value: lined(value) })),
      },
    ],
    [
      ...shown.acts.map((act) => actOf(shown, act, words)),
      ...(chat === null ? [] : [{ type: 'Action.OpenUrl', title: words.card.chat, url: chat }]),
    ].map((action, n) => ({ ...action, ...(n < PRIMARY_ACTIONS_MAX ? {} : { mode: 'secondary' }) })),
  )

/** What was looked up, as it stands in the message that it is put into. */
export const factCard = ({ title, text, source, url }: Found, words: TeamsWords): Card =>
  card(
    [
      block(title, { weight: 'Bolder' }),
      block(text),
      ...(source === '' ? [] : [block(source, { isSubtle: true, size: 'Small' })]),
    ],
    url === undefined ? [] : [{ type: 'Action.OpenUrl', title: words.extension.open, url }],
  )

/** A question with the answer that the knowledge lacks, and where it is told. */
export const proposalCard = (question: string, words: TeamsWords): Card => {
  const { extension, form } = words
  const input = (id: string, label: string, value: string): Card => ({
    type: 'Input.Text',
    id,
    label,
    value,
    isMultiline: true,
    isRequired: true,
    maxLength: TEXT_CHARACTERS_MAX,
    errorMessage: fill(form.required, { label }),
  })
  return card(
    [
      block(extension.intro),
      input('question', extension.question, question),
      input('answer', extension.answer, ''),
      input('source', extension.source, ''),
    ],
    [submitted(extension.send, { desk: 'propose' }, { style: 'positive' })],
  )
}

export const welcomeCard = (words: TeamsWords): Card =>
  card(
    [
      block(words.welcome.title, { size: 'Large', weight: 'Bolder' }),
      block(words.welcome.text),
      block(words.welcome.ask),
    ],
    [...words.welcome.examples, words.consult].map((text, n) => ({
      type: 'Action.Submit',
      title: text,
      data: { msteams: { type: 'imBack', value: text } },
      ...(n < PRIMARY_ACTIONS_MAX ? {} : { mode: 'secondary' }),
    })),
  )
