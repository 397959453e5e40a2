/**
 * Takes a few changed documents into an index and leaves the rest as it was: what a word is worth, the learned space and
 * the general dictionary's words are those of the index before, by which the new entries are measured. Everything is
 * learned anew once enough has changed.
 */
import type { Library } from '../vocabulary/types.ts'
import { push } from '../base/grouping.ts'
import { idf, saturation } from './bm25.ts'
import { entriesOf } from './entries.ts'
import type { Kept } from './files.ts'
import { folder, type Folder } from './folding.ts'
import { longer, moved, patched } from './patch.ts'
import { samenessOf, type Sameness } from './sameness.ts'
import { termReader } from './corpus.ts'
import { numbersOf, type Averages, type Tables } from './tables.ts'
import { retaught } from './taught.ts'
import { kindWeight, type Analyse } from './terms.ts'
import { rewordings } from './wordings.ts'

/** With a larger share of entries new since everything was learned, all of it is learned again. */
const UPDATED_SHARE_MAX = 0.1

type Bag = [id: number, count: number][]

/** An entry that came, as its terms. */
export interface Fresh {
  entry: number
  titles: Bag[]
  body: Bag
  /** Each term of either: the highest count in a title, and the count in the body. */
  merged: { id: number; inTitle: number; inBody: number }[]
}

const mergedOf = (titles: readonly Bag[], body: Bag): Fresh['merged'] => {
  const found = new Map<number, { id: number; inTitle: number; inBody: number }>()
  const of = (id: number) => {
    let one = found.get(id)
    if (one === undefined) found.set(id, (one = { id, inTitle: 0, inBody: 0 }))
    return one
  }
  for (const title of titles) for (const [id, count] of title) of(id).inTitle = Math.max(of(id).inTitle, count)
  for (const [id, count] of body) of(id).inBody = count
  return [...found.values()]
}

const freshOf = async (
  library: Library,
  wanted: readonly number[],
  bagOf: (text: string) => Bag,
  breathe: () => Promise<void>,
): Promise<Fresh[]> => {
  const numbers = new Set(wanted)
  const fresh: Fresh[] = []
  let entry = 0
  for (const { titles: texts, body: text } of entriesOf(library)) {
    if (numbers.has(entry)) {
      await breathe()
      const titles = texts.map(bagOf)
      const body = bagOf(text)
      fresh.push({ entry, titles, body, merged: mergedOf(titles, body) })
    }
    entry++
  }
  return fresh
}

/** Per kind of term the length of one text. */
const lengthsIn = (terms: readonly string[], bag: Iterable<readonly [number, number]>): Map<string, number> => {
  const lengths = new Map<string, number>()
  for (const [id, count] of bag) {
    const kind = terms[id]?.charAt(0) ?? ''
    lengths.set(kind, (lengths.get(kind) ?? 0) + count)
  }
  return lengths
}

type Impacts = Map<number, [number, number][]>

/** What the terms of one text are worth in it. */
const addImpacts = (
  into: Impacts,
  place: number,
  bag: readonly (readonly [number, number])[],
  { terms, weight, averages }: { terms: readonly string[]; weight: Float32Array; averages: Averages },
): void => {
  const lengths = lengthsIn(terms, bag)
  for (const [id, count] of bag) {
    const kind = terms[id]?.charAt(0) ?? ''
    push(into, id, [place, (weight[id] as number) * saturation(count, lengths.get(kind) ?? 0, averages[kind] ?? 0)])
  }
}

/** Words that came are worth what their rarity says; the others stay. */
const weightsOf = (
  before: Tables,
  terms: readonly string[],
  fresh: readonly Fresh[],
  entries: number,
): Float32Array => {
  const weight = longer(before.weight, new Float32Array(terms.length))
  const frequency = new Map<number, number>()
  for (const { merged } of fresh) {
    for (const { id } of merged) if (id >= before.terms.length) frequency.set(id, (frequency.get(id) ?? 0) + 1)
  }
  for (const [id, times] of frequency) weight[id] = idf(entries, times) * kindWeight(terms[id] ?? '')
  return weight
}

const distinctIn = (library: Library): number =>
  new Set(library.passages.map(({ title }) => title)).size / (library.passages.length || 1)

