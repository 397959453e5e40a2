import type { FC } from 'hono/jsx'
import type { Form, Notice, Offer, Reply } from '../../vocabulary/types.ts'
import type { Said } from '../../store/store.ts'
import { fill } from '../../base/words.ts'
import { addingNotices, addingWorking, japaneseMoment, pressed } from '../plain.ts'
import type { Press as Action } from './body.ts'
import { Consultation, ReceiptCard, type Filled } from './consultation.tsx'
import { Press } from './press.tsx'
import { Prose } from './prose.tsx'
import { Sources } from './sources.tsx'
import type { WebWords } from './words.ts'

/** What a line's look depends on beside itself. */
export interface LineContext {
  words: WebWords
  newId: () => string
  /** The last verdict on each turn. */
  verdicts: ReadonlyMap<string, 'good' | 'bad'>
  /** Deliveries whose form may still be sent. */
  liveForms: ReadonlySet<string>
  filled: Filled | null
}

export const contextOf = (thread: Said[], words: WebWords, newId: () => string, filled: Filled | null): LineContext => {
  const verdicts = new Map<string, 'good' | 'bad'>()
  const liveForms = new Set<string>()
  for (const { action, reply, id } of thread) {
    if (action?.kind === 'feedback') verdicts.set(action.turn, action.verdict)
    if (reply?.form || reply?.receipt) liveForms.clear()
    if (reply?.form) liveForms.add(id)
  }
  return { words, newId, verdicts, liveForms, filled }
}

const Time: FC<{ at: Date }> = ({ at }) => {
  const iso = at.toISOString()
  return <time datetime={iso}>{japaneseMoment(iso)}</time>
}

const anchorOf = (line: string) => (n: number) => `s-${line}-${n}`

const OfferButton: FC<{ offer: Offer; turn: string | undefined; context: LineContext }> = ({
  offer,
  turn,
  context,
}) => {
  const { text, action } = pressed(offer, turn)
  const ids = { message: context.newId(), ticket: null }
  const look = offer.kind === 'consult' ? 'button primary consult' : 'button quiet'
  if (action === undefined) {
    return (
      <Press text={text} ids={ids} look={look}>
        {offer.label}
      </Press>
    )
  }
  return (
    <Press action={action as Action} ids={ids} look={look}>
      {offer.label}
    </Press>
  )
}

const Offers: FC<{ reply: Reply; context: LineContext }> = ({ reply, context }) => {
  const { words } = context
  const answered = reply.turn !== undefined && reply.outcome !== 'notice'
  const offers: Offer[] =
    answered && reply.form === undefined && !reply.offers.some(({ kind }) => kind === 'consult')
      ? [...reply.offers, { kind: 'consult', label: words.consult }]
      : reply.offers
  if (offers.length === 0) return null
  return (
    <div class="offers" role="group" aria-label={words.offers}>
      {offers.map((offer) => (
        <OfferButton offer={offer} turn={reply.turn} context={context} />
      ))}
    </div>
  )
}

const thumb =
  'M1.5 7h2.6v7H1.5zM4.1 7.4 7 1.6c1.2 0 1.9.8 1.9 1.9L8.5 6h4.3c1 0 1.7.9 1.5 1.9l-1 4.9c-.1.7-.8 1.2-1.5 1.2H4.1z'

