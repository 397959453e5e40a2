/** What a model is told: the rules as instructions, everything else as JSON data that nothing in it can break out of. */
import type { Question } from '../shape.ts'
import type { Source } from './claims.ts'
import type { ModelWords } from './words.ts'

/** Passages are a few hundred characters; one that is not is cut for the model, not for the gate. */
const PASSAGE_CHARACTERS_MAX = 2_000

export const asData = (sources: readonly Source[]): object[] =>
  sources.map(({ n, ranked: { passage, document, status }, computed }) =>
    computed === undefined
      ? {
          n,
          title: document.title,
          heading: passage.title,
          issued: passage.issued,
          status,
          text: passage.text.slice(0, PASSAGE_CHARACTERS_MAX),
        }
      : { n, procedure: true, title: document.title, text: computed.slice(0, PASSAGE_CHARACTERS_MAX) },
  )

export const rulesFor = (words: ModelWords, procedures: readonly { id: string; title: string }[]): string =>
  [
    words.rules,
    words.form,
    ...(procedures.length === 0
      ? []
      : [`${words.tools.procedures}: ${procedures.map(({ id, title }) => `${id}（${title}）`).join('、')}`]),
  ]
    .map((part) => part.trim())
    .join('\n')

export const askFor = (
  asked: string,
  { asOf, detail }: Pick<Question, 'asOf' | 'detail'>,
  mayAskBack: boolean,
  sources: readonly Source[],
): string => JSON.stringify({ today: asOf, question: asked, detail, mayAskBack, passages: asData(sources) })

export const repairFor = (words: ModelWords, faults: readonly { text: string; why: string }[]): string =>
  `${words.repair.trim()}\n${JSON.stringify({ faults })}`
