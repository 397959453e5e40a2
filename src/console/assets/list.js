/** Choosing several requests of a list that refreshes itself. */

/** Chosen requests, by id; the version is the one that stands in the row now. */
const chosen = new Set()

const boxes = () => [...document.querySelectorAll('[data-choose]')]

const show = () => {
  const all = document.querySelector('[data-choose-all]')
  for (const box of boxes()) box.checked = chosen.has(box.dataset.choose)
  if (all !== null) {
    all.hidden = false
    all.checked = boxes().length > 0 && boxes().every((box) => box.checked)
  }
  const count = boxes().filter((box) => box.checked).length
  const form = document.querySelector('#bulk')
  if (form === null) return
  form.classList.toggle('bulk-on', count > 0)
  form.querySelector('[data-chosen]').textContent =
    count === 0 ? '左の欄で選んだものをまとめて：' : `選んだ${count}件をまとめて：`
  for (const button of form.querySelectorAll('button')) button.disabled = count === 0
}

document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-choose-all]')) {
    for (const box of boxes()) chosen[target.checked ? 'add' : 'delete'](box.dataset.choose)
  } else if (target.matches('[data-choose]')) chosen[target.checked ? 'add' : 'delete'](target.dataset.choose)
  else return
  show()
})
document.addEventListener('htmx:afterSettle', show)
addEventListener('pageshow', () => {
  for (const box of boxes()) if (box.checked) chosen.add(box.dataset.choose)
  show()
})
