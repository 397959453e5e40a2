import type { FC, PropsWithChildren } from 'hono/jsx'
import type { Press as Action } from './body.ts'

interface PressProps {
  /** A press, or words to ask with. */
  action?: Action
  text?: string
  ids: { message: string; ticket: string | null }
  look: string
  /** Marks what the client script treats in a way of its own. */
  mark?: string
  pressed?: boolean
}

/** One button that works as a form without JavaScript; with it, the script sends the same over `fetch`. */
export const Press: FC<PropsWithChildren<PressProps>> = ({ action, text, ids, look, mark, pressed, children }) => (
  <form class="press" method="post" action="/" data-press={mark ?? ''}>
    <input type="hidden" name="id" value={ids.message} />
    {ids.ticket === null ? null : <input type="hidden" name="ticket" value={ids.ticket} />}
    {action === undefined ? null : <input type="hidden" name="action" value={JSON.stringify(action)} />}
    {text === undefined ? null : <input type="hidden" name="text" value={text} />}
    <button class={look} type="submit" aria-pressed={pressed === undefined ? undefined : pressed ? 'true' : 'false'}>
      {children}
    </button>
  </form>
)
