import type { Child, FC } from 'hono/jsx'
import { fill } from '../../base/words.ts'

/** `[3]` where a source 3 exists, or a web address written in ASCII. */
const MARKED = /\[(\d{1,2})\]|https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%]+/gu
const ITEM = /^\s*(?:[・•‣●○*-]|\d{1,2}[.．)）])\s*/u
const NUMBERED_ITEM = /^\s*(\d{1,2})[.．)）]\s*/u

interface ProseProps {
  text: string
  /** Numbers of the sources that exist; other brackets are just text. */
  sources: ReadonlySet<number>
  anchor: (n: number) => string
  marker: string
}

const inline = (text: string, props: Omit<ProseProps, 'text'>): Child[] => {
  const parts: Child[] = []
  let at = 0
  for (const match of text.matchAll(MARKED)) {
    const [whole, number] = match
    const url = number === undefined ? whole.replace(/[.,;:!?')]+$/u, '') : null
    const known = number !== undefined && props.sources.has(Number(number))
    if (url === null && !known) continue
    parts.push(text.slice(at, match.index))
    at = match.index + (url ?? whole).length
    parts.push(
      url === null ? (
        <a
          class="marker"
          href={`#${props.anchor(Number(number))}`}
          aria-label={fill(props.marker, { n: number ?? '' })}
        >
          [{number}]
        </a>
      ) : (
        <a href={url} rel="noopener noreferrer" target="_blank">
          {url}
        </a>
      ),
    )
  }
  parts.push(text.slice(at))
  return parts
}

interface Block {
  kind: 'lines' | 'list' | 'numbers'
  start: number
  lines: string[]
}

/** Paragraphs and lists, as people write them in plain text. */
const blocksOf = (text: string): Block[] => {
  const blocks: Block[] = []
  let ended = true
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    if (line.trim() === '') {
      ended = true
      continue
    }
    const numbered = NUMBERED_ITEM.exec(line)
    const kind = numbered ? 'numbers' : ITEM.test(line) ? 'list' : 'lines'
    const words = kind === 'lines' ? line : line.replace(ITEM, '')
    const last = blocks.at(-1)
    if (last?.kind === kind && !ended) last.lines.push(words)
    else blocks.push({ kind, start: Number(numbered?.[1] ?? 1), lines: [words] })
    ended = false
  }
  return blocks
}

/** The desk's plain text with paragraphs, lists, source markers and links; everything else is shown as written. */
export const Prose: FC<ProseProps> = ({ text, ...props }) => (
  <div class="prose">
    {blocksOf(text).map(({ kind, start, lines }) => {
      if (kind === 'lines') {
        return (
          <p>
            {lines.map((line, n) => (
              <>
                {n > 0 ? <br /> : null}
                {inline(line, props)}
              </>
            ))}
          </p>
        )
      }
      const items = lines.map((line) => <li>{inline(line, props)}</li>)
      return kind === 'list' ? <ul>{items}</ul> : <ol start={start}>{items}</ol>
    })}
  </div>
)
