import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Client, type Rig, rig, unescaped } from './rig.ts'

let desk: Rig
let ann: Client & { operator: string }
beforeEach(async () => {
  desk = await rig()
  ann = await desk.as('operator', '安藤')
})
afterEach(() => desk.close())

describe('the list of requests', () => {
  const chosen = async (id: string) => `${id}:${(await desk.store.requests.get(id))?.version}`
  const bulk = async (client: Client, act: string, ids: string[], more: Record<string, string> = {}) => {
    const body = new URLSearchParams({ act, back: 'view=all', csrf: await client.csrf(), ...more })
    for (const id of ids) body.append('request', id)
    // The rig's own form takes a name once only.
    const cookie = [...client.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' }
    return desk.console.handle(
      new Request('http://127.0.0.1:3978/console/bulk', { method: 'POST', headers, body: body.toString() }),
    )
  }
  const organisations = (page: string) =>
    [...page.matchAll(/class="organisation">([^<]+)</gu)].map(([, organisation]) => organisation)

  it('is searched with either kana, wide or narrow', async () => {
    await desk.filed({ organisation: 'みどり市' })
    await desk.filed({ organisation: 'アオゾラ株式会社' })
    const found = async (text: string) =>
      organisations(await ann.text(`/console?view=all&q=${encodeURIComponent(text)}`))
    expect(await found('ミドリ')).toEqual(['みどり市'])
    expect(await found('あおぞら')).toEqual(['アオゾラ株式会社'])
    expect(await found('ｱｵｿﾞﾗ')).toEqual(['アオゾラ株式会社'])
  })

  it('is sorted by a press on its heads, and says by which', async () => {
    await desk.filed({ organisation: '一番市' })
    desk.later(60_000)
    await desk.filed({ organisation: '二番市' })
    const page = unescaped(await ann.text('/console?view=all&order=oldest'))
    expect(organisations(page)).toEqual(['一番市', '二番市'])
    expect(page).toMatch(/aria-sort="ascending"><a class="sort" href="[^"]*order=newest/u)
    expect(organisations(await ann.text('/console?view=all&order=newest'))).toEqual(['二番市', '一番市'])
  })

  it('has several taken on, tagged and ended at once, and says of each one why not', async () => {
    const ids = [await desk.filed(), await desk.filed(), await desk.filed()]
    const all = await Promise.all(ids.map(chosen))
    expect((await bulk(ann, 'claim', all)).headers.get('location')).toContain('done=bulk')
    const owners = await Promise.all(ids.map(async (id) => (await desk.store.requests.get(id))?.ownerName))
    expect(owners).toEqual(['安藤', '安藤', '安藤'])
    // Seen before somebody took them on: not done again.
    const stale = await (await bulk(ann, 'complete', all)).text()
    expect(stale).toContain('0件を処理しました。次の3件はできませんでした')
    const [first = ''] = ids
    const version = String((await desk.store.requests.get(first))?.version)
    await ann.post(`/console/requests/${first}/acts/reply`, { version, text: 'ご案内します。' })
    const part = await (await bulk(ann, 'complete', await Promise.all(ids.map(chosen)))).text()
    expect(part).toContain('1件を処理しました。次の2件はできませんでした')
    expect((await desk.store.requests.get(first))?.state).toBe('replied')
    expect((await bulk(ann, 'tag', all, { tags: '要電話、1月分' })).status).toBe(303)
    expect(organisations(await ann.text(`/console?view=all&tag=${encodeURIComponent('要電話')}`))).toHaveLength(3)
    expect(organisations(await ann.text(`/console?view=all&tag=${encodeURIComponent('要')}`))).toEqual([])
    expect((await bulk(ann, 'tag', [])).headers.get('location')).toContain('undone=bulkNone')
    expect((await bulk(await desk.as('viewer'), 'claim', all)).status).toBe(403)
  })

  it('has several given to somebody', async () => {
    const ben = await desk.as('operator', '別府')
    const boss = await desk.as('supervisor', '鈴木')
    const ids = [await desk.filed(), await desk.filed()]
    const all = await Promise.all(ids.map(chosen))
    expect((await bulk(boss, 'assign', all, { owner: ben.operator })).status).toBe(303)
    expect(organisations(await ben.text('/console?view=mine'))).toHaveLength(2)
    const refused = await bulk(boss, 'assign', await Promise.all(ids.map(chosen)), { owner: 'nobody' })
    expect(await refused.text()).toContain('次の2件はできませんでした')
  })

  it('changes the tags of one request without getting in the way of whoever has it open', async () => {
    const id = await desk.filed()
    const before = (await desk.store.requests.get(id))?.version
    await ann.post(`/console/requests/${id}/tags`, { tags: '要電話 <b>急ぎ</b> 1234-5678-9018' })
    const request = await desk.store.requests.get(id)
    expect(request?.version).toBe(before)
    expect(request?.tags).toContain('要電話')
    expect(JSON.stringify(request?.tags)).not.toContain('9018')
    expect(await ann.text(`/console/requests/${id}`)).toContain('要電話')
    expect(await ann.text('/console/queue.csv?view=all')).toContain('要電話')
    expect((await desk.store.audit.of(id, 20)).map(({ act }) => act)).toContain('tag')
    await desk.store.retention.eraseRequest(id, desk.now())
    expect((await desk.store.requests.get(id))?.tags).toEqual([])
  })

  it('keeps ways of looking under names of one’s own', async () => {
    await desk.filed({ organisation: 'みどり市' })
    const query = `view=all&prefecture=${encodeURIComponent('茨城県')}&order=oldest`
    const done = await ann.post('/console/views', { name: '茨城', query })
    expect(done.headers.get('location')).toContain('done=viewSaved')
    const page = unescaped(await ann.text('/console'))
    const path = /<a href="([^"]+)">茨城<\/a>/u.exec(page)?.[1] ?? ''
    expect(new URLSearchParams(path.split('?')[1]).get('prefecture')).toBe('茨城県')
    expect(organisations(await ann.text(path))).toEqual(['みどり市'])
    const ben = await desk.as('operator', '別府')
    expect(await ben.text('/console')).not.toContain('>茨城</a>')
    const key = /name="key" value="([^"]+)"/u.exec(page)?.[1] ?? ''
    await ben.post('/console/views/remove', { key })
    expect(await ann.text('/console')).toContain('>茨城</a>')
    await ann.post('/console/views/remove', { key })
    expect(await ann.text('/console')).not.toContain('>茨城</a>')
  })
})

