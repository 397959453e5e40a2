/**
 * The keyboard, for whoever works here all day. Single keys can be switched off, since some people speak to their computer
 * or press keys without meaning to.
 */

const OFF = 'desk-console-keys-off'

const stored = (use) => {
  try {
    return use()
  } catch {
    // Storage may be forbidden; then keys work and cannot be switched off for good.
    return null
  }
}

const help = document.querySelector('#keys')
const switched = help?.querySelector('[data-keys-on]')
const isOff = () => stored(() => localStorage.getItem(OFF)) === 'yes'

if (switched) {
  switched.checked = !isOff()
  switched.addEventListener('change', () => stored(() => localStorage.setItem(OFF, switched.checked ? 'no' : 'yes')))
}
for (const button of document.querySelectorAll('[data-keys]')) {
  button.hidden = false
  button.addEventListener('click', () => help?.showModal())
}

const go = (path) => () => location.assign(path)
const focusOn = (selector) => () => document.querySelector(selector)?.focus()

/** One request further down or up in a list. */
const step = (by) => () => {
  const links = [...document.querySelectorAll('.request-link, .home-list a')]
  const at = links.indexOf(document.activeElement)
  links[at === -1 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))]?.focus()
}

const keys = {
  '?': () => help?.showModal(),
  '/': focusOn('#s-q'),
  h: go('/console/home'),
  q: go('/console'),
  m: go('/console?view=mine'),
  j: step(1),
  k: step(-1),
  r: focusOn('#compose-text'),
  c: focusOn('[data-key="claim"]'),
  x: () => document.activeElement?.closest('tr')?.querySelector('[data-choose]')?.click(),
  g: focusOn('#tags-field, .tags summary'),
}

const writes = (target) => target instanceof Element && target.closest('input, textarea, select, [contenteditable]')

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Escape' && event.target.id === 'compose-text') event.target.blur()
  if (writes(event.target) || help?.open || isOff()) return
  const act = keys[event.key]
  if (!act) return
  event.preventDefault()
  act()
})
