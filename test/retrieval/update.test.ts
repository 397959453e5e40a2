import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLibrary } from '../../src/knowledge/knowledge.ts'
import { buildIndex, openIndex, saveIndex, updateIndex, type Index } from '../../src/retrieval/retrieval.ts'
import type { Library, Passage } from '../../src/vocabulary/types.ts'

const asOf = '2026-11-20'
const root = mkdtempSync(join(tmpdir(), 'update-'))
let library: Library
let before: Index

const firstOf = async (index: Index, text: string): Promise<string | undefined> =>
  (await index.retrieve({ text, asOf, limit: 3 }))[0]?.passage.id

/** The library with one section of one document in other words, one gone, and one more. */
const changed = (): Library => {
  const at = library.passages.findIndex(({ title }) => title === '図書館')
  const { [at]: section } = library.passages
  if (section === undefined) throw new Error('the town has a library')
  const moved: Passage = { ...section, text: '開館時間は10時から19時までです。望遠鏡を借りられます。' }
  const added: Passage = {
    ...section,
    id: `${section.document}#99`,
    title: '天文台',
    path: ['天文台'],
    text: '天文台の観望会は毎月第1土曜です。',
  }
  const passages = library.passages.flatMap((passage, n) =>
    n === at ? [added, moved] : passage.title === '斎場' ? [] : [passage],
  )
  return { ...library, passages }
}

beforeAll(async () => {
  const home = new URL('../..', import.meta.url).pathname
  ;({ library } = await readLibrary(join(home, 'test/desks/town/knowledge')))
  before = await buildIndex(library)
}, 60_000)

afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('an index of which a few documents changed', () => {
  it('finds what came, what was changed, and no longer what went', async () => {
    const index = await updateIndex(before, changed())
    if (index === null) throw new Error('a few of fifty sections are few')
    expect(await firstOf(index, '天文台の観望会はいつ')).toMatch(/#99$/)
    const [telescope] = await index.retrieve({ text: '望遠鏡は借りられますか', asOf, limit: 1 })
    expect(telescope?.passage.text).toContain('望遠鏡')
    const hits = await index.retrieve({ text: '斎場の火葬の料金', asOf, limit: 10 })
    expect(hits.map(({ passage }) => passage.title)).not.toContain('斎場')
  })
  it('leaves the rest as it was', async () => {
    const index = await updateIndex(before, changed())
    for (const text of ['学童クラブの利用料', '粗大ごみの出し方', '児童手当の支給月']) {
      const [was] = await before.retrieve({ text, asOf, limit: 1 })
      const [is] = (await index?.retrieve({ text, asOf, limit: 1 })) ?? []
      expect(is?.passage.id).toBe(was?.passage.id)
      // How rare a word is among all sections has changed by a little.
      expect(is?.score).toBeCloseTo(was?.score ?? 0, 1)
    }
  })
  it('ranks like one that was built as a whole', async () => {
    const index = await updateIndex(before, changed())
    const whole = await buildIndex(changed())
    const titles = changed().passages.map(({ title }) => title)
    const others = []
    for (const title of titles) {
      if ((await firstOf(whole, title)) !== (await firstOf(index as Index, title))) others.push(title)
    }
    expect(others.length).toBeLessThanOrEqual(1)
  })
  it('is saved and opened again, and says that it is not the same as a whole one', async () => {
    const index = await updateIndex(before, changed())
    const dir = join(root, 'saved')
    await saveIndex(index as Index, dir)
    const opened = await openIndex(dir)
    expect(await opened.rank('望遠鏡と観望会', 5)).toEqual(await index?.rank('望遠鏡と観望会', 5))
    expect(opened.version).not.toBe((await buildIndex(changed())).version)
    // What is updated again counts from the last time that everything was built.
    const again = { ...changed(), passages: changed().passages.slice(0, -3) }
    expect(await updateIndex(opened, again)).toBeNull()
  })
  it('is built as a whole where much changed, or what nobody answers did', async () => {
    const half = { ...library, passages: library.passages.slice(0, library.passages.length / 2) }
    expect(await updateIndex(before, half)).toBeNull()
    expect(await updateIndex(before, { ...library, gaps: ['プールはありますか'] })).toBeNull()
  })
})
