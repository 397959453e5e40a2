/** What is new, told in the title of every tab and, where somebody asked for it, by the system while nobody looks. */

const WANTED = 'desk-console-notify'
const TOLD = 'desk-console-told'

const stored = (use) => {
  try {
    return use()
  } catch {
    // Storage may be forbidden; then nothing is told outside the page.
    return null
  }
}
const wanted = () => stored(() => localStorage.getItem(WANTED)) === 'yes'
const { title } = document

/** The newest request that was told of, whichever tab did. */
const isNews = (newest) => {
  const told = Number(stored(() => localStorage.getItem(TOLD)) ?? '0')
  if (newest > told) stored(() => localStorage.setItem(TOLD, String(newest)))
  return told > 0 && newest > told
}

const look = () => {
  const waiting = document.querySelector('#waiting')
  if (waiting === null) return
  const { n = '0', newest = '0', words = '' } = waiting.dataset
  document.title = n === '0' ? title : `(${n}) ${title}`
  if (!isNews(Number(newest)) || !wanted() || !document.hidden) return
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  // Says that something came and not from whom: a screen may be seen by others.
  const note = new Notification(words, { tag: 'desk-new', lang: 'ja' })
  note.addEventListener('click', () => {
    window.focus()
    location.assign('/console')
  })
}
look()
document.addEventListener('htmx:afterSettle', look)

for (const box of document.querySelectorAll('[data-notify]')) {
  const state = document.querySelector('[data-notify-state]')
  const can = 'Notification' in window
  const say = (words) => {
    if (state !== null) state.textContent = words
  }
  box.disabled = !can
  box.checked = can && wanted() && Notification.permission === 'granted'
  if (!can) say('このブラウザーでは使えません。')
  const ask = async () => {
    const granted = box.checked && (await Notification.requestPermission()) === 'granted'
    if (box.checked && !granted) say('ブラウザーの設定で、このサイトの通知が止められています。')
    box.checked = granted
    stored(() => localStorage.setItem(WANTED, granted ? 'yes' : 'no'))
    if (granted) say('新しい相談票が届くと、ほかの画面を見ているときに知らせます。')
  }
  box.addEventListener('change', () => {
    void ask()
  })
}
