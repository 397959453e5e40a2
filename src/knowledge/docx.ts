/** Reads Word documents, after looking into the package for what would blow up when unpacked. */
import mammoth from 'mammoth'
import { fromBuffer } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { wordsOf } from '../base/failure.ts'
import { linesOfWord } from './html.ts'
import { limits } from './limits.ts'
import type { Read } from './reading.ts'
import type { Reason } from './report.ts'
import { reasonOf } from './report.ts'
import { readLines } from './text.ts'

const openZip = (bytes: Buffer): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      if (error) reject(error)
      else resolve(zip)
    })
  })

/** Unpacks an entry without keeping it: what it says of its size in the directory may be a lie. */
const measure = (zip: ZipFile, entry: Entry, most: number): Promise<number> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error)
      let size = 0
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > most) {
          stream.destroy()
          resolve(size)
        }
      })
      stream.on('end', () => resolve(size))
      stream.on('error', reject)
    })
  })

interface Seen {
  entries: number
  bytes: number
  hasText: boolean
}

const lookAt = async (zip: ZipFile, entry: Entry, packed: number, seen: Seen): Promise<Reason | null> => {
  seen.entries++
  if (seen.entries > limits.zipEntries) return reasonOf('zip-bomb', `${limits.zipEntries} を超える項目`)
  if ((entry.generalPurposeBitFlag & 1) === 1) return reasonOf('encrypted')
  const declared = seen.bytes + entry.uncompressedSize
  if (declared > limits.zipBytes) return reasonOf('zip-bomb', `展開すると ${declared} バイト以上`)
  if (entry.fileName.endsWith('.xml') && entry.uncompressedSize > limits.zipPartBytes) {
    return reasonOf('zip-bomb', `${entry.fileName} が ${entry.uncompressedSize} バイト`)
  }
  if (declared > packed * limits.zipRatio) return reasonOf('zip-bomb', `圧縮率 ${Math.round(declared / packed)} 倍`)
  if (!entry.fileName.endsWith('/')) seen.bytes += await measure(zip, entry, limits.zipBytes - seen.bytes)
  if (seen.bytes > limits.zipBytes) return reasonOf('zip-bomb', `展開すると ${seen.bytes} バイト以上`)
  seen.hasText ||= entry.fileName === 'word/document.xml'
  return null
}

const inspect = async (bytes: Buffer): Promise<Reason | null> => {
  const zip = await openZip(bytes)
  const seen: Seen = { entries: 0, bytes: 0, hasText: false }
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', () => resolve(seen.hasText ? null : reasonOf('unsupported')))
    zip.on('entry', (entry: Entry) => {
      lookAt(zip, entry, bytes.length, seen).then(
        (reason) => (reason === null ? zip.readEntry() : resolve(reason)),
        reject,
      )
    })
    zip.readEntry()
  })
}

/** A picture has no words; its bytes are not even unpacked into the page. */
const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }))
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='表題'] => h1:fresh",
  "p[style-name='副題'] => h2:fresh",
]

export const readDocx = async (bytes: Buffer): Promise<Read> => {
  try {
    const reason = await inspect(bytes)
    if (reason !== null) return { ok: false, reason }
    const options = { convertImage, styleMap, ignoreEmptyParagraphs: false }
    return readLines(linesOfWord((await mammoth.convertToHtml({ buffer: bytes }, options)).value))
  } catch (thrown) {
    return { ok: false, reason: reasonOf('broken', wordsOf(thrown).slice(0, 200)) }
  }
}
