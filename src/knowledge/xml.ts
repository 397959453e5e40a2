/** Walks through XML as office programs write it, piece by piece and without building a tree. */

export type Piece =
  | { kind: 'open'; name: string; attributes: string; closed: boolean }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }

const piece = /<(\/?)([\w:.-]+)([^<>]*?)(\/?)>|<[!?][^>]*>|([^<]+)/g
const entity = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const decoded = (text: string): string =>
  text.replace(entity, (found, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? found
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : found
  })

export function* piecesOf(source: string): Generator<Piece> {
  for (const [, slash, name, attributes = '', end, text] of source.matchAll(piece)) {
    if (text !== undefined) yield { kind: 'text', text: decoded(text) }
    else if (name !== undefined && slash === '/') yield { kind: 'close', name }
    else if (name !== undefined) yield { kind: 'open', name, attributes, closed: end === '/' }
  }
}

/** The value of an attribute in the words of an opening tag. */
export const attributeIn = (attributes: string, name: string): string | null => {
  const found = attributes.split(/\s+/).find((word) => word.startsWith(`${name}="`))
  return found === undefined ? null : decoded(found.slice(name.length + 2, -1))
}
