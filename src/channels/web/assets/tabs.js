/** Other tabs of this browser, which are in the same conversation; and a tab that nobody looks at. */
const others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('desk-chat') : null

export const tell = (message) => {
  // A channel has no target; it reaches this origin only.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  others?.postMessage(message)
}

export const hear = (told) => others?.addEventListener('message', ({ data }) => told(data))

const { title } = document
let unread = 0

/** The title of a hidden tab says how much was said in it. */
export const countUnread = () => {
  if (!document.hidden) return
  unread += 1
  document.title = `(${unread}) ${title}`
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  unread = 0
  document.title = title
})
