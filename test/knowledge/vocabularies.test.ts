import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCompanions } from '../../src/knowledge/companions.ts'
import { readLibrary } from '../../src/knowledge/knowledge.ts'
import { knowledgeDir } from '../support/shipped-index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-vocabularies-'))
  await mkdir(join(folder, 'vocabularies'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const wordsFor = async (word: string): Promise<string[]> => {
  const { companions } = await readCompanions(folder)
  return companions.everyday.filter(({ people }) => people.includes(word)).flatMap(({ offices }) => offices)
}

describe('a vocabulary of everyday words', () => {
  it('serves a folder of documents that says nothing of its desk', async () => {
    expect(await wordsFor('引っ越す')).toContain('転入')
    // Alike to 家電, and not to each other.
    const { companions } = await readCompanions(folder)
    expect(companions.everyday.find(({ people }) => people.includes('息子'))?.people).not.toContain('娘')
  })

  it('of residents is off for the desk that comes with the program, and no file of words is a document of it', async () => {
    const { library, report } = await readLibrary(knowledgeDir)
    const said = new Set(library.everyday?.flatMap(({ people }) => people))
    expect([said.has('頼む'), said.has('息を引き取る')]).toEqual([true, false])
    expect(report.filter(({ path }) => path.startsWith('vocabularies/'))).toEqual([])
  })

  it('is the folder’s own where it has one of that name', async () => {
    await writeFile(join(folder, 'desk.yaml'), 'vocabularies: [counter]\n')
    await writeFile(join(folder, 'vocabularies', 'counter.yaml'), '- チャリ > 自転車\n- いす, つくえ > 家具\n')
    expect((await readCompanions(folder)).companions.everyday).toEqual([
      { people: ['チャリ'], offices: ['自転車'] },
      { people: ['いす'], offices: ['家具'] },
      { people: ['つくえ'], offices: ['家具'] },
    ])
  })

  it.each([
    ['a line without its other side', 'counter.yaml', '- 引っ越す\n'],
    ['a name that nobody knows', '../desk.yaml', 'vocabularies: [nothing]\n'],
  ])('that has %s is told of, and the rest of the folder is read', async (_, name, text) => {
    await writeFile(join(folder, 'vocabularies', name), text)
    const { companions, faults } = await readCompanions(folder)
    expect(companions.everyday).toEqual([])
    expect(faults).toHaveLength(1)
  })
})
