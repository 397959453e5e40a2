/**
 * What is too large is still read away up to this, because a connection cut in the middle of sending often hides the
 * refusal from whoever sends.
 */
const DRAINED_BYTES_MAX = 2 * 1024 * 1024

interface Sent {
  body: unknown
  headers: Headers
  arrayBuffer(): Promise<ArrayBuffer>
}

/** Bytes that are announced are counted by the server, which ends the connection rather than take more. */
const announced = (headers: Headers): number =>
  headers.has('transfer-encoding') ? Infinity : Number(headers.get('content-length') ?? Infinity)

/** Keeps no more than `bytesMax`, whatever Content-Length says or leaves out; null when there is more. */
export const bytesOf = async (sent: Sent, bytesMax: number): Promise<Uint8Array<ArrayBuffer> | null> => {
  if (announced(sent.headers) <= bytesMax) {
    // Several times as fast as a stream, which counts when hundreds come at once.
    const bytes = new Uint8Array(await sent.arrayBuffer())
    return bytes.byteLength > bytesMax ? null : bytes
  }
  const { body } = sent
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
