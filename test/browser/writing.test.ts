import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD } from '../console/rig.ts'
import { knowledgeDir } from '../support/shipped-index.ts'
import { smallKnowledge } from '../support/small-knowledge.ts'
import type { Operator } from '../whole-way/operator.ts'
import { fieldsOf, until } from '../whole-way/people.ts'
import { startWholeDesk, type WholeDesk } from '../whole-way/whole-desk.ts'
import { chromiumPath, launchChromium } from './chromium.ts'

const ORGANISATION = '有限会社こだま商会'

describe.skipIf(chromiumPath === null)('a person in the browser and an operator at the console', () => {
  let folder: string
  let desk: WholeDesk
  let operator: Operator
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'desk-writing-'))
    const TELEWORK_DESK_KNOWLEDGE = await smallKnowledge(folder)
    await copyFile(join(knowledgeDir, 'desk.yaml'), join(TELEWORK_DESK_KNOWLEDGE, 'desk.yaml'))
    desk = await startWholeDesk(join(folder, 'data'), { TELEWORK_DESK_KNOWLEDGE })
    operator = await desk.employ('ando', '安藤', 'operator')
    browser = await launchChromium()
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    await desk.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Files a request by the requests that the page makes, and opens the page. */
  const filed = async (context: BrowserContext): Promise<Page> => {
    const press = async (action: unknown) => {
      const data = { id: crypto.randomUUID(), action }
      const answer = await context.request.post(`${desk.url}/chat/actions`, {
        data,
        headers: { 'sec-fetch-site': 'same-origin' },
      })
      expect(answer.status()).toBe(202)
      await desk.taken()
    }
    await press({ kind: 'consult' })
    const form = await until('the form', async () => {
      const thread = await (await context.request.get(`${desk.url}/chat/thread`)).text()
      return /name=\\"request\\" value=\\"([\w-]+)\\"[^]*?name=\\"version\\" value=\\"(\d+)\\"/u.exec(thread)
    })
    const [, request, version] = form
    const fields = fieldsOf(ORGANISATION)
    await press({ kind: 'submit', request, version: Number(version), fields, consent: true })
    const page = await context.newPage()
    await page.goto(desk.url)
    await page.locator('.receipt').waitFor()
    return page
  }

  const atConsole = async (request: string): Promise<Page> => {
    const page = await (await browser.newContext({ locale: 'ja-JP' })).newPage()
    await page.goto(`${desk.url}/console/sign-in`)
    await page.fill('[name="login"]', 'ando')
    await page.fill('[name="password"]', PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/console(?!\/sign-in)/u)
    await page.goto(`${desk.url}/console/requests/${request}`)
    return page
  }

  it('each see that the other writes, while words go there, and that they have stopped', async () => {
    const context = await browser.newContext({ locale: 'ja-JP' })
    const person = await filed(context)
    const stranger = await (await browser.newContext({ locale: 'ja-JP' })).newPage()
    await stranger.goto(desk.url)
    const request = await operator.find(ORGANISATION)
    await operator.act(request, 'claim')
    const console = await atConsole(request)

    // Before an operator has asked, the person writes to the desk, and no operator is told.
    await person.locator('#question').pressSequentially('費用は')
    await console.waitForResponse(/\/presence$/u)
    expect(await console.getByText('相談者が入力しています').count()).toBe(0)
    await person.fill('#question', '')
    await operator.act(request, 'ask', { text: '従業員は何人ですか。' })
    await person.locator('.line', { hasText: '従業員は何人ですか' }).waitFor()
    await person.locator('#question').pressSequentially('14名')
    await console.getByText('相談者が入力しています').waitFor()

    await console.goto(console.url())
    await console.locator('#compose-text').pressSequentially('ありがとうございます。')
    const sign = person.getByText('担当者が入力しています')
    await sign.waitFor()
    expect(await stranger.getByText('担当者が入力しています').isVisible()).toBe(false)
    await console.fill('#compose-text', '')
    await sign.waitFor({ state: 'hidden' })
  }, 90_000)
})
