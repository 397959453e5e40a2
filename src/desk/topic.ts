/** What a conversation is about after a dialogue has answered. */
import type { Companions } from '../knowledge/knowledge.ts'
import { programmeIn, recall, remember, topicOf, type Recalled } from '../question/question.ts'
import type { Memory, Taken } from '../vocabulary/types.ts'

/** What a dialogue spoke about is the topic of what is asked after it: what it cited, and the programme that was named. */
export const withTopic = ({ reply: said, memory }: Taken, text: string, companions: Companions): Memory => {
  const programme = programmeIn(text, companions)
  const [cited] = said?.citations ?? []
  if (programme === null && cited === undefined) return memory
  const named = programme === null ? null : topicOf(programme)
  const topic: NonNullable<Recalled['topic']> = {
    label: '',
    row: '',
    kinds: [],
    edition: null,
    years: [],
    words: named?.words ?? [cited?.title, cited?.heading].join(' '),
    programme: named?.programme ?? null,
    document: cited?.document ?? named?.document ?? '',
  }
  return remember(memory, { ...recall(memory), topic, last: null, pending: null, choices: [] })
}
