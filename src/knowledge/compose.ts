/** Turns readings into guidance documents with passages, with ids that are unique in the whole library. */
import type { Audience, GuidanceDocument, Passage } from '../vocabulary/types.ts'
import type { FrontMatter } from './front-matter.ts'
import { audiences, day } from './front-matter.ts'
import { heldBy, type FactLine } from './facts.ts'
import type { Reading } from './reading.ts'
import { splitBlocks, type Cut } from './split.ts'
import { statementsOf } from './statements.ts'

export interface Ids {
  has(id: string): boolean
  /** The first of the wanted ids that is free, or the last one with a number behind it. */
  take(wanted: string[]): string
}

export const makeIds = (): Ids => {
  const taken = new Map<string, number>()
  return {
    has: (id) => taken.has(id),
    take: (wanted) => {
      let id = wanted.find((candidate) => !taken.has(candidate))
      const last = wanted.at(-1) ?? ''
      for (let n = (taken.get(last) ?? 1) + 1; id === undefined; n++) {
        taken.set(last, n)
        if (!taken.has(`${last}~${n}`)) id = `${last}~${n}`
      }
      taken.set(id, 1)
      return id
    },
  }
}

export interface Source {
  /** Path inside the knowledge folder, with forward slashes. */
  path: string
  hash: string
  reading: Reading
  /** Who may read it; empty: everyone. */
  groups: string[]
}

export interface Composed {
  document: GuidanceDocument
  passages: Passage[]
}

/** Notion puts the page's number behind its name; a folder's own page is named after the folder. */
const baseOf = (path: string): string => {
  const [name = path, folder] = path.split('/').toReversed()
  const base = name.replace(/\.[^.]+$/, '').replace(/ [0-9a-f]{32}$/, '')
  return /^_?index$/i.test(base) && folder !== undefined ? folder : base
}

const kindOf = ({ path, reading }: Source): GuidanceDocument['kind'] => {
  if (reading.entries.length > 0) return 'faq'
  return path.startsWith('cases/') || reading.frontMatter.case !== undefined ? 'case' : 'guidance'
}

const metaOf = (head: FrontMatter): Record<string, string> => {
  const about = head.description === undefined ? {} : { description: head.description }
  if (head.case === undefined) return about
  const { topics, ...facts } = head.case
  const known = Object.entries(facts).filter((pair): pair is [string, string] => pair[1] !== null)
  return { ...about, ...Object.fromEntries(known), caseTopics: topics.join('|') }
}

const headOf = (reading: Reading): FrontMatter => ({ ...reading.proposed, ...reading.frontMatter })

const titleOf = (head: FrontMatter, reading: Reading, path: string): string => {
  const heading = reading.blocks.find((block) => block.kind === 'heading' && block.level === 1)
  return head.title ?? heading?.text ?? baseOf(path)
}

/** Whoever reads a quotation is told where letters were recognised in a picture, since some may be wrong. */
const sourceOf = (head: FrontMatter, { path, reading }: Source): string => {
  const source = head.source ?? path
  return reading.recognised === undefined ? source : `${source}（紙面を文字認識で読み取ったものです）`
}

const documentOf = (source: Source, id: string, text: string): GuidanceDocument => {
  const { path, hash, reading } = source
  const head = headOf(reading)
  return {
    id,
    path,
    title: titleOf(head, reading, path),
    issuer: head.issuer ?? '',
    number: head.number ?? null,
    issued: head.issued ?? null,
    period: head.period ?? 'unknown',
    fiscalYear: head.fiscalYear ?? null,
    programme: head.programme ?? null,
    supersedes: head.supersedes ?? [],
    audience: head.audience ?? [],
    topics: head.topics ?? [],
    prefectures: head.prefectures ?? [],
    url: head.url ?? null,
    source: sourceOf(head, source),
    kind: kindOf(source),
    text,
    hash,
    ...(source.groups.length === 0 ? {} : { groups: source.groups }),
    meta: {
      ...metaOf(reading.frontMatter),
      ...(reading.recognised === undefined ? {} : { recognised: String(reading.recognised.confidence) }),
    },
  }
}

type Shared = Pick<
  Passage,
  'document' | 'issued' | 'period' | 'fiscalYear' | 'programme' | 'audience' | 'topics' | 'prefectures'
>

/** What a passage has from its document. */
export const passedOn = (document: GuidanceDocument): Shared => ({
  document: document.id,
  issued: document.issued,
  period: document.period,
  fiscalYear: document.fiscalYear,
  programme: document.programme,
  audience: document.audience,
  topics: document.topics,
  prefectures: document.prefectures,
})

