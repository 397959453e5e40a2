/**
 * Rows: what can be said, one short thing a row. A section with facts gives its facts; one without gives its sentences.
 * Rows of the whole library are made once for an index.
 */
import { once } from '../base/once.ts'
import { fold } from '../japanese/fold.ts'
import { fiscalYearOf } from '../japanese/calendar.ts'
import { yearsIn } from '../japanese/dates.ts'
import type { Index } from '../retrieval/retrieval.ts'
import type { GuidanceDocument, Passage } from '../vocabulary/types.ts'
import { pairsIn } from './pairs.ts'
import { unitsOf } from './units.ts'

export interface Row {
  id: string
  passage: Passage
  document: GuidanceDocument
  /** What it is of; empty for a sentence. */
  label: string
  keys: readonly string[]
  value: string
  told: boolean
  /** The fiscal year it speaks of, where one is known. */
  edition: number | null
  /** The section's heading, where a row of the same name elsewhere in the document has another value. */
  apart: string | null
  /** Place within its passage. */
  at: number
  /** True for a point of a list in a section without facts. */
  item: boolean
  /** Pairs of characters of what the row says, and of the headings over it. */
  pairs: ReadonlySet<string>
  headPairs: ReadonlySet<string>
  /** Folded: what it says, and the headings over it. */
  text: string
  headText: string
  labelPairs: ReadonlySet<string>
  /** Where it lies in the learned space; worked out when it is first asked for. */
  meaning: () => Float32Array
  /** Years that it tells of by itself, and with the section that it stands in. */
  ownYears: () => ReadonlySet<number>
  years: () => ReadonlySet<number>
  /** Pairs of its keys and of its value each by itself, to see which member of a list is named. */
  keyTexts: readonly string[]
  /** Which of its passage's asks ask for it. */
  asked: readonly number[]
}

/** What a row means is told by its beginning. */
const MEANT_CHARACTERS_MAX = 120

const FAR_DAY = '9999-12-31'

const plain = (text: string): string => fold(text).toLowerCase()

/** The year of a key, or the document's own. */
const editionOf = (keys: readonly string[], passage: Passage): number | null => {
  for (const key of keys) {
    const { fiscal, calendar } = yearsIn(plain(key), FAR_DAY)
    const [year] = [...fiscal, ...calendar]
    if (year !== undefined) return year
  }
  return passage.fiscalYear ?? (passage.issued === null ? null : fiscalYearOf(passage.issued))
}

const anyYears = (text: string): number[] => {
  const { fiscal, calendar, dated } = yearsIn(plain(text), FAR_DAY)
  return [...fiscal, ...calendar, ...dated]
}

/** Years that a section tells of, by its heading and its text. */
const yearsOfSection = once((passage: Passage): readonly number[] => anyYears(`${passage.title}\n${passage.text}`))

const TELLS_NOTHING =
  /(?:書かれて|載って|示して|記載が?(?:あり|され)?)(?:い)?ません|記載(?:なし|がない|がありません)|記載され?ていません|書いていません|分かりません|確認できません|読み取れません/u

const lazily = <T>(make: () => T): (() => T) => {
  let made: { value: T } | null = null
  return () => (made ??= { value: make() }).value
}

const nameOf = (document: string, { label, keys }: { label: string; keys: readonly string[] }): string =>
  `${document} ${label} ${keys.join()}`

const rowsOf = (
  index: Index,
  passage: Passage,
  document: GuidanceDocument,
  values: ReadonlyMap<string, ReadonlySet<string>>,
): Row[] => {
  const headText = plain(`${document.title} ${passage.path.join(' ')} ${passage.title}`)
  const head = pairsIn(headText)
  const yearsOf = ({ label, keys, value }: Pick<Row, 'label' | 'keys' | 'value'>): ReadonlySet<number> => {
    const edition = editionOf(keys, passage)
    const own = anyYears(`${label} ${keys.join(' ')} ${value}`)
    return new Set([...own, ...(edition === null ? [] : [edition])])
  }
  const made = (row: Pick<Row, 'id' | 'label' | 'keys' | 'value' | 'told' | 'at' | 'item' | 'asked'>): Row => {
    const ownYears = lazily(() => yearsOf(row))
    return {
      ...row,
      passage,
      document,
      edition: editionOf(row.keys, passage),
      apart: (values.get(nameOf(document.id, row))?.size ?? 0) > 1 ? passage.title : null,
      text: plain(`${row.label} ${row.keys.join(' ')} ${row.value}`),
      headText,
      pairs: pairsIn(plain(`${row.label} ${row.keys.join(' ')} ${row.value}`)),
      headPairs: head,
      labelPairs: pairsIn(plain(row.label)),
      meaning: lazily(() =>
        index.meaning([row.label, ...row.keys, row.value.slice(0, MEANT_CHARACTERS_MAX)].join(' ')),
      ),
      ownYears,
      years: lazily(() => new Set([...ownYears(), ...yearsOfSection(passage)])),
      keyTexts: row.keys.map(plain),
    }
  }
  if (passage.facts.length > 0) {
    return passage.facts.map(({ id, label, keys, value, told, asked = [] }, at) =>
      made({ id, label, keys, value, told, at, item: false, asked }),
    )
  }
  return unitsOf(passage).map(({ text, item }, at) =>
    made({
      id: `${passage.id}/s${at}`,
      label: '',
      keys: [],
      value: text.replace(/^・/u, ''),
      told: !TELLS_NOTHING.test(text),
      at,
      item,
      asked: [],
    }),
  )
}

/** All rows of an index by the passage they stand in. */
export const rowsByPassage = once((index: Index): ReadonlyMap<string, readonly Row[]> => {
  const values = new Map<string, Set<string>>()
  for (const { document, facts } of index.library.passages) {
    for (const fact of facts) {
      const name = nameOf(document, fact)
      values.set(name, (values.get(name) ?? new Set()).add(fact.value))
    }
  }
  const documents = new Map(index.library.documents.map((document) => [document.id, document]))
  return new Map(
    index.library.passages.map((passage) => {
      const document = documents.get(passage.document)
      return [passage.id, document === undefined ? [] : rowsOf(index, passage, document, values)]
    }),
  )
})
