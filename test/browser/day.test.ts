import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { chromiumPath, launchChromium } from './chromium.ts'
import { type ServerProcess, startScript } from './process.ts'

const REQUESTS = 20
const HALF = REQUESTS / 2

type Day = { url: string; tokens: Record<string, string> }

describe.skipIf(chromiumPath === null)('a day of two operators', () => {
  let directory: string
  let database: string
  let server: Day & ServerProcess
  let browser: Browser

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'desk-day-'))
    database = join(directory, 'desk.sqlite')
    server = await startScript<Day>('serve-day.ts', [database, '0', String(REQUESTS)])
    browser = await launchChromium()
    // Twenty requests are filed first.
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    await server.kill()
    await rm(directory, { recursive: true, force: true })
  })

  const as = async (name: string): Promise<Page> => {
    const context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 1280, height: 900 } })
    await context.addCookies([{ name: 'desk_console', value: server.tokens[name] ?? '', url: `${server.url}/console` }])
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('dialog', (dialog) => void dialog.accept())
    return page
  }
  const rows = (page: Page) => page.locator('#rows tbody tr').count()
  const told = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).waitFor()
  const done = async (page: Page, name: string) => {
    await page.getByRole('form', { name: '選んだ相談票をまとめて処理' }).getByRole('button', { name }).click()
    await told(page, '選んだ相談票を処理しました')
  }
  const requestsOf = (page: Page) =>
    page.locator('.request-link').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))

  it('takes twenty requests on by keyboard and at once, keeps a reply over a killed server, and ends them all', async () => {
    const [ann, ben] = [await as('安藤'), await as('別府')]

    // The morning: half of what is new by single keys, the other half by one box.
    await ann.goto(`${server.url}/console/home`)
    await ann.keyboard.press('q')
    await ann.getByRole('heading', { level: 1, name: '受付' }).waitFor()
    expect(await rows(ann)).toBe(REQUESTS)
    await ann.waitForFunction(() => document.title.startsWith('(20)'))
    for (let n = 0; n < HALF; n++) {
      await ann.keyboard.press('j')
      await ann.keyboard.press('x')
    }
    await ann.getByText(`選んだ${HALF}件をまとめて`).waitFor()
    await done(ann, '担当する')
    await ben.goto(`${server.url}/console`)
    await ben.getByLabel('表示中のすべてを選ぶ').check()
    await ben.getByLabel('タグ', { exact: true }).fill('きょう')
    await done(ben, 'タグを付ける')
    await ben.getByLabel('表示中のすべてを選ぶ').check()
    await done(ben, '担当する')

    // A reply is being written when the server is killed; the words stay, here and on another computer.
    await ann.keyboard.press('m')
    await ann.getByRole('link', { name: '自分の担当' }).and(ann.locator('[aria-current]')).waitFor()
    const mine = await requestsOf(ann)
    expect(mine).toHaveLength(HALF)
    await ann.keyboard.press('j')
    await ann.keyboard.press('Enter')
    await ann.locator('#compose-text').waitFor()
    await ann.keyboard.press('r')
    await ann.keyboard.type('はじめの文。')
    await told(ann, '下書きを保存しました')
    const { port } = new URL(server.url)
    await server.kill()
    await ann.keyboard.type('止まっている間の文。')
    await told(ann, 'サーバーにつながりません')
    const { tokens } = server
    server = { ...(await startScript<Day>('serve-day.ts', [database, port])), tokens }
    await told(ann, '下書きを保存しました')
    const elsewhere = await as('安藤')
    await elsewhere.goto(ann.url())
    expect(await elsewhere.inputValue('#compose-text')).toBe('はじめの文。止まっている間の文。')
    await elsewhere.context().close()

    // Everybody is answered, and what is answered is ended at once.
    for (const page of [ann, ben]) {
      await page.goto(`${server.url}/console?view=mine`)
      const own = await requestsOf(page)
      expect(own).toHaveLength(HALF)
      for (const path of own) {
        await page.goto(server.url + path)
        const begun = await page.inputValue('#compose-text')
        await page.fill('#compose-text', `${begun}お答えします。`)
        await page.getByRole('button', { name: '返信する', exact: true }).click()
        await told(page, '回答を送りました')
      }
      await page.goto(`${server.url}/console?view=mine`)
      await page.getByLabel('表示中のすべてを選ぶ').check()
      await done(page, '完了にする')
      expect(await rows(page)).toBe(0)
    }
    const store = await openStore({ path: database, now: new Date() })
    const { rows: ended } = await store.requests.list({ filed: true }, 'oldest', null, REQUESTS)
    expect(ended.map(({ state }) => state)).toEqual(Array.from({ length: REQUESTS }, () => 'replied'))
    expect(ended.filter(({ tags }) => tags.includes('きょう'))).toHaveLength(HALF)
    expect((await store.audit.verify()).fault).toBeNull()
    await store.close()
    await ann.context().close()
    await ben.context().close()
  }, 120_000)
})
