import type { GuidanceDocument, Library, Passage, Taken } from '../vocabulary/types.ts'
import type { AddedQuestion } from './knowledge-questions.ts'
import type { FileReport, IngestReport, VersionLook, Window } from '../knowledge/knowledge.ts'

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

/** What is said of a document beside its text; empty where nothing is. */
export interface DocumentAbout {
  title: string
  issuer: string
  issued: string
  periodFrom: string
  periodTo: string
  source: string
  url: string
}

/** The text of one document as the draft has it. */
export interface Source {
  path: string
  text: string
  /** Tells whether it is still the same text. */
  hash: string
  /** The text that answers now; empty where the document is new. */
  published: string
  /** Whether it is an edited copy of a document that comes with the house. */
  isEdited: boolean
}

/** How a text would be read. */
export interface Previewed {
  document: GuidanceDocument | null
  passages: readonly Passage[]
  /** What an editor is told about it, in words. */
  problem: string | null
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
  /** Every version that can be returned to, newest first; the first of them need not be the one that answers. */
  versions(): Promise<VersionLook[]>
  /** Makes an earlier version answer again; false where it is not there any more. */
  restore(version: string): Promise<boolean>
  /** The text of a document, where it is one that can be edited here. */
  source(path: string): Promise<Source | null>
  /** Keeps a text in the draft. Null: there is no such text; 'stale': it is no longer the one of the hash `seen`. */
  edit(path: string, seen: string, text: string): Promise<'kept' | 'stale' | null>
  /** Takes the edit of a document of the house back. */
  unedit(path: string): Promise<boolean>
  /** Documents of the house that the draft has an edited copy of. */
  edits(): Promise<string[]>
  preview(path: string, text: string): Promise<Previewed>
  /** Questions that operators added, as the draft has them. */
  questions(): Promise<AddedQuestion[]>
  addQuestion(question: AddedQuestion): Promise<'kept' | 'known' | 'full'>
  removeQuestion(question: AddedQuestion): Promise<boolean>
  /** Says of an added file what it is; false where there is no such file. */
  describe(name: string, about: DocumentAbout): Promise<boolean>
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
