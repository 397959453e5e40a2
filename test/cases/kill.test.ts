import { expect, it } from 'vitest'
import { databases } from '../support/stores.ts'
import { soak } from './killing.ts'

const total = 40

it.each(databases)(
  'loses no request and makes none twice on $name when the process is killed again and again',
  { timeout: 120_000 },
  async ({ open }) => {
    const opened = await open()
    try {
      const soaked = await soak(opened.store, opened.where, { total, kills: 2, extra: 5 })
      expect(soaked).toMatchObject({
        requests: total,
        receipts: total,
        contradictions: 0,
        gapless: true,
        verified: total,
        messageIds: total,
        unconfirmed: 0,
        drafts: 5,
        kills: 2,
        auditFault: null,
      })
      expect(soaked.accepted).toBeGreaterThanOrEqual(total)
    } finally {
      await opened.close()
    }
  },
)
