/** Asks whoever else may choose, and says how far their choice holds. */
import { yearsIn } from '../japanese/dates.ts'
import type { Lexicon, Question, Recalled } from '../question/question.ts'
import type { Day, Offer } from '../vocabulary/types.ts'
import { admit, type Admitted } from './admit.ts'
import { candidatesOf, searcherFor } from './candidates.ts'
import type { Chosen } from './choose.ts'
import type { ChoosingTurn } from './chooser.ts'
import type { Found } from './find.ts'
import type { Part } from './parts.ts'
import { standingOf } from './when.ts'

/** From here on nobody else may say that nothing tells it. */
const SURE_ALONE = 0.6
/** A choice of somebody else as far as it holds, and what it took. */
export interface Advice {
  admitted: Admitted
  /** A procedure that fits, to be offered beside the answer. */
  offer: Offer | undefined
  model: NonNullable<Part['model']>
  decisions: string[]
}

export interface Asking {
  question: Question
  found: Found
  /** What the desk would choose itself. */
  own: Chosen
  recalled: Recalled
  mayAskBack: boolean
  /** The whole message, folded. */
  whole: string
  day: Day
  lexicon: Lexicon
  procedures?: ReadonlyMap<string, Offer>
}

/** What somebody else would choose for a clause, held against the rows. */
export const adviceFor = async (choosing: ChoosingTurn, asking: Asking): Promise<Advice> => {
  const { question, found, lexicon, own, recalled, day, procedures } = asking
  const chose = await choosing.choose({
    clause: question.clause,
    question,
    last: recalled.last,
    topic: recalled.topic?.words ?? null,
    candidates: candidatesOf(found, own.rows),
    standing: (row) => standingOf(row, lexicon.index, day),
    day,
    mayAskBack: asking.mayAskBack,
    procedures: [...(procedures ?? [])].map(([id, { label }]) => ({ id, label })),
    kinds: lexicon.wants.examples.map(({ id }) => id),
    search: searcherFor(lexicon, question, day),
  })
  if (chose.choice === null) {
    const model = { ...chose.spent, removed: 0 }
    return { admitted: { as: 'own', refused: [] }, offer: undefined, model, decisions: [`model: ${chose.why}`] }
  }
  const sure = found.confidence >= SURE_ALONE && own.rows[0]?.told === true
  const { choice, seen } = chose
  const years = question.years.length > 0 ? question.years : [...yearsIn(asking.whole, day).named]
  const admitted = admit(choice, { question, years, own, sure, seen, lexicon: lexicon, day })
  return {
    admitted,
    offer: admitted.as === 'rows' ? procedures?.get(choice.procedure ?? '') : undefined,
    model: { ...chose.spent, removed: admitted.refused.length },
    decisions: [`model: ${admitted.as}`, ...admitted.refused.map((reason) => `model: refused, ${reason}`)],
  }
}

/** What the choice adds to the part that was made by it, and what it took. */
export const withAdvice = (made: Part, { offer, model, decisions }: Advice): Part => ({
  ...made,
  offers: offer === undefined ? made.offers : [offer, ...made.offers],
  decisions: [...made.decisions, ...decisions],
  ...(model.calls === 0 ? {} : { model }),
})
