import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Library } from '../../src/vocabulary/types.ts'
import type { IngestOptions, IngestReport } from '../../src/knowledge/knowledge.ts'
import { ingest, openPublished, rollBack, watch } from '../../src/knowledge/knowledge.ts'
import { takeLock } from '../../src/knowledge/lock.ts'
import { shelf } from './shelf.ts'

interface Place {
  options: IngestOptions<Library>
  write(name: string, text: string): void
  remove(name: string): void
  run(more?: Partial<IngestOptions<Library>>): Promise<IngestReport>
  /** Texts of the passages that answer now. */
  answers(): Promise<string[]>
  versions(): string[]
}

const makePlace = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'ingest-'))
  const knowledge = join(folder, 'knowledge')
  const data = join(folder, 'data')
  mkdirSync(knowledge)
  let ticks = 0
  const now = (): Date => new Date(Date.UTC(2026, 3, 1, 0, 0, ticks++))
  const options = { knowledge, data, now, ...shelf }
  return {
    options,
    write: (name, text) => writeFileSync(join(knowledge, name), text),
    remove: (name) => rmSync(join(knowledge, name)),
    run: (more = {}) => ingest({ ...options, ...more }),
    answers: async () => (await openPublished(data, shelf.openIndex))?.index.passages.map(({ text }) => text) ?? [],
    versions: () =>
      readdirSync(join(data, 'index'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name),
  }
}

const outcomes = ({ files }: IngestReport): Record<string, string> =>
  Object.fromEntries(files.map(({ path, outcome }) => [path, outcome]))

describe('ingest', () => {
  it('reads what changed, keeps what did not and forgets what was deleted', async () => {
    const place = makePlace()
    place.write('a.md', '# あ\n\n一つ目です。')
    place.write('b.md', '# い\n\n二つ目です。')
    expect(await place.run()).toMatchObject({ outcome: 'published', documents: 2, passages: 2 })
    place.write('b.md', '# い\n\n書き直しました。')
    expect(outcomes(await place.run())).toEqual({ 'a.md': 'unchanged', 'b.md': 'read' })
    expect(await place.answers()).toEqual(['一つ目です。', '書き直しました。'])
    place.remove('a.md')
    expect(outcomes(await place.run())).toEqual({ 'a.md': 'removed', 'b.md': 'unchanged' })
    expect(await place.answers()).toEqual(['書き直しました。'])
  })

  it('builds nothing when nothing changed', async () => {
    const place = makePlace()
    place.write('a.md', '# あ\n\n一つ目です。')
    const { version } = await place.run()
    const again = await place.run({ buildIndex: () => Promise.reject(new Error('must not build')) })
    expect(again).toMatchObject({ outcome: 'unchanged', version })
  })

  it('builds again what an older program left in a form that no longer opens', async () => {
    const place = makePlace()
    place.write('a.md', '# あ\n\n一つ目です。')
    await place.run()
    let opened = 0
    const openIndex: typeof shelf.openIndex = (folder) =>
      opened++ === 0 ? Promise.reject(new Error('unknown form')) : shelf.openIndex(folder)
    expect(await place.run({ openIndex })).toMatchObject({ outcome: 'published' })
  })

  it('publishes a change of a companion alone', async () => {
    const place = makePlace()
    place.write('a.md', '# あ\n\n一つ目です。')
    await place.run()
    place.write('thesaurus.yaml', '- [テレワーク, 在宅勤務]\n')
    expect(await place.run()).toMatchObject({ outcome: 'published' })
    const published = await openPublished(place.options.data, shelf.openIndex)
    expect(published?.companions.thesaurus).toEqual([['テレワーク', '在宅勤務']])
  })

  it('remembers further paths until they are gone', async () => {
    const place = makePlace()
    const other = mkdtempSync(join(tmpdir(), 'other-'))
    writeFileSync(join(other, 'c.csv'), 'id,question,answer\nq,問,三つ目です。\n')
    place.write('a.md', '# あ\n\n一つ目です。')
    await place.run({ paths: [join(other, 'c.csv')] })
    place.write('a.md', '# あ\n\n書き直しました。')
    await place.run()
    expect(await place.answers()).toEqual(['書き直しました。', '三つ目です。'])
    rmSync(join(other, 'c.csv'))
    await place.run()
    expect(await place.answers()).toEqual(['書き直しました。'])
  })

  it('never publishes emptiness over something', async () => {
    const place = makePlace()
    place.write('a.md', '# あ\n\n一つ目です。')
    await place.run()
    place.remove('a.md')
    expect(await place.run()).toMatchObject({ outcome: 'empty' })
    expect(await place.answers()).toEqual(['一つ目です。'])
  })

  it('lets the old index answer when building, saving or reading back the new one fails', async () => {
    const place = makePlace()
    place.write('a.md', '# あ\n\n一つ目です。')
    await place.run()
    place.write('a.md', '# あ\n\n書き直しました。')
    const fault = (): Promise<never> => Promise.reject(new Error('disk full'))
    for (const broken of [{ buildIndex: fault }, { saveIndex: fault }, { openIndex: fault }]) {
      await expect(place.run(broken)).rejects.toThrow('disk full')
      expect(await place.answers()).toEqual(['一つ目です。'])
    }
    expect(await place.run()).toMatchObject({ outcome: 'published' })
    expect(await place.answers()).toEqual(['書き直しました。'])
    expect(place.versions()).toHaveLength(2)
  })

  it('excludes another ingest of the same data', async () => {
    const place = makePlace()
    place.write('a.md', '# あ\n\n一つ目です。')
    mkdirSync(join(place.options.data, 'index'), { recursive: true })
    const lock = takeLock(join(place.options.data, 'index'))
    expect(await place.run()).toMatchObject({ outcome: 'busy', version: null })
    lock?.release()
    const both = await Promise.all([place.run(), place.run()])
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['busy', 'published'])
  })
})

