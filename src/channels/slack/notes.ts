import { z } from 'zod'
import { fill } from '../../base/words.ts'
import type { ChannelShelf } from '../channel.ts'
import { told } from './blocks.ts'
import { carried } from './offers.ts'
import { packed } from './pack.ts'
import type { Poster } from './poster.ts'
import { NOTES, type SlackWords } from './words.ts'

const NOTES_MAX = 200
const PREFIX = 'note/'

const shape = z.object({
  team: z.string().default('-'),
  channel: z.string(),
  thread: z.string().nullable(),
  /** Null: said to everybody in the thread. */
  user: z.string().nullable(),
  say: z.enum(NOTES),
  values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
})
export type Note = z.infer<typeof shape>

/** Small things that Slack's channel says by itself: kept until they are said, so that nobody is left without an answer. */
export interface Notes {
  put(id: string, note: z.input<typeof shape>): Promise<void>
  /** Says what waits. Never throws: what could not be said waits for the next time. */
  flush(): Promise<void>
}

export const createNotes = (parts: {
  poster: Poster
  shelf: ChannelShelf
  words: SlackWords
  onFault: (what: string, thrown: unknown) => void
}): Notes => {
  const { poster, shelf, words } = parts
  let saying: Promise<void> | null = null
  let again = false
  /** Looking costs a walk through all that this channel remembers; what an earlier process left is looked for once. */
  let waiting = true

  const say = async (key: string, note: Note) => {
    const messages = packed(told(fill(words.notes[note.say], note.values)))
    const target = { team: note.team, channel: note.channel, thread: note.thread }
    if (note.user === null) await poster.post(target, messages, { id: key, attempt: 1 })
    else for (const message of messages) await poster.whisper(target, note.user, message)
  }

  const sayAll = async () => {
    for (const { key, value } of await shelf.list(PREFIX, NOTES_MAX)) {
      const note = carried(value, shape)
      try {
        if (note !== null) await say(key, note)
        await shelf.remove(key)
      } catch (thrown) {
        parts.onFault('slack.note', thrown)
        const retryable = thrown instanceof Error && 'retryable' in thrown && thrown.retryable === true
        if (retryable) waiting = true
        else await shelf.remove(key)
      }
    }
  }

  const run = async () => {
    try {
      do {
        again = false
        waiting = false
        await sayAll()
      } while (again)
    } catch (thrown) {
      waiting = true
      parts.onFault('slack.notes', thrown)
    } finally {
      // In the same breath as the last look at `again`: a note that is kept in the commit that removes another comes
      // right then, and would wait for a run that is over.
      saying = null
    }
  }

  return {
    async put(id, note) {
      await shelf.put(`${PREFIX}${id}`, JSON.stringify(note))
      waiting = true
    },
    async flush() {
      if (!waiting) return
      again = true
      saying ??= run()
      await saying
    },
  }
}
