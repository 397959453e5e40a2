/** What each channel knows of who reads along and fills in forms, without the SDK that the channel speaks by. */
import type { SeenFrom } from '../channels/channel.ts'
import { seenInSlack } from '../channels/slack/addresses.ts'
import { seenInTeams } from '../channels/teams/own.ts'
import { seenByHook } from '../channels/webhook/place.ts'

/** Channels in which people fill in a form; elsewhere the consultation is a dialogue in plain text. */
export const WITH_FORMS: ReadonlySet<string> = new Set(['web', 'slack', 'teams'])

/** What a channel knows of who reads along; in the browser everybody has conversations of their own. */
export const seenIn = (channel: string): SeenFrom | undefined => {
  if (channel === 'web') return undefined
  return channel === 'slack' ? seenInSlack : channel === 'teams' ? seenInTeams : seenByHook
}
