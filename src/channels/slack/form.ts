import type { InputBlock, KnownBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import type { Form, FormField } from '../../vocabulary/types.ts'
import { cut } from '../plain.ts'
import { input, option, placeholder, plainText, section, title, told } from './blocks.ts'
import type { ViewState } from './wire.ts'
import type { SlackWords } from './words.ts'

/** Slack takes 3,000 characters in a text field, 100 options in a list and 10 boxes. */
const INITIAL_CHARACTERS_MAX = 3_000
const OPTIONS_MAX = 100
const BOXES_MAX = 10
const SEPARATOR = ','
const CONSENT = 'consent'

/** What a consultation modal remembers: the conversation, the request and the version that was shown. */
export const formMeta = z.object({ c: z.string(), r: z.string(), v: z.number() })

const blockOf = (name: string): string => `f.${name}`

const choicesOf = (field: FormField, max: number) =>
  (field.options ?? []).slice(0, max).map(({ value, label }) => option(label, value))

/** The field that Slack itself can check for a mail address. */
const MAIL_FIELD = 'email'
/** A line of a form holds no more than an address; what is really allowed is checked where the form is taken. */
const LINE_CHARACTERS_MAX = 300

/** Slack refuses a form whose mail field begins with what is none. */
const isMail = (text: string): boolean => text === '' || /^[^\s@]+@[^\s@]+\.[A-Za-z]{2,}$/u.test(text)

const textOf = (field: FormField): InputBlock['element'] => {
  const max = field.kind === 'long' ? INITIAL_CHARACTERS_MAX : LINE_CHARACTERS_MAX
  const initial = field.value === '' ? {} : { initial_value: cut(field.value, max) }
  if (field.name === MAIL_FIELD && isMail(field.value)) return { type: 'email_text_input', action_id: 'v', ...initial }
  return { type: 'plain_text_input', action_id: 'v', multiline: field.kind === 'long', max_length: max, ...initial }
}

const elementOf = (field: FormField, words: SlackWords): InputBlock['element'] => {
  if (field.kind === 'select') {
    const options = choicesOf(field, OPTIONS_MAX)
    const chosen = options.find(({ value }) => value === field.value)
    return {
      type: 'static_select',
      action_id: 'v',
      placeholder: placeholder(words.form.choose),
      options,
      ...(chosen === undefined ? {} : { initial_option: chosen }),
    }
  }
  if (field.kind === 'checks') {
    const options = choicesOf(field, BOXES_MAX)
    const ticked = new Set(field.value.split(SEPARATOR))
    const chosen = options.filter(({ value }) => ticked.has(value))
    return { type: 'checkboxes', action_id: 'v', options, ...(chosen.length > 0 ? { initial_options: chosen } : {}) }
  }
  if (field.kind === 'date') {
    const day = /^\d{4}-\d{2}-\d{2}$/u.test(field.value)
    return { type: 'datepicker', action_id: 'v', ...(day ? { initial_date: field.value } : {}) }
  }
  return textOf(field)
}

const fieldOf = (field: FormField, words: SlackWords): InputBlock => {
  const empty = (field.kind === 'select' || field.kind === 'checks') && (field.options ?? []).length === 0
  // A list without choices cannot be shown; the words themselves can be written.
  const element = empty ? textOf(field) : elementOf(field, words)
  const hint = [field.error, field.hint].filter((line) => line !== undefined && line !== '').join('　')
  const block = input(blockOf(field.name), field.label, element, {
    optional: !field.required,
    hint: hint === '' ? undefined : hint,
  })
  // Slack tells what was filled in so far, so that a form closed by mistake is not begun anew.
  return { ...block, dispatch_action: true }
}

const modal = (name: string, blocks: KnownBlock[], more: Partial<ModalView>): ModalView => ({
  type: 'modal',
  title: title(name),
  blocks,
  ...more,
})

/** Shown at once, since Slack waits three seconds for a modal and the form may take longer. */
export const loadingView = (words: SlackWords): ModalView =>
  modal(words.home.consult, [section(words.form.loading)], { close: title(words.form.close) })

export const toldView = (name: string, text: string, words: SlackWords): ModalView =>
  modal(name, [section(text)], { close: title(words.form.close) })

export const formView = (form: Form, conversation: string, words: SlackWords): ModalView => {
  const meta: z.infer<typeof formMeta> = { c: conversation, r: form.request, v: form.version }
  const agreed = option(words.form.consent, 'yes')
  return modal(
    form.title,
    [
      ...told(form.intro).flatMap(({ blocks }) => blocks),
      ...form.fields.map((field) => fieldOf(field, words)),
      ...told(form.consent).flatMap(({ blocks }) => blocks),
      input(
        CONSENT,
        words.form.consentLabel,
        { type: 'checkboxes', action_id: 'v', options: [agreed] },
        { optional: false },
      ),
    ],
    {
      callback_id: 'consult',
      notify_on_close: true,
      submit: title(words.form.submit),
      close: title(words.form.close),
      private_metadata: JSON.stringify(meta),
    },
  )
}

export interface Filled {
  fields: Record<string, string>
  consent: boolean
}

type Element = ViewState['values'][string][string]

const valueOf = (element: Element | undefined): string =>
  element?.value ??
  element?.selected_option?.value ??
  element?.selected_date ??
  element?.selected_options?.map(({ value }) => value).join(SEPARATOR) ??
  ''

export const filled = ({ values }: ViewState): Filled => {
  const fields: Record<string, string> = {}
  for (const [block, elements] of Object.entries(values)) {
    if (block.startsWith('f.')) fields[block.slice(2)] = valueOf(elements['v'])
  }
  return { fields, consent: valueOf(values[CONSENT]?.['v']) === 'yes' }
}

/** What is wrong, by the block that shows it; what has no block of its own stands at the first one. */
export const errorsOf = (
  problems: Record<string, string>,
  { fields, consent }: Filled,
  words: SlackWords,
): Record<string, string> => {
  const first = Object.keys(fields)[0]
  const errors: Record<string, string> = {}
  for (const [name, problem] of Object.entries(problems)) {
    const shown = name in fields ? name : first
    if (shown !== undefined) errors[blockOf(shown)] ??= plainText(problem, INITIAL_CHARACTERS_MAX).text
  }
  if (!consent) errors[CONSENT] = words.form.consentNeeded
  return errors
}

/** One value out of a small modal of ours. */
export const answerIn = ({ values }: ViewState, block: string): string => valueOf(values[block]?.['v'])

export const askView = (words: SlackWords): ModalView =>
  modal(
    words.askView.title,
    [
      input(
        'question',
        words.askView.label,
        {
          type: 'plain_text_input',
          action_id: 'v',
          multiline: true,
          max_length: INITIAL_CHARACTERS_MAX,
          placeholder: placeholder(words.askView.placeholder),
        },
        { optional: false },
      ),
    ],
    { callback_id: 'ask', submit: title(words.askView.submit), close: title(words.form.close) },
  )

export const reasonMeta = z.object({ c: z.string(), t: z.string() })

export const reasonView = (meta: z.infer<typeof reasonMeta>, words: SlackWords): ModalView => {
  const { feedback } = words
  return modal(
    feedback.title,
    [
      input(
        'choice',
        feedback.choiceLabel,
        { type: 'radio_buttons', action_id: 'v', options: feedback.choices.map((each) => option(each, cut(each, 75))) },
        { optional: true },
      ),
      input(
        'text',
        feedback.textLabel,
        { type: 'plain_text_input', action_id: 'v', multiline: true, max_length: 500 },
        { optional: true },
      ),
    ],
    {
      callback_id: 'reason',
      submit: title(feedback.submit),
      close: title(words.form.close),
      private_metadata: JSON.stringify(meta),
    },
  )
}

/** The one act whose words stay among the operators. */
const MEMO = 'note'

export const operateMeta = z.object({ c: z.string(), r: z.string(), v: z.number(), a: z.string() })

export const operateView = (
  meta: z.infer<typeof operateMeta>,
  shown: { label: string; number: string },
  words: SlackWords,
): ModalView => {
  const isMemo = meta.a === MEMO
  return modal(
    shown.label,
    [
      ...told(shown.number).flatMap(({ blocks }) => blocks),
      input(
        'text',
        isMemo ? words.operator.memo : words.operator.text,
        { type: 'plain_text_input', action_id: 'v', multiline: true, max_length: INITIAL_CHARACTERS_MAX },
        { optional: false, hint: isMemo ? words.operator.memoNote : undefined },
      ),
    ],
    {
      callback_id: 'operate',
      submit: title(words.operator.submit),
      close: title(words.operator.close),
      private_metadata: JSON.stringify(meta),
    },
  )
}

/** The act that carries a request out of the house: what goes where is read before it. */
export const SEND = 'send'

export const confirmView = (
  meta: z.infer<typeof operateMeta>,
  shown: { label: string; number: string; text: string },
  words: SlackWords,
): ModalView =>
  modal(
    shown.label,
    told(shown.text).flatMap(({ blocks }) => blocks),
    {
      callback_id: 'operate',
      submit: title(words.operator.submit),
      close: title(words.operator.close),
      private_metadata: JSON.stringify(meta),
    },
  )
