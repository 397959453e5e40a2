import type { GuidanceDocument, Library, Passage, Taken } from '../vocabulary/types.ts'
import type { FileReport, IngestReport, Window } from '../knowledge/knowledge.ts'

/** One whole edition of what the desk knows. */
export interface Edition {
  version: string
  at: string
  library: Library
  windows: readonly Window[]
}

export interface Building {
  /** A draft is built to be looked at; what was looked at is published. */
  purpose: 'draft' | 'publish'
  stage: 'reading' | 'indexing' | 'failed' | 'done'
  /** How it ended. */
  outcome: IngestReport['outcome'] | null
  done: number
  total: number
  files: FileReport[]
}

/** What a supervisor saw when deciding to publish: the draft's version, and what it is made of. */
export interface Reviewed {
  version: string
  content: string
}

export interface DraftFile {
  name: string
  bytes: number
}

/** What the console asks of the knowledge: the edition that answers, a draft beside it, and switching between them. */
export interface KnowledgeDesk {
  /** Null until something was published. */
  current(): Edition | null
  /** Null where no draft was built, or none that can be read. */
  draft(): Promise<Edition | null>
  /** Documents that operators added, as the draft has them. */
  files(): Promise<DraftFile[]>
  /** Adds to the draft; nothing answers from it yet. */
  put(name: string, bytes: Uint8Array): Promise<'kept' | 'name'>
  remove(name: string): Promise<boolean>
  /** Begins to build the draft index; the progress is told by `building`. */
  build(): void
  building(): Building | null
  /** The draft as it could be published now; null where there is none. */
  reviewed(): Promise<Reviewed | null>
  /**
   * Begins to publish exactly what was seen; the progress is told by `building`, and `onPublished` hears of the new
   * version. 'changed': the draft is no longer what was seen. 'busy': something is being built.
   */
  publish(seen: Reviewed, onPublished: (version: string) => Promise<void>): Promise<'begun' | 'changed' | 'busy'>
  rollBack(): Promise<string | null>
  /** Cases of other bodies that a text resembles. */
  similarCases(text: string, limit: number): Promise<{ title: string; heading: string; text: string }[]>
  /** How the desk would answer from an edition, without anything being kept. */
  ask(question: string, from: 'current' | 'draft'): Promise<Taken | null>
}

export const passageIn = (
  edition: Edition | null,
  id: string,
): { passage: Passage; document: GuidanceDocument } | null => {
  const passage = edition?.library.passages.find((each) => each.id === id)
  const document = edition?.library.documents.find((each) => each.id === passage?.document)
  return passage && document ? { passage, document } : null
}
