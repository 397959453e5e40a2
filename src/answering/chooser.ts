/**
 * Who else may choose: a port that a model fills. It is asked which rows answer a question and never what is true of
 * them; what it gives back is held against the rows by `admit`, and said by the same composer as without it.
 */
import type { Question } from '../question/question.ts'
import type { Standing } from '../knowledge/knowledge.ts'
import type { Day } from '../vocabulary/types.ts'
import type { Row } from './rows.ts'

/** What is put before whoever chooses. */
export interface ChoiceAsked {
  /** The person's own words. */
  clause: string
  question: Question
  /** The last question of the conversation as it was understood, and what it was about. */
  last: string | null
  topic: string | null
  candidates: readonly Row[]
  /** How the document of a row stands on that day. */
  standing(row: Row): Standing
  day: Day
  /** A question may be asked back about. */
  mayAskBack: boolean
  procedures: readonly { id: string; label: string }[]
  /** Kinds of thing that can be asked for. */
  kinds: readonly string[]
  search(text: string): Promise<readonly Row[]>
}

export interface Slot {
  /** The kind of thing asked for; empty where it is none of the known ones. */
  kind: string
  /** Ids of the rows that tell it, the one that answers first. */
  ids: readonly string[]
  /** No row tells it. */
  untold: boolean
}

export interface Choice {
  slots: readonly Slot[]
  /** It cannot be told what is asked; the person is to be asked back. */
  askBack: boolean
  /** Id of a procedure that fits. */
  procedure: string | null
}

export interface Spent {
  calls: number
  tokensIn: number
  tokensOut: number
}

/** `why` tells why there is no choice. */
export type Chose = { spent: Spent } & (
  | { choice: Choice; seen: ReadonlyMap<string, Row>; why: null }
  | { choice: null; why: string }
)

/** All questions of one message, within one deadline. */
export interface ChoosingTurn {
  choose(asked: ChoiceAsked): Promise<Chose>
  end(): void
}

export interface Chooser {
  /** `person` is who is counted; never shown to a model. Rejects nothing: what goes wrong is told in `why`. */
  begin(person: string): Promise<ChoosingTurn>
}
