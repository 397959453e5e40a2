import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { Listening } from './parts.ts'
import type { createKinds } from './people.ts'
import type { SlackSettings } from './settings.ts'
import type { SlackWords } from './words.ts'

/** Whom the desk serves: the organization's own people, and others where the settings say so. */
export const createServing =
  (parts: {
    settings: SlackSettings
    kindOf: ReturnType<typeof createKinds>
    words: SlackWords
  }): Listening['served'] =>
  async (team, user, shared = false) => {
    const known = await parts.kindOf(team, user)
    if (known === 'machine') return { ok: false, told: null }
    // Where Slack does not say who it is, a colleague must not wait for it; in a shared channel it may be anybody.
    const kind = known ?? (shared ? 'stranger' : 'member')
    const ok = kind === 'member' || parts.settings.serves(team, kind)
    return ok ? { ok } : { ok, told: parts.words.notes.outsider }
  }

/** Whoever presses, commands or opens the Home tab, in Slack's different words for it. */
const actor = z.object({
  team_id: z.string().nullish(),
  team: z.object({ id: z.string() }).nullish(),
  user_id: z.string().optional(),
  user: z.object({ id: z.string(), team_id: z.string().nullish() }).optional(),
  event: z.object({ type: z.string(), user: z.string().optional() }).optional(),
})

/** Stops presses, commands and views of those who are not served; what they write is looked at where it is taken in. */
export const listenToOutsiders = (app: App, { served }: Listening): void => {
  app.use(async (args) => {
    const read = actor.safeParse(args.body)
    if (!read.success) return args.next()
    const { team, team_id: of, user, user_id: named, event } = read.data
    const id = user?.id ?? named ?? (event?.type === 'app_home_opened' ? event.user : undefined)
    if (id === undefined) return args.next()
    const answer = await served(team?.id ?? of ?? user?.team_id ?? '-', id)
    if (answer.ok) return args.next()
    // Only what waits for an acknowledgement has one.
    if ('ack' in args && typeof args.ack === 'function') {
      const ack = args.ack as (said?: unknown) => Promise<void>
      await ('command' in args ? ack({ response_type: 'ephemeral', text: answer.told ?? '' }) : ack())
    }
    return undefined
  })
}
