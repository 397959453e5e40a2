/**
 * What the pages' own elements cannot do: say that somebody types, ask before what cannot be taken back, and keep the
 * keyboard's place when a list is refreshed. Every page works without it.
 */

/** Whoever pauses for longer than this is not typing. */
const TYPING_MS = 6_000

let silence = 0

document.addEventListener('input', (event) => {
  const typing = document.getElementById('typing')
  if (typing === null || !(event.target instanceof Element) || !event.target.matches('[data-typing]')) return
  typing.value = event.target.value === '' ? '' : '1'
  clearTimeout(silence)
  silence = setTimeout(() => {
    typing.value = ''
  }, TYPING_MS)
})

document.addEventListener('submit', (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm
  if (question !== undefined && !window.confirm(question)) event.preventDefault()
})

/** A list that refreshes itself must not take the focus, or an open detail, away from whoever is in it. */
document.addEventListener('htmx:beforeSwap', (event) => {
  const { target } = event.detail
  if (target.matches('[data-keep-focus]') && target.contains(document.activeElement)) {
    const { activeElement } = document
    if (activeElement.matches('.table-frame')) {
      const { scrollLeft } = activeElement
      target.dataset.left = String(scrollLeft)
      focus = { link: null, frame: true, left: scrollLeft }
    } else focus = { link: activeElement.getAttribute('href'), frame: false, left: 0 }
  }
})

let focus = null

document.addEventListener('htmx:afterSettle', () => {
  if (focus === null) return
  const list = document.querySelector('[data-keep-focus]')
  const again = focus.frame
    ? list?.querySelector('.table-frame')
    : [...(list?.querySelectorAll('a[href]') ?? [])].find((link) => link.getAttribute('href') === focus.link)
  again?.focus({ preventScroll: true })
  if (focus.frame && again) again.scrollLeft = focus.left
  focus = null
})

/** After what was done, the message is where the reader of the page begins. */
const message = document.querySelector('main > .message')
if (message !== null) {
  message.tabIndex = -1
  message.focus({ preventScroll: true })
}
