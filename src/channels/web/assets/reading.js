/** What helps to read: an answer copied with its sources, sources that print, and the place where one had left off. */
import { log, revealAnswer, words } from './lines.js'

const plainOf = (element) => element.innerText.replaceAll(/\n{3,}/g, '\n\n').trim()

const sourceOf = (source) => {
  const line = source.querySelector('summary').textContent.replaceAll(/\s+/g, ' ').trim()
  const url = source.querySelector('.source-link a')?.href
  return url === undefined ? line : `${line}\n${url}`
}

/** An answer as people pass it on: its words, its cautions, and where they come from. */
const answerOf = (line) => {
  const parts = [...line.querySelectorAll('.said > .prose, .said > .notice')].map(plainOf)
  const sources = [...line.querySelectorAll('.source')].map(sourceOf)
  return [...parts, ...(sources.length > 0 ? [`${words.sourcesTitle}\n${sources.join('\n')}`] : [])].join('\n\n')
}

/** The clipboard is there over TLS only, and town halls' networks do without. */
const copy = async (text) => {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text)
    return
  }
  const box = document.createElement('textarea')
  box.value = text
  box.className = 'hidden'
  document.body.append(box)
  box.select()
  document.execCommand('copy')
  box.remove()
}

/** Says that it is copied only once it is. */
const copyLine = async (button) => {
  await copy(answerOf(button.closest('.line')))
  button.parentElement.querySelector('.thanks').textContent = button.dataset.copy
  button.focus()
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-copy]')
  if (button) {
    void copyLine(button)
    return
  }
  const link = event.target.closest?.('a[href^="#"]')
  const target = link && document.getElementById(link.getAttribute('href').slice(1))
  if (!target) return
  // Some browsers do not open what they are led into.
  const source = target.closest('details.source')
  if (source) source.open = true
  // A link in the list of faults leads into the field, not only to it.
  if (link.closest('[data-faults]')) {
    event.preventDefault()
    target.focus()
  }
})

// What is folded on the screen is read on paper.
let folded = []
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')]
  for (const details of folded) details.open = true
})
addEventListener('afterprint', () => {
  for (const details of folded) details.open = false
})

/** Whoever comes back finds what was said last; whoever followed a link finds what it leads to. */
export const showNewest = () => {
  if (location.hash !== '' && location.hash !== '#latest') return
  const newest = log.lastElementChild
  if (newest === null) return
  history.scrollRestoration = 'manual'
  revealAnswer(newest, 'instant')
}
