/** Something that came in at a door, put down as it came before anything is looked up. */
export interface KeptArrival {
  seq: number
  room: string
  id: string
  /** What has the same line is taken in one after the other. */
  line: string
  /** Whoever sent it, so that it can be erased with them. */
  person: string
  /** What people wrote in it, by the names that the door gives them. */
  words: Record<string, string>
  /** All else that the door needs, without any words of people. */
  body: unknown
  /** How often it was tried in vain, or taken over untried, before it came into this hand. */
  tries: number
  /** What stood before it in its line when it was put down or taken over, in whoever's hand. */
  behind: readonly number[]
}

export type NewArrival = Omit<KeptArrival, 'seq' | 'behind' | 'tries'>

/** What could not be taken in, for operators to look at. */
interface AsideArrival {
  /** Told to whoever wrote it. */
  reference: string
  room: string
  words: Record<string, string>
  error: string
  at: Date
}

export interface Arrivals {
  /** Keeps all in one commit; the place of each, null where the same already waits. */
  keep(
    arrivals: readonly NewArrival[],
    owner: string,
    now: Date,
  ): Promise<(Pick<KeptArrival, 'seq' | 'behind'> | null)[]>
  /** Takes over what nobody has in hand, oldest first: what has no owner, and what is this one's and not in its hand. */
  adopt(owner: string, limit: number, inHand: readonly number[]): Promise<KeptArrival[]>
  /** Which of them are still to be taken in. */
  present(seqs: readonly number[]): Promise<number[]>
  remove(seqs: readonly number[]): Promise<void>
  /** Counts a try in vain, so that the count outlives the process. */
  failed(seq: number): Promise<void>
  /** Puts apart what is not worth another try; false where it is gone. */
  setAside(seq: number, why: { reference: string; error: string }): Promise<boolean>
  aside(limit: number): Promise<AsideArrival[]>
  /** Puts it back in line, for any replica. False where it is there no more. */
  revive(reference: string): Promise<boolean>
  count(): Promise<number>
  countAside(): Promise<number>
}
