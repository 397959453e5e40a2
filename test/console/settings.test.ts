import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSettingsWords } from '../../src/console/console.ts'
import { type Rig, rig, unescaped } from './rig.ts'

const words = readSettingsWords(new URL('../../prompts', import.meta.url).pathname)

describe('settings and first steps', () => {
  let desk: Rig
  beforeEach(async () => {
    desk = await rig()
  })
  afterEach(() => desk.close())

  it('puts every setting under a head, with what a change does and in which unit', async () => {
    const page = unescaped(await (await desk.as('viewer')).text('/console/settings'))
    const shown = [...page.matchAll(/<h3 id="title-(\w+)"/gu)].map(([, name = '']) => name)
    expect(shown.toSorted()).toEqual(words.groups.flatMap(({ names }) => names).toSorted())
    for (const name of shown) expect([name, words.does[name]]).toEqual([name, expect.stringMatching(/。$/u)])
    expect(page).not.toContain('そのほか')
    expect(page).toMatch(/8<\/strong><span class="dim"> 時間/u)
  })

  it('lists what is left to do until nothing is', async () => {
    const boss = await desk.as('supervisor', '鈴木')
    const left = async () => {
      const page = unescaped(await boss.text('/console/home'))
      return [...page.matchAll(/これから<\/span><span><strong>(?:<a href="([^"]*)">)?([^<]+)/gu)].map(
        ([, , what]) => what,
      )
    }
    const before = await left()
    expect(before).toEqual(expect.arrayContaining(['受付期間', '担当者', '公開中の文書']))
    for (const [name, value] of [
      ['periodFrom', '2026-04-01'],
      ['periodTo', '2027-01-31'],
    ] as const) {
      await boss.post('/console/settings', { name, value, source: '通知', asOf: '2026-11-01', certain: '1' })
    }
    await desk.as('operator', '安藤')
    const after = await left()
    expect(after).not.toContain('受付期間')
    expect(after).not.toContain('担当者')
    expect(after).toContain('公開中の文書')
    expect(await (await desk.as('operator')).text('/console/home')).not.toContain('はじめの準備')
  })
})