describe('a reply that is being written', () => {
  it('is kept for its writer, is gone once it is sent, and is erased with the request', async () => {
    const id = await desk.filed()
    const draft = (client: Client, text: string) => client.post(`/console/requests/${id}/draft`, { text })
    const written = async (client: Client) =>
      /<textarea id="compose-text"[^>]*>([^<]*)</u.exec(await client.text(`/console/requests/${id}`))?.[1]
    const ben = await desk.as('operator', '別府')
    expect(await (await draft(ann, '書きかけ 1234-5678-9018')).text()).toContain('下書きを保存しました')
    expect(await written(ann)).toContain('書きかけ')
    expect(await written(ann)).not.toContain('9018')
    expect(await written(ben)).toBe('')
    expect(await ann.text('/console/home')).toMatch(/書きかけの返信.*TW-2026-00001/su)
    const version = String((await desk.store.requests.get(id))?.version)
    await ann.post(`/console/requests/${id}/acts/claim`, { version })
    expect(await written(ann)).toContain('書きかけ')
    await ann.post(`/console/requests/${id}/acts/note`, { version: '', text: '書きかけ' })
    expect(await written(ann)).toBe('')
    await draft(ann, '二つめ')
    await desk.store.retention.eraseRequest(id, desk.now())
    expect(await desk.store.shelf.list('reply-drafts', '', 10)).toEqual([])
    await draft(ann, '三つめ')
    expect(await desk.store.shelf.list('reply-drafts', '', 10)).toEqual([])
    expect((await (await desk.as('viewer')).post(`/console/requests/${id}/draft`, { text: 'x' })).status).toBe(403)
  })
})
