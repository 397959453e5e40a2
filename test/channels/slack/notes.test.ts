import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createNotes } from '../../../src/channels/slack/notes.ts'
import { readSlackWords } from '../../../src/channels/slack/words.ts'
import { promptsDir } from '../../support/shipped-index.ts'

const words = readSlackWords(promptsDir)

/** A shelf whose removals are told when the test says so, as a commit that is shared tells of all its work at once. */
const shelfWithHeldRemovals = () => {
  const kept = new Map<string, string>()
  const held: (() => void)[] = []
  return {
    held,
    get: (key: string) => Promise.resolve(kept.get(key) ?? null),
    put: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    claim: () => Promise.resolve(true),
    remove: (key: string) => {
      kept.delete(key)
      return new Promise<void>((resolve) => void held.push(resolve))
    },
    list: (prefix: string) =>
      Promise.resolve([...kept].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value }))),
  }
}

describe('what Slack’s channel says by itself', () => {
  // What waits for one commit goes on in one breath, and nobody says in which order its steps come.
  it.for(Array.from({ length: 12 }, (_, steps) => steps))(
    'is said where it is kept %i steps after an earlier note was taken away',
    async (steps) => {
      const shelf = shelfWithHeldRemovals()
      const said: string[] = []
      const faults: unknown[] = []
      const notes = createNotes({
        poster: {
          post: () => Promise.reject(new Error('said to all')),
          replace: () => Promise.reject(new Error('said to all')),
          whisper: ({ channel }) => Promise.resolve(void said.push(channel)),
          sweep: () => Promise.resolve(),
        },
        shelf,
        words,
        onFault: (_, thrown) => void faults.push(thrown),
      })
      const put = (channel: string) => notes.put(channel, { channel, thread: null, user: 'U1', say: 'notHere' })
      await put('C2')
      void notes.flush()
      while (shelf.held.length === 0) await turn()
      await put('C9')
      shelf.held.shift()?.()
      for (let step = 0; step < steps; step++) await Promise.resolve()
      void notes.flush()
      for (let n = 0; n < 5; n++) {
        await turn()
        shelf.held.shift()?.()
      }
      expect(said).toEqual(['C2', 'C9'])
      expect(faults).toEqual([])
    },
  )
})
