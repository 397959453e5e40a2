import type { Inbound, Reply, Trace } from '../../src/vocabulary/types.ts'

/** An inbound with sensible defaults; tests name only what they are about. */
export const inbound = (given: Partial<Inbound> & { id: string }): Inbound => ({
  from: { channel: 'test', conversation: 'c1' },
  person: { id: 'p1' },
  text: 'テレワークの補助金はありますか',
  receivedAt: new Date('2026-11-20T01:00:00Z'),
  ...given,
})

export const replied = (text: string): Reply => ({ outcome: 'answer', text, citations: [], notices: [], offers: [] })

export const traced = (): Trace => ({ whole: '', retrieved: [], confidence: null, decisions: [] })