/** The rows of each cut: an editor's go to the cut that holds most of them, others are read off the cut itself. */
const rowsByCut = (text: string, cuts: Cut[]): FactLine[][] => {
  const rows: FactLine[][] = cuts.map(({ start, end, facts }) =>
    facts.length > 0 ? [] : statementsOf(text.slice(start, end)),
  )
  for (const [first, { section, facts }] of cuts.entries()) {
    if (facts.length === 0 || cuts[first - 1]?.section === section) continue
    const mine = cuts.flatMap((cut, i) => (cut.section === section ? [i] : []))
    for (const fact of facts) {
      const held = mine.map((i) => heldBy(fact, text.slice(cuts[i]?.start, cuts[i]?.end)))
      rows[mine[held.indexOf(Math.max(...held))] ?? first]?.push(fact)
    }
  }
  return rows
}

const composeProse = (source: Source, id: string): Composed => {
  const title = titleOf(headOf(source.reading), source.reading, source.path)
  const { text, cuts } = splitBlocks(source.reading.blocks, title)
  const document = documentOf(source, id, text)
  const shared = passedOn(document)
  const conflicts: { passage: string; with: string; about: string }[] = []
  const rows = rowsByCut(text, cuts)
  const passages = cuts.map(({ path, title, start, end, settings }, i): Passage => {
    const { asks, conflicts: found, ...over } = settings
    const passage = `${id}#${i + 1}`
    const facts = (rows[i] ?? []).map((fact, n) => ({ id: `${passage}/${n + 1}`, ...fact }))
    for (const conflict of found ?? []) conflicts.push({ passage, ...conflict })
    const known = Object.fromEntries(Object.entries(over).filter((pair) => pair[1] !== undefined))
    return {
      ...shared,
      ...known,
      id: passage,
      path,
      title,
      asks: asks ?? [],
      facts,
      text: text.slice(start, end),
      start,
      end,
    }
  })
  if (conflicts.length > 0) document.meta['conflicts'] = JSON.stringify(conflicts)
  return { document, passages }
}

const listIn = (words: string | undefined): string[] =>
  (words ?? '')
    .split(/[|、,]/)
    .map((word) => word.trim())
    .filter(Boolean)

/** Columns of an FAQ table that mean the same as front matter. */
const overrides = (meta: Record<string, string>): Partial<Shared> => {
  const issued = meta['issued'] ?? meta['updated'] ?? meta['date'] ?? ''
  const topics = listIn(meta['topics'] ?? meta['category'] ?? meta['カテゴリ'] ?? meta['分類'])
  const prefectures = listIn(meta['prefectures'] ?? meta['prefecture'] ?? meta['都道府県'])
  const audience = listIn(meta['audience']).filter((word): word is Audience =>
    audiences.some((known) => known === word),
  )
  return {
    ...(day.safeParse(issued).success ? { issued } : {}),
    ...(topics.length > 0 ? { topics } : {}),
    ...(prefectures.length > 0 ? { prefectures } : {}),
    ...(audience.length > 0 ? { audience } : {}),
  }
}

const composeTable = (source: Source, id: string, taken: Ids): Composed => {
  const pieces: string[] = []
  let length = 0
  const document = documentOf(source, id, '')
  const shared = passedOn(document)
  const passages = source.reading.entries.map((entry, i): Passage => {
    const lead = `${i === 0 ? '' : '\n\n'}${entry.question}${entry.question === '' ? '' : '\n'}`
    const start = length + lead.length
    const end = start + entry.answer.length
    pieces.push(lead, entry.answer)
    length = end
    const passage = taken.take(entry.id === null ? [`${id}#${i + 1}`] : [entry.id, `${id}/${entry.id}`])
    return {
      ...shared,
      ...overrides(entry.meta),
      id: passage,
      path: entry.question === '' ? [] : [entry.question],
      title: entry.question === '' ? document.title : entry.question,
      asks: entry.asks,
      facts: statementsOf(entry.answer).map((fact, n) => ({ id: `${passage}/${n + 1}`, ...fact })),
      text: entry.answer,
      start,
      end,
      ...(Object.keys(entry.meta).length > 0 ? { meta: entry.meta } : {}),
    }
  })
  return { document: { ...document, text: pieces.join('') }, passages }
}

/** Null when the file names its own id and another file has it already; ids that nobody wrote down give way. */
export const composeDocument = (source: Source, documents: Ids, passages: Ids): Composed | null => {
  const own = source.reading.frontMatter.id
  const yields = own === undefined || source.reading.foreign === true
  if (!yields && documents.has(own)) return null
  const id = documents.take(yields ? [own ?? baseOf(source.path), source.path] : [own])
  return source.reading.entries.length > 0 ? composeTable(source, id, passages) : composeProse(source, id)
}
