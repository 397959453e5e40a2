import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KnowledgeDesk } from '../../src/console/knowledge-desk.ts'
import { followPublished, ingestKnowledge, type Published } from '../../src/wiring/published.ts'
import { ORIGIN, type Client, type Rig, rig, knowledgeOver } from './rig.ts'

const guidance = (id: string, title: string, body: string, more = '') => `---
id: ${id}
title: ${title}
issuer: 総務省
issued: 2026-04-01
${more}source: 試験用の文書
---

# ${title}

${body}
`

describe('adding, trying and publishing documents', () => {
  let directory: string
  let desk: Rig
  let published: Published
  let replica: Published
  let knowledge: KnowledgeDesk
  let boss: Client
  let afterReading: () => Promise<void>

  const now = () => new Date()
  const onFault = (what: string, thrown: unknown) => {
    throw new Error(what, { cause: thrown })
  }
  const follow = (data: string) => followPublished(data, onFault)

  beforeEach(async () => {
    afterReading = () => Promise.resolve()
    directory = await mkdtemp(join(tmpdir(), 'desk-knowledge-'))
    const where = { knowledge: join(directory, 'knowledge'), data: join(directory, 'data') }
    await mkdir(join(where.knowledge, 'guidance'), { recursive: true })
    await writeFile(
      join(where.knowledge, 'guidance', 'base.md'),
      guidance('base', '勤怠の手引き', '始業と終業は電子メールで報告します。'),
    )
    await ingestKnowledge(where, now)
    published = await follow(where.data)
    replica = await follow(where.data)
    knowledge = knowledgeOver(where, published, {
      ingest: async (...given) => {
        const report = await ingestKnowledge(...given)
        await afterReading()
        return report
      },
      ask: async (question, { index }) => {
        const ranked = await index.retrieve({ text: question, asOf: '2026-11-20', limit: 3 })
        return {
          reply: { outcome: 'answer', text: ranked[0]?.passage.text ?? 'なし', citations: [], notices: [], offers: [] },
          memory: {},
          trace: { whole: question, retrieved: [], confidence: null, decisions: [] },
          effects: [],
        }
      },
    })
    desk = await rig({ knowledge })
    boss = await desk.as('supervisor', '鈴木')
  })

  afterEach(async () => {
    published.stop()
    replica.stop()
    await desk.close()
    await rm(directory, { recursive: true, force: true })
  })

  const upload = async (client: Client, name: string, body: string | Uint8Array<ArrayBuffer>): Promise<Response> => {
    const form = new FormData()
    form.set('csrf', await client.csrf())
    form.append('files', new File([body], name))
    const cookie = [...client.jar].map(([key, value]) => `${key}=${value}`).join('; ')
    return desk.console.handle(
      new Request(`${ORIGIN}/console/knowledge/upload`, { method: 'POST', body: form, headers: { cookie } }),
    )
  }

  /** What the page that a supervisor looks at would send. */
  const seen = async () => {
    const page = await boss.text('/console/knowledge/draft')
    const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`, 'u').exec(page)?.[1] ?? ''
    return { version: value('version'), content: value('content') }
  }

  const built = async () => {
    for (let n = 0; n < 400; n++) {
      const stage = knowledge.building()?.stage
      if (stage === 'done' || stage === 'failed') return stage
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    return 'never'
  }

  /** What came of publishing what a page showed. */
  const publishing = async (given: Record<string, string>) => {
    const response = await boss.post('/console/knowledge/publish', given)
    expect(response.status).toBe(303)
    await built()
    return knowledge.building()?.outcome
  }

  it('answers from a new document only once it was published, on every replica, and can go back', async () => {
    const operator = await desk.as('operator')
    const done = await upload(
      operator,
      '在宅.md',
      guidance('home', '在宅勤務の心得', '在宅勤務では施錠できる部屋を使います。'),
    )
    expect(done.headers.get('location')).toContain('uploaded')
    expect(await built()).toBe('done')

    const progress = await operator.text('/console/knowledge/building')
    expect(progress).toContain('在宅.md')
    expect(progress).toContain('読み取り')
    expect(await operator.text('/console/knowledge/document?id=home&from=draft')).toContain('施錠できる部屋')
    expect((await operator.get('/console/knowledge/document?id=home')).status).toBe(404)

    const asked = await (
      await operator.post('/console/knowledge/ask', { question: '在宅勤務で使う部屋の施錠は' })
    ).text()
    const [, current = '', draft = ''] = /公開中の版の答え([\s\S]*)下書きの答え([\s\S]*)/.exec(asked) ?? []
    expect(current).not.toContain('施錠できる部屋を使います')
    expect(draft).toContain('施錠できる部屋を使います')

    expect((await operator.post('/console/knowledge/publish')).status).toBe(403)
    expect(await publishing(await seen())).toBe('published')
    expect(await boss.text('/console/knowledge/building')).toContain('公開しました')
    await replica.refresh()
    expect(replica.now()?.version).toBe(published.now()?.version)
    expect(
      replica
        .now()
        ?.index.library.documents.map(({ id }) => id)
        .sort(),
    ).toEqual(['base', 'home'])

    expect((await boss.post('/console/knowledge/roll-back')).headers.get('location')).toContain('rolledBack')
    await replica.refresh()
    expect(replica.now()?.index.library.documents.map(({ id }) => id)).toEqual(['base'])
    expect((await desk.store.audit.of('knowledge', 10)).map(({ act }) => act)).toEqual([
      'knowledge.upload',
      'knowledge.publish',
      'knowledge.roll-back',
    ])
  })

  it('publishes what the supervisor saw and nothing else', async () => {
    const where = { knowledge: join(directory, 'knowledge'), data: join(directory, 'data') }
    await upload(boss, 'home.md', guidance('home', '在宅勤務の心得', '施錠できる部屋を使います。'))
    await built()
    const shown = await seen()
    const refused = async (given: Record<string, string>) => {
      const response = await boss.post('/console/knowledge/publish', given)
      expect(response.status).toBe(409)
      expect(await response.text()).toContain('もう一度確認してください')
      expect(published.now()?.index.library.documents.map(({ id }) => id)).toEqual(['base'])
      // The next start reads nothing that was refused.
      await ingestKnowledge(where, now)
      await published.refresh()
      expect(published.now()?.index.library.documents.map(({ id }) => id)).not.toContain('home')
    }
    await refused({})
    await refused({ ...shown, content: 'f'.repeat(64) })
    // A colleague changes the draft after the page was shown.
    await upload(boss, 'home.md', guidance('home', '在宅勤務の心得', '部屋は施錠しなくてよいです。'))
    await built()
    await refused(shown)
    // Or an editor changes the house's own folder, which no page has shown.
    const again = await seen()
    const more = join(where.knowledge, 'guidance', 'more.md')
    await writeFile(more, guidance('more', '通信費', '通信費は会社が負担します。'))
    expect(await publishing(again)).toBe('changed')
    expect(await boss.text('/console/knowledge/building')).toContain('もう一度確認してください')
    expect(published.now()?.index.library.documents.map(({ id }) => id)).toEqual(['base'])
    await rm(more)
    expect(await publishing(again)).toBe('published')
    const entry = (await desk.store.audit.of('knowledge', 10)).find(({ act }) => act === 'knowledge.publish')
    expect(entry?.detail).toMatchObject({ content: again.content })
  })

  it('reads a document as well that comes while others are being read', async () => {
    const operator = await desk.as('operator')
    // The second comes when the first reading has just seen the folder.
    afterReading = async () => {
      afterReading = () => Promise.resolve()
      await upload(operator, 'two.md', guidance('two', '二つ目の心得', '二つ目の本文です。'))
    }
    await upload(operator, 'one.md', guidance('one', '一つ目の心得', '一つ目の本文です。'))
    expect(await built()).toBe('done')
    const titles = (await knowledge.draft())?.library.documents.map(({ id }) => id)
    expect(titles?.sort()).toEqual(['base', 'one', 'two'])
  })

  it('keeps what operators added when the house reads its own folder again', async () => {
    await upload(boss, 'home.md', guidance('home', '在宅勤務の心得', '施錠できる部屋を使います。'))
    await built()
    expect(await publishing(await seen())).toBe('published')
    const where = { knowledge: join(directory, 'knowledge'), data: join(directory, 'data') }
    await writeFile(
      join(where.knowledge, 'guidance', 'more.md'),
      guidance('more', '通信費', '通信費は会社が負担します。'),
    )
    await ingestKnowledge(where, now)
    await published.refresh()
    expect(
      published
        .now()
        ?.index.library.documents.map(({ id }) => id)
        .sort(),
    ).toEqual(['base', 'home', 'more'])
  })

  it('says which file was not read and why, and takes a file out again', async () => {
    await upload(boss, 'scan.pdf', new Uint8Array([37, 80, 68, 70, 45, 49, 46, 52, 10, 0, 1, 2]))
    await built()
    const report = await boss.text('/console/knowledge/draft')
    expect(report).toContain('scan.pdf')
    expect(report).toContain('読まず')
    expect((await boss.post('/console/knowledge/remove', { name: 'scan.pdf' })).status).toBe(303)
    await built()
    expect(await knowledge.files()).toEqual([])
  })

  it('keeps a file under the name that people see, without signs that hide or turn it', async () => {
    const seen = '規程fdp.md'
    expect(await knowledge.put('規程\u202efdp\u200b.\ufe0fmd\u2066', new Uint8Array([65]))).toBe('kept')
    expect((await knowledge.files()).map(({ name }) => name)).toEqual([seen])
    expect(await knowledge.put('\u200b\u202e', new Uint8Array([65]))).toBe('name')
  })

  it.each(['../evil.md', '/etc/evil.md', '.hidden.md', 'a\\b.md', `${'あ'.repeat(101)}.md`])(
    'keeps no file named %s',
    async (name) => {
      expect((await knowledge.put(name, new Uint8Array([65]))) === 'name').toBe(true)
      const folders = await readdir(directory, { recursive: true })
      expect(folders.filter((path) => path.includes('evil') || path.includes('hidden'))).toEqual([])
    },
  )

  it('publishes nothing while there is no draft, and goes back to nothing', async () => {
    expect((await boss.post('/console/knowledge/publish')).status).toBe(409)
    expect((await boss.post('/console/knowledge/roll-back')).status).toBe(409)
    expect(await boss.text('/console/knowledge')).toContain('勤怠の手引き')
  })
})
