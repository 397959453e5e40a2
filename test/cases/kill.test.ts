import { often } from '../support/often.ts'
import { expect, it } from 'vitest'
import { databases } from '../support/stores.ts'
import { soak } from './killing.ts'

const total = often(20, 200)
const kills = often(1, 8)

it.each(databases)(
  'loses no request and makes none twice on $name when the process is killed again and again',
  { timeout: often(60_000, 600_000) },
  async ({ open }) => {
    const opened = await open()
    try {
      const soaked = await soak(opened.store, opened.where, { total, kills, extra: 5 })
      expect(soaked).toMatchObject({
        requests: total,
        receipts: total,
        contradictions: 0,
        gapless: true,
        verified: total,
        messageIds: total,
        unconfirmed: 0,
        drafts: 5,
        kills,
        auditFault: null,
      })
      expect(soaked.accepted).toBeGreaterThanOrEqual(total)
    } finally {
      await opened.close()
    }
  },
)
