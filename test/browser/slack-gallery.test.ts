import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seenInSlack, slackOperators } from '../../src/channels/slack/slack.ts'
import { consultTalk, registerOperators, requestDesk } from '../../src/cases/cases.ts'
import { settleFor } from '../../src/wiring/settle.ts'
import type { Store } from '../../src/store/store.ts'
import { filledIn, makeKit } from '../cases/room.ts'
import { BOT, type Posted } from '../channels/slack/double/workspace.ts'
import { still, until } from '../channels/slack/house.ts'
import { createSetting, OPERATORS, type Setting } from '../channels/slack/setting.ts'
import { caseDesk } from '../support/case-desk.ts'
import { richReply } from '../support/small-desk.ts'
import { threadPage, viewPage } from './block-kit.ts'
import { chromiumPath, launchChromium } from './chromium.ts'

/** Pictures of what the channel really sent, as wide as a phone; SLACK_GALLERY names the folder to keep them in. */
const folder = process.env['SLACK_GALLERY']
const WIDTH = 375
const HEIGHT = 812

const settings = createSetting()
const LONG = '在宅勤務の費用と労働時間の管理について、はじめから順にくわしく教えてください。'.repeat(12)

const desk = async (store: Store) => {
  const kit = makeKit({ seen: () => seenInSlack, hasForms: () => true })
  const now = () => new Date()
  await registerOperators(store.shelf, slackOperators(OPERATORS), now())
  const talk = consultTalk({ store, kit, hasForms: () => true, now })
  const answered = caseDesk(talk, ({ text }) => richReply(text))
  return { desk: answered, settle: settleFor({ kit, prompts: 'prompts' }), requests: requestDesk({ store, kit, now }) }
}

const written = (posts: readonly Posted[]) =>
  posts.map(({ text, blocks, user, only }) => ({
    name: user === BOT || user === undefined ? 'テレワーク相談窓口' : '山田 花子',
    person: user !== BOT && user !== undefined,
    only: only !== null,
    text,
    blocks,
  }))

describe.skipIf(chromiumPath === null)('what Slack shows on a phone', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    if (folder !== undefined) mkdirSync(folder, { recursive: true })
    browser = await launchChromium()
    page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } })
  })
  afterAll(() => browser.close())

  /** Nothing is wider than the screen, and no words of a button are cut off. */
  const faults = async (name: string, html: string): Promise<string[]> => {
    await page.setContent(html)
    const seen = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      cut: [...document.querySelectorAll('button')]
        .filter((each) => each.scrollWidth > each.clientWidth)
        .map((each) => each.textContent),
    }))
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
    return [...seen.cut, ...(seen.width > WIDTH ? [`${name} is ${seen.width} wide`] : [])]
  }

  const open = () => settings.open({ slack: { operatorChannel: OPERATORS }, made: desk })
  const modal = ({ double }: Setting, callback: string) =>
    until(callback, () => [...double.views.values()].findLast((view) => view['callback_id'] === callback))

  it('is an answer with its sources, its offers and 👍👎, short and long', async () => {
    const { people, double, house } = await open()
    for (const [name, text] of [
      ['answer', '就業規則はどう変えますか'],
      ['answer-long', LONG],
    ] as const) {
      const root = await people.say({ channel: 'C1', text: `<@${BOT}> ${text}`, raw: true })
      await still(house)
      const posts = double.posts('C1', root)
      expect(posts.length).toBeGreaterThan(0)
      expect(await faults(name, threadPage(written(posts)))).toEqual([])
    }
  })

  it('is a form, its receipt, the operators’ card and their words', async () => {
    const setting = await open()
    const { people, double, house } = setting
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 就業規則はどう変えますか`, raw: true })
    await still(house)
    const [answer] = double.posts('C1', root)
    if (!answer) throw new Error('no answer')
    await people.press({ channel: 'C1', ts: answer.ts, thread: root, blocks: answer.blocks }, 'consult')
    const view = await modal(setting, 'consult')
    expect(await faults('form', viewPage(view))).toEqual([])
    const checks = (value: string) => ({ selected_options: value.split(',').map((each) => ({ value: each })) })
    const select = new Set(['kind', 'prefecture', 'stage', 'mode', 'sessionsUsed'])
    const values = Object.entries(filledIn).map(([name, value]) => [
      `f.${name}`,
      name === 'topics' ? checks(value) : select.has(name) ? { selected_option: { value } } : { value },
    ])
    await people.submit(view, { ...Object.fromEntries(values), consent: checks('yes') })
    await still(house)
    const card = double.posts(OPERATORS).find(({ thread_ts: thread }) => thread === null)
    if (!card) throw new Error('no card')
    expect(await faults('operators-card', threadPage(written([card])))).toEqual([])
    const placed = { channel: OPERATORS, ts: card.ts, blocks: [...card.blocks] }
    await people.press(placed, '担当する', { user: 'UOP1' })
    await still(house)
    const standing = double.posts(OPERATORS).filter(({ only }) => only === null)
    expect(await faults('operators-thread', threadPage(written(standing)))).toEqual([])
    await people.press(placed, '返信する', { user: 'UOP1' })
    expect(await faults('operators-reply', viewPage(await modal(setting, 'operate')))).toEqual([])
    expect(await faults('asker', threadPage(written(double.posts('D1'))))).toEqual([])
    expect(await faults('asker-channel', threadPage(written(double.posts('C1', root))))).toEqual([])
  })

  it('is the Home tab', async () => {
    const { people, double } = await open()
    await people.event({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home', event_ts: '1.1' })
    const home = await until('the Home tab', () => double.homes.get('U1'))
    expect(await faults('home', viewPage(home))).toEqual([])
  })
})
