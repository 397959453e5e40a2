import { describe, expect, it } from 'vitest'
import { createDocumentPages, documentAddress } from '../../src/wiring/document-pages.ts'
import type { Edition } from '../../src/wiring/published.ts'

const document = { id: '手引き/2021', title: 'テレワーク <手引き>', issuer: '総務課', issued: '2021-04-01' }
const passages = [
  { id: '手引き/2021#2', document: document.id, title: '費用', text: '無料です & <b>簡単</b>', start: 20 },
  { id: '手引き/2021#1', document: document.id, title: '目的', text: '働き方を変えます', start: 0 },
  { id: 'other#1', document: 'other', title: '別', text: '別の資料', start: 0 },
]
const closed = { ...document, id: 'hr', groups: ['hr'] }
const edition = { library: { documents: [document, closed], passages } } as unknown as Edition
const pages = createDocumentPages(() => edition)
const get = (address: string, method = 'GET') => pages.handle(new Request(address, { method }))

describe('the page of a document', () => {
  it('shows what the desk read, passage by passage, where a link of a chat leads', async () => {
    const address = documentAddress('https://desk.example.jp/', document.id, '手引き/2021#2')
    const answer = await get(address)
    expect(answer.status).toBe(200)
    const page = await answer.text()
    expect(page).toContain(`id="${new URL(address).hash.slice(1)}"`)
    expect(page).toContain('無料です &amp; &lt;b&gt;簡単&lt;/b&gt;')
    expect(page).toContain('テレワーク &lt;手引き&gt;')
    expect(page).toContain('令和3年4月1日')
    expect(page.indexOf('目的')).toBeLessThan(page.indexOf('費用'))
    expect(page).not.toContain('別の資料')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('shows nothing of what is limited to a group, unknown, or asked for in another way', async () => {
    const at = (id: string) => `https://desk.example.jp/documents/${id}`
    for (const id of ['hr', 'nothing', '%E0%A4%A']) expect((await get(at(id))).status).toBe(404)
    expect((await get(at(encodeURIComponent(document.id)), 'POST')).status).toBe(404)
  })
})
