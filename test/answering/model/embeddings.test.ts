import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEmbeddings } from '../../../src/answering/answering.ts'
import { Failure } from '../../../src/base/failure.ts'
import { buildIndex, openIndex, saveIndex, type Index } from '../../../src/retrieval/retrieval.ts'
import { startModelDouble, type ModelDouble } from '../../support/model-double/model-double.ts'
import { shippedIndex } from '../../support/shipped-index.ts'

let double: ModelDouble
let folder: string
beforeAll(async () => {
  double = await startModelDouble(() => ({ say: '' }))
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-embeddings-'))
  double.received.length = 0
  double.script(() => ({ say: '' }))
  return () => rm(folder, { recursive: true, force: true })
})
afterAll(() => double.close())

const embeddingsOf = (model: string) =>
  createEmbeddings({ apiKey: undefined, baseURL: double.url, model, folder: join(folder, 'embeddings') })

const smallLibrary = async () => {
  const { library } = (await shippedIndex()).index
  const documents = library.documents.slice(0, 3)
  const ids = new Set(documents.map(({ id }) => id))
  const passages = library.passages.filter(({ document }) => ids.has(document))
  // What known questions teach is not looked at here, and takes its time.
  return { ...library, documents, passages, gaps: [], elsewhere: [] }
}

const QUERY = { text: 'テレワークの費用', asOf: '2026-11-20', limit: 3 }

describe('embeddings of a model', () => {
  it('are asked for once per text and model, also after a restart', async () => {
    const texts = ['費用は無料です。', '申込先は窓口です。']
    const first = await embeddingsOf('narrow').embedDocuments(texts)
    const again = await embeddingsOf('narrow').embedDocuments([...texts, '新しい節です。'])
    expect(again.slice(0, texts.length)).toEqual(first)
    const asked = double.received.map(({ body }) => [body['input']].flat())
    expect(asked).toEqual([texts, ['新しい節です。']])
    await embeddingsOf('wide').embedDocuments(texts)
    expect(double.received).toHaveLength(3)
  })

  it('are in the index with model and dimension, and another model’s are refused', async () => {
    const library = await smallLibrary()
    const index = await buildIndex(library, { embeddings: embeddingsOf('narrow') })
    await saveIndex(index, join(folder, 'index'))
    const opened = await openIndex(join(folder, 'index'), { embeddings: embeddingsOf('narrow') })
    expect((await opened.retrieve(QUERY))[0]?.parts).toHaveProperty('embedded')
    await expect(openIndex(join(folder, 'index'), { embeddings: embeddingsOf('wide') })).rejects.toThrow(Failure)
  })

  it('rest where the far side fails, and the index answers without them', async () => {
    const library = await smallLibrary()
    const faults: unknown[] = []
    const embeddings = embeddingsOf('narrow')
    const index: Index = await buildIndex(library, { embeddings, onEmbeddingsFault: (thrown) => faults.push(thrown) })
    double.received.length = 0
    double.script(() => ({ status: 500 }))
    for (let i = 0; i < 4; i++) expect((await index.retrieve({ ...QUERY, text: `費用${i}` })).length).toBeGreaterThan(0)
    expect(faults).toHaveLength(4)
    // After faults in a row nobody waits for it any more.
    expect(double.received).toHaveLength(2)
  })

  it('send no personal data of a question', async () => {
    await embeddingsOf('narrow').embedQuery('氏名：山田太郎、費用は？')
    expect(double.received[0]?.raw).not.toContain('山田')
  })
})
