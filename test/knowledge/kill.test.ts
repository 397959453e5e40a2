import { describe, expect, it } from 'vitest'
import { killOften } from './killing.ts'

describe('an ingest killed at a random moment', () => {
  it('leaves a whole index answering, old or new', async () => {
    const { killed, old, fresh } = await killOften(8, 8)
    expect(killed).toBeGreaterThan(0)
    expect(old + fresh).toBe(8)
  }, 60_000)
})
