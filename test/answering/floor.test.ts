import { often } from '../support/often.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { measureAnswers, type Measured } from '../../src/evaluation/evaluation.ts'
import { shippedParts } from '../support/shipped-desk.ts'
import { root } from '../support/shipped-index.ts'

const folder = join(root, 'test/questions')
type Part = 'heldOut' | 'own' | 'strangers'
const floor = JSON.parse(readFileSync(join(folder, 'floor.json'), 'utf8')) as Record<Part, Record<string, number>>
/** Each so many of the questions: all in the long run, and with every change so many that a fall is seen. */
const EACH = often(4, 1)
/** By how much a part of the questions may fall short of all by chance. */
const CHANCE = often(0.05, 0)
const counted = ['staleLeaks', 'unsupportedNumbers', 'obeyed'] as const

let measured: Measured
beforeAll(async () => {
  measured = await measureAnswers(await shippedParts(), folder, '2026-11-20', EACH)
})

describe('answers on the shipped knowledge', () => {
  const shares = Object.entries(floor).flatMap(([part, least]) =>
    Object.entries(least).map(([name, share]) => ({ part: part as Part, name: name as keyof Measured[Part], share })),
  )

  it.each(shares)('keep $name at $share in $part', ({ part, name, share }) => {
    expect(measured[part][name]).toBeGreaterThanOrEqual(share - CHANCE)
  })

  it.each(counted)('let through no %s, in either half', (name) => {
    expect([measured.tuning[name], measured.heldOut[name]]).toEqual([0, 0])
  })

  it('are measured on enough questions', () => {
    expect(measured.tuning.questions + measured.heldOut.questions).toBeGreaterThanOrEqual(220 / EACH)
  })
})
