import { describe, expect, it } from 'vitest'
import { judge } from '../../src/cases/eligibility.ts'
import type { SettingEntry } from '../../src/store/store.ts'
import { filledIn, friday, makeKit, words } from './room.ts'

const kit = makeKit()

/** The settings as an operator has set them, over those the desk begins with. */
const set = (values: Record<string, string>) => {
  const entries: SettingEntry[] = Object.entries(values).map(([name, value]) => ({
    name,
    value,
    source: '公募案内',
    asOf: '2026-04-01',
    certain: true,
    at: friday,
    by: 'sue',
  }))
  return kit.settings.current({
    settings: { current: async () => entries, set: async () => {}, history: async () => [] },
  })
}
const known = { periodFrom: '2026-04-01', periodTo: '2027-03-12', sessionsMax: '3' }

const verdict = async (fields: Record<string, string>, values: Record<string, string>, recorded = 0) => {
  const given = { fields: { ...filledIn, ...fields }, recorded, today: '2026-11-20' }
  return judge(given, kit.consultation, await set(values), words)
}

describe('eligibility', () => {
  it('is a yes only where kind, period and sessions are all known to be right', async () => {
    const judged = await verdict({}, known)
    expect(judged.verdict).toBe('yes')
    expect(judged.reasons.map(({ text }) => text)).toEqual([
      '民間企業は、対象として挙げられています（telework-manager-fy2023、2023-12-27時点）。',
      '受付期間内です（2026-04-01〜2027-03-12）。',
      '相談は3回までで、これまでに0回です。',
    ])
  })

  it.each([
    ['a kind that the notice leaves open', { kind: 'npo' }, known, 0, 'confirm'],
    ['a person who asks for themselves', { kind: 'individual' }, known, 0, 'no'],
    ['a period that nobody knows', {}, { ...known, periodTo: '' }, 0, 'confirm'],
    ['a period that is over', {}, { ...known, periodTo: '2026-11-19' }, 0, 'no'],
    ['the last day of the period', {}, { ...known, periodTo: '2026-11-20' }, 0, 'yes'],
    ['a period that has not begun', {}, { ...known, periodFrom: '2026-12-01' }, 0, 'no'],
    ['three sessions by the organisation’s own word', { sessionsUsed: '3' }, known, 0, 'no'],
    ['three sessions that were recorded here', {}, known, 3, 'no'],
    ['two sessions', { sessionsUsed: '2' }, known, 2, 'yes'],
  ] as const)('judges %s', async (_, fields, values, recorded, expected) => {
    expect((await verdict(fields, values, recorded)).verdict).toBe(expected)
  })

  it('never refuses by a limit of an earlier year that may no longer hold', async () => {
    const { periodFrom, periodTo } = known
    const judged = await verdict({ sessionsUsed: '3' }, { periodFrom, periodTo })
    expect(judged.verdict).toBe('confirm')
    expect(judged.reasons.at(-1)?.text).toContain('以前の上限（3回）')
  })
})
