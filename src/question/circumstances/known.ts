/** What a message tells of the person that goes on to hold for what they say next. */
import { bodyIn, type Body } from '../../japanese/bodies.ts'
import { foldApart, foldFigures } from '../../japanese/numbers.ts'
import { prefectureIn } from '../../japanese/places.ts'
import type { CostItem } from './costs.ts'
import { sizeIn } from './people.ts'
import { says } from './pattern.ts'
import { WANTS } from './wants.ts'

/** What was said earlier in the conversation and still holds. */
export interface Known {
  body?: Body | null
  prefecture?: string | null
  /** How many are employed where the person works. */
  people?: number | null
  costs?: CostItem[] | null
}

/** What was known, with what a message tells of its writer laid over it; what it asks of others changes nothing. */
export const remembered = (text: string, before: Known): Known => {
  const apart = foldApart(text)
  if (!says(WANTS.ofSelf, apart)) return before
  const [body, prefecture, people] = [bodyIn(apart), prefectureIn(apart), sizeIn(foldFigures(text))]
  return {
    ...before,
    ...(body === null ? {} : { body }),
    ...(prefecture === null ? {} : { prefecture }),
    ...(people === null ? {} : { people: people.value }),
  }
}
