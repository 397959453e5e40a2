import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { measureAnswers, type Measured } from '../../src/evaluation/evaluation.ts'
import { shippedParts } from '../support/shipped-desk.ts'
import { root } from '../support/shipped-index.ts'

const folder = join(root, 'test/questions')
const floor = JSON.parse(readFileSync(join(folder, 'floor.json'), 'utf8')) as Record<string, number>
const counted = ['staleLeaks', 'unsupportedNumbers', 'obeyed']

let measured: Measured
beforeAll(async () => {
  measured = await measureAnswers(await shippedParts(), folder, '2026-11-20')
})

describe('answers on the shipped knowledge', () => {
  it.each(Object.keys(floor).filter((name) => !counted.includes(name)))(
    'keep their %s on questions that nobody tuned on',
    (name) => {
      expect(measured.heldOut[name as keyof Measured['heldOut']]).toBeGreaterThanOrEqual(floor[name]!)
    },
  )

  it.each(counted)('let through no more %s than the floor allows, in either half', (name) => {
    const key = name as keyof Measured['heldOut']
    expect([measured.tuning[key], measured.heldOut[key]].map((count) => count <= floor[name]!)).toEqual([true, true])
  })

  it('are measured on enough questions', () => {
    expect(measured.tuning.questions + measured.heldOut.questions).toBeGreaterThanOrEqual(220)
  })
})
