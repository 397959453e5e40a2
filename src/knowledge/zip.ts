/** Opens the packages that office programs write, after looking into them for what would blow up when unpacked. */
import { fromBuffer } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { limits } from './limits.ts'
import type { Reason } from './report.ts'
import { reasonOf } from './report.ts'

const openZip = (bytes: Buffer): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      if (error) reject(error)
      else resolve(zip)
    })
  })

/** Unpacks an entry, keeping what is wanted of it: what it says of its size in the directory may be a lie. */
const unpack = (zip: ZipFile, entry: Entry, most: number, keep: boolean): Promise<{ size: number; bytes: Buffer }> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error)
      let size = 0
      const chunks: Buffer[] = []
      const finish = (): void => resolve({ size, bytes: Buffer.concat(chunks) })
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (keep) chunks.push(chunk)
        if (size > most) {
          stream.destroy()
          finish()
        }
      })
      stream.on('end', finish)
      stream.on('error', reject)
    })
  })

export interface Package {
  names: string[]
  /** The parts that were asked for, as text. */
  parts: Map<string, string>
}

interface Opening {
  packed: number
  bytes: number
  wanted: (name: string) => boolean
  opened: Package
}

const lookAt = async (zip: ZipFile, entry: Entry, opening: Opening): Promise<Reason | null> => {
  const { opened } = opening
  opened.names.push(entry.fileName)
  if (opened.names.length > limits.zipEntries) return reasonOf('zip-bomb', `${limits.zipEntries} を超える項目`)
  if ((entry.generalPurposeBitFlag & 1) === 1) return reasonOf('encrypted')
  const declared = opening.bytes + entry.uncompressedSize
  if (declared > limits.zipBytes) return reasonOf('zip-bomb', `展開すると ${declared} バイト以上`)
  if (entry.fileName.endsWith('.xml') && entry.uncompressedSize > limits.zipPartBytes) {
    return reasonOf('zip-bomb', `${entry.fileName} が ${entry.uncompressedSize} バイト`)
  }
  if (declared > opening.packed * limits.zipRatio) {
    return reasonOf('zip-bomb', `圧縮率 ${Math.round(declared / opening.packed)} 倍`)
  }
  if (entry.fileName.endsWith('/')) return null
  const wanted = opening.wanted(entry.fileName)
  const { size, bytes } = await unpack(zip, entry, limits.zipBytes - opening.bytes, wanted)
  opening.bytes += size
  if (wanted) opened.parts.set(entry.fileName, bytes.toString('utf8'))
  return opening.bytes > limits.zipBytes ? reasonOf('zip-bomb', `展開すると ${opening.bytes} バイト以上`) : null
}

/** Everything is unpacked once, to be measured; only the wanted parts are kept. */
export const openPackage = async (
  bytes: Buffer,
  wanted: (name: string) => boolean,
): Promise<{ ok: true; opened: Package } | { ok: false; reason: Reason }> => {
  const zip = await openZip(bytes)
  const opening: Opening = { packed: bytes.length, bytes: 0, wanted, opened: { names: [], parts: new Map() } }
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', () => resolve({ ok: true, opened: opening.opened }))
    zip.on('entry', (entry: Entry) => {
      lookAt(zip, entry, opening).then(
        (reason) => (reason === null ? zip.readEntry() : resolve({ ok: false, reason })),
        reject,
      )
    })
    zip.readEntry()
  })
}
