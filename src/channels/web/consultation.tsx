import type { FC } from 'hono/jsx'
import type { Form, FormField, Receipt } from '../../vocabulary/types.ts'
import { japaneseMoment } from '../plain.ts'
import { Press } from './press.tsx'
import type { WebWords } from './words.ts'

/** What a person filled in where the page has to show the form again, with what is wrong. */
export interface Filled {
  request: string
  fields: Record<string, string>
  faults: Record<string, string>
  consentFault: boolean
}

interface FieldProps {
  field: FormField
  id: string
  words: WebWords
}

/** Several ticked boxes are one value, separated by commas. */
export const SEPARATOR = ','

const describedBy = ({ field, id }: Pick<FieldProps, 'field' | 'id'>): string | undefined => {
  const ids = [
    ...(field.hint === undefined ? [] : [`${id}-hint`]),
    ...(field.error === undefined ? [] : [`${id}-error`]),
  ]
  return ids.length > 0 ? ids.join(' ') : undefined
}

const Notes: FC<FieldProps> = ({ field, id }) => (
  <>
    {field.hint === undefined ? null : (
      <p class="hint" id={`${id}-hint`}>
        {field.hint}
      </p>
    )}
    {/* Always there, so that a fault found later has a place that is already described. */}
    <p class="error" id={`${id}-error`} data-error={field.name} hidden={field.error === undefined}>
      {field.error ?? ''}
    </p>
  </>
)

const Label: FC<FieldProps> = ({ field, words }) => (
  <>
    {field.label}{' '}
    <span class={field.required ? 'required' : 'optional'}>
      {field.required ? words.form.required : words.form.optional}
    </span>
  </>
)

const Control: FC<FieldProps> = ({ field, id, words }) => {
  const common = {
    id,
    name: `field.${field.name}`,
    'aria-describedby': describedBy({ field, id }),
    'aria-invalid': field.error === undefined ? undefined : ('true' as const),
    'aria-required': field.required ? ('true' as const) : undefined,
  }
  if (field.kind === 'long') {
    return (
      <textarea {...common} rows={5}>
        {field.value}
      </textarea>
    )
  }
  if (field.kind === 'select') {
    return (
      <select {...common}>
        <option value="">{words.form.choose}</option>
        {field.options?.map(({ value, label }) => (
          <option value={value} selected={value === field.value}>
            {label}
          </option>
        ))}
      </select>
    )
  }
  return <input {...common} type={field.kind === 'date' ? 'date' : 'text'} value={field.value} autocomplete="off" />
}

const Field: FC<FieldProps> = (props) => {
  const { field, id } = props
  if (field.kind !== 'checks') {
    return (
      <div class="field">
        <label for={id}>
          <Label {...props} />
        </label>
        <Notes {...props} />
        <Control {...props} />
      </div>
    )
  }
  const ticked = new Set(field.value.split(SEPARATOR))
  return (
    <fieldset class="field" aria-describedby={describedBy(props)}>
      <legend>
        <Label {...props} />
      </legend>
      <Notes {...props} />
      {field.options?.map(({ value, label }) => (
        <label class="check">
          <input type="checkbox" name={`field.${field.name}`} value={value} checked={ticked.has(value)} /> {label}
        </label>
      ))}
    </fieldset>
  )
}

interface ConsultationProps {
  form: Form
  live: boolean
  filled: Filled | null
  ids: { message: string; ticket: string | null }
  anchor: string
  words: WebWords
}

const shown = (form: Form, filled: Filled | null): FormField[] => {
  if (filled === null) return form.fields
  return form.fields.map((field) => {
    const { error: _, ...kept } = field
    const fault = filled.faults[field.name]
    return { ...kept, value: filled.fields[field.name] ?? '', ...(fault === undefined ? {} : { error: fault }) }
  })
}

/** A consultation request to look over, complete and consent to. Only the newest one of a conversation can be sent. */
export const Consultation: FC<ConsultationProps> = ({ form, live, filled, ids, anchor, words }) => {
  if (!live) {
    return (
      <section class="form closed" aria-label={form.title}>
        <h3>{form.title}</h3>
        <p>{words.form.closed}</p>
      </section>
    )
  }
  const fields = shown(form, filled)
  const faulty = fields.some(({ error }) => error !== undefined) || filled?.consentFault === true
  return (
    <section class="form" aria-labelledby={`${anchor}-title`} data-closed={words.form.closed}>
      <h3 id={`${anchor}-title`}>{form.title}</h3>
      {form.intro === '' ? null : <p>{form.intro}</p>}
      <p class="hint">
        <span class="required">{words.form.required}</span> {words.form.requiredNote}
      </p>
      <form method="post" action="/" data-form novalidate>
        <input type="hidden" name="id" value={ids.message} />
        {ids.ticket === null ? null : <input type="hidden" name="ticket" value={ids.ticket} />}
        <input type="hidden" name="request" value={form.request} />
        <input type="hidden" name="version" value={String(form.version)} />
        <p class="error faults" data-faults tabindex={-1} role="alert" hidden={!faulty}>
          {words.form.faults}
        </p>
        {fields.map((field) => (
          <Field field={field} id={`${anchor}-${field.name}`} words={words} />
        ))}
        <div class="field consent">
          <label class="check">
            <input type="checkbox" name="consent" value="yes" aria-describedby={`${anchor}-consent-error`} />{' '}
            {form.consent}
          </label>
          <p class="error" id={`${anchor}-consent-error`} data-error="consent" hidden={filled?.consentFault !== true}>
            {words.form.consentNeeded}
          </p>
        </div>
        <button class="button primary" type="submit">
          {words.form.submit}
        </button>
      </form>
      <Press action={{ kind: 'withdraw', request: form.request }} ids={ids} look="button quiet">
        {words.form.withdraw}
      </Press>
    </section>
  )
}

export const ReceiptCard: FC<{ receipt: Receipt; words: WebWords }> = ({ receipt, words }) => (
  <section class="receipt" aria-label={words.receipt.title}>
    <h3>{words.receipt.title}</h3>
    <dl>
      <dt>{words.receipt.number}</dt>
      <dd class="number">{receipt.number}</dd>
      <dt>{words.receipt.at}</dt>
      <dd>
        <time datetime={receipt.at}>{japaneseMoment(receipt.at)}</time>
      </dd>
    </dl>
    <details>
      <summary>{words.receipt.seal}</summary>
      <p class="seal">{receipt.sha256}</p>
    </details>
    <p class="hint">{words.receipt.note}</p>
  </section>
)
