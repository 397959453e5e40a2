import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeEmbeddings } from '@langchain/core/utils/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Query } from '../../src/vocabulary/types.ts'
import { asLangChainRetriever, buildIndex, openIndex, saveIndex, type Index } from '../../src/retrieval/retrieval.ts'
import { passageWith } from '../support/documents.ts'
import { townEntries, townLibrary } from './library.ts'

const query = (text: string): Query => ({ text, asOf: '2025-04-01', limit: 5 })

let folder: string
let index: Index
const at = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'index-test-'))
  index = await buildIndex(townLibrary([['旅券', 'パスポート']]))
  await saveIndex(index, at('kept'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('an index on disk', () => {
  it('answers as before when opened again', async () => {
    const opened = await openIndex(at('kept'))
    expect(opened.version).toBe(index.version)
    for (const text of ['粗大ごみを捨てたい', 'いんかんとうろく', 'パスポートの更新']) {
      const found = await index.retrieve(query(text))
      expect(await opened.retrieve(query(text))).toEqual(found)
      expect(opened.signals(query(text), found)).toEqual(index.signals(query(text), found))
    }
  })

  it('has the same bytes for the same library', async () => {
    await saveIndex(await buildIndex(townLibrary([['旅券', 'パスポート']])), at('again'))
    for (const name of await readdir(at('kept'))) {
      const [again, kept] = [await readFile(join(at('again'), name)), await readFile(join(at('kept'), name))]
      expect([name, again.equals(kept)]).toEqual([name, true])
    }
  })

  it('is refused when any file is damaged, cut or missing', async () => {
    const names = await readdir(at('kept'))
    expect(names.length).toBeGreaterThan(3)
    for (const name of names) {
      const path = join(at('kept'), name)
      const bytes = await readFile(path)
      const flipped = Buffer.from(bytes)
      flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] ?? 0) ^ 1
      await writeFile(path, flipped)
      await expect(openIndex(at('kept'))).rejects.toMatchObject({ code: 'index-corrupt' })
      await writeFile(path, bytes.subarray(0, bytes.length >> 1))
      await expect(openIndex(at('kept'))).rejects.toMatchObject({ code: 'index-corrupt' })
      await rm(path)
      await expect(openIndex(at('kept'))).rejects.toMatchObject({
        code: name === 'index.json' ? 'index-missing' : 'index-corrupt',
      })
      await writeFile(path, bytes)
    }
    await expect(openIndex(at('kept'))).resolves.toBeDefined()
  })

  it('names the remedy where there is none', async () => {
    await expect(openIndex(at('nowhere'))).rejects.toThrow(/telework-desk ingest/u)
  })

  it('opens empty', async () => {
    await saveIndex(
      await buildIndex({ documents: [], passages: [], thesaurus: [], gaps: [], elsewhere: [] }),
      at('empty'),
    )
    const empty = await openIndex(at('empty'))
    expect(await empty.retrieve(query('何か'))).toEqual([])
    expect(empty.signals(query('何か'), [])).toMatchObject({ top: 0, margin: 0, covTitle: 0 })
  })
})

describe('a graph of neighbours', () => {
  /** Every way of asking is an entry of its own, so that there are more entries than one search looks at. */
  const library = townLibrary()
  const [document] = library.documents
  if (document === undefined) throw new Error('The town has no document.')
  library.passages = townEntries().flatMap(({ id, title, text, questions }) =>
    [title, ...questions].map((asked, n) => passageWith(document, { id: `${id}/${n}`, title: asked, text })),
  )

  it('finds what comparing all entries finds, also when opened again', async () => {
    const exact = await buildIndex(library)
    await saveIndex(await buildIndex(library, { flatEntriesMax: 100 }), at('graph'))
    await saveIndex(exact, at('exact'))
    expect(await readdir(at('graph'))).toHaveLength((await readdir(at('exact'))).length + 1)
    const graph = await openIndex(at('graph'))
    expect(library.passages.length).toBeGreaterThan(400)
    for (const { title, questions } of townEntries()) {
      for (const text of [title, ...questions.slice(0, 1)]) {
        const [found, wanted] = [await graph.rank(text, 10), await exact.rank(text, 10)]
        expect([text, found.map(({ id }) => id)]).toEqual([text, wanted.map(({ id }) => id)])
      }
    }
  })
})

describe("a model's embeddings", () => {
  class NamedEmbeddings extends FakeEmbeddings {
    model: string
    constructor(model: string) {
      super()
      this.model = model
    }
    /** Letters counted by code: deterministic, and close for texts with the same letters. */
    override async embedQuery(text: string): Promise<number[]> {
      const counts = Array.from({ length: 16 }, () => 0.01)
      for (const letter of text)
        counts[(letter.codePointAt(0) ?? 0) % 16] = (counts[(letter.codePointAt(0) ?? 0) % 16] ?? 0) + 1
      return counts
    }
    override embedDocuments(texts: string[]): Promise<number[][]> {
      return Promise.all(texts.map((text) => this.embedQuery(text)))
    }
  }

  it('add a part to the score, survive saving, and rest when no model is given', async () => {
    const embeddings = new NamedEmbeddings('letters-16')
    const built = await buildIndex(townLibrary(), { embeddings })
    await saveIndex(built, at('embedded'))
    const opened = await openIndex(at('embedded'), { embeddings })
    const found = await opened.retrieve(query('粗大ごみの申し込み'))
    expect(found[0]?.parts['embedded']).toBeGreaterThan(0)
    expect(found).toEqual(await built.retrieve(query('粗大ごみの申し込み')))
    const without = await openIndex(at('embedded'))
    expect((await without.retrieve(query('粗大ごみの申し込み')))[0]?.parts).not.toHaveProperty('embedded')
  })

  it('are refused when the index was built with others', async () => {
    await expect(openIndex(at('embedded'), { embeddings: new NamedEmbeddings('other') })).rejects.toMatchObject({
      code: 'embeddings',
      message: expect.stringContaining('letters-16') as string,
    })
    await expect(openIndex(at('kept'), { embeddings: new NamedEmbeddings('other') })).rejects.toMatchObject({
      code: 'embeddings',
    })
  })

  it('are refused when their dimension changes', async () => {
    const embeddings = new NamedEmbeddings('letters-16')
    const opened = await openIndex(at('embedded'), { embeddings })
    embeddings.embedQuery = () => Promise.resolve([1, 2, 3])
    await expect(opened.retrieve(query('ごみ'))).rejects.toMatchObject({ code: 'embeddings' })
  })
})

describe('the LangChain retriever', () => {
  it('gives documents with where they come from', async () => {
    const retriever = asLangChainRetriever(index, (text) => ({ text, asOf: '2025-04-01', limit: 2 }))
    const documents = await retriever.invoke('粗大ごみを捨てたい')
    expect(documents).toHaveLength(2)
    expect(documents[0]).toMatchObject({
      pageContent: expect.stringContaining('粗大ごみ受付センター') as string,
      metadata: { document: 'town', heading: '粗大ごみの申し込み', status: 'current' },
    })
  })
})
