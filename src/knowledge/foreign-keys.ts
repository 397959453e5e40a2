/** Which keys of other people's heads mean the same as ours, and how their values are written. */
import type { FrontMatter } from './front-matter.ts'
import { checkKey, frontMatterKeys, type FrontMatterKey } from './front-matter.ts'
import { dayIn } from './propose.ts'

/** Under each of our keys theirs, in the order in which they are believed; compared without case, `-` and `_`. */
const theirs: Partial<Record<FrontMatterKey, readonly string[]>> = {
  title: ['title', 'name', 'タイトル', '表題', '件名'],
  issued: [
    'lastmod',
    'lastmodified',
    'lastmodifiedat',
    'lastupdated',
    'lastupdate',
    'updated',
    'updatedat',
    'datemodified',
    'modified',
    'lastedited',
    'lasteditedtime',
    'reviewdate',
    'publishdate',
    'published',
    'publishedat',
    'pubdate',
    'date',
    'created',
    'createdat',
    'createdtime',
    'datecreated',
    '更新日',
    '最終更新',
    '最終更新日',
    '最終更新日時',
    '改定日',
    '改正日',
    '発行日',
    '公開日',
    '作成日',
    '作成日時',
    '日付',
  ],
  topics: ['tags', 'tag', 'categories', 'category', 'keywords', 'タグ', 'カテゴリ', 'カテゴリー', '分類'],
  description: ['description', 'summary', 'excerpt', 'subtitle', '概要', '説明'],
  url: ['canonicalurl', 'canonical', 'sourceurl', 'originalurl', 'permalink', 'link', 'url'],
  issuer: [
    'publisher',
    'organization',
    'organisation',
    'department',
    'author',
    'authors',
    '発行者',
    '担当',
    '部署',
    '担当課',
    '作成者',
  ],
}

const plainKey = (key: string): string => key.toLowerCase().replace(/[-_\s]/g, '')

const wordsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(wordsOf)
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()]
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  const { name, title, date } = value as Record<string, unknown>
  return wordsOf(name ?? title ?? date)
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const english = /([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})/

const dayOf = (text: string): string | null => {
  const found = english.exec(text)
  const month = months.indexOf((found?.[1] ?? '').toLowerCase()) + 1
  return found === null || month === 0 ? dayIn(text) : dayIn(`${found[3]}-${month}-${found[2]}`)
}

/** Our value of a key from their value; null where theirs says nothing that we could use. */
const readings: Partial<Record<FrontMatterKey, (value: unknown) => unknown>> = {
  title: (value) => wordsOf(value)[0] ?? null,
  issued: (value) => dayOf(wordsOf(value)[0] ?? ''),
  topics: (value) => {
    const list = wordsOf(value).flatMap((words) => (Array.isArray(value) ? words : words.split(/[,、|]\s*/)))
    const topics = list.map((word) => word.replace(/^#/, '').trim()).filter(Boolean)
    return topics.length === 0 ? null : topics
  },
  description: (value) => wordsOf(value)[0] ?? null,
  url: (value) => wordsOf(value).find((words) => /^https?:\/\//.test(words)) ?? null,
  issuer: (value) => wordsOf(value)[0] ?? null,
}

/** Written for a generator: it leaves these out of its site, so they are left out here. */
const isUnpublished = (values: Record<string, unknown>): boolean =>
  values['draft'] === true || values['published'] === false || values['publish'] === false

export interface Mapped {
  frontMatter: FrontMatter
  /** Keys that were not used, and what is wrong with those that look like ours. */
  noted: string[]
  /** Held back by its author. */
  unpublished: boolean
  /** Written for another program, whose ids are only unique among its own. */
  foreign: boolean
}

const expiryKeys = new Set(['expirydate', 'expires', 'expiry', 'validuntil', '有効期限'])
const effectiveKeys = new Set(['effectivedate', 'validfrom', '施行日', '適用日'])

/** Hugo and company say until when a page is valid in a key of its own. */
const periodIn = (values: Record<string, unknown>, used: Set<string>): FrontMatter['period'] => {
  const dayUnder = (keys: ReadonlySet<string>): string | null => {
    const key = Object.keys(values).find((name) => keys.has(plainKey(name)))
    const found = key === undefined ? null : dayOf(wordsOf(values[key])[0] ?? '')
    if (key !== undefined && found !== null) used.add(key)
    return found
  }
  const from = dayUnder(effectiveKeys)
  const to = dayUnder(expiryKeys)
  return from === null && to === null ? undefined : { from, to }
}

export const mapKeys = (values: Record<string, unknown>): Mapped => {
  const found: Record<string, unknown> = {}
  const used = new Set<string>(['draft', 'published', 'publish'].filter((key) => typeof values[key] === 'boolean'))
  const noted: string[] = []
  for (const key of frontMatterKeys) {
    if (!(key in values)) continue
    const checked = checkKey(key, values[key])
    if (!checked.ok) {
      noted.push(checked.fault)
      continue
    }
    found[key] = checked.value
    used.add(key)
  }
  for (const [ours, names] of Object.entries(theirs) as [FrontMatterKey, readonly string[]][]) {
    for (const name of names) {
      const key = Object.keys(values).find((one) => plainKey(one) === name && !used.has(one))
      const value = key === undefined ? null : (readings[ours]?.(values[key]) ?? null)
      if (key === undefined || value === null || !checkKey(ours, value).ok) continue
      used.add(key)
      if (ours === 'topics') found[ours] = [...((found[ours] as string[] | undefined) ?? []), ...(value as string[])]
      else found[ours] ??= value
    }
  }
  if (typeof values['id'] === 'number') found['id'] ??= String(values['id'])
  const period = periodIn(values, used)
  if (period !== undefined) found['period'] ??= period
  const unused = Object.keys(values).filter((key) => !used.has(key) && found[key] === undefined)
  const faulty = new Set(noted.map((fault) => fault.split(' ')[0]))
  noted.push(...unused.filter((key) => !faulty.has(key)))
  const foreign = Object.keys(values).some((key) => !(frontMatterKeys as readonly string[]).includes(key))
  return { frontMatter: found, noted, unpublished: isUnpublished(values), foreign }
}
