import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  eraYear,
  fiscalYearName,
  fiscalYearOf,
  isHoliday,
  isWorkingDay,
  mondayOf,
  plusDays,
  weekday,
} from '../../src/japanese/calendar.ts'
import { createHours, japanDay } from '../../src/cases/hours.ts'

/** As announced by the Cabinet Office for each year. */
const announced: Record<number, string> = {
  2015: '01-01 01-12 02-11 03-21 04-29 05-03 05-04 05-05 05-06 07-20 09-21 09-22 09-23 10-12 11-03 11-23 12-23',
  2018: '01-01 01-08 02-11 02-12 03-21 04-29 04-30 05-03 05-04 05-05 07-16 08-11 09-17 09-23 09-24 10-08 11-03 11-23 12-23 12-24',
  2019: '01-01 01-14 02-11 03-21 04-29 04-30 05-01 05-02 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-23 10-14 10-22 11-03 11-04 11-23',
  2020: '01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-23 07-24 08-10 09-21 09-22 11-03 11-23',
  2021: '01-01 01-11 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-22 07-23 08-08 08-09 09-20 09-23 11-03 11-23',
  2022: '01-01 01-10 02-11 02-23 03-21 04-29 05-03 05-04 05-05 07-18 08-11 09-19 09-23 10-10 11-03 11-23',
  2023: '01-01 01-02 01-09 02-11 02-23 03-21 04-29 05-03 05-04 05-05 07-17 08-11 09-18 09-23 10-09 11-03 11-23',
  2024: '01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 10-14 11-03 11-04 11-23',
  2025: '01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24',
  2026: '01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23',
}

describe('holidays', () => {
  it.each(Object.entries(announced))('of %s are as announced', (year, days) => {
    const all = Array.from({ length: 366 }, (_, at) => plusDays(`${year}-01-01`, at))
    const found = all.filter((day) => day.startsWith(year) && isHoliday(day))
    expect(found).toEqual(days.split(' ').map((day) => `${year}-${day}`))
  })

  it('tells years by their era, and fiscal years by the era that most of them lie in', () => {
    expect(['2019-04-30', '2019-05-01', '2020-01-01', '1989-01-08'].map(eraYear)).toEqual([
      '平成31年',
      '令和元年',
      '令和2年',
      '平成元年',
    ])
    expect(fiscalYearName(2019)).toBe('令和元年度')
    expect(['2020-03-31', '2020-04-01'].map(fiscalYearOf)).toEqual([2019, 2020])
  })

  it('closes the offices from 29 December to 3 January', () => {
    expect(['2026-12-28', '2026-12-29', '2027-01-03', '2027-01-04'].map(isWorkingDay)).toEqual([
      true,
      false,
      false,
      true,
    ])
  })

  it('finds the Monday of any day', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2008-01-01'), max: new Date('2098-12-31'), noInvalidDate: true }), (at) => {
        const day = at.toISOString().slice(0, 10)
        const monday = mondayOf(day)
        expect(weekday(monday)).toBe(1)
        expect(monday <= day).toBe(true)
      }),
    )
  })
})

describe('business hours', () => {
  const hours = createHours({ open: '08:30', close: '17:15', closed: ['2026-11-25'] })
  const japan = (text: string) => new Date(`${text}:00+09:00`)

  it('stop for nights, weekends, holidays and days that were closed', () => {
    // Friday 16:15, then Saturday to Monday (a holiday) shut, Tuesday, Wednesday shut by the settings.
    expect(hours.after(japan('2026-11-20T16:15'), 60)).toEqual(japan('2026-11-20T17:15'))
    expect(hours.after(japan('2026-11-20T16:15'), 61)).toEqual(japan('2026-11-24T08:31'))
    expect(hours.after(japan('2026-11-20T16:15'), 60 + 525 + 1)).toEqual(japan('2026-11-26T08:31'))
    expect(hours.after(japan('2026-12-28T17:00'), 30)).toEqual(japan('2027-01-04T08:45'))
  })

  it('begin in the morning for what comes in at night', () => {
    expect(hours.after(japan('2026-11-19T03:00'), 30)).toEqual(japan('2026-11-19T09:00'))
    expect(hours.after(japan('2026-11-19T23:00'), 30)).toEqual(japan('2026-11-20T09:00'))
    expect(hours.isOpen(japan('2026-11-20T17:15'))).toBe(false)
    expect(hours.isOpen(japan('2026-11-20T08:30'))).toBe(true)
  })

  it('count back what they count forward', () => {
    const start = japan('2026-04-01T08:30').getTime()
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 1, max: 20_000 }), (offset, minutes) => {
        const from = new Date(start + offset * 60_000)
        const due = hours.after(from, minutes)
        expect(hours.between(from, due)).toBe(minutes)
        expect(isWorkingDay(japanDay(due))).toBe(true)
      }),
    )
  })

  it('refuse to open after they close', () => {
    expect(() => createHours({ open: '17:00', close: '09:00', closed: [] })).toThrow(/opens at 17:00/)
  })
})