const tablesOf = (
  before: Tables,
  library: Library,
  same: Sameness,
  terms: string[],
  readings: ReadonlyMap<number, number>,
  fresh: readonly Fresh[],
): Tables => {
  const entries = library.passages.length
  const weight = weightsOf(before, terms, fresh, entries)
  const bodies: Impacts = new Map()
  const titles: Impacts = new Map()
  const titleWeight = moved(before.titleWeight, same.titles, new Float32Array(same.titleOf.length))
  for (const { entry, merged, titles: bags } of fresh) {
    const counts = merged.map(({ id, inTitle, inBody }) => [id, inTitle + inBody] as const)
    addImpacts(bodies, entry, counts, { terms, weight, averages: before.averages.entries })
    for (const [n, bag] of bags.entries()) {
      const title = (same.firstTitle[entry] as number) + n
      const words = bag.filter(([id]) => terms[id]?.startsWith('m') === true)
      addImpacts(titles, title, words, { terms, weight, averages: before.averages.titles })
      titleWeight[title] = words.reduce((sum, [id]) => sum + (weight[id] as number), 0)
    }
  }
  const readingOf = longer(before.readingOf, new Uint32Array(terms.length))
  for (const [word, sound] of readings) if (readingOf[word] === 0) readingOf[word] = sound + 1
  const body = patched(
    { start: before.start, where: before.entry, what: before.impact },
    same.entries,
    bodies,
    terms.length,
  )
  const title = patched(
    { start: before.titleStart, where: before.title, what: before.titleImpact },
    same.titles,
    titles,
    terms.length,
  )
  return {
    entries,
    distinct: distinctIn(library),
    terms,
    readingOf,
    weight,
    start: body.start,
    entry: body.where,
    impact: body.what,
    titleStart: title.start,
    title: title.where,
    titleImpact: title.what,
    titleOf: same.titleOf,
    titleWeight,
    averages: before.averages,
  }
}

const vectorsOf = (kept: Kept, same: Sameness, fresh: readonly Fresh[], { fold }: Folder, terms: readonly string[]) => {
  const { rank } = kept.space
  const entries = same.firstTitle.length - 1
  const entryVectors = moved(kept.entryVectors, same.entries, new Float32Array(entries * rank), rank)
  const titleVectors = moved(kept.titleVectors, same.titles, new Float32Array(same.titleOf.length * rank), rank)
  const weighted = (id: number, count: number) => ({
    id,
    weight: Math.log(1 + count),
    kind: kindWeight(terms[id] ?? ''),
  })
  for (const { entry, merged, titles } of fresh) {
    const whole = merged.map(({ id, inTitle, inBody }) => weighted(id, 2 * inTitle + inBody))
    entryVectors.set(fold(whole).vector, entry * rank)
    for (const [n, bag] of titles.entries()) {
      const { vector } = fold(bag.map(([id, count]) => weighted(id, count)))
      titleVectors.set(vector, ((same.firstTitle[entry] as number) + n) * rank)
    }
  }
  return { entryVectors, titleVectors }
}

const sameLists = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, at) => text === b[at])

/** Null where so much has changed, or changed in such a way, that all of it is to be built again. */
export const updateKept = async (
  kept: Kept,
  library: Library,
  analyse: Analyse,
  breathe: () => Promise<void>,
): Promise<Kept | null> => {
  const { library: before, tables: old, space } = kept
  const isOther = !sameLists(before.gaps, library.gaps) || !sameLists(before.elsewhere, library.elsewhere)
  if (isOther || kept.graph !== null || kept.embedded !== null || space.rank === 0) return null
  const same = samenessOf(before, library, old.titleOf)
  await breathe()
  const updated = kept.updated + Math.max(same.fresh.length, same.gone)
  if (updated > UPDATED_SHARE_MAX * library.passages.length) return null
  const { bagOf, numbers, readings } = termReader(analyse, numbersOf(old))
  const fresh = await freshOf(library, same.fresh, bagOf, breathe)
  const terms = [...numbers.keys()]
  const tables = tablesOf(old, library, same, terms, readings, fresh)
  await breathe()
  const start = new Uint32Array(terms.length + 1).fill(space.rows.row.length)
  const learned = { ...space, rows: { ...space.rows, start: longer(space.rows.start, start) } }
  const vectors = vectorsOf(kept, same, fresh, folder(tables, learned), terms)
  const wordings = rewordings(kept.wordings, same, fresh, terms)
  await breathe()
  const taught = await retaught(kept.taught, before, library, same.entries, wordings, breathe)
  return { ...kept, library, tables, space: learned, ...vectors, wordings, taught, updated }
}
