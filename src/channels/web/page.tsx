import type { FC } from 'hono/jsx'
import type { Said } from '../../store/store.ts'
import { fill } from '../../base/words.ts'
import { japaneseDate } from '../plain.ts'
import type { Assets } from './assets.ts'
import { TEXT_CHARACTERS_MAX } from './body.ts'
import { Line, type LineContext } from './lines.tsx'
import { Press } from './press.tsx'
import type { WebWords } from './words.ts'

/** How often a page without JavaScript looks for the answer it waits for. */
const REFRESH_SECONDS = 3
/** From here on the composer says how many characters are left. */
const COUNTER_FROM = TEXT_CHARACTERS_MAX - 500

export interface PageState {
  thread: Said[]
  context: LineContext
  assets: Assets
  /** Offered for the first message of a browser that has no conversation; null once it has one. */
  ticket: string | null
  /** The last of the outbox that this page shows. */
  after: number
  /** The newest question has no answer yet. */
  waiting: boolean
  today: string
  /** What could not be taken, with the words that were sent, so that nothing has to be typed again. */
  fault: { message: string; text: string } | null
  /** The id of the message that the composer would send. */
  nextId: string
}

const Greeting: FC<{ state: PageState }> = ({ state }) => {
  const { words, newId } = state.context
  return (
    <section class="greeting" aria-labelledby="greeting-title">
      <h2 id="greeting-title">{words.greeting.title}</h2>
      <p>{words.greeting.lead}</p>
      <ul class="facts">
        <li>{fill(words.greeting.asOf, { date: japaneseDate(state.today) })}</li>
        <li class="privacy">{words.greeting.privacy}</li>
      </ul>
      <div class="examples">
        <h3 id="starters-title">{words.greeting.startersTitle}</h3>
        <ul aria-labelledby="starters-title" class="starters">
          {words.starters.map(({ title, message }) => (
            <li>
              <Press text={message} ids={{ message: newId(), ticket: state.ticket }} look="button starter">
                {title}
              </Press>
            </li>
          ))}
        </ul>
        <h3 id="examples-title">{words.greeting.examplesTitle}</h3>
        <ul aria-labelledby="examples-title">
          {words.examples.map((example) => (
            <li>
              <Press text={example} ids={{ message: newId(), ticket: state.ticket }} look="button example">
                {example}
              </Press>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

const Composer: FC<{ state: PageState }> = ({ state }) => {
  const { words } = state.context
  return (
    <form class="composer" id="composer" aria-label={words.composer.label} method="post" action="/" data-composer>
      <input type="hidden" name="id" value={state.nextId} />
      {state.ticket === null ? null : <input type="hidden" name="ticket" value={state.ticket} />}
      <p class="connection" role="status" data-connection hidden></p>
      <label for="question">{words.composer.label}</label>
      <div class="composer-row">
        <textarea
          id="question"
          name="text"
          rows={2}
          required
          placeholder={words.composer.placeholder}
          aria-describedby="question-hint question-fault"
          aria-invalid={state.fault === null ? undefined : 'true'}
        >
          {state.fault?.text ?? ''}
        </textarea>
        <button class="button primary" type="submit" data-send>
          {words.composer.send}
        </button>
      </div>
      <p class="error" id="question-fault" data-fault role="alert">
        {state.fault?.message ?? ''}
      </p>
      <p class="hint" id="question-hint">
        <span class="needs-script">{words.composer.hint}</span> {words.composer.privacy}{' '}
        <span class="counter" data-counter aria-live="polite"></span>
      </p>
    </form>
  )
}

/** Asked by the script only; without it a verdict is sent as it is. */
const ReasonDialog: FC<{ words: WebWords }> = ({ words }) => (
  <dialog id="reason" aria-labelledby="reason-title" aria-describedby="reason-lead">
    <form method="dialog">
      <h2 id="reason-title">{words.feedback.title}</h2>
      <p id="reason-lead">{words.feedback.lead}</p>
      <div class="reasons" role="group" aria-labelledby="reason-title">
        {words.feedback.reasons.map((reason) => (
          <label class="check">
            <input type="checkbox" name="reason" value={reason} /> {reason}
          </label>
        ))}
      </div>
      <label for="reason-detail">{words.feedback.detail}</label>
      <p class="hint" id="reason-hint">
        {words.feedback.detailHint}
      </p>
      <textarea id="reason-detail" name="detail" rows={3} maxlength={500} aria-describedby="reason-hint"></textarea>
      <div class="dialog-buttons">
        <button class="button" type="submit" value="cancel" formnovalidate>
          {words.feedback.cancel}
        </button>
        <button class="button primary" type="submit" value="send">
          {words.feedback.send}
        </button>
      </div>
    </form>
  </dialog>
)

const Header: FC<{ state: PageState }> = ({ state }) => {
  const { words, newId } = state.context
  return (
    <header class="banner">
      <div class="banner-inner">
        <h1>
          <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M4 5h24v17H15l-7 6v-6H4z" fill="currentColor" />
            <path d="m16 8.5 7 5.3h-2V18H11v-4.2H9z" class="mark-house" />
          </svg>
          <span>
            {words.name}
            <span class="subname">（{words.subname}）</span>
          </span>
        </h1>
        {words.contact === '' ? null : <p class="contact">{words.contact}</p>}
        <div class="banner-buttons">
          <Press
            action={{ kind: 'consult' }}
            ids={{ message: newId(), ticket: state.ticket }}
            look="button small solid"
          >
            {words.consult}
          </Press>
        </div>
        <div class="banner-buttons" data-conversation hidden={state.thread.length === 0}>
          <Press action={{ kind: 'mine' }} ids={{ message: newId(), ticket: null }} look="button small">
            {words.mine}
          </Press>
          <form method="post" action="/" data-again={words.againAsk}>
            <input type="hidden" name="again" value="yes" />
            <button class="button small" type="submit">
              {words.again}
            </button>
          </form>
        </div>
      </div>
    </header>
  )
}

/** What the client script says; it has no words of its own. */
const scriptWords = (words: WebWords) => ({
  stages: words.shared.stages,
  progress: words.progress,
  states: words.states,
  counter: words.composer.counter,
  over: words.composer.over,
  fault: words.errors.fault,
  submitted: words.form.submitted,
  you: words.you,
  sourcesTitle: words.shared.sources,
})

export const Page: FC<{ state: PageState }> = ({ state }) => {
  const { words } = state.context
  const { assets } = state
  // Where a page without a script is opened again after asking: at the question, with its answer below.
  const latest = state.thread.findLastIndex(({ by, text }) => by === 'person' && text !== '')
  return (
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${words.name}（${words.subname}）`}</title>
        <link rel="icon" href={assets.href('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={assets.href('tokens.css')} />
        <link rel="stylesheet" href={assets.href('chat.css')} />
        <script type="module" src={assets.href('chat.js')}></script>
        {state.waiting ? (
          <noscript>
            <meta http-equiv="refresh" content={String(REFRESH_SECONDS)} />
          </noscript>
        ) : null}
      </head>
      <body
        data-after={String(state.after)}
        data-ticket={state.ticket ?? ''}
        data-max={String(TEXT_CHARACTERS_MAX)}
        data-counter-from={String(COUNTER_FROM)}
        data-words={JSON.stringify(scriptWords(words))}
      >
        <a class="skip" href="#question">
          {words.skip}
        </a>
        <Header state={state} />
        <main>
          {latest === -1 ? null : (
            <noscript>
              <p>
                <a href="#latest">{words.latest}</a>
              </p>
            </noscript>
          )}
          <Greeting state={state} />
          <div class="log" id="log" role="log" aria-live="polite" aria-label={words.log} data-log>
            {state.thread.map((line, n) => (
              <>
                {n === latest ? <span id="latest" class="hidden"></span> : null}
                <Line line={line} context={state.context} />
              </>
            ))}
          </div>
          <div class="progress" role="status" data-progress hidden={!state.waiting}>
            <span class="dots" aria-hidden="true">
              <span></span>
              <span></span>
              <span></span>
            </span>
            <span data-progress-text>{state.waiting ? words.progress.waiting : ''}</span>
            {state.waiting ? (
              <noscript>
                {' '}
                <a href="/#composer">{words.progress.reload}</a>
              </noscript>
            ) : null}
          </div>
          <div class="progress" role="status" data-writing hidden>
            <span class="dots" aria-hidden="true">
              <span></span>
              <span></span>
              <span></span>
            </span>
            <span>{words.progress.writing}</span>
          </div>
          <noscript>
            <p class="hint">{words.noscript}</p>
          </noscript>
        </main>
        <div class="dock">
          <Composer state={state} />
          <footer>
            <p class="footer">{words.footer}</p>
          </footer>
        </div>
        <ReasonDialog words={words} />
      </body>
    </html>
  )
}
