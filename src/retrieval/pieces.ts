/** Files that are written and read piece by piece, with their checksum, and never held twice. */
import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'

export interface Written {
  bytes: number
  sha256: string
}

/** Pieces are gathered to about this size before they are written. */
const GATHERED = 4 * 1024 * 1024
/** No more than this is read at once, so that whoever waits for a turn has one. */
const READ_AT_ONCE = 32 * 1024 * 1024

const writeAll = async (handle: FileHandle, bytes: Buffer): Promise<void> => {
  for (let from = 0; from < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, from, Math.min(READ_AT_ONCE, bytes.length - from))
    from += bytesWritten
  }
}

export const writePieces = async (path: string, pieces: Iterable<Buffer>): Promise<Written> => {
  const hash = createHash('sha256')
  const handle = await open(path, 'w')
  let size = 0
  try {
    for (const piece of pieces) {
      hash.update(piece)
      size += piece.length
      await writeAll(handle, piece)
    }
  } finally {
    await handle.close()
  }
  return { bytes: size, sha256: hash.digest('hex') }
}

/** Lines as pieces of some size. */
export function* piecesOfLines(lines: Iterable<string>): Generator<Buffer> {
  let gathered: string[] = []
  let size = 0
  for (const line of lines) {
    gathered.push(line, '\n')
    size += line.length
    if (size < GATHERED) continue
    yield Buffer.from(gathered.join(''))
    gathered = []
    size = 0
  }
  if (gathered.length > 0) yield Buffer.from(gathered.join(''))
}

/** All of a file from its first byte at an offset of zero, as typed arrays want it, with its checksum. */
export const readPieces = async (path: string): Promise<{ bytes: Buffer; sha256: string }> => {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.from(new ArrayBuffer(size))
    const hash = createHash('sha256')
    let at = 0
    while (at < size) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(READ_AT_ONCE, size - at), at)
      if (bytesRead === 0) break
      hash.update(bytes.subarray(at, at + bytesRead))
      at += bytesRead
    }
    return { bytes: bytes.subarray(0, at), sha256: hash.digest('hex') }
  } finally {
    await handle.close()
  }
}
