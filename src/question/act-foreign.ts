/** Instructions that a pasted text carries: they are left out, and the real question is answered. */
import { asks, pieces, see, SENTENCES, type ActReader, type Seen } from './act-sight.ts'

/** Where that parts nothing, also behind what is quoted. */
const QUOTES = /(?<=[。！？!?\n」』】])/u

/** A demand for a secret; how secrets are handled is a question about telework. */
export const demandsSecret = ({ means, names }: Seen): boolean => means.has('secret') && !names.has('secret-policy')
const hostile = (seen: Seen): boolean =>
  seen.means.has('override') || seen.means.has('prompt') || (demandsSecret(seen) && seen.p.ask < 0.5)

const ASKING = 0.5
/** Of longer texts the whole is not read: instructions may stand in their midst. */
const WHOLE_CHARACTERS_MAX = 1_000

/** The message without foreign instructions; null where nothing that asks is left, the message itself where there are none. */
export const withoutForeign = (
  text: string,
  whole: Seen,
  reader: ActReader,
): { text: string; ignored: boolean } | null => {
  if (!hostile(whole) && text.length <= WHOLE_CHARACTERS_MAX) return { text, ignored: false }
  for (const boundary of [SENTENCES, QUOTES]) {
    const parts = pieces(text, boundary).map((piece) => see(piece, reader))
    const clean = parts.filter((part) => !hostile(part))
    if (clean.length === parts.length && !hostile(whole)) return { text, ignored: false }
    if (clean.length === parts.length || clean.length === 0) continue
    const asking = clean.filter((part) => part.p.ask > ASKING && asks(part))
    const rest = asking.map((part) => part.text).join('')
    if (rest !== '' && !hostile(see(rest, reader))) return { text: rest, ignored: true }
  }
  return null
}
