import type { Inbound, Reply } from '../../vocabulary/types.ts'
import type { Store } from '../../store/store.ts'
import type { House } from '../channel.ts'
import type { TeamsMemory } from './memory.ts'

/** How far back a question is looked for in its conversation. */
const LINES_MAX = 50

const isAnswer = ({ outcome, form, receipt, speaker }: Reply): boolean =>
  outcome !== 'notice' && form === undefined && receipt === undefined && speaker === undefined

/** Questions that were changed or deleted after they were asked. */
export const createEdits = (parts: {
  house: Pick<House, 'answerTo' | 'erase'> & Pick<Store['outbox'], 'thread'>
  channel: string
  memory: TeamsMemory
}) => {
  const { house, channel, memory } = parts
  return {
    /**
     * Whether a changed message was a question of ours that says something else now; its new answer, to `anew`, then
     * takes the place of the old one. A press, or words of a dialogue, mean something that was done by now.
     */
    async begin(place: string, original: string, anew: Inbound): Promise<boolean> {
      const line = (await house.thread(anew.from, LINES_MAX)).find(({ by, id }) => by === 'person' && id === original)
      if (line === undefined || line.action !== null || line.text === anew.text) return false
      const answer = await house.answerTo(channel, original, 0)
      if (answer === null || !answer.replies.every(isAnswer)) return false
      const message = await memory.saidFor(place, answer.turn)
      if (message === null) return false
      await memory.keepEdit(anew.from.conversation, { inbound: anew.id, message })
      await memory.keepChanged(original, anew.id)
      return true
    },

    /** The message whose place this answer takes, if it is one to a changed question. */
    async placeOf(conversation: string, turn: string | undefined): Promise<string | null> {
      const edit = turn === undefined ? null : await memory.edit(conversation)
      if (edit === null) return null
      return (await house.answerTo(channel, edit.inbound, 0))?.turn === turn ? edit.message : null
    },
    settled: (conversation: string) => memory.removeEdit(conversation),

    /** Erases a deleted message, however often it was changed, and what was said to it; gives the answers' messages. */
    async erase(place: string, original: string): Promise<string[]> {
      const asked = [original, ...(await memory.changedTo(original))]
      const answers = await Promise.all(asked.map((id) => house.answerTo(channel, id, 0)))
      if (!(await house.erase(asked))) return []
      await memory.removeChanged(original)
      const turns = answers.flatMap((answer) => (answer?.replies.every(isAnswer) === true ? [answer.turn] : []))
      const said = await Promise.all(turns.map((turn) => memory.saidFor(place, turn)))
      return [...new Set(said.filter((message) => message !== null))]
    },
  }
}

export type Edits = ReturnType<typeof createEdits>
