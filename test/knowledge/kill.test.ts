import { often } from '../support/often.ts'
import { describe, expect, it } from 'vitest'
import { killOften } from './killing.ts'

const times = often(4, 40)

describe('an ingest killed at a random moment', () => {
  it('leaves a whole index answering, old or new', async () => {
    const { killed, old, fresh } = await killOften(times, 8)
    expect(killed).toBeGreaterThan(0)
    expect(old + fresh).toBe(times)
  }, often(60_000, 300_000))
})
