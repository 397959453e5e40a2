/**
 * Reads web sites into a folder of the data folder, from which they are ingested like any other: robots.txt is heeded,
 * pages that have not changed are not sent again, and what vanished stays with the day on which it was missed.
 */
import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import parser from 'robots-parser'
import { stringify } from 'yaml'
import { z } from 'zod'
import { readJson, writeWhole } from './disk.ts'
import { fetchPage, userAgent, type Fetch, type Fetched } from './fetching.ts'
import { addressesIn, pageOf } from './page.ts'
import { sidecarOf } from './sidecar.ts'
import { belongs, readSources, type Source } from './sources.ts'

/** The folder of the data folder in which sites are kept. */
export const sitesFolder = (data: string): string => join(data, 'sites')

const SITEMAPS_MAX = 50
/** Longer than any site may ask a reader to wait. */
const DELAY_MAX = 30_000
const HOUR = 3_600_000
const kinds: Readonly<Record<string, string>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'application/pdf': 'pdf',
}

const stateShape = z.object({
  /** When the site was last read from end to end, in milliseconds. */
  readAt: z.number(),
  pages: z.record(
    z.string(),
    z.object({
      file: z.string().nullable(),
      etag: z.string().optional(),
      lastModified: z.string().optional(),
      links: z.array(z.string()),
      changed: z.string().nullable(),
      /** The day on which it was no longer there. */
      retired: z.string().nullable(),
    }),
  ),
})
type State = z.infer<typeof stateShape>
type KnownPage = State['pages'][string]

export interface CrawlOptions {
  knowledge: string
  data: string
  now: () => Date
  fetch?: Fetch | undefined
  /** Read all sites, also those whose time has not come. */
  force?: boolean | undefined
}

export interface CrawlReport {
  url: string
  read: number
  unchanged: number
  retired: number
  failed: { url: string; why: string }[]
}

const folderOf = (data: string, source: Source): string =>
  join(sitesFolder(data), new URL(source.url).host.replace(/[^\w.-]/g, '_'))

const stateOf = async (data: string, source: Source): Promise<State> =>
  stateShape.safeParse(await readJson(join(folderOf(data, source), '.state.json'))).data ?? { readAt: 0, pages: {} }

/** Its types speak of a default that the package itself does not have. */
const rulesIn = parser as unknown as typeof parser.default
type Rules = ReturnType<typeof rulesIn>

interface Crawl {
  source: Source
  folder: string
  fetch: Fetch
  today: string
  state: State
  robots: Rules
  pauseMs: number
  report: CrawlReport
  waiting: URL[]
  seen: Set<string>
}

const nameOf = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 20)

const dayOf = (header: string | undefined): string | null => {
  const at = header === undefined ? Number.NaN : Date.parse(header)
  return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 10)
}

/** What is known of a page beside its words is kept in a file next to it, as editors may do for any file. */
const writeSidecar = async ({ folder, source }: Crawl, url: string, page: KnownPage): Promise<void> => {
  if (page.file === null) return
  const issued = page.changed ?? dayOf(page.lastModified)
  const head = {
    url,
    source: url,
    ...(issued === null ? {} : { issued }),
    ...(source.issuer === undefined ? {} : { issuer: source.issuer }),
    ...(source.groups.length === 0 ? {} : { groups: source.groups }),
    ...(page.retired === null ? {} : { period: { from: null, to: page.retired } }),
  }
  await writeFile(join(folder, sidecarOf(page.file)), stringify(head))
}

const enqueue = (crawl: Crawl, url: URL): void => {
  const { source, seen, waiting, robots } = crawl
  if (seen.has(url.href) || seen.size >= source.pages || !belongs(source, url)) return
  if (robots.isAllowed(url.href, userAgent) === false) return
  seen.add(url.href)
  waiting.push(url)
}

const keepPage = async (crawl: Crawl, url: URL, fetched: Extract<Fetched, { kind: 'page' }>): Promise<void> => {
  const extension = kinds[fetched.type]
  if (extension === undefined) return
  const page = extension === 'html' ? pageOf(fetched.bytes.toString('utf8'), fetched.url) : null
  const file = page?.isKept === false ? null : `${nameOf(url.href)}.${extension}`
  if (file !== null) await writeFile(join(crawl.folder, file), fetched.bytes)
  const links = page?.isFollowed === true ? page.links.map(({ href }) => href) : []
  const known = { file, ...fetched.validators, links, changed: page?.changed ?? null, retired: null }
  crawl.state.pages[url.href] = known
  await writeSidecar(crawl, url.href, known)
  crawl.report.read++
}

