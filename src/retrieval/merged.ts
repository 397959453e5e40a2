/** Each entry's terms with how often they come in its titles and its body, one entry at a time. */
import type { Bags } from './bags.ts'

/** The terms of one entry; overwritten by the next. */
export interface Merged {
  length: number
  ids: Uint32Array
  inTitle: Uint32Array
  inBody: Uint32Array
}

export interface Merger {
  /** First the terms of its titles (the highest count of them), then the others of its body. */
  of(entry: number): Merged
}

const ROOM = 4_096

export const merger = (bodies: Bags, titles: Bags, firstTitle: Uint32Array, terms: number): Merger => {
  /** Where in the open entry a term stands; only for terms that were stamped since it was opened. */
  const place = new Uint32Array(terms)
  const stamp = new Uint32Array(terms)
  let opened = 0
  let room = ROOM
  const merged: Merged = {
    length: 0,
    ids: new Uint32Array(room),
    inTitle: new Uint32Array(room),
    inBody: new Uint32Array(room),
  }
  const widen = (): void => {
    room *= 2
    for (const name of ['ids', 'inTitle', 'inBody'] as const) {
      const made = new Uint32Array(room)
      made.set(merged[name])
      merged[name] = made
    }
  }
  const placeOf = (id: number): number => {
    if (stamp[id] === opened) return place[id] as number
    if (merged.length === room) widen()
    const at = merged.length++
    stamp[id] = opened
    place[id] = at
    merged.ids[at] = id
    merged.inTitle[at] = 0
    merged.inBody[at] = 0
    return at
  }
  return {
    of: (entry) => {
      // Entries are opened more than once, so that their own number would not do.
      opened++
      merged.length = 0
      for (let title = firstTitle[entry] as number; title < (firstTitle[entry + 1] as number); title++) {
        for (let at = titles.start[title] as number; at < (titles.start[title + 1] as number); at++) {
          const where = placeOf(titles.ids[at] as number)
          merged.inTitle[where] = Math.max(merged.inTitle[where] as number, titles.counts[at] as number)
        }
      }
      for (let at = bodies.start[entry] as number; at < (bodies.start[entry + 1] as number); at++) {
        merged.inBody[placeOf(bodies.ids[at] as number)] = bodies.counts[at] as number
      }
      return merged
    },
  }
}
