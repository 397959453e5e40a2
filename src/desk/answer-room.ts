/** The answering room as the desk furnishes it for one person. */
import type { AnswerRoom } from '../answering/answering.ts'
import { fill } from '../base/words.ts'
import type { Index } from '../retrieval/retrieval.ts'
import type { DeskParts } from './desk.ts'
import { consultOffer } from './rooms.ts'

export const answerRoomOf = (parts: DeskParts, index: Index, person: string): AnswerRoom => {
  const { words, companions, wants, chooser, procedures } = parts
  return {
    lexicon: { index, companions: companions(), wants },
    words: words.answers,
    clarify: words.clarify.ask,
    elsewhere: fill(words.guard.small, { about: words.about }),
    consult: consultOffer(words),
    chooser,
    person,
    ...(procedures === undefined ? {} : { procedures: procedures() }),
  }
}
