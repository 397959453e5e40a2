import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../src/evaluation/evaluation.ts'
import { shippedParts } from '../support/shipped-desk.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-evaluation-'))
  await writeFile(
    join(folder, 'few.yaml'),
    '- {id: a1, kind: fact, question: テレワーク月間は何月ですか, outcome: answer, must: [11月], supports: [telework-month]}\n' +
      '- {id: b2, kind: out-of-scope, question: <b>今日の天気は</b>, outcome: answer}\n' +
      '- {id: c3, kind: out-of-scope, question: カレーの作り方, outcome: refuse}\n',
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('an evaluation', () => {
  it('reports, compares with the last run and writes a calibration when asked', async () => {
    const options = { parts: await shippedParts(), questions: folder, folder: join(folder, 'out'), at: 'now' }
    const first = await evaluate(options)
    expect(first.measured.tuning.questions + first.measured.heldOut.questions).toBe(3)
    expect(first.text).toContain('outcome accuracy')
    const page = await readFile(first.report, 'utf8')
    expect(page).toContain('<svg')
    expect(page).not.toContain('<b>今日')
    const fitTo = join(folder, 'fitted')
    await evaluate({ ...options, fitTo })
    expect(await readFile(join(fitTo, 'sureness-weights.ts'), 'utf8')).toMatch(/surenessWeights[^]*at: /u)
    expect(JSON.parse(await readFile(join(folder, 'out/last.json'), 'utf8'))).toMatchObject({ at: 'now' })
  })

  it('names the file that is no list of questions', async () => {
    const bad = await mkdtemp(join(tmpdir(), 'desk-evaluation-'))
    await writeFile(join(bad, 'x.yaml'), '- {id: a, outcome: maybe}\n')
    const asked = evaluate({ parts: await shippedParts(), questions: bad, folder: bad, at: 'now' })
    await expect(asked).rejects.toThrow(/x\.yaml/u)
    await rm(bad, { recursive: true, force: true })
  })
})
