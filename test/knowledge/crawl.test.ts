import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CrawlReport } from '../../src/knowledge/knowledge.ts'
import { addressOf, crawlSites, readLibrary, sitesFolder } from '../../src/knowledge/knowledge.ts'

const page = (title: string, body: string, head = ''): string =>
  `<!doctype html><html><head><title>${title}｜みどり町</title>${head}</head><body><header>みどり町</header><nav><a href="/docs/">一覧</a></nav><main><h1>${title}</h1>${body}</main><footer>著作権</footer></body></html>`

/** A town's site; pages are put in and taken away by the tests. */
const pages = new Map<string, { body: string; type?: string; etag?: string }>()
const asked: { path: string; agent: string; etag: string }[] = []

const answer = (request: IncomingMessage, response: ServerResponse): void => {
  const path = request.url ?? '/'
  const etag = request.headers['if-none-match'] ?? ''
  asked.push({ path, agent: String(request.headers['user-agent']), etag })
  const found = pages.get(path)
  if (path === '/docs/moved.html') response.writeHead(302, { location: 'http://127.0.0.1:1/other' }).end()
  else if (path === '/docs/broken.html') response.writeHead(500).end()
  else if (found === undefined) response.writeHead(404).end()
  else if (found.etag !== undefined && found.etag === etag) response.writeHead(304).end()
  else {
    const headers = { 'content-type': found.type ?? 'text/html; charset=utf-8', ...(found.etag === undefined ? {} : { etag: found.etag }) }
    response.writeHead(200, { ...headers, 'last-modified': 'Mon, 03 Jun 2024 00:00:00 GMT' }).end(found.body)
  }
}

let server: Server
let origin = ''
const root = mkdtempSync(join(tmpdir(), 'crawl-'))
const knowledge = join(root, 'knowledge')
const data = join(root, 'data')

const crawl = async (day: string): Promise<CrawlReport> => {
  asked.length = 0
  const [report] = await crawlSites({ knowledge, data, now: () => new Date(`${day}T03:00:00Z`), force: true })
  if (report === undefined) throw new Error('no site was read')
  return report
}

const read = () => readLibrary([knowledge, sitesFolder(data)])

beforeAll(async () => {
  server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  mkdirSync(knowledge, { recursive: true })
  writeFileSync(join(knowledge, 'sources.yaml'), `- {url: ${origin}/docs/, pauseMs: 0, issuer: みどり町, exclude: [/docs/old/]}\n`)
  pages.set('/robots.txt', { body: `User-agent: *\nDisallow: /docs/secret\nSitemap: ${origin}/map.xml\n`, type: 'text/plain' })
  pages.set('/map.xml', { body: `<urlset><url><loc>${origin}/docs/refuse.html</loc></url></urlset>`, type: 'application/xml' })
  pages.set('/docs/', { body: page('案内', '<p>町の案内です。</p><a href="waste.html">ごみ</a><a href="/docs/secret/a.html">秘密</a><a href="/docs/old/b.html">旧</a><a href="/shop/">店</a><a href="https://elsewhere.example/">外</a><a href="moved.html">転送</a><a href="broken.html">故障</a><a href="private.html">非公開</a>') })
  pages.set('/docs/waste.html', { body: page('ごみの出し方', '<h2>燃えるごみ</h2><p>燃えるごみは月曜日と木曜日に出します。</p><p>更新日：2024年5月1日</p>'), etag: '"w1"' })
  pages.set('/docs/refuse.html', { body: page('粗大ごみ', '<p>粗大ごみは1点500円です。</p>'), etag: '"r1"' })
  pages.set('/docs/private.html', { body: page('下書き', '<p>まだ見せません。</p>', '<meta name="robots" content="noindex">') })
  pages.set('/docs/secret/a.html', { body: page('秘密', '<p>秘密です。</p>') })
  pages.set('/docs/old/b.html', { body: page('旧', '<p>古いです。</p>') })
  pages.set('/shop/', { body: page('店', '<p>店です。</p>') })
})

afterAll(() => {
  server.close()
  rmSync(root, { recursive: true, force: true })
})

describe('a web site', () => {
  it('is read from its sitemap and its links, within its bounds and as its robots.txt allows', async () => {
    const report = await crawl('2026-11-20')
    expect(report).toMatchObject({ read: 4, unchanged: 0, retired: 0 })
    expect(report.failed.map(({ url }) => new URL(url).pathname)).toEqual(['/docs/broken.html'])
    const paths = asked.map(({ path }) => path)
    expect(paths).not.toContain('/docs/secret/a.html')
    expect(paths).not.toContain('/docs/old/b.html')
    expect(paths).not.toContain('/shop/')
    expect(asked.every(({ agent }) => agent === 'telework-desk')).toBe(true)
    const { library } = await read()
    const byUrl = new Map(library.documents.map((document) => [document.url, document]))
    expect([...byUrl.keys()].map(String).sort()).toEqual([`${origin}/docs/`, `${origin}/docs/refuse.html`, `${origin}/docs/waste.html`])
    expect(byUrl.get(`${origin}/docs/waste.html`)).toMatchObject({ title: 'ごみの出し方', issued: '2024-05-01', issuer: 'みどり町' })
    expect(byUrl.get(`${origin}/docs/refuse.html`)).toMatchObject({ issued: '2024-06-03' })
    const waste = byUrl.get(`${origin}/docs/waste.html`)
    const section = library.passages.find(({ document }) => document === waste?.id)
    if (waste === undefined || section === undefined) throw new Error('the page was not read')
    expect(addressOf(waste, section)).toBe(`${origin}/docs/waste.html#:~:text=${encodeURIComponent('燃えるごみ')}`)
    const all = library.passages.map(({ text }) => text).join('\n')
    expect(all).toContain('燃えるごみは月曜日と木曜日に出します。')
    expect(all).not.toMatch(/著作権|一覧|まだ見せません/)
  })

  it('is not sent again where it has not changed', async () => {
    const report = await crawl('2026-11-21')
    expect(report.unchanged).toBe(2)
    expect(asked.find(({ path }) => path === '/docs/waste.html')?.etag).toBe('"w1"')
  })

  it('keeps what vanished, as ended on the day on which it was missed, until it comes back', async () => {
    pages.delete('/docs/refuse.html')
    pages.set('/map.xml', { body: '<urlset></urlset>', type: 'application/xml' })
    expect(await crawl('2026-11-22')).toMatchObject({ retired: 1 })
    const gone = async () => (await read()).library.documents.find(({ url }) => url === `${origin}/docs/refuse.html`)
    expect(await gone()).toMatchObject({ period: { from: null, to: '2026-11-22' } })
    expect(await crawl('2026-11-23')).toMatchObject({ retired: 0 })
    pages.set('/docs/refuse.html', { body: page('粗大ごみ', '<p>粗大ごみは1点600円です。</p>'), etag: '"r1"' })
    await crawl('2026-11-24')
    expect(await gone()).toMatchObject({ period: 'unknown' })
  })

  it('stays as it is known while it cannot be reached', async () => {
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const report = await crawl('2026-11-25')
    expect(report).toMatchObject({ read: 0, retired: 0 })
    expect(report.failed).toHaveLength(1)
    expect((await read()).library.documents).toHaveLength(3)
    server = createServer(answer)
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  })

  it('is read again when its time has come, and not before', async () => {
    const at = (time: string) => crawlSites({ knowledge, data, now: () => new Date(time) })
    asked.length = 0
    await at('2026-11-24T20:00:00Z')
    expect(asked).toEqual([])
    await at('2026-11-26T04:00:00Z')
    expect(asked.length).toBeGreaterThan(2)
  })
})