describe('published versions', () => {
  const twice = async (): Promise<Place> => {
    const place = makePlace()
    place.write('a.md', '# あ\n\n古い答えです。')
    await place.run()
    place.write('a.md', '# あ\n\n新しい答えです。')
    await place.run()
    return place
  }

  it('can be rolled back and forth, and a rollback survives the next ingest of the same files', async () => {
    const place = await twice()
    expect(await rollBack(place.options.data)).not.toBeNull()
    expect(await place.answers()).toEqual(['古い答えです。'])
    expect(await place.run()).toMatchObject({ outcome: 'unchanged' })
    expect(await place.answers()).toEqual(['古い答えです。'])
    await rollBack(place.options.data)
    expect(await place.answers()).toEqual(['新しい答えです。'])
  })

  it('has nothing to roll back to after the first ingest', async () => {
    const place = makePlace()
    expect(await openPublished(place.options.data, shelf.openIndex)).toBeNull()
    place.write('a.md', '# あ\n\n一つ目です。')
    await place.run()
    expect(await rollBack(place.options.data)).toBeNull()
  })

  it('gives way to the one before when its files are damaged, and is built again', async () => {
    const place = await twice()
    const current = place.versions().sort().at(-1) ?? ''
    truncateSync(join(place.options.data, 'index', current, 'index', 'library.json'), 10)
    const published = await openPublished(place.options.data, shelf.openIndex)
    expect(published?.fellBack).toBe(true)
    expect(published?.index.passages[0]?.text).toBe('古い答えです。')
    expect(await place.run()).toMatchObject({ outcome: 'published' })
    expect(await place.answers()).toEqual(['新しい答えです。'])
  })

  it('says what to do when no version is left', async () => {
    const place = await twice()
    for (const version of place.versions()) truncateSync(join(place.options.data, 'index', version, 'index', 'library.json'))
    await expect(openPublished(place.options.data, shelf.openIndex)).rejects.toThrow('telework-desk ingest')
  })
})

describe('watching', () => {
  it('ingests again after a file has changed', async () => {
    const place = makePlace()
    place.write('a.md', '# あ\n\n一つ目です。')
    await place.run()
    const stop = new AbortController()
    const seen = await new Promise<IngestReport>((resolve) => {
      void watch({ ...place.options, everyMs: 20, signal: stop.signal, onIngest: resolve })
      setTimeout(() => place.write('a.md', '# あ\n\nもう一度書きました。'), 100)
    })
    stop.abort()
    expect(seen.outcome).toBe('published')
    expect(await place.answers()).toEqual(['もう一度書きました。'])
  })
})
