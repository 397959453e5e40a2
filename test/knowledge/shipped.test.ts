import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Companions, ReadLibrary } from '../../src/knowledge/knowledge.ts'
import { readLibrary } from '../../src/knowledge/knowledge.ts'

const knowledge = new URL('../../knowledge', import.meta.url).pathname

let read: ReadLibrary
let ids: Set<string>
let companions: Companions

beforeAll(async () => {
  read = await readLibrary(knowledge)
  ids = new Set(read.library.documents.map(({ id }) => id))
  ;({ companions } = read)
})

const dangling = (links: { from: string; to: string | null }[]): string[] =>
  links.filter(({ to }) => to !== null && !ids.has(to)).map(({ from, to }) => `${from} → ${to}`)

/** Gregorian dates with a weekday, the era's year optionally around them: 令和2年（2020年）3月24日（火）. */
const dated = /(\d{4})年）?\s*(\d{1,2})月(\d{1,2})日[（(]([日月火水木金土])(?:曜日)?[）)]/g
/** Words by which an editor marks a slip of the source; the wrong weekday may then be quoted. */
const marked = /誤|実際|正しく|一致しません|合いません|暦の上/

const wrongWeekdays = (text: string): string[] =>
  text.split(/[。\n]/).flatMap((sentence) =>
    marked.test(sentence)
      ? []
      : [...sentence.matchAll(dated)].flatMap(([words, year, month, day, weekday]) => {
          const right = '日月火水木金土'[new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDay()]
          return right === weekday ? [] : [`${words} は${right}曜日`]
        }),
  )

describe('the shipped knowledge', () => {
  it('is read whole, without a remark', () => {
    expect(read.report.filter(({ outcome, reason }) => outcome !== 'read' || reason !== undefined)).toEqual([])
    expect(read.library.documents.length).toBeGreaterThan(0)
    expect(companions.programmes.length).toBeGreaterThan(0)
    expect(companions.conflicts.length).toBeGreaterThan(0)
    expect(companions.windows.length).toBeGreaterThan(0)
    expect(companions.calendar.length).toBeGreaterThan(0)
    expect(read.library.thesaurus.length).toBeGreaterThan(0)
  })

  it('gives every document a source, an issuer, and a title of its own', () => {
    const { documents } = read.library
    expect(documents.filter(({ source, path }) => source === path || source.trim() === '').map(({ id }) => id)).toEqual([])
    expect(documents.filter(({ issuer }) => issuer.trim() === '').map(({ id }) => id)).toEqual([])
    expect(new Set(documents.map(({ title }) => title)).size).toBe(documents.length)
  })

  it('says of every document when it was issued and for how long it holds, or that this is not known', () => {
    const silent = read.library.documents.flatMap(({ path }) => {
      const head = readFileSync(join(knowledge, path), 'utf8').split(/^---$/m)[1] ?? ''
      return ['issued', 'period', 'source', 'fiscalYear'].flatMap((key) =>
        new RegExp(`^${key}: *\\S`, 'm').test(head) ? [] : [`${path} ${key}`],
      )
    })
    expect(silent).toEqual([])
  })

  it('has no link that dangles', () => {
    const { documents, passages } = read.library
    const programmes = new Set(companions.programmes.map(({ id }) => id))
    const conflicts = documents.flatMap(({ id, meta }) => {
      const found = JSON.parse(meta['conflicts'] ?? '[]') as { with: string }[]
      return found.map((conflict) => ({ from: id, to: conflict.with }))
    })
    expect(dangling(documents.flatMap(({ id, supersedes }) => supersedes.map((to) => ({ from: id, to }))))).toEqual([])
    expect(dangling(conflicts)).toEqual([])
    expect(documents.filter(({ programme }) => programme !== null && !programmes.has(programme)).map(({ id }) => id)).toEqual([])
    expect(dangling(companions.programmes.flatMap(({ id, editions }) => editions.map((to) => ({ from: id, to }))))).toEqual([])
    expect(dangling(companions.programmes.map(({ id, contact }) => ({ from: id, to: contact?.document ?? null })))).toEqual([])
    expect(
      dangling(companions.conflicts.flatMap(({ about, sides }) => sides.map(({ document }) => ({ from: about, to: document })))),
    ).toEqual([])
    expect(dangling(companions.conflicts.map(({ about, prefer }) => ({ from: about, to: prefer })))).toEqual([])
    expect(dangling(companions.windows.map(({ name, document }) => ({ from: name, to: document })))).toEqual([])
    expect(dangling(companions.calendar.map(({ title, document }) => ({ from: title, to: document })))).toEqual([])
    const headings = new Set(passages.map(({ document, title }) => `${document} ${title}`))
    const contacts = companions.programmes.flatMap(({ contact }) =>
      contact?.passageHeading === null || contact === null ? [] : [`${contact.document} ${contact.passageHeading}`],
    )
    expect(contacts.filter((contact) => !headings.has(contact))).toEqual([])
  })

  it('names a document or a matter for every known gap, and lists no question twice or as answered', () => {
    const { gaps, elsewhere } = companions
    expect(Math.min(gaps.length, elsewhere.length)).toBeGreaterThan(0)
    // Documents have names in Latin letters, matters in Japanese.
    const named = gaps.filter(({ matter }) => /^[a-z]/.test(matter))
    expect(dangling(named.map(({ matter, question }) => ({ from: question, to: matter })))).toEqual([])
    const plain = (text: string): string => text.normalize('NFKC').replace(/[\s、。?]/g, '')
    const questions = [...gaps, ...elsewhere].map(({ question }) => plain(question))
    expect(questions.filter((question, at) => questions.indexOf(question) !== at)).toEqual([])
    const answered = new Set(read.library.passages.flatMap(({ title, asks }) => [title, ...asks]).map(plain))
    expect(questions.filter((question) => answered.has(question))).toEqual([])
  })

  it('lists editions newest first and supersedes only what is older', () => {
    const byId = new Map(read.library.documents.map((document) => [document.id, document]))
    const unordered = companions.programmes.filter(({ editions }) => {
      const years = editions.flatMap((edition) => byId.get(edition)?.fiscalYear ?? [])
      return years.some((year, i) => year > (years[i - 1] ?? year))
    })
    expect(unordered.map(({ id }) => id)).toEqual([])
    const backwards = read.library.documents.flatMap(({ id, issued, supersedes }) =>
      supersedes.filter((older) => issued !== null && (byId.get(older)?.issued ?? '') > issued).map((older) => `${id} ${older}`),
    )
    expect(backwards).toEqual([])
  })

  it('has the right weekday at every date', () => {
    expect(wrongWeekdays('令和2年（2020年）3月25日（火）まで。')).toHaveLength(1)
    expect(read.library.documents.flatMap(({ id, text }) => wrongWeekdays(text).map((fault) => `${id}: ${fault}`))).toEqual([])
  })

  it('points with every passage at its place in the stored text', () => {
    const texts = new Map(read.library.documents.map(({ id, text }) => [id, text]))
    const off = read.library.passages.filter(({ document, start, end, text }) => texts.get(document)?.slice(start, end) !== text)
    expect(off).toEqual([])
    expect(new Set(read.library.passages.map(({ id }) => id)).size).toBe(read.library.passages.length)
  })

  it('bears no radical, no private character and no broken markup', () => {
    const odd = read.library.passages.filter(({ text }) => /[\u2E80-\u2FDF\uE000-\uF8FF\uFFFD]|\*\*|\]\(|<!--/.test(text))
    expect(odd.map(({ id }) => id)).toEqual([])
  })
})
