import type { WebClient } from '@slack/web-api'
import { failureOf, slackWord } from './api.ts'
import type { SlackWords } from './words.ts'

/** How long a look counts; a change that Slack tells of is looked at anew. */
const LOOK_MS = 60_000

/**
 * Whoever reads the operators' channel reads what people told in confidence, and whoever is in it may answer in the
 * desk's name. So it must be private, of this organization alone, and one that the bot is in.
 */
export const ROOM_FAULTS = ['missing', 'public', 'shared', 'archived', 'unsure'] as const
export type RoomFault = (typeof ROOM_FAULTS)[number]

export interface OperatorRoom {
  /** Null where it is fit, and also where there is none. */
  fault(): Promise<RoomFault | null>
  /** Something changed: the next question is asked of Slack. */
  forget(): void
}

const look = async (client: WebClient, channel: string): Promise<RoomFault | null> => {
  try {
    const { channel: told } = await client.conversations.info({ channel })
    if (told === undefined || told.is_member !== true) return 'missing'
    if (told.is_archived === true) return 'archived'
    if (told.is_shared === true || told.is_ext_shared === true || told.is_pending_ext_shared === true) return 'shared'
    return told.is_private === true ? null : 'public'
  } catch (thrown) {
    // A private channel that the bot is not in does not exist for it.
    const word = slackWord(thrown)
    return word !== null && !failureOf(thrown).retryable && word !== 'missing_scope' ? 'missing' : 'unsure'
  }
}

export const createOperatorRoom = (client: WebClient, channel: string | null, now: () => Date): OperatorRoom => {
  let seen: { at: number; fault: Promise<RoomFault | null> } | null = null
  return {
    fault() {
      if (channel === null) return Promise.resolve(null)
      const at = now().getTime()
      if (seen === null || at - seen.at >= LOOK_MS) {
        const fault = look(client, channel)
        seen = { at, fault }
        // What could not be seen is looked at again the next time.
        void fault.then((found) => {
          if (found === 'unsure' && seen?.fault === fault) seen = null
        })
      }
      return seen.fault
    },
    forget() {
      seen = null
    },
  }
}

/** What is wrong with the room, for operators and for whoever runs the desk. */
export const roomWords = (fault: RoomFault, words: SlackWords): string => words.room[fault]
