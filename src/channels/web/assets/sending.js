/** What the person says: sent in order, again and again under the same id, and never lost to a dead line. */
import { listen } from './desk.js'
import {
  addOwn,
  connection,
  lineOf,
  log,
  reveal,
  setProgress,
  settleProgress,
  show,
  unsent,
  waiting,
  words,
} from './lines.js'
import { tell } from './tabs.js'

const UNSENT_KEY = 'desk-unsent'
const ATTEMPTS_MAX = 6
const RETRY_MS = 1_500
const RETRY_MS_MAX = 20_000
const REQUEST_MS_MAX = 20_000
const { ticket } = document.body.dataset

let sending = false

/** `crypto.randomUUID` exists over TLS only, and town halls' networks do without. */
const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, '0')).join('')

const remember = () => {
  try {
    const kept = unsent.map(({ id, path, content, text }) => ({ id, path, content, text }))
    if (kept.length > 0) sessionStorage.setItem(UNSENT_KEY, JSON.stringify(kept))
    else sessionStorage.removeItem(UNSENT_KEY)
  } catch {
    // Storage may be forbidden; then only a reload loses what was never sent.
  }
}

const giveRetry = (entry) => {
  const line = lineOf(entry.id) ?? log
  if (line.querySelector('[data-retry]')) return
  const note = document.createElement('p')
  note.className = 'error unsent'
  note.dataset.retry = ''
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button small'
  button.textContent = words.states.retry
  button.addEventListener('click', () => {
    entry.attempts = 0
    void send()
  })
  note.append(words.states.failed, ' ', button)
  line.append(note)
  reveal(note, 'nearest')
}

const clearRetry = (entry) => (lineOf(entry.id) ?? log).querySelector('[data-retry]')?.remove()

const later = (entry) => {
  show(connection, words.states.offline)
  setProgress('')
  giveRetry(entry)
  if (entry.attempts < ATTEMPTS_MAX) setTimeout(send, Math.min(RETRY_MS * 2 ** entry.attempts, RETRY_MS_MAX))
}

const refuse = (entry, error) => {
  clearRetry(entry)
  entry.refused(error, entry.id)
  settleProgress()
}

/** One at a time and in order, so that the first one brings the cookie that the next ones carry. */
export const send = async () => {
  if (sending) return
  sending = true
  while (unsent.length > 0) {
    const [entry] = unsent
    let response
    try {
      const content = { id: entry.id, ...entry.content, ...(ticket ? { ticket } : {}) }
      response = await fetch(entry.path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(content),
        signal: AbortSignal.timeout(REQUEST_MS_MAX),
      })
    } catch {
      response = null
    }
    if (response === null || response.status >= 500 || response.status === 429) {
      entry.attempts += 1
      later(entry)
      break
    }
    unsent.shift()
    remember()
    if (!response.ok) {
      const answer = await response.json().catch(() => ({}))
      refuse(entry, answer.error)
      continue
    }
    show(connection, '')
    clearRetry(entry)
    if (entry.text !== '') {
      const own = lineOf(entry.id)?.querySelector('.verbatim')
      if (own) own.textContent = entry.text
      tell({ kind: 'said', id: entry.id, text: entry.text })
      waiting.add(entry.id)
      setProgress(words.stages.received)
    }
    entry.taken?.()
    listen()
  }
  sending = false
}

/** `refused` is told why the desk does not take it; `taken` that it did. */
export const enqueue = (path, content, text, hooks) => {
  const entry = { id: newId(), path, content, text, attempts: 0, ...hooks }
  unsent.push(entry)
  remember()
  if (text !== '') {
    reveal(addOwn(entry.id, entry.meanwhile ?? text), 'nearest')
    setProgress(words.progress.sending)
  }
  void send()
}

/** What a reload interrupted is sent on, under the ids it had. */
export const resume = (hooks) => {
  let kept = []
  try {
    kept = JSON.parse(sessionStorage.getItem(UNSENT_KEY) ?? '[]')
  } catch {
    // Nothing was kept, or nothing that can be read.
  }
  for (const entry of kept) {
    unsent.push({ ...entry, attempts: 0, ...hooks })
    if (entry.text !== '' && !lineOf(entry.id)) addOwn(entry.id, entry.text)
  }
  if (kept.length > 0) void send()
}

export const forget = () => {
  unsent.length = 0
  remember()
}
