/**
 * Words that were typed and not sent yet. The server keeps them; while it cannot be reached, this tab does, and tells it
 * as soon as it is back.
 */

const RETRY_MS = 3_000
/** Acts after which the words are no draft any more. */
const SPOKEN = ['reply', 'conclude', 'ask', 'decline', 'note', 'say']
const KEPT = `desk-reply:${location.pathname.replace(/\/(?:acts\/.*|say)$/, '')}`

const stored = (use) => {
  try {
    return use()
  } catch {
    // Storage may be forbidden; then only the server keeps what was typed.
    return null
  }
}
const field = () => document.querySelector('#compose-text')
const tell = (words) => {
  const state = document.querySelector('#draft-state')
  if (state !== null) state.textContent = words
}

const keptHere = () => {
  const text = stored(() => sessionStorage.getItem(KEPT))
  return text === null ? null : stored(() => JSON.parse(text))
}

const text = field()
if (text !== null) {
  const here = keptHere()
  const done = new URLSearchParams(location.search).get('done')
  if (SPOKEN.includes(done)) stored(() => sessionStorage.removeItem(KEPT))
  else if (here?.text && here.text !== text.value && here.at > Number(text.dataset.saved)) {
    text.value = here.text
    // The server did not hear of these words.
    addEventListener('load', () => text.dispatchEvent(new Event('keep')))
  }
}

document.addEventListener('input', ({ target }) => {
  // Ends with the tab: another person may sit down here.
  if (target.id !== 'compose-text') return
  stored(() => sessionStorage.setItem(KEPT, JSON.stringify({ text: target.value, at: Date.now() })))
})

let retry = 0
const again = ({ target }) => {
  if (target.id !== 'compose-text') return
  tell('サーバーにつながりません。書いたものはこの画面に残っています。つながり次第、保存します。')
  clearTimeout(retry)
  retry = setTimeout(() => field()?.dispatchEvent(new Event('keep')), RETRY_MS)
}
document.addEventListener('htmx:sendError', again)
document.addEventListener('htmx:responseError', again)

/** A template that was put in is typed as well. */
document.addEventListener('htmx:afterSwap', ({ detail }) => {
  if (detail.target.id === 'compose-text') field()?.dispatchEvent(new Event('input', { bubbles: true }))
})