const Thumb: FC<{ down: boolean }> = ({ down }) => (
  <svg class={down ? 'icon down' : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
    <path d={thumb} fill="none" stroke="currentColor" stroke-width="1.3" stroke-linejoin="round" />
  </svg>
)

const Feedback: FC<{ turn: string; context: LineContext }> = ({ turn, context }) => {
  const { words } = context
  const given = context.verdicts.get(turn)
  const verdict = (kind: 'good' | 'bad') => (
    <Press
      action={{ kind: 'feedback', turn, verdict: kind, reason: '' }}
      ids={{ message: context.newId(), ticket: null }}
      look="button small"
      mark={kind}
      pressed={given === kind}
    >
      <Thumb down={kind === 'bad'} />
      {words.feedback[kind]}
    </Press>
  )
  return (
    <div class="feedback" role="group" aria-label={words.feedback.label} data-thanks={words.feedback.thanks}>
      <span class="label" aria-hidden="true">
        {words.feedback.label}
      </span>
      {verdict('good')}
      {verdict('bad')}
      <button class="button small needs-script" type="button" data-copy={words.copied}>
        {words.copy}
      </button>
      <span class="thanks" role="status">
        {given === undefined ? '' : words.feedback.thanks}
      </span>
    </div>
  )
}

type ProseParts = Omit<Parameters<typeof Prose>[0], 'text'>

const bare = (text: string): string => text.replaceAll(/\s+/gu, '')

/** What a caution says by its title alone, where the text has its words already. */
const TITLES_THAT_TELL: ReadonlySet<Notice['kind']> = new Set([
  'ended',
  'superseded',
  'conflict',
  'correction',
  'urgent',
  'masked',
])

const Notices: FC<{ reply: Reply; notices: Notice[]; prose: ProseParts; words: WebWords }> = (given) => {
  const { reply, prose, words } = given
  const adding = addingNotices(reply)
  const shown = given.notices.filter(
    (notice, n) =>
      (adding.includes(notice) || TITLES_THAT_TELL.has(notice.kind)) &&
      given.notices.findIndex(({ text }) => bare(text) === bare(notice.text)) === n,
  )
  return (
    <>
      {shown.map((notice) => (
        <div class={`notice notice-${notice.kind}`}>
          <p class="notice-title">{words.notices[notice.kind]}</p>
          {adding.includes(notice) ? <Prose text={notice.text} {...prose} /> : null}
        </div>
      ))}
    </>
  )
}

const Working: FC<{ working: { label: string; value: string }[]; words: WebWords }> = ({ working, words }) => (
  <table class="working">
    <caption>{words.working}</caption>
    <tbody>
      {working.map(({ label, value }) => (
        <tr>
          <th scope="row">{label}</th>
          <td>{value}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** Where a reply begins with the form's own introduction, it is not said a second time. */
const formOf = (form: Form, text: string): Form =>
  bare(text).includes(bare(form.intro)) ? { ...form, intro: '' } : form

interface DeskLineProps {
  id: string
  at: Date
  reply: Reply
  context: LineContext
}

/** What the desk or an operator said, with all that goes with it. */
export const DeskLine: FC<DeskLineProps> = ({ id, at, reply, context }) => {
  const { words } = context
  const anchor = anchorOf(id)
  const prose = { sources: new Set(reply.citations.map(({ n }) => n)), anchor, marker: words.sources.marker }
  const rated = reply.turn !== undefined && reply.outcome !== 'notice' && reply.form === undefined
  // What must be done at once is read before anything else.
  const urgent = reply.notices.filter(({ kind }) => kind === 'urgent')
  const calm = reply.notices.filter(({ kind }) => kind !== 'urgent')
  return (
    <article class={reply.speaker === undefined ? 'line desk' : 'line desk person-speaks'} data-line={id} tabindex={-1}>
      <header>
        <span class="who">
          {reply.speaker === undefined ? words.desk : fill(words.speaker, { name: reply.speaker })}
        </span>
        <Time at={at} />
      </header>
      <div class="said">
        {reply.form === undefined && (reply.outcome === 'refuse' || reply.outcome === 'escalate') ? (
          <p class="outcome">{words.outcomes[reply.outcome]}</p>
        ) : null}
        <Notices reply={reply} notices={urgent} prose={prose} words={words} />
        <Prose text={reply.text} {...prose} />
        {reply.generated === true ? <p class="generated">{words.generated}</p> : null}
        <Notices reply={reply} notices={calm} prose={prose} words={words} />
        {addingWorking(reply).length > 0 ? <Working working={addingWorking(reply)} words={words} /> : null}
        {reply.receipt ? <ReceiptCard receipt={reply.receipt} words={words} /> : null}
        {reply.form ? (
          <Consultation
            form={formOf(reply.form, reply.text)}
            live={context.liveForms.has(id)}
            filled={context.filled?.request === reply.form.request ? context.filled : null}
            ids={{ message: context.newId(), ticket: null }}
            anchor={`f-${id}`}
            words={words}
          />
        ) : null}
        {reply.citations.length > 0 ? <Sources citations={reply.citations} anchor={anchor} words={words} /> : null}
        <Offers reply={reply} context={context} />
        {rated && reply.turn !== undefined ? <Feedback turn={reply.turn} context={context} /> : null}
      </div>
    </article>
  )
}

/** What the person said. A press that says nothing, such as a verdict, is no line. */
export const PersonLine: FC<{ id: string; at: Date; text: string; words: WebWords }> = ({ id, at, text, words }) => (
  <article class="line you" data-line={id} tabindex={-1}>
    <header>
      <span class="who">{words.you}</span>
      <Time at={at} />
    </header>
    <div class="said">
      <p class="verbatim">{text}</p>
    </div>
  </article>
)

/** Ids in a conversation's lines are without the prefix that keeps conversations apart in the inbox. */
export const shortId = (id: string): string => id.slice(id.indexOf(':') + 1)

export const Line: FC<{ line: Said; context: LineContext }> = ({ line, context }) => {
  if (line.reply !== null) return <DeskLine id={line.id} at={line.at} reply={line.reply} context={context} />
  if (line.text === '') return null
  return <PersonLine id={shortId(line.id)} at={line.at} text={line.text} words={context.words} />
}
