/**
 * How large a library may be: builds, saves, opens and asks an index of generated passages, and says what each took.
 *
 *     npm run bench -- size [PASSAGES]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GuidanceDocument, Library, Passage } from '../../src/vocabulary/types.ts'
import { randomOf } from '../../src/retrieval/random.ts'
import { documentWith, passageWith } from '../support/documents.ts'
import { buildIndex, openIndex, saveIndex, updateIndex } from '../../src/retrieval/retrieval.ts'

const PASSAGES_PER_DOCUMENT = 10
const CHANGED = '変更された節の届出は、望遠鏡の係が受け付けます。'
const SENTENCES = 8
const QUERIES = 400
const WARM = 50

interface Dictionary {
  fetchDictionary(): Promise<readonly { items: { midashi: string }[] }[]>
}

const random = randomOf(7)

/** Some tens of thousands of words of all fields, the first ones far more often than the last. */
const vocabulary = async (): Promise<() => string> => {
  const dictionary = createRequire(import.meta.url)('sudachi-synonyms-dictionary') as Dictionary
  const groups = await dictionary.fetchDictionary()
  const words = groups
    .flatMap(({ items }) => items.slice(0, 2).map(({ midashi }) => midashi))
    .filter((word) => /^[\u30A1-\u30FAー\u3400-\u9FFF]{2,8}$/u.test(word))
  for (let at = words.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[words[at], words[other]] = [words[other] ?? '', words[at] ?? '']
  }
  return () => words[Math.floor(words.length * random() ** 3)] ?? ''
}

const templates: ((word: () => string) => string)[] = [
  (word) =>
    `${word()}の${word()}は、${word()}が${word()}を確かめたうえで、${Math.ceil(random() * 30)}日以内に届け出ます。`,
  (word) => `${word()}を申し込むときは、${word()}に必要な書類をそえて、${word()}の窓口へ提出してください。`,
  (word) => `費用は${Math.ceil(random() * 90) * 100}円で、${word()}のときは${word()}が負担します。`,
  (word) => `${word()}と${word()}については、${word()}の定めによることとし、${word()}は対象になりません。`,
  (word) => `${word()}に変更があったときは、${word()}の担当者が${word()}を見直し、翌月から新しい${word()}を使います。`,
]

const documentOf = (number: number, title: string): GuidanceDocument =>
  documentWith({ id: `d${number}`, title, issued: '2024-04-01', hash: String(number) })

const passageOf = (document: GuidanceDocument, number: number, word: () => string): Passage => {
  const title = `${word()}の${word()}`
  const text = Array.from(
    { length: SENTENCES },
    () => templates[Math.floor(random() * templates.length)]?.(word) ?? '',
  ).join('')
  return passageWith(document, { id: `${document.id}#${number}`, path: [title], title, text })
}

const libraryOf = async (count: number): Promise<Library> => {
  const word = await vocabulary()
  const documents = Array.from({ length: Math.ceil(count / PASSAGES_PER_DOCUMENT) }, (_, n) =>
    documentOf(n, `${word()}の手引き`),
  )
  const passages = Array.from({ length: count }, (_, n) =>
    passageOf(documents[Math.floor(n / PASSAGES_PER_DOCUMENT)] as GuidanceDocument, n % PASSAGES_PER_DOCUMENT, word),
  )
  return { documents, passages, thesaurus: [], gaps: [], elsewhere: [] }
}

const say = (what: string, value: string): void => void process.stdout.write(`${what.padEnd(28)} ${value}\n`)
/** A machine that does other things besides takes longer; what the work itself took is its processor time. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
let cpuFrom = cpu()
const seconds = (from: number): string => {
  const spent = cpu() - cpuFrom
  cpuFrom = cpu()
  return `${((performance.now() - from) / 1000).toFixed(1)} s (${spent.toFixed(1)} s of processor time)`
}
const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`
const peak = (): string => megabytes(process.resourceUsage().maxRSS * 1024)

const count = Number(process.argv[2] ?? 100_000)
const dir = mkdtempSync(join(tmpdir(), 'size-'))
try {
  const library = await libraryOf(count)
  say(
    'passages',
    `${count}, ${Math.round(library.passages.reduce((sum, { text }) => sum + text.length, 0) / count)} characters each`,
  )
  let from = performance.now()
  cpuFrom = cpu()
  const built = await buildIndex(library)
  say('build', `${seconds(from)}, peak ${peak()}`)
  from = performance.now()
  await saveIndex(built, dir)
  say('save', `${seconds(from)}, peak ${peak()}`)
  from = performance.now()
  const index = await openIndex(dir)
  say('open', seconds(from))
  from = performance.now()
  await index.retrieve({ text: '費用はいくらですか', asOf: '2026-11-20', limit: 10 })
  say('first answer', seconds(from))
  const texts = Array.from({ length: QUERIES + WARM }, (_, n) => {
    const { title, text } = library.passages[Math.floor(random() * count)] as Passage
    return n % 2 === 0 ? `${title}について教えてください` : `${text.split('。')[0]}のはいつですか`
  })
  const times: number[] = []
  let found = 0
  for (const [n, text] of texts.entries()) {
    const began = performance.now()
    const ranked = await index.retrieve({ text, asOf: '2026-11-20', limit: 10 })
    if (n >= WARM) times.push(performance.now() - began)
    if (ranked.length > 0) found++
  }
  times.sort((a, b) => a - b)
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1)
  say('retrieve', `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${found} of ${texts.length} found something`)
  from = performance.now()
  cpuFrom = cpu()
  const [, ...rest] = library.passages
  const [first] = library.passages as [Passage]
  const updated = await updateIndex(index, { ...library, passages: [{ ...first, text: CHANGED }, ...rest] })
  if (updated === null) throw new Error('one section of all is little')
  say('one section changed', seconds(from))
  from = performance.now()
  await saveIndex(updated, join(dir, 'updated'))
  const live = await openIndex(join(dir, 'updated'))
  const [changed] = await live.retrieve({ text: '望遠鏡の届出', asOf: '2026-11-20', limit: 1 })
  say('and live', `${seconds(from)}, ${changed?.passage.id === first.id ? 'found' : 'NOT FOUND'}`)
  say('memory at the end', `${megabytes(process.memoryUsage().rss)}, peak ${peak()}`)
} finally {
  rmSync(dir, { recursive: true, force: true })
}
