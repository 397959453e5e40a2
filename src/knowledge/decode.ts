/** Bytes to text in the encodings that Japanese offices use, without ever guessing silently wrong. */
import iconv from 'iconv-lite'

export type Decoded = { ok: true; text: string; encoding: string } | { ok: false; detail: string }

const startsWith = (bytes: Buffer, ...mark: number[]): boolean => mark.every((byte, i) => bytes[i] === byte)

const utf8 = new TextDecoder('utf-8', { fatal: true })

const strictUtf8 = (bytes: Buffer): string | null => {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

/** UTF-16 without a mark: in Japanese text either the high bytes repeat (30, 4E…9F) or every other byte is zero. */
const guessUtf16 = (bytes: Buffer): 'utf-16le' | 'utf-16be' | null => {
  const sample = bytes.subarray(0, 4096)
  if (sample.length < 4 || bytes.length % 2 !== 0) return null
  let even = 0
  let odd = 0
  for (let i = 0; i + 1 < sample.length; i += 2) {
    if (sample[i] === 0 || sample[i] === 0x30) even++
    if (sample[i + 1] === 0 || sample[i + 1] === 0x30) odd++
  }
  const half = sample.length / 2
  if (odd > half * 0.4 && odd > even * 2) return 'utf-16le'
  return even > half * 0.4 && even > odd * 2 ? 'utf-16be' : null
}

/** Decoded and encoded again it must be the same bytes, else the encoding was another one or bytes were broken. */
const faithful = (bytes: Buffer, encoding: string): string | null => {
  const text = iconv.decode(bytes, encoding)
  if (text.includes('\uFFFD')) return null
  return iconv.encode(text, encoding).equals(bytes) ? text : null
}

const kana = /[\u3041-\u3096\u30A1-\u30FA、。]/g
const rare = /[\uFF61-\uFF9F\uE000-\uF8FF]/g

/** Wrongly decoded Japanese is full of half-width katakana and rare characters, and has hardly any kana. */
const plausibility = (text: string): number => {
  const sample = text.slice(0, 20_000)
  return ((sample.match(kana)?.length ?? 0) - 3 * (sample.match(rare)?.length ?? 0)) / Math.max(1, sample.length)
}

const hasControl = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 9 || (code > 13 && code < 27)) return true
  }
  return false
}

const legacy = (bytes: Buffer): Decoded => {
  const candidates = ['cp932', 'euc-jp'].flatMap((encoding) => {
    const text = faithful(bytes, encoding)
    return text === null || hasControl(text) ? [] : [{ encoding, text, score: plausibility(text) }]
  })
  const best = candidates.sort((a, b) => b.score - a.score)[0]
  return best === undefined
    ? { ok: false, detail: 'UTF-8・UTF-16・Shift_JIS・EUC-JP のいずれでもありません' }
    : { ok: true, ...best }
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

const wide = (bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): Decoded => {
  if (bytes.length % 2 !== 0) return { ok: false, detail: `${encoding} ですが、途中で切れています` }
  const text = iconv.decode(bytes, encoding)
  const broken = loneSurrogate.test(text) || text.includes('\uFFFD')
  return broken ? { ok: false, detail: `${encoding} ですが、壊れた文字があります` } : { ok: true, text, encoding }
}

export const decode = (bytes: Buffer): Decoded => {
  if (startsWith(bytes, 0xff, 0xfe)) return wide(bytes.subarray(2), 'utf-16le')
  if (startsWith(bytes, 0xfe, 0xff)) return wide(bytes.subarray(2), 'utf-16be')
  const text = strictUtf8(bytes)
  if (text !== null && !hasControl(text)) return { ok: true, text, encoding: 'utf-8' }
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return { ok: false, detail: 'UTF-8 ですが、壊れた文字があります' }
  const guessed = guessUtf16(bytes)
  if (guessed !== null) return wide(bytes, guessed)
  if (text !== null) return { ok: false, detail: '文字ではないデータを含みます' }
  return legacy(bytes)
}
