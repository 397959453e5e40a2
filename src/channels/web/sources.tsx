import type { FC } from 'hono/jsx'
import type { Citation } from '../../vocabulary/types.ts'
import { fill } from '../../base/words.ts'
import { cut, japaneseDate } from '../plain.ts'
import type { WebWords } from './words.ts'

/** Longer quotations begin on the card and unfold. */
const QUOTE_CHARACTERS_SHOWN = 180

/** Only web addresses become links; anything else in a document's metadata stays unlinked. */
const webAddress = (url: string | undefined): string | null =>
  url !== undefined && URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol) ? url : null

const Quote: FC<{ quote: string; words: WebWords }> = ({ quote, words }) => {
  if (quote.length <= QUOTE_CHARACTERS_SHOWN) return <blockquote>{quote}</blockquote>
  return (
    <details class="quote">
      <summary>
        <blockquote>{cut(quote, QUOTE_CHARACTERS_SHOWN)}</blockquote>
        <span class="more">{words.sources.whole}</span>
      </summary>
      <blockquote>{quote}</blockquote>
    </details>
  )
}

/** One line that unfolds. The anchor is inside, since a browser opens what it is led into, with or without a script. */
const Card: FC<{ citation: Citation; id: string; words: WebWords }> = ({ citation, id, words }) => {
  const { status, issued, heading, quote } = citation
  const url = webAddress(citation.url)
  return (
    <li>
      <details class="source">
        <summary>
          <span class="source-number">[{citation.n}]</span> <span class="source-title">{citation.title}</span>{' '}
          {issued === '' ? (
            <span class="source-date">{words.sources.undated}</span>
          ) : (
            <time class="source-date" datetime={issued}>
              {japaneseDate(issued)}
            </time>
          )}{' '}
          <span class={`status status-${status}`}>{words.shared.status[status]}</span>
        </summary>
        <div class="source-body" id={id} tabindex={-1}>
          {heading === '' ? null : (
            <p class="source-heading">
              <span class="label">{words.sources.heading}</span> {heading}
            </p>
          )}
          {quote === '' ? null : <Quote quote={quote} words={words} />}
          {url === null ? null : (
            <p class="source-link">
              <a href={url} target="_blank" rel="noopener noreferrer">
                {words.sources.link}
                <span class="hidden">（{words.sources.newTab}）</span>
                <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
                  <path
                    d="M9 2h5v5M14 2 7.5 8.5M12 9.5V14H2V4h4.5"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="1.5"
                  />
                </svg>
              </a>
            </p>
          )}
        </div>
      </details>
    </li>
  )
}

export const Sources: FC<{ citations: Citation[]; anchor: (n: number) => string; words: WebWords }> = (props) => (
  <section class="sources" aria-label={fill(props.words.sources.title, { count: props.citations.length })}>
    <h3>{fill(props.words.sources.title, { count: props.citations.length })}</h3>
    <ol>
      {props.citations.map((citation) => (
        <Card citation={citation} id={props.anchor(citation.n)} words={props.words} />
      ))}
    </ol>
  </section>
)
