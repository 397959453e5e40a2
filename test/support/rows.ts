/** Rows of which a test says only what it is about. */
import type { Row } from '../../src/answering/rows.ts'
import { documentWith, passageWith } from './documents.ts'

const document = documentWith({ id: 'd', programme: 'p' })
const passage = passageWith(document, { title: 't', text: '' })

/** A row of a programme, told unless its value says that it is not. */
export const rowWith = ({
  keys = [],
  edition = null,
  ...fields
}: Partial<Row> & Pick<Row, 'label' | 'value'>): Row => ({
  id: 'd#0/1',
  passage: { ...passage, programme: 'p' },
  document,
  keys,
  told: fields.value !== '記載なし',
  edition,
  at: 0,
  apart: null,
  item: false,
  text: '',
  headText: '',
  pairs: new Set(),
  headPairs: new Set(),
  labelPairs: new Set(),
  meaning: () => new Float32Array(),
  ownYears: () => new Set(edition === null ? [] : [edition]),
  years: () => new Set(edition === null ? [] : [edition]),
  keyTexts: keys,
  asked: [],
  ...fields,
})
