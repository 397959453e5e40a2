/** The little of TOML that heads of documents use: keys with words, numbers, dates and lists of these, in tables. */

const keyed = /^\s*("[^"]*"|[\w.-]+)\s*=\s*(.*)$/
const table = /^\s*\[([\w.-]+)\]\s*$/
const words = /"((?:[^"\\]|\\.)*)"|'([^']*)'/g
const inlineComment = /^([^"'#]*)#.*$/

const valueOf = (source: string): unknown => {
  const text = source.replace(inlineComment, '$1').trim()
  const quoted = [...text.matchAll(words)].map(([, double, single]) => double?.replace(/\\(.)/g, '$1') ?? single ?? '')
  if (text.startsWith('[')) {
    const bare = text
      .replace(/^\[|\]$/g, '')
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean)
    return quoted.length > 0 ? quoted : bare
  }
  if (/^["']/.test(text)) return quoted.join('')
  if (text === 'true' || text === 'false') return text === 'true'
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
}

/** Nothing here can fail: a line that is no TOML is left out. */
export const parseToml = (source: string): Record<string, unknown> => {
  const values: Record<string, unknown> = {}
  let open: { key: string; text: string } | null = null
  let prefix = ''
  const put = (key: string, text: string): void => {
    values[prefix + key.replaceAll('"', '')] = valueOf(text)
  }
  for (const line of source.split('\n')) {
    if (open !== null) {
      open.text += ` ${line.trim()}`
      if (!/\]\s*$/.test(line)) continue
      put(open.key, open.text)
      open = null
      continue
    }
    const named = table.exec(line)
    // Hugo keeps tags under [taxonomies]; whose table a key is in says nothing else of it.
    if (named !== null) prefix = named[1] === 'taxonomies' ? '' : `${named[1]}.`
    const found = keyed.exec(line)
    if (found === null) continue
    const [, key = '', text = ''] = found
    if (/^\s*\[/.test(text) && !/\]\s*(?:#.*)?$/.test(text)) open = { key, text }
    else put(key, text)
  }
  return values
}
