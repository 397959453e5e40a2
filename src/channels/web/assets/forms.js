/** The consultation form: what was filled in stays over a reload, and what is wrong with it is told in its place. */
import { log, show } from './lines.js'

const DRAFT_KEY = 'desk-form:'

/** Ends with the tab: what a form holds must not stay behind on a computer that others use. */
const storage = (use) => {
  try {
    return use(sessionStorage)
  } catch {
    // Storage may be forbidden; then a reload shows what the desk knows.
    return null
  }
}

const keyOf = (form) => DRAFT_KEY + form.elements.request.value

/** Several ticked boxes of one name are one value, as on a page without this script. */
export const fieldsOf = (form) => {
  const given = new FormData(form)
  const names = new Set([...form.elements].map(({ name }) => name).filter((name) => name.startsWith('field.')))
  return Object.fromEntries(
    [...names].map((name) => [name.slice('field.'.length), given.getAll(name).map(String).join(',')]),
  )
}

const keep = (form) => storage((kept) => kept.setItem(keyOf(form), JSON.stringify(fieldsOf(form))))

export const forgetDraft = (request) => storage((kept) => kept.removeItem(DRAFT_KEY + request))

const restore = (form) => {
  const written = storage((kept) => kept.getItem(keyOf(form)))
  if (!written) return
  for (const [name, value] of Object.entries(JSON.parse(written))) {
    const ticked = value.split(',')
    for (const control of form.querySelectorAll(`[name="${CSS.escape(`field.${name}`)}"]`)) {
      if (control.type === 'checkbox') control.checked = ticked.includes(control.value)
      else control.value = value
    }
  }
}

/** Into every form that can still be sent goes what was typed before, once. */
export const restoreForms = () => {
  for (const form of log.querySelectorAll('form[data-form]:not([data-restored])')) {
    form.dataset.restored = ''
    // A page that tells faults shows what was just sent.
    if (form.querySelector('[data-faults]').hidden) restore(form)
  }
}

/** An address that names its prefecture answers that question, too. */
const readPrefecture = (form) => {
  const address = form.elements['field.address']
  const prefecture = form.elements['field.prefecture']
  if (!address || !prefecture?.options || prefecture.value !== '') return
  const found = [...prefecture.options].find(({ value }) => value !== '' && address.value.includes(value))
  if (found) prefecture.value = found.value
}

document.addEventListener('input', ({ target }) => {
  const form = target.closest?.('form[data-form]')
  if (!form) return
  if (target.name === 'field.address') readPrefecture(form)
  keep(form)
})

/** Marks what has to be put right, and lists it with a link to each place. */
export const showFaults = (form, fields) => {
  const links = []
  for (const note of form.querySelectorAll('[data-error]')) {
    const name = note.dataset.error
    const said = fields[name] ?? ''
    show(note, said)
    const field = note.closest('.field')
    field.classList.toggle('invalid', said !== '')
    const first = field.matches('fieldset') ? field : field.querySelector('input, select, textarea')
    if (said !== '') links.push({ id: first.id, said })
    for (const control of field.querySelectorAll('input, select, textarea')) {
      if (said === '' || field.matches('fieldset')) control.removeAttribute('aria-invalid')
      else control.setAttribute('aria-invalid', 'true')
    }
  }
  const summary = form.querySelector('[data-faults]')
  summary.querySelector('ul').replaceChildren(
    ...links.map(({ id, said }) => {
      const item = document.createElement('li')
      const link = document.createElement('a')
      link.href = `#${id}`
      link.textContent = said
      item.append(link)
      return item
    }),
  )
  summary.hidden = links.length === 0
  if (links.length > 0) summary.focus()
}
