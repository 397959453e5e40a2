/**
 * What is too large is still read away up to this, because a connection cut in the middle of sending often hides the
 * refusal from whoever sends.
 */
const DRAINED_BYTES_MAX = 2 * 1024 * 1024

/** Keeps no more than `bytesMax`, whatever Content-Length says or leaves out; null when there is more. */
export const bytesOf = async (
  { body }: { body: unknown },
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  if (body === null || body === undefined) return new Uint8Array()
  let chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size <= bytesMax) chunks.push(chunk)
    else {
      chunks = []
      if (size > Math.max(bytesMax, DRAINED_BYTES_MAX)) return null
    }
  }
  return size > bytesMax ? null : new Uint8Array(Buffer.concat(chunks))
}
