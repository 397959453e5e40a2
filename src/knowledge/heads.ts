/**
 * The heads of documents as the generators of other people's sites write them: Hugo, Jekyll, Docusaurus, MkDocs,
 * VuePress, Obsidian, Notion. What means the same as our own front matter is taken over; the rest is noted. No head is
 * ever a reason to leave a document out.
 */
import { parseYaml } from './front-matter.ts'
import { limits } from './limits.ts'
import { parseToml } from './toml.ts'

export interface Head {
  /** As it was written, key by key. */
  values: Record<string, unknown>
  body: string
  /** Why it was not read as what it seems to be. */
  fault: string | null
}

const yamlHead = /^---[ \t]*\n((?:[\s\S]*?\n)?)(?:---|\.\.\.)[ \t]*(?:\n|$)/
const tomlHead = /^\+\+\+[ \t]*\n((?:[\s\S]*?\n)?)\+\+\+[ \t]*(?:\n|$)/
const jsonHead = /^(\{\n[\s\S]*?\n\})[ \t]*(?:\n|$)/
/** MkDocs reads lines of `Key: value` at the very top, too. */
const plainHead = /^(?:(?:title|date|authors?|summary|description|tags|template|status|updated):[^\n]*\n)+(?=\n|$)/i
/** Notion puts a page's properties right beneath its title. */
const notionHead = /^(# [^\n]+\n)\n?((?:[^\n:：#|\-*>]{1,30}[:：] [^\n]+\n)+)(?=\n|$)/
const notionKey =
  /^(?:created|created time|created by|last edited|last edited time|last edited by|tags|status|url|owner|作成日|作成日時|最終更新|最終更新日時|タグ|ステータス|担当者?)$/i

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What can be had of a head that is no YAML: its lines of `key: value`. */
const lineByLine = (text: string): Record<string, unknown> => {
  const values: Record<string, unknown> = {}
  for (const line of text.split('\n')) {
    const found = /^([^\s:#][^:]{0,40}):\s+(\S.*)$/.exec(line)
    if (found !== null) values[(found[1] ?? '').trim()] = (found[2] ?? '').trim().replace(/^(["'])(.*)\1$/, '$2')
  }
  return values
}

const fromYaml = (text: string, body: string): Head => {
  if (text.length > limits.settings) return { values: {}, body, fault: `${limits.settings} 文字を超えています` }
  const parsed = parseYaml(text)
  if (parsed.ok && (isMap(parsed.value) || parsed.value === null)) {
    return { values: parsed.value ?? {}, body, fault: null }
  }
  return { values: lineByLine(text), body, fault: parsed.ok ? '項目の並びではありません' : parsed.fault }
}

const fromJson = (text: string, body: string): Head | null => {
  try {
    const value: unknown = JSON.parse(text)
    return isMap(value) ? { values: value, body, fault: null } : null
  } catch {
    return null
  }
}

const fromNotion = (text: string): Head | null => {
  const found = notionHead.exec(text)
  const values = found === null ? {} : lineByLine((found[2] ?? '').replaceAll('：', ': '))
  if (found === null || !Object.keys(values).some((key) => notionKey.test(key))) return null
  return { values, body: `${found[1]}\n${text.slice(found[0].length)}`, fault: null }
}

/** Takes the head off a text, in whatever form it is written. */
export const headOf = (text: string): Head => {
  const yaml = yamlHead.exec(text)
  if (yaml !== null) return fromYaml(yaml[1] ?? '', text.slice(yaml[0].length))
  const toml = tomlHead.exec(text)
  if (toml !== null) return { values: parseToml(toml[1] ?? ''), body: text.slice(toml[0].length), fault: null }
  const json = jsonHead.exec(text)
  const read = json === null ? null : fromJson(json[1] ?? '', text.slice(json[0].length))
  if (read !== null) return read
  const lines = plainHead.exec(text)
  if (lines !== null) return { values: lineByLine(lines[0]), body: text.slice(lines[0].length), fault: null }
  return fromNotion(text) ?? { values: {}, body: text, fault: null }
}
