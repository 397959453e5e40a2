/* global words -- put before this text by the desk */
/** One button on another site's page. Nothing else is loaded before it is pressed, and no style leaks in or out. */
const desk = new URL(document.currentScript.src).origin

const sheet = new CSSStyleSheet()
sheet.replaceSync(`
  :host { all: initial; position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483000; font-family: sans-serif; }
  button { min-height: 3rem; padding: 0.6rem 1.2rem; border: 2px solid #fff; border-radius: 1.5rem; background: #0017c1;
    color: #fff; font: bold 1rem/1.4 sans-serif; cursor: pointer; box-shadow: 0 2px 8px #0006; }
  button:focus-visible { outline: 4px solid #000; box-shadow: 0 0 0 8px #ffd43d; }
  .window { display: flex; flex-direction: column; width: min(27rem, calc(100vw - 2rem));
    height: min(44rem, calc(100dvh - 2rem)); border: 1px solid #767676; border-radius: 0.75rem; overflow: hidden;
    background: #fff; box-shadow: 0 4px 24px #0006; }
  .window[hidden] { display: none; }
  .window button { align-self: flex-end; min-height: 2.75rem; border: 0; border-radius: 0; background: none; color: #0017c1;
    box-shadow: none; }
  iframe { flex: 1; border: 0; }
`)

const host = document.createElement('div')
const root = host.attachShadow({ mode: 'closed' })
root.adoptedStyleSheets = [sheet]

const make = (name, text) => {
  const element = document.createElement(name)
  element.textContent = text
  return element
}

const opener = make('button', words.open)
opener.type = 'button'
opener.setAttribute('aria-expanded', 'false')
const shown = make('div', '')
shown.className = 'window'
shown.hidden = true
shown.setAttribute('role', 'dialog')
shown.setAttribute('aria-label', words.title)
const closer = make('button', words.close)
closer.type = 'button'
shown.append(closer)

const toggle = (open) => {
  if (open && root.querySelector('iframe') === null) {
    const frame = document.createElement('iframe')
    frame.src = `${desk}/embed`
    frame.title = words.title
    frame.allow = 'clipboard-write'
    shown.append(frame)
  }
  shown.hidden = !open
  opener.hidden = open
  opener.style.display = open ? 'none' : ''
  opener.setAttribute('aria-expanded', String(open))
  const next = open ? closer : opener
  next.focus()
}

opener.addEventListener('click', () => toggle(true))
closer.addEventListener('click', () => toggle(false))
root.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && !shown.hidden) toggle(false)
})
root.append(opener, shown)
document.body.append(host)
