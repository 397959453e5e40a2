/** What a crawler wants of a web page: where it leads, whether it may be kept, and from when it is. */
import { parse, type DefaultTreeAdapterMap } from 'parse5'
import { dayIn } from './propose.ts'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

export interface Page {
  links: URL[]
  /** Its author does not want it in a search. */
  isKept: boolean
  isFollowed: boolean
  /** The day that it names as its last change. */
  changed: string | null
}

const attributeOf = (element: Element, name: string): string =>
  element.attrs.find((found) => found.name === name)?.value ?? ''

const changeNames = new Set(['article:modified_time', 'last-modified', 'dcterms.modified', 'date'])

/** The line in which Japanese sites tell of a page's last change. */
const changeLine = /(?:最終更新日?|更新日|掲載日|公開日)\s*[:：]?\s*([^<\n]{4,24})/

const resolved = (address: string, base: URL): URL | null => {
  try {
    const url = new URL(address, base)
    url.hash = ''
    return /^https?:$/.test(url.protocol) ? url : null
  } catch {
    return null
  }
}

const look = (page: Page, element: Element, base: URL, rules: Set<string>): void => {
  const name = attributeOf(element, 'name').toLowerCase() || attributeOf(element, 'property').toLowerCase()
  if (element.tagName === 'meta' && name === 'robots') {
    for (const rule of attributeOf(element, 'content')
      .toLowerCase()
      .split(/[\s,]+/))
      rules.add(rule)
  } else if (element.tagName === 'meta' && changeNames.has(name)) {
    page.changed ??= dayIn(attributeOf(element, 'content'))
  } else if (element.tagName === 'a' && !attributeOf(element, 'rel').includes('nofollow')) {
    const url = resolved(attributeOf(element, 'href'), base)
    if (url !== null) page.links.push(url)
  }
}

export const pageOf = (source: string, base: URL): Page => {
  const page: Page = { links: [], isKept: true, isFollowed: true, changed: null }
  const rules = new Set<string>()
  const waiting: Node[] = [parse(source)]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ('tagName' in node) look(page, node, base, rules)
    if ('childNodes' in node) for (const child of node.childNodes.toReversed()) waiting.push(child)
  }
  page.changed ??= dayIn(changeLine.exec(source)?.[1] ?? '')
  page.isKept = !rules.has('noindex') && !rules.has('none')
  page.isFollowed = !rules.has('nofollow') && !rules.has('none')
  return page
}

/** The addresses in a sitemap, or in a list of sitemaps. */
export const addressesIn = (sitemap: string): { pages: string[]; sitemaps: string[] } => {
  const found = [...sitemap.matchAll(/<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)/g)].map(([, address = '']) =>
    address.replaceAll('&amp;', '&'),
  )
  return /<sitemapindex[\s>]/.test(sitemap) ? { pages: [], sitemaps: found } : { pages: found, sitemaps: [] }
}