const retire = async (crawl: Crawl, url: URL): Promise<void> => {
  const known = crawl.state.pages[url.href]
  if (known === undefined || known.retired !== null) return
  known.retired = crawl.today
  await writeSidecar(crawl, url.href, known)
  crawl.report.retired++
}

const visit = async (crawl: Crawl, url: URL): Promise<void> => {
  const known = crawl.state.pages[url.href]
  // What came back after it had vanished is asked for in full.
  const fetched = await fetchPage(crawl.fetch, crawl.source, url, known?.retired === null ? known : {})
  if (fetched.kind === 'page') await keepPage(crawl, url, fetched)
  else if (fetched.kind === 'same') crawl.report.unchanged++
  else if (fetched.kind === 'gone') await retire(crawl, url)
  else crawl.report.failed.push({ url: url.href, why: fetched.why })
  for (const link of crawl.state.pages[url.href]?.links ?? []) enqueue(crawl, new URL(link))
}

const readSitemaps = async (crawl: Crawl): Promise<void> => {
  const { source, robots } = crawl
  const listed = source.sitemap === undefined ? robots.getSitemaps() : [source.sitemap]
  const waiting = listed.length > 0 ? [...listed] : [new URL('/sitemap.xml', source.url).href]
  for (let read = 0; read < SITEMAPS_MAX; read++) {
    const next = waiting.shift()
    if (next === undefined) return
    const fetched = await fetchPage(crawl.fetch, source, new URL(next), {})
    if (fetched.kind !== 'page') continue
    const { pages, sitemaps } = addressesIn(fetched.bytes.toString('utf8'))
    waiting.push(...sitemaps)
    for (const page of pages) if (URL.canParse(page)) enqueue(crawl, new URL(page))
  }
}

const walk = async (crawl: Crawl): Promise<void> => {
  for (let url = crawl.waiting.shift(); url !== undefined; url = crawl.waiting.shift()) {
    await visit(crawl, url)
    if (crawl.waiting.length > 0) await sleep(crawl.pauseMs)
  }
}

const crawlSite = async (source: Source, options: CrawlOptions): Promise<CrawlReport> => {
  const { data, fetch = globalThis.fetch } = options
  const report: CrawlReport = { url: source.url, read: 0, unchanged: 0, retired: 0, failed: [] }
  const folder = folderOf(data, source)
  const state = await stateOf(data, source)
  if (options.force !== true && options.now().getTime() - state.readAt < source.everyHours * HOUR) return report
  const address = new URL('/robots.txt', source.url)
  const rules = await fetchPage(fetch, source, address, {})
  // A site that cannot say what it allows is not read; what is known of it stays.
  if (rules.kind === 'failed') return { ...report, failed: [{ url: address.href, why: rules.why }] }
  const robots = rulesIn(address.href, rules.kind === 'page' ? rules.bytes.toString('utf8') : '')
  const asked = (robots.getCrawlDelay(userAgent) ?? 0) * 1000
  const pauseMs = Math.min(DELAY_MAX, Math.max(source.pauseMs, asked))
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(options.now())
  const crawl: Crawl = { source, folder, fetch, today, state, robots, pauseMs, report, waiting: [], seen: new Set() }
  await mkdir(folder, { recursive: true })
  enqueue(crawl, new URL(source.url))
  await readSitemaps(crawl)
  await walk(crawl)
  // What nothing leads to any more is asked for once, to know whether it is still there.
  for (const url of Object.keys(state.pages)) if (!crawl.seen.has(url)) crawl.waiting.push(new URL(url))
  await walk(crawl)
  state.readAt = options.now().getTime()
  await writeWhole(join(folder, '.state.json'), JSON.stringify(state))
  return report
}

/** Reads the sites whose time has come. One that fails leaves what is known of it as it is. */
export const crawlSites = async (options: CrawlOptions): Promise<CrawlReport[]> => {
  const sources = await readSources(options.knowledge)
  const reports: CrawlReport[] = []
  for (const source of sources) reports.push(await crawlSite(source, options))
  // Nobody lists any site any more: nothing of them is known.
  if (sources.length === 0) await rm(sitesFolder(options.data), { recursive: true, force: true })
  return reports
}

/** Whether the time of some site has come. */
export const isCrawlDue = async ({ knowledge, data, now }: CrawlOptions): Promise<boolean> => {
  for (const source of await readSources(knowledge)) {
    const { readAt } = await stateOf(data, source)
    if (now().getTime() - readAt >= source.everyHours * HOUR) return true
  }
  return false
}
