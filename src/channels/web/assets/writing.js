/** That somebody writes, in both directions: never what. */
import { log } from './lines.js'

/** Whoever goes on writing says so this often. */
const SIGN_MS = 4_000
/** Where no operator listens, it is not asked again before the desk has said something, or this has passed. */
const UNHEARD_MS = 60_000
const REQUEST_MS_MAX = 5_000

const element = document.querySelector('[data-writing]')
let nextAt = 0

/** An operator is writing, or has stopped. */
export const showWriting = (on) => {
  element.hidden = !on
}

/** The person is writing: an operator who waits for their words sees so. */
export const tellWriting = async () => {
  if (Date.now() < nextAt) return
  nextAt = Date.now() + SIGN_MS
  try {
    const response = await fetch('/chat/writing', { method: 'POST', signal: AbortSignal.timeout(REQUEST_MS_MAX) })
    const { heard } = response.ok ? await response.json() : { heard: false }
    if (!heard) nextAt = Date.now() + UNHEARD_MS
  } catch {
    // A sign that does not arrive is given again with the next letters.
  }
}

new MutationObserver(() => {
  nextAt = 0
}).observe(log, { childList: true })
