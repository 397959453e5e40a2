/** The form in which a model hands in its choice, and how what it is asked is written down for it. */
import { z } from 'zod'
import { dayWords, fiscalYearWords } from '../../japanese/calendar.ts'
import type { ChoiceAsked } from '../chooser.ts'
import { headOf } from '../sentences.ts'
import type { Row } from '../rows.ts'
import type { Masked } from './masking.ts'

/** Every member is required, as strict schemas want it; null and empty stand for nothing. */
export const choiceShape = z.object({
  slots: z
    .array(z.object({ kind: z.string(), ids: z.array(z.string()), untold: z.boolean() }))
    .describe('one for each thing that is asked for, in the order asked'),
  askBack: z.boolean(),
  procedure: z.string().nullable(),
})

const VALUE_CHARACTERS_MAX = 220

const rowFor = (row: Row) => ({
  id: row.id,
  says: (row.label === '' ? row.value : `${headOf(row)}：${row.value}`).slice(0, VALUE_CHARACTERS_MAX),
  ...(row.told ? {} : { told: false }),
  ...(row.edition === null ? {} : { year: fiscalYearWords(row.edition) }),
})

/** Rows under the headings of their passages. */
export const sourcesOf = (rows: readonly Row[], standing: ChoiceAsked['standing']): object[] => {
  const sources = new Map<string, { title: string; heading: string; issued?: string; status: string; rows: object[] }>()
  for (const row of rows) {
    const { passage, document } = row
    const source = sources.get(passage.id) ?? {
      title: document.title,
      heading: [...passage.path, passage.title].join(' > '),
      ...(passage.issued === null ? {} : { issued: dayWords(passage.issued) }),
      status: standing(row),
      rows: [],
    }
    source.rows.push(rowFor(row))
    sources.set(passage.id, source)
  }
  return [...sources.values()]
}

/** All that a model gets to see of a question, without what tells who asked. */
export const questionFor = (asked: ChoiceAsked, mask: (text: string) => Masked): string => {
  const masked = (text: string | null): string | null => (text === null ? null : mask(text).text)
  return JSON.stringify({
    today: asked.day,
    question: masked(asked.clause),
    last: masked(asked.last),
    topic: masked(asked.topic),
    reading: {
      kinds: [...asked.question.kinds],
      years: asked.question.years,
      subject: asked.question.programme?.name ?? null,
      askedBy: asked.question.audience,
      place: asked.question.prefecture,
    },
    mayAskBack: asked.mayAskBack,
    kinds: asked.kinds,
    procedures: asked.procedures,
    sources: sourcesOf(asked.candidates, asked.standing),
  })
}
