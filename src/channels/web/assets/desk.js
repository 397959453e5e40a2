/** What the desk says: live by server-sent events, and by reading the conversation where those are missing. */
import {
  addLine,
  connection,
  isQuiet,
  revealAnswer,
  setProgress,
  settleProgress,
  show,
  unsent,
  waiting,
  words,
} from './lines.js'
import { countUnread } from './tabs.js'
import { showWriting } from './writing.js'

const REQUEST_MS_MAX = 20_000
/** Without live events, and for questions that are answered in silence, the conversation is read this often. */
const LOOK_MS = 5_000

let after = Number(document.body.dataset.after)
const turnsSeen = new Set()

/** Reads the conversation and adds what is lacking; the server's word on what still waits is the last one. */
export const sync = async () => {
  try {
    const response = await fetch('/chat/thread', { signal: AbortSignal.timeout(REQUEST_MS_MAX) })
    if (!response.ok) return
    const thread = await response.json()
    let newest = null
    let before = null
    for (const { id, html, by } of thread.lines) {
      const line = addLine(id, html, before)
      if (line && by === 'desk') newest = line
      before = id
    }
    after = Math.max(after, thread.after)
    waiting.clear()
    for (const id of thread.waiting) waiting.add(id)
    if (waiting.size > 0 && isQuiet()) setProgress(words.progress.waiting)
    settleProgress()
    if (newest) {
      countUnread()
      revealAnswer(newest)
    }
    if (thread.conversation) listen()
  } catch {
    // Out of reach for now; the next look, or the next event, finds what was missed.
  }
}

let source = null
let lost = false

/** Tries until a stream is open again, reading the conversation meanwhile. */
const comeBack = () => {
  setTimeout(async () => {
    await sync()
    if (!source) comeBack()
  }, LOOK_MS)
}

export const listen = () => {
  if (source) return
  source = new EventSource(`/chat/events?after=${after}`)
  source.addEventListener('hello', () => {
    if (!lost) return
    lost = false
    if (unsent.length === 0) show(connection, '')
    dispatchEvent(new Event('desk:back'))
    // What was said while the line was down may have come without an event.
    void sync()
  })
  source.addEventListener('reply', ({ data, lastEventId }) => {
    const { id, turn, html } = JSON.parse(data)
    after = Math.max(after, Number(lastEventId))
    const askedHere = waiting.size > 0
    const line = addLine(id, html)
    if (turn !== null && !turnsSeen.has(turn)) {
      turnsSeen.add(turn)
      waiting.delete([...waiting][0])
    }
    settleProgress()
    if (!line) return
    countUnread()
    revealAnswer(line)
    // The answer to what was asked elsewhere: its question is read, too, and put before it.
    if (turn !== null && !askedHere) void sync()
  })
  source.addEventListener('writing', ({ data }) => showWriting(JSON.parse(data).on))
  source.addEventListener('progress', ({ data }) => {
    const { id, stage } = JSON.parse(data)
    if (stage === 'done') {
      if (waiting.has(id)) setTimeout(sync, 200)
    } else if (waiting.has(id)) setProgress(words.stages[stage])
  })
  source.addEventListener('error', () => {
    lost = true
    showWriting(false)
    if (navigator.onLine) show(connection, words.states.lost)
    if (source.readyState !== EventSource.CLOSED) return
    // Refused, for example because too many streams are open: reading goes on by looking.
    source = null
    comeBack()
  })
}

setInterval(() => {
  if (waiting.size > 0) void sync()
}, LOOK_MS)
