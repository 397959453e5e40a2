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

/** The place of a fault is described from the start, so that one found later is heard without moving anything. */
const describedBy = ({ field, id }: Pick<FieldProps, 'field' | 'id'>): string =>
  field.hint === undefined ? `${id}-error` : `${id}-hint ${id}-error`

/** What a browser may fill in by itself, and which keys a phone shows. */
const filling: Record<string, { autocomplete: string; type?: 'email' | 'tel' }> = {
  organisation: { autocomplete: 'organization' },
  contact: { autocomplete: 'name' },
  address: { autocomplete: 'street-address' },
  prefecture: { autocomplete: 'address-level1' },
  email: { autocomplete: 'email', type: 'email' },
  phone: { autocomplete: 'tel', type: 'tel' },
}

const Notes: FC<FieldProps> = ({ field, id }) => (
  <>
    {field.hint === undefined ? null : (
      <p class="hint" id={`${id}-hint`}>
        {field.hint}
      </p>
    )}
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
    autocomplete: filling[field.name]?.autocomplete ?? 'off',
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
  const type = field.kind === 'date' ? 'date' : (filling[field.name]?.type ?? 'text')
  return <input {...common} type={type} inputmode={type === 'date' ? undefined : type} value={field.value} />
}

const Field: FC<FieldProps> = (props) => {
  const { field, id } = props
  const look = field.error === undefined ? 'field' : 'field invalid'
  if (field.kind !== 'checks') {
    return (
      <div class={look}>
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
    <fieldset class={look} id={id} tabindex={-1} aria-describedby={describedBy(props)}>
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

/** What has to be put right, each line a link to its place. */
const FaultList: FC<{ fields: FormField[]; consentFault: boolean; anchor: string; words: WebWords }> = (given) => {
  const { anchor, words } = given
  const faults = given.fields.flatMap(({ name, error }) => (error === undefined ? [] : [{ name, error }]))
  if (given.consentFault) faults.push({ name: 'consent', error: words.form.consentNeeded })
  return (
    <div class="faults" id={`${anchor}-faults`} data-faults tabindex={-1} role="alert" hidden={faults.length === 0}>
      <p>{words.form.faults}</p>
      <ul>
        {faults.map(({ name, error }) => (
          <li>
            <a href={`#${anchor}-${name}`}>{error}</a>
          </li>
        ))}
      </ul>
    </div>
  )
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
  return (
    <section class="form" aria-labelledby={`${anchor}-title`} data-closed={words.form.closed}>
      <h3 id={`${anchor}-title`}>{form.title}</h3>
      {form.intro === '' ? null : <p>{form.intro}</p>}
      <p class="hint">
        <span class="required">{words.form.required}</span> {words.form.requiredNote}
      </p>
      {/* Without a script, what has to be put right is where the page opens again. */}
      <form method="post" action={`/#${anchor}-faults`} data-form novalidate>
        <input type="hidden" name="id" value={ids.message} />
        {ids.ticket === null ? null : <input type="hidden" name="ticket" value={ids.ticket} />}
        <input type="hidden" name="request" value={form.request} />
        <input type="hidden" name="version" value={String(form.version)} />
        <FaultList fields={fields} consentFault={filled?.consentFault === true} anchor={anchor} words={words} />
        {fields.map((field) => (
          <Field field={field} id={`${anchor}-${field.name}`} words={words} />
        ))}
        <div class={filled?.consentFault === true ? 'field consent invalid' : 'field consent'}>
          <label class="check">
            <input
              type="checkbox"
              id={`${anchor}-consent`}
              name="consent"
              value="yes"
              aria-describedby={`${anchor}-consent-error`}
              aria-invalid={filled?.consentFault === true ? 'true' : undefined}
            />{' '}
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
