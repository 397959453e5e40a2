import type { Address, Person } from '../vocabulary/types.ts'
import type { Store } from '../store/store.ts'
import type { Kit } from './kit.ts'
import { addresseeOf } from './routing.ts'
import { isOpen } from './states.ts'
import { isSame, listeners } from './whereabouts.ts'

/** A sign that somebody writes is good for so long; who goes on writing gives it again every few seconds. */
const WRITING_MS = 8_000
/** Live pages ask every second; one look is enough for all of them. */
const LOOK_MS = 900
const WRITERS_MAX = 200

/** Every own conversation of a request's person in which the operators' words arrive. */
export const writingPlaces = async (
  { store, kit }: { store: Store; kit: Kit },
  request: string,
): Promise<Address[]> => {
  const found = await store.requests.get(request)
  if (found === null || found.erasedAt !== null || !isOpen(found.state)) return []
  return (await listeners(store, kit, found)).flatMap(({ to, shared }) => (shared ? [] : [to]))
}

export interface Writing {
  /** The person writes. False where their words are not for an operator, and nobody is told. */
  writes(from: Address, person: Person): Promise<boolean>
  /** Whether an operator writes to the person of this conversation. */
  isAnswered(conversation: Address): Promise<boolean>
}

/** That somebody writes, shown to the other side: never what, and only between a person and their operators. */
export const createWriting = (parts: { store: Store; kit: Kit; now: () => Date }): Writing => {
  const { store, kit, now } = parts
  let looked: { at: number; places: Promise<Address[]> } | null = null

  const look = async (): Promise<Address[]> => {
    const requests = await store.workplace.writtenAbout(new Date(now().getTime() - WRITING_MS), WRITERS_MAX)
    return (await Promise.all(requests.map((request) => writingPlaces(parts, request)))).flat()
  }

  return {
    async writes(from, person) {
      const { memory } = await store.work.conversation(from)
      const message = { id: '', from, person, text: '', receivedAt: now() }
      const to = await addresseeOf({ store, kit, now, hasForms: kit.hasForms }, message, memory, '')
      if (to === null || !isOpen(to.request.state)) return false
      await store.workplace.personWrites(to.request.id, now())
      return true
    },

    async isAnswered(conversation) {
      const at = performance.now()
      if (looked === null || at - looked.at >= LOOK_MS) looked = { at, places: look() }
      const { places } = looked
      return (await places).some((place) => isSame(place, conversation))
    },
  }
}
