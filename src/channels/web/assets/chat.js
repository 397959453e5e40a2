/**
 * The browser's part of the chat. Every button works as a plain form; this script sends the same without leaving the
 * page, keeps what could not be sent, and shows what the desk says as soon as it says it.
 */
import { sync } from './desk.js'
import { fieldsOf, forgetDraft, restoreForms, showFaults } from './forms.js'
import { addOwn, connection, lineOf, log, setProgress, show, waiting, words } from './lines.js'
import { showNewest } from './reading.js'
import { enqueue, forget, resume, send } from './sending.js'
import { hear, tell } from './tabs.js'
import { tellWriting } from './writing.js'

const { dataset } = document.body
const charactersMax = Number(dataset.max)
const question = document.querySelector('#question')
const fault = document.querySelector('[data-fault]')
const counter = document.querySelector('[data-counter]')
const reasonDialog = document.querySelector('#reason')

const fill = (sentence, values) => sentence.replaceAll(/\{(\w+)\}/g, (_, name) => values[name])

const showFault = (message) => {
  fault.textContent = message
  if (message === '') question.removeAttribute('aria-invalid')
  else question.setAttribute('aria-invalid', 'true')
}

const count = () => {
  const left = charactersMax - question.value.length
  if (left < 0) counter.textContent = fill(words.over, { over: String(-left) })
  else counter.textContent = question.value.length >= Number(dataset.counterFrom) ? fill(words.counter, { left }) : ''
  counter.classList.toggle('error', left < 0)
}

/** A question that is refused goes back to where it was typed. */
const asking = (text) => ({
  refused(error, id) {
    lineOf(id)?.remove()
    if (question.value === '') question.value = text
    count()
    showFault(error?.message ?? words.fault)
    question.focus()
  },
})

const ask = () => {
  const text = question.value.trim()
  if (text === '' || text.length > charactersMax) {
    question.focus()
    return
  }
  showFault('')
  question.value = ''
  count()
  enqueue('/chat/messages', { text }, text, asking(text))
}

question.addEventListener('input', () => {
  showFault('')
  count()
  if (question.value !== '') void tellWriting()
})

/** Where fingers type, Enter is a new line as everywhere on a phone. */
const fingers = matchMedia('(pointer: coarse)')
question.addEventListener('keydown', (event) => {
  // Enter that ends a kana conversion is not a wish to send; some browsers tell it only by the key code.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229 || fingers.matches) return
  event.preventDefault()
  ask()
})

// ── Buttons and the consultation form ───────────────────────────────────────────────────────────────────────────

const told = (error, id) => {
  if (id !== undefined) lineOf(id)?.remove()
  showFault(error?.message ?? words.fault)
}

const rate = (form, action) => {
  const group = form.closest('.feedback')
  enqueue('/chat/actions', { action }, '', {
    refused: told,
    taken() {
      for (const button of group.querySelectorAll('button')) {
        button.setAttribute('aria-pressed', String(form.contains(button)))
      }
      group.querySelector('.thanks').textContent = group.dataset.thanks
    },
  })
}

const askReason = (form, action) => {
  const inner = reasonDialog.querySelector('form')
  inner.reset()
  // Escape closes with the value of the last time, which must not count as sent.
  reasonDialog.returnValue = ''
  reasonDialog.addEventListener(
    'close',
    () => {
      if (reasonDialog.returnValue !== 'send') return
      const given = new FormData(inner)
      const reasons = [...given.getAll('reason'), given.get('detail').trim()].filter((reason) => reason !== '')
      rate(form, { ...action, reason: reasons.join('、') })
    },
    { once: true },
  )
  reasonDialog.showModal()
}

/** A second click on the same button within this time is the same wish. */
const SAME_PRESS_MS = 1_500

const press = (form) => {
  if (form.dataset.pressed) return
  form.dataset.pressed = 'yes'
  setTimeout(() => delete form.dataset.pressed, SAME_PRESS_MS)
  const { action: written, text } = Object.fromEntries(new FormData(form))
  const label = form.querySelector('button').textContent.trim()
  if (written === undefined) {
    enqueue('/chat/messages', { text }, text, asking(text))
    return
  }
  const action = JSON.parse(written)
  if (action.kind !== 'feedback') enqueue('/chat/actions', { action }, label, { refused: told })
  else if (action.verdict === 'bad') askReason(form, action)
  else rate(form, action)
}

const submit = (form) => {
  const given = new FormData(form)
  const button = form.querySelector('button[type="submit"]')
  if (button.getAttribute('aria-disabled') === 'true') return
  button.setAttribute('aria-disabled', 'true')
  const action = {
    kind: 'submit',
    request: given.get('request'),
    version: Number(given.get('version')),
    fields: fieldsOf(form),
    consent: given.get('consent') === 'yes',
  }
  showFaults(form, {})
  enqueue('/chat/actions', { action }, words.submitted, {
    // It has not been submitted before the desk has it.
    meanwhile: words.progress.sending,
    taken: () => forgetDraft(action.request),
    refused(error, id) {
      lineOf(id)?.remove()
      button.removeAttribute('aria-disabled')
      if (error?.fields) showFaults(form, error.fields)
      else showFault(error?.message ?? words.fault)
    },
  })
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if ('again' in form.dataset) {
    if (confirm(form.dataset.again)) {
      forget()
      // Once the new conversation has begun, the other tabs must not go on in the old one.
      addEventListener('pagehide', () => tell({ kind: 'again' }), { once: true })
    } else event.preventDefault()
    return
  }
  const way =
    'composer' in form.dataset ? ask : 'form' in form.dataset ? submit : 'press' in form.dataset ? press : null
  if (way === null) return
  event.preventDefault()
  way(form)
})

addEventListener('online', () => {
  show(connection, '')
  void send()
  void sync()
})
addEventListener('offline', () => show(connection, words.states.offline))

addEventListener('desk:back', () => void send())

hear(({ kind, id, text }) => {
  if (kind === 'again') location.reload()
  if (kind !== 'said' || lineOf(id)) return
  addOwn(id, text)
  waiting.add(id)
  setProgress(words.stages.received)
  void sync()
})

new MutationObserver(restoreForms).observe(log, { childList: true })
restoreForms()
document.documentElement.dataset.live = ''
showNewest()
resume({ refused: told })
count()
await sync()
