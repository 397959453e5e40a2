/** What of a library somebody may read: a hard filter, under which the rest is as if it were not there. */
import type { GuidanceDocument, Library } from '../vocabulary/types.ts'
import type { Near } from './near.ts'
import type { Model } from './score.ts'

/** Open to everyone, or to a group that the person is in. */
export const mayRead = ({ groups = [] }: Pick<GuidanceDocument, 'groups'>, own: readonly string[]): boolean =>
  groups.length === 0 || groups.some((group) => own.includes(group))

/** All groups that some document is limited to. */
export const groupsIn = ({ documents }: Library): ReadonlySet<string> =>
  new Set(documents.flatMap(({ groups = [] }) => groups))

/** Per passage whether it may be read. */
export interface Readable {
  entries: Uint8Array
  library: Library
}

export const readableOf = (library: Library, own: readonly string[]): Readable => {
  const hidden = new Set(library.documents.flatMap((document) => (mayRead(document, own) ? [] : [document.id])))
  const isShown = ({ document }: { document: string }): boolean => !hidden.has(document)
  return {
    entries: Uint8Array.from(library.passages, (passage) => (isShown(passage) ? 1 : 0)),
    library: {
      ...library,
      documents: library.documents.filter(({ id }) => !hidden.has(id)),
      passages: library.passages.filter(isShown),
    },
  }
}

const UNKNOWN = 0
const SAID = 1
const UNSAID = 2

/** A term counts as known only where a passage that may be read has it. */
const termsSaid = ({ tables, numberOf }: Model, entries: Uint8Array): Model['numberOf'] => {
  const states = new Uint8Array(tables.terms.length)
  const isSaid = (id: number): boolean => {
    const to = tables.start[id + 1] as number
    for (let at = tables.start[id] as number; at < to; at++) if (entries[tables.entry[at] as number] === 1) return true
    return false
  }
  return (term) => {
    const id = numberOf(term)
    if (id === undefined) return undefined
    if (states[id] === UNKNOWN) states[id] = isSaid(id) ? SAID : UNSAID
    return states[id] === SAID ? id : undefined
  }
}

/** More are asked for than are wanted, since the nearest may be hidden. */
const nearReadable = (near: Near, entries: Uint8Array): Near => {
  const hidden = entries.reduce((count, shown) => count + (1 - shown), 0)
  return {
    nearest: (vector, count) =>
      near
        .nearest(vector, Math.min(entries.length, count + hidden))
        .filter((entry) => entries[entry] === 1)
        .slice(0, count),
  }
}

/** The same model as somebody sees it who may not read everything. */
export const modelFor = (model: Model, { entries }: Readable): Model => ({
  ...model,
  numberOf: termsSaid(model, entries),
  near: nearReadable(model.near, entries),
  readable: entries,
})

/** Takes from scores whatever may not be read. */
export const withoutHidden = (scores: Float32Array, entries: Uint8Array | null): void => {
  if (entries === null) return
  for (let entry = 0; entry < scores.length; entry++) if (entries[entry] === 0) scores[entry] = 0
}
