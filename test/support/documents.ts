/** Documents and passages of which a test says only what it is about. */
import { passedOn } from '../../src/knowledge/compose.ts'
import type { GuidanceDocument, Passage } from '../../src/vocabulary/types.ts'

/** A document without properties but those given. */
export const documentWith = (fields: Partial<GuidanceDocument> & { id: string }): GuidanceDocument => ({
  path: `${fields.id}.md`,
  title: fields.id,
  issuer: '',
  number: null,
  issued: null,
  period: 'unknown',
  fiscalYear: null,
  programme: null,
  supersedes: [],
  audience: [],
  topics: [],
  prefectures: [],
  url: null,
  source: fields.id,
  kind: 'guidance',
  text: '',
  hash: '',
  meta: {},
  ...fields,
})

/** A passage of the document, the whole of which it is unless its fields say otherwise. */
export const passageWith = (
  document: GuidanceDocument,
  fields: Partial<Passage> & { title: string; text: string },
): Passage => ({
  id: `${document.id}#0`,
  ...passedOn(document),
  path: [],
  asks: [],
  facts: [],
  start: 0,
  end: fields.text.length,
  ...fields,
})
