import { crc32, deflateRawSync } from 'node:zlib'

export interface Entry {
  name: string
  bytes: Uint8Array
}

/** 1 January 2025: the same files make the same archive, whenever they are packed. */
const DATE = ((2025 - 1980) << 9) | (1 << 5) | 1
const UTF8_NAMES = 0x0800
const DEFLATED = 8
const VERSION = 20

const fieldsOf = (bytes: Uint8Array, packed: Uint8Array, name: Buffer): Buffer => {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(VERSION, 0)
  fields.writeUInt16LE(UTF8_NAMES, 2)
  fields.writeUInt16LE(DEFLATED, 4)
  fields.writeUInt16LE(0, 6)
  fields.writeUInt16LE(DATE, 8)
  fields.writeUInt32LE(crc32(bytes), 10)
  fields.writeUInt32LE(packed.length, 14)
  fields.writeUInt32LE(bytes.length, 18)
  fields.writeUInt16LE(name.length, 22)
  return fields
}

const marked = (signature: number, ...parts: Uint8Array[]): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt32LE(signature, 0)
  return Buffer.concat([head, ...parts])
}

/** A small archive: a handful of files at its root, as Teams wants them. */
export const zip = (entries: readonly Entry[]): Buffer => {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const written = Buffer.from(name, 'utf8')
    const packed = deflateRawSync(bytes, { level: 9 })
    const fields = fieldsOf(bytes, packed, written)
    const local = marked(0x04034b50, fields, written, packed)
    const where = Buffer.alloc(14)
    where.writeUInt32LE(offset, 10)
    const madeBy = Buffer.from([VERSION, 0])
    centrals.push(marked(0x02014b50, madeBy, fields, where, written))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, directory, marked(0x06054b50, end)])
}
