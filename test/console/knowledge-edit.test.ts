import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KnowledgeDesk } from '../../src/console/knowledge-desk.ts'
import { followPublished, ingestKnowledge, type Published } from '../../src/wiring/published.ts'
import { inbound, replied, traced } from '../support/messages.ts'
import { type Client, ORIGIN, type Rig, rig, unescaped, knowledgeOver } from './rig.ts'

const guidance = (body: string) => `---
id: base
title: 勤怠の手引き
issuer: 総務省
issued: 2026-04-01
source: 試験用の文書
---

# 勤怠の手引き

## 報告

### 要点

- 報告の方法：電子メール

${body}
`

describe('editing a document in place', () => {
  let directory: string
  let where: { knowledge: string; data: string }
  let desk: Rig
  let published: Published
  let knowledge: KnowledgeDesk
  let boss: Client
  const now = () => new Date()
  const onFault = (what: string, thrown: unknown) => {
    throw new Error(what, { cause: thrown })
  }

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'desk-edit-'))
    where = { knowledge: join(directory, 'knowledge'), data: join(directory, 'data') }
    await mkdir(join(where.knowledge, 'guidance'), { recursive: true })
    await writeFile(join(where.knowledge, 'guidance', 'base.md'), guidance('始業と終業は電子メールで報告します。'))
    await ingestKnowledge(where, now)
    published = await followPublished(where.data, onFault)
    knowledge = knowledgeOver(where, published, {})
    desk = await rig({ knowledge })
    boss = await desk.as('supervisor', '鈴木')
  })
  afterEach(async () => {
    published.stop()
    await desk.close()
    await rm(directory, { recursive: true, force: true })
  })

  const send = async (path: string, fields: Record<string, string>) => {
    const form = new FormData()
    for (const [name, value] of Object.entries({ ...fields, csrf: await boss.csrf() })) form.set(name, value)
    const cookie = [...boss.jar].map(([key, value]) => `${key}=${value}`).join('; ')
    return desk.console.handle(new Request(`${ORIGIN}${path}`, { method: 'POST', body: form, headers: { cookie } }))
  }
  const built = async () => {
    await expect
      .poll(() => ['done', 'failed'].includes(knowledge.building()?.stage ?? ''), { timeout: 15_000 })
      .toBe(true)
  }
  const hash = async () =>
    /name="seen" value="([^"]+)"/u.exec(await boss.text('/console/knowledge/edit?id=base'))?.[1] ?? ''
  const texts = () =>
    knowledge
      .current()
      ?.library.passages.map(({ text }) => text)
      .join('\n')

  /** A question that stands in the list of what was not answered, with the section that came nearest. */
  const unanswered = async (id: string, question: string): Promise<string> => {
    const { store } = desk
    await store.inbox.keep([inbound({ id, text: question, from: { channel: 'chat', conversation: id } })])
    const [claim] = await store.work.claim('w', now(), 60_000, 1)
    const address = { channel: 'chat', conversation: id }
    const trace = { ...traced(), retrieved: [{ passage: 'base#1', score: 0.4, parts: {} }] }
    const reply = { ...replied('分かりません'), outcome: 'escalate' as const }
    const common = { address, person: { id: 'p1' }, at: now(), tookMs: 1 }
    await store.turns.add({ id: `t-${id}`, seq: claim?.seq ?? 0, question, reply, trace, ...common })
    if (claim) await store.work.finish(claim, {}, now())
    return `/console/turns/t-${id}`
  }

  it('makes a way of asking, or a question without an answer, of what was not answered: two presses each', async () => {
    const page = await unanswered('q1', '何で連絡すれば\nよいのですか')
    expect(unescaped(await boss.text('/console/quality'))).toContain(`href="${page}"`)
    const shown = unescaped(await boss.text(page))
    expect(shown).toContain('この箇所の聞き方に加える：要点')
    const question = '何で連絡すればよいのですか "至急"'
    const asked = await send(`${page}/ask`, { question, answer: '', source: '', passage: 'base#1' })
    expect(asked.headers.get('location')).toBe('/console/knowledge/draft?done=asked')
    await built()
    const twice = await send(`${page}/ask`, { question, passage: 'base#1' })
    expect(twice.headers.get('location')).toContain('undone=questionKnown')
    expect(await (await send(`${page}/ask`, { question, passage: 'gone#1' })).text()).toContain('箇所をお選びください')
    const other = await unanswered('q2', '報告書の印鑑はどれですか')
    const gapped = await send(`${other}/gap`, { question: '報告書の印鑑は、どれ?' })
    expect(gapped.headers.get('location')).toBe('/console/knowledge/draft?done=gapped')
    await built()
    // Nothing is used before it is published, and the draft shows where each leads.
    expect(knowledge.current()?.library.gaps).toEqual([])
    const draft = await knowledge.draft()
    expect(draft?.library.passages[0]?.asks).toEqual([question])
    expect(draft?.library.gaps).toEqual(['報告書の印鑑は、どれ?'])
    const list = unescaped(await boss.text('/console/knowledge/draft'))
    for (const words of [question, '要点（勤怠の手引き）', '報告書の印鑑は、どれ?']) expect(list).toContain(words)
    const seen = await knowledge.reviewed()
    expect(await knowledge.publish(seen!, () => Promise.resolve())).toBe('begun')
    await built()
    expect(knowledge.current()?.library.passages[0]?.asks).toEqual([question])
    expect(knowledge.current()?.library.gaps).toEqual(['報告書の印鑑は、どれ?'])
    // What was added is data, and no document of its own.
    expect(knowledge.current()?.library.documents.map(({ id }) => id)).toEqual(['base'])
    const gap = { kind: 'gap', matter: 'base', question: '報告書の印鑑は、どれ?' }
    expect((await send('/console/knowledge/questions/remove', gap)).status).toBe(303)
    await built()
    expect((await knowledge.draft())?.library.gaps).toEqual([])
    expect((await knowledge.draft())?.library.passages[0]?.asks).toEqual([question])
    const viewer = await desk.as('viewer')
    for (const path of [`${page}/ask`, `${page}/gap`, '/console/knowledge/questions/remove'])
      expect((await viewer.post(path, { question })).status).toBe(403)
    const acts = (await desk.store.audit.of('knowledge', 10)).map(({ act }) => act)
    expect(acts).toEqual(expect.arrayContaining(['knowledge.ask', 'knowledge.gap', 'knowledge.question-gone']))
  })

  it('shows what changes and how it is read, keeps it in the draft, publishes it, and can go back', async () => {
    const page = unescaped(await boss.text('/console/knowledge/edit?id=base'))
    expect(page).toContain('始業と終業は電子メールで報告します。')
    const text = guidance('始業と終業はチャットで報告します。').replace('電子メール\n', 'チャット\n')
    const looked = unescaped(
      await (await send('/console/knowledge/edit', { id: 'base', do: 'preview', text, seen: '' })).text(),
    )
    expect(looked).toContain('<ins><span class="hidden">加わる：</span>＋始業と終業はチャットで報告します。</ins>')
    expect(looked).toContain('−始業と終業は電子メールで報告します。')
    expect(looked).toMatch(/報告の方法<\/strong>：チャット/u)
    expect(await knowledge.edits()).toEqual([])

    const kept = await send('/console/knowledge/edit', { id: 'base', do: 'keep', text, seen: await hash() })
    expect(kept.headers.get('location')).toContain('done=edited')
    await built()
    expect(texts()).toContain('電子メールで')
    expect(await boss.text('/console/knowledge/draft')).toContain('直した文書')
    const seen = await knowledge.reviewed()
    expect(await knowledge.publish(seen!, () => Promise.resolve())).toBe('begun')
    await built()
    expect(texts()).toContain('チャットで')
    expect(texts()).not.toContain('電子メールで')
    expect(knowledge.current()?.library.documents.map(({ path }) => path)).toEqual(['guidance/base.md'])
    // The folder that comes with the house is as it was.
    expect(await readFile(join(where.knowledge, 'guidance', 'base.md'), 'utf8')).toContain('電子メールで')

    const versions = await knowledge.versions()
    expect(versions).toHaveLength(2)
    const back = await boss.post('/console/knowledge/restore', { version: versions[1]?.version ?? '' })
    expect(back.headers.get('location')).toContain('done=restored')
    expect(texts()).toContain('電子メールで')
    expect((await boss.post('/console/knowledge/restore', { version: '../../etc' })).status).toBe(409)
    const acts = (await desk.store.audit.of('knowledge', 10)).map(({ act }) => act)
    expect(acts).toEqual(expect.arrayContaining(['knowledge.edit', 'knowledge.roll-back']))
  })

  it('keeps nothing that cannot be read or that somebody else changed meanwhile, and gives the words back', async () => {
    const seen = await hash()
    const unread = await send('/console/knowledge/edit', { id: 'base', do: 'keep', text: '', seen })
    expect(unread.status).toBe(409)
    await send('/console/knowledge/edit', { id: 'base', do: 'keep', text: guidance('一人目の文です。'), seen })
    await built()
    const second = await send('/console/knowledge/edit', {
      id: 'base',
      do: 'keep',
      text: guidance('二人目の文です。'),
      seen,
    })
    expect(second.status).toBe(409)
    const page = await second.text()
    expect(page).toContain('ほかの人が先に')
    expect(page).toContain('二人目の文です。')
    const undone = await send('/console/knowledge/edit', { id: 'base', do: 'undo', text: '', seen: '' })
    expect(undone.headers.get('location')).toContain('done=unedited')
    expect(await knowledge.edits()).toEqual([])
    await built()
  })

  it('edits nothing outside the knowledge', async () => {
    for (const path of ['../secret.md', '/etc/passwd', 'guidance/../../x.md', 'rules/consultation.yaml']) {
      expect([path, await knowledge.source(path), await knowledge.edit(path, '', 'x')]).toEqual([path, null, null])
    }
  })

  it('says of a file what it does not say itself, and names a wrong field in Japanese', async () => {
    const form = async (fields: Record<string, string>) => {
      const body = new FormData()
      body.append('files', new File(['在宅勤務の手当は月3,000円です。'], '手当.txt'))
      for (const [name, value] of Object.entries({ ...fields, csrf: await boss.csrf() })) body.set(name, value)
      const cookie = [...boss.jar].map(([key, value]) => `${key}=${value}`).join('; ')
      const request = new Request(`${ORIGIN}/console/knowledge/upload`, { method: 'POST', body, headers: { cookie } })
      return desk.console.handle(request)
    }
    const wrong = await form({ periodFrom: '2026-12-01', periodTo: '2026-04-01' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('期間の始まりが、終わりより後')
    await form({
      title: '手当の決まり',
      issuer: 'みどり市',
      issued: '2026-10-01',
      periodFrom: '2026-04-01',
      periodTo: '2027-03-31',
    })
    await built()
    const found = (await knowledge.draft())?.library.documents.find(({ path }) => path.endsWith('手当.txt'))
    expect(found).toMatchObject({
      title: '手当の決まり',
      issuer: 'みどり市',
      issued: '2026-10-01',
      period: { from: '2026-04-01', to: '2027-03-31' },
    })
    expect((await knowledge.files()).map(({ name }) => name)).toEqual(['手当.txt'])
    await boss.post('/console/knowledge/about', { name: '手当.txt', title: '在宅勤務手当' })
    await built()
    const again = (await knowledge.draft())?.library.documents.find(({ path }) => path.endsWith('手当.txt'))
    expect(again?.title).toBe('在宅勤務手当')
    await boss.post('/console/knowledge/remove', { name: '手当.txt' })
    await built()
    expect(await readdir(join(where.data, 'draft', 'uploads'))).toEqual([])
  })

  it('tells a slip in a document’s head in Japanese', async () => {
    const text = guidance('本文です。').replace('issued: 2026-04-01', 'issued: 12')
    const { problem } = await knowledge.preview('guidance/base.md', text)
    expect(problem).toMatch(/issued/u)
    expect(problem).not.toMatch(/invalid|expected|received/iu)
  })
})
