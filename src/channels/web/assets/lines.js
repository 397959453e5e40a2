/** The conversation as shown: its lines, what goes on, and what the page knows of both. */
const { body } = document
export const words = JSON.parse(body.dataset.words)
export const log = document.querySelector('[data-log]')
const progress = document.querySelector('[data-progress]')
const progressText = document.querySelector('[data-progress-text]')
const tools = document.querySelector('[data-conversation]')
export const connection = document.querySelector('[data-connection]')

/** Questions that have no answer yet. */
export const waiting = new Set()
/** What is not at the desk yet, oldest first; each is sent under the same id until it is taken. */
export const unsent = []

export const lineOf = (id) => log.querySelector(`[data-line="${CSS.escape(id)}"]`)

export const show = (element, text) => {
  element.textContent = text
  element.hidden = text === ''
}

export const setProgress = (text) => {
  if (progressText.textContent !== text) progressText.textContent = text
  progress.hidden = text === ''
}

export const isQuiet = () => progress.hidden

export const settleProgress = () => {
  if (waiting.size === 0 && unsent.length === 0) setProgress('')
}

const calm = matchMedia('(prefers-reduced-motion: reduce)')
export const reveal = (element, block, behavior = calm.matches ? 'auto' : 'smooth') =>
  element.scrollIntoView({ block, behavior })

/** A form that a newer form or a receipt has overtaken cannot be sent any more. */
const retireForms = () => {
  for (const section of log.querySelectorAll('section.form[data-closed]')) {
    const title = section.querySelector('h3')
    const note = document.createElement('p')
    note.textContent = section.dataset.closed
    section.replaceChildren(title, note)
    section.classList.add('closed')
    delete section.dataset.closed
  }
}

/** Adds what is lacking, behind the line that it follows where that is known. */
export const addLine = (id, html, after = null) => {
  if (lineOf(id)) return null
  const template = document.createElement('template')
  // Made and escaped by the server from what it keeps, exactly as on a page without this script.
  template.innerHTML = html
  if (template.content.querySelector('section.form, .receipt')) retireForms()
  const before = after === null ? null : lineOf(after)
  if (before === null) log.append(template.content)
  else before.after(template.content)
  tools.hidden = false
  return lineOf(id)
}

export const addOwn = (id, text) => {
  const line = document.createElement('article')
  line.className = 'line you'
  line.dataset.line = id
  line.tabIndex = -1
  const header = document.createElement('header')
  const who = document.createElement('span')
  who.className = 'who'
  who.textContent = words.you
  header.append(who)
  const said = document.createElement('div')
  said.className = 'said'
  const verbatim = document.createElement('p')
  verbatim.className = 'verbatim'
  verbatim.textContent = text
  said.append(verbatim)
  line.append(header, said)
  log.append(line)
  tools.hidden = false
  return line
}

/** As tall as a question may be to stay in sight above its answer. */
const QUESTION_PIXELS_MAX = 160

/** Shows the beginning of what the desk said, with the question it answers where that is short. */
export const revealAnswer = (line, behavior) => {
  const before = line.previousElementSibling
  const question = before?.classList.contains('you') && before.offsetHeight <= QUESTION_PIXELS_MAX ? before : line
  reveal(question, 'start', behavior)
}
