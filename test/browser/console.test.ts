import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Role } from '../../src/store/store.ts'
import { chromiumPath, hearComplaints, launchChromium, violationsOf, whyNoBrowser } from './chromium.ts'
import { type ConsoleHouse, says, startConsole } from './console-desk.ts'

const artefacts = join(new URL('../..', import.meta.url).pathname, 'artefacts', 'console')
const DESKTOP = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

if (chromiumPath === null) process.stderr.write(`browser tests are skipped: ${whyNoBrowser}\n`)

describe.skipIf(chromiumPath === null)('the console in a browser', () => {
  let desk: ConsoleHouse
  let browser: Browser
  let complaints: string[] = []

  beforeAll(async () => {
    await mkdir(artefacts, { recursive: true })
    desk = await startConsole()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await desk.stop()
  })
  afterEach(() => {
    const heard = complaints
    complaints = []
    if (heard.length + desk.faults.length > 0) throw new Error(`complaints: ${[...heard, ...desk.faults].join(' | ')}`)
  })

  const open = async (viewport = DESKTOP): Promise<{ context: BrowserContext; page: Page }> => {
    const context = await browser.newContext({ locale: 'ja-JP', viewport })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    hearComplaints(page, (words) => complaints.push(words))
    return { context, page }
  }

  const as = async (role: Role, name: string, viewport = DESKTOP): Promise<Page> => {
    const { context, page } = await open(viewport)
    const client = await desk.as(role, name)
    await context.addCookies([
      { name: 'desk_console', value: client.jar.get('desk_console') ?? '', url: `${desk.url}/console` },
    ])
    return page
  }

  const looks = async (page: Page, name: string) => {
    await page.screenshot({ path: join(artefacts, `${name}.png`), fullPage: true })
    expect(await violationsOf(page)).toEqual([])
    const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
    expect([name, (inner ?? 0) <= (outer ?? 0)]).toEqual([name, true])
  }

  it.each([
    ['desktop', DESKTOP, 'light'],
    ['phone', PHONE, 'light'],
    ['dark-desktop', DESKTOP, 'dark'],
    ['dark-phone', PHONE, 'dark'],
  ] as const)('shows every page without a violation on a %s', async (kind, viewport, colorScheme) => {
    const page = await as('supervisor', '鈴木一郎', viewport)
    await page.emulateMedia({ colorScheme })
    const { fresh, sent } = desk.requests
    const pages: [string, string][] = [
      ['home', '/console/home'],
      ['queue', '/console'],
      ['queue-all', '/console?view=all'],
      ['request', `/console/requests/${fresh}`],
      ['request-edit', `/console/requests/${fresh}?edit=1`],
      ['request-sent', `/console/requests/${sent}`],
      ['preview', `/console/requests/${fresh}/preview`],
      ['knowledge', '/console/knowledge'],
      ['document', '/console/knowledge/document?id=call'],
      ['draft', '/console/knowledge/draft'],
      ['quality', '/console/quality'],
      ['conversation', '/console/turns/t-seed-3'],
      ['operations', '/console/operations'],
      ['roster', '/console/roster'],
      ['roster-new', '/console/roster?id=new'],
      ['templates', '/console/templates'],
      ['settings', '/console/settings'],
      ['audit', '/console/audit'],
      ['operators', '/console/operators'],
      ['me', '/console/me'],
      ['help', '/console/help'],
      ['edit', '/console/knowledge/edit?id=call'],
      ['missing', '/console/nothing'],
    ]
    for (const [name, path] of pages) {
      await page.goto(desk.url + path)
      if (name.startsWith('request')) await page.locator('#similar-title').waitFor()
      await looks(page, `${kind}-${name}`)
      expect(await page.locator('h1').count()).toBe(1)
    }
  })

  it('opens at a sign-in page that says what is wrong', async () => {
    const { page } = await open(PHONE)
    await page.goto(`${desk.url}/console/requests/${desk.requests.fresh}`)
    await page.getByLabel('ログイン名').fill('nobody')
    await page.getByLabel('パスワード').fill('wrong password')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('alert').innerText()).toContain('違います')
    await looks(page, 'phone-sign-in')
  })

  it('brings an answer into the Slack thread in fewer than ten clicks from the queue', async () => {
    const page = await as('operator', '安藤')
    let clicks = 0
    const click = async (name: string, role: 'link' | 'button' = 'button') => {
      clicks++
      await page.getByRole(role, { name, exact: true }).click()
    }
    const request = await desk.filed({ organisation: '株式会社クリック' }, { channel: 'slack', conversation: 'clicks' })
    const number = (await desk.store.requests.get(request))?.number ?? ''
    await page.goto(`${desk.url}/console`)
    await click(number, 'link')
    await click('担当する')
    await page.getByRole('status').filter({ hasText: '担当になりました' }).waitFor()
    await page.getByLabel('ひな形').selectOption({ label: '資料のご案内（回答する）' })
    clicks++
    await click('ひな形を入れる')
    await page.waitForFunction(() =>
      document.querySelector<HTMLTextAreaElement>('#compose-text')?.value.includes('ご案内します'),
    )
    await page.locator('#compose-text').press('ControlOrMeta+End')
    await page.locator('#compose-text').pressSequentially('就業規則は見本をご覧ください。')
    await click('返信する')
    await page.getByRole('status').filter({ hasText: '回答を送りました' }).waitFor()
    expect(clicks).toBeLessThan(10)
    const lines = await desk.store.outbox.thread({ channel: 'slack', conversation: 'clicks' }, 10)
    expect(lines.at(-1)?.text).toMatch(new RegExp(`${number}[\\s\\S]*就業規則は見本をご覧ください。`))
    await looks(page, 'desktop-answered')
  })

  it('tells two operators of one another, in the request and in the queue, without a reload', async () => {
    const [ann, ben, cho] = [await as('operator', '安藤'), await as('operator', '別府'), await as('viewer', '張')]
    const { late } = desk.requests
    await cho.goto(`${desk.url}/console`)
    await ann.goto(`${desk.url}/console/requests/${late}`)
    await ben.goto(`${desk.url}/console/requests/${late}`)
    await ben.getByText('安藤さんがこの相談票を見ています。').waitFor()
    await ann.getByLabel('文章').pressSequentially('お問合せの件')
    // Whoever stops typing is soon shown as looking on, so that both are waited for at once.
    await Promise.all([
      ben.getByText('安藤さんがこの相談票を書いています。').waitFor(),
      cho.getByText('安藤さんが入力中').waitFor(),
    ])
    await ben.screenshot({ path: join(artefacts, 'desktop-collision.png') })
    await ben.getByRole('button', { name: '担当する', exact: true }).click()
    await ann.getByText('この相談票は更新されました').waitFor()
    expect(await ann.getByLabel('文章').inputValue()).toBe('お問合せの件')
    await ann.getByRole('button', { name: '追加で聞く', exact: true }).click()
    await ann.getByRole('alert').filter({ hasText: '別府さんが担当しています' }).waitFor()
    expect(await ann.getByLabel('文章').inputValue()).toBe('お問合せの件')
    await looks(ann, 'desktop-refused')
  })

  it('holds a conversation live and hands it back', async () => {
    const page = await as('operator', '安藤')
    await page.goto(`${desk.url}/console/requests/${desk.requests.fresh}`)
    await page.getByRole('button', { name: '会話を引き継ぐ' }).click()
    await page.getByText('安藤さんが会話を引き継ぎ中').waitFor()
    await page.getByLabel('文章').fill('こちらで伺います。')
    await page.getByRole('button', { name: '会話に送る' }).click()
    await page.locator('.line-operator', { hasText: 'こちらで伺います。' }).waitFor()
    await page.getByLabel('文章').fill('書きかけの文章')
    await says(desk, 'thread-1', '人数は30人です。')
    await page.locator('.line-person', { hasText: '人数は30人です。' }).waitFor()
    expect(await page.getByLabel('文章').inputValue()).toBe('書きかけの文章')
    await looks(page, 'desktop-live')
    await page.getByRole('button', { name: '自動回答に戻す' }).click()
    await page.getByRole('status').filter({ hasText: '自動の回答に戻しました' }).waitFor()
  })

  it('corrects a form, and shows the field that is wrong', async () => {
    const page = await as('operator', '安藤', PHONE)
    const request = await desk.filed()
    await page.goto(`${desk.url}/console/requests/${request}`)
    await page.getByRole('link', { name: '内容を直す' }).click()
    await page.getByLabel('電話番号').fill('12')
    await page.getByRole('button', { name: '直した内容を保存' }).click()
    await page.locator('#e-phone-error').waitFor()
    await looks(page, 'phone-wrong')
    await page.getByLabel('電話番号').fill('03-5253-5111')
    await page.getByRole('button', { name: '直した内容を保存' }).click()
    await page.getByRole('status').filter({ hasText: '相談票を直しました' }).waitFor()
    expect((await desk.store.requests.get(request))?.fields['phone']).toContain('5253')
  })

  it('adds a document, tries it, publishes it and goes back', async () => {
    const page = await as('supervisor', '鈴木')
    page.on('dialog', (dialog) => void dialog.accept())
    await page.goto(`${desk.url}/console/knowledge/draft`)
    const text =
      '---\nid: noise\ntitle: 騒音の手引き\nissuer: 総務省\nissued: 2026-11-01\nsource: 試験\n---\n\n# 騒音の手引き\n\nWeb会議では騒音を抑えるヘッドセットを使います。\n'
    await page
      .getByLabel('文書を追加')
      .setInputFiles({ name: '騒音.md', mimeType: 'text/markdown', buffer: Buffer.from(text) })
    await page.getByRole('button', { name: '下書きに追加して読み込む' }).click()
    await page.getByText('完了しました').waitFor()
    await page.getByRole('cell', { name: '読み取り' }).first().waitFor()
    await page.getByLabel('質問', { exact: true }).fill('Web会議の騒音を抑えるには')
    await page.getByRole('button', { name: '公開中と下書きの答えを比べる' }).click()
    await page.getByRole('region', { name: '下書きの答え' }).getByText('ヘッドセット').waitFor()
    await looks(page, 'desktop-draft-tried')
    await page.getByRole('button', { name: '下書きを公開する' }).click()
    await page.getByRole('status').filter({ hasText: '公開しました' }).waitFor()
    await page.goto(`${desk.url}/console/knowledge`)
    expect(await page.getByRole('link', { name: '騒音の手引き' }).count()).toBe(1)
    await page.goto(`${desk.url}/console/knowledge/draft`)
    await page.getByRole('button', { name: '一つ前の版に戻す' }).click()
    await page.getByRole('status').filter({ hasText: '一つ前の版に戻しました' }).waitFor()
  })

  it('is complete by keyboard', async () => {
    const page = await as('operator', '安藤')
    await page.goto(`${desk.url}/console`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    const focused = () => page.evaluate(() => document.activeElement?.className ?? '')
    for (let n = 0; n < 30 && (await focused()) !== 'request-link'; n++) await page.keyboard.press('Tab')
    const link = await page.evaluate(() => document.activeElement?.getAttribute('href'))
    await page.waitForResponse((response) => response.url().includes('/console/queue'))
    await page.waitForTimeout(300)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(link)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /TW-2026-/ }).waitFor()
  })

  it('is worked by single keys, which can be listed and switched off', async () => {
    const page = await as('operator', '安藤')
    await page.goto(`${desk.url}/console`)
    await page.keyboard.press('h')
    await page.getByRole('heading', { level: 1, name: '安藤さん' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /TW-2026-/ }).waitFor()
    await page.keyboard.press('r')
    await page.keyboard.type('h?')
    expect(await page.inputValue('#compose-text')).toBe('h?')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'キーボード操作' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.getByLabel('1文字のキー操作を使う').uncheck()
    await page.getByRole('button', { name: '閉じる' }).click()
    const at = page.url()
    await page.keyboard.press('h')
    await page.waitForTimeout(300)
    expect(page.url()).toBe(at)
  })

  it('has the place to write in view at both ends of a request, and keeps what is written over a reload', async () => {
    const page = await as('operator', '安藤')
    await page.goto(`${desk.url}/console/requests/${desk.requests.fresh}`)
    const inView = () =>
      page.locator('#compose-text').evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        return top >= 0 && bottom <= innerHeight
      })
    expect(await inView()).toBe(true)
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    expect(await inView()).toBe(true)
    await page.locator('#compose-text').fill('書きかけの返信')
    await page.reload()
    expect(await page.inputValue('#compose-text')).toBe('書きかけの返信')
    await page.getByRole('button', { name: 'メモを残す' }).click()
    await page.getByRole('status').filter({ hasText: 'メモを残しました' }).waitFor()
    expect(await page.inputValue('#compose-text')).toBe('')
  })

  it('works without scripts', async () => {
    const context = await browser.newContext({ locale: 'ja-JP', viewport: DESKTOP, javaScriptEnabled: false })
    onTestFinished(() => context.close())
    const client = await desk.as('operator', '安藤')
    await context.addCookies([
      { name: 'desk_console', value: client.jar.get('desk_console') ?? '', url: `${desk.url}/console` },
    ])
    const page = await context.newPage()
    const request = await desk.filed()
    await page.goto(`${desk.url}/console/requests/${request}`)
    await page.getByLabel('文章').fill('メモです')
    await page.getByRole('button', { name: 'メモを残す' }).click()
    const said = page.getByRole('status').filter({ hasText: 'メモを残しました' })
    await said.waitFor()
    expect(await said.count()).toBe(1)
  })
})
