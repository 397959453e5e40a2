/** From the text of a query to what is looked for: its terms, and the words that may stand in for them. */
import type { Kept } from './files.ts'
import { unsaidOf } from './lexicon.ts'
import { recent } from '../base/recent.ts'
import { ask, readTerms, type Asked, type Model } from './score.ts'
import type { Analyse } from './terms.ts'
import { thesaurusOf } from './thesaurus.ts'
import { typingOf } from './typing.ts'

/** Longer questions are cut: the matter stands at the beginning, and time must stay bounded. */
export const QUERY_CHARACTERS_MAX = 1_000

export const askerOf = (kept: Kept, model: Model, analyse: Analyse): ((text: string) => Asked) => {
  const thesaurus = thesaurusOf(kept.library, analyse, model.numberOf)
  const unsaid = unsaidOf(kept.lexicon, analyse, model.numberOf)
  const typing = typingOf(model.tables, analyse, model.numberOf, thesaurus.words)
  return recent((text) => {
    const cut = text.slice(0, QUERY_CHARACTERS_MAX)
    const read = readTerms(model, typing.read(cut))
    return ask(model, read, [
      ...thesaurus.alternatives(read.analysis),
      ...unsaid.alternatives(read.analysis),
      ...typing.corrections(read.analysis, read.unknown),
    ])
  })
}
