import type { Progress } from '../channels/channel.ts'
import type { Address } from '../vocabulary/types.ts'

/**
 * Wakes whoever waits inside this process. Nothing depends on a ring being heard: workers also look by themselves from
 * time to time, which is how replicas hear of each other's messages.
 */
export interface Bell {
  ring(what: 'inbox' | 'outbox'): void
  onRing(what: 'inbox' | 'outbox', listener: () => void): () => void
  tell(progress: Progress): void
  onProgress(listener: (progress: Progress) => void): () => void
  /** An operator goes on writing to the person of a conversation. */
  write(conversation: Address): void
  onWriting(listener: (conversation: Address) => void): () => void
}

export const createBell = (): Bell => {
  const ringers = { inbox: new Set<() => void>(), outbox: new Set<() => void>() }
  const watchers = new Set<(progress: Progress) => void>()
  const readers = new Set<(conversation: Address) => void>()
  return {
    ring(what) {
      for (const listener of ringers[what]) listener()
    },
    onRing(what, listener) {
      ringers[what].add(listener)
      return () => ringers[what].delete(listener)
    },
    tell(progress) {
      for (const watcher of watchers) watcher(progress)
    },
    onProgress(listener) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    write(conversation) {
      for (const reader of readers) reader(conversation)
    },
    onWriting(listener) {
      readers.add(listener)
      return () => readers.delete(listener)
    },
  }
}
