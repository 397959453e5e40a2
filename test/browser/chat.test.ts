import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { chromiumPath, hearComplaints, launchChromium, violationsOf, whyNoBrowser } from './chromium.ts'
import { startServer, type ServerProcess } from './process.ts'

const QUESTION = 'テレワークマネージャーの派遣に費用はかかりますか？'

if (chromiumPath === null) process.stderr.write(`browser tests are skipped: ${whyNoBrowser}\n`)

describe.skipIf(chromiumPath === null)('the chat in a browser', () => {
  let directory: string
  let server: ServerProcess
  let browser: Browser
  /** Anything that a browser complains of: a policy broken, a script that fails. */
  let complaints: string[] = []

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'desk-browser-'))
    server = await startServer(join(directory, 'desk.sqlite'))
    browser = await launchChromium()
  })

  afterAll(async () => {
    await browser.close()
    await server.kill()
    await rm(directory, { recursive: true, force: true })
  })

  afterEach(() => {
    const heard = complaints
    complaints = []
    if (heard.length > 0) throw new Error(`the browser complains: ${heard.join(' | ')}`)
  })

  const open = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 1280, height: 900 }, ...options })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    hearComplaints(page, (words) => complaints.push(words))
    await page.goto(server.url)
    return page
  }

  const answers = (page: Page) => page.locator('.line.desk')

  const ask = async (page: Page, text = QUESTION) => {
    const before = await answers(page).count()
    await page.fill('#question', text)
    await page.keyboard.press('Enter')
    await answers(page).nth(before).waitFor()
  }

  it('answers with sources as cards that its markers lead to', async () => {
    const page = await open()
    await ask(page)
    const card = page.locator('.source').first()
    expect(await card.innerText()).toContain('令和5年12月27日')
    expect(await page.locator('.status').allInnerTexts()).toEqual(['現行', '終了', '旧'])
    // One line each until somebody wishes to read on.
    expect(await page.locator('.source[open]').count()).toBe(0)
    await page.locator('.marker').first().click()
    expect(await card.locator('blockquote').innerText()).toContain('無料で受けることができる')
    expect(await page.locator('.source[open]').count()).toBe(1)
    expect(await card.locator('.source-body').evaluate((element) => element.matches(':target'))).toBe(true)
    expect(await page.locator('[data-progress]').isHidden()).toBe(true)
  })

  it('takes an example with one click', async () => {
    const page = await open()
    const example = page.locator('.example').first()
    const words = await example.innerText()
    await example.click()
    await answers(page).first().waitFor()
    expect(await page.locator('.line.you').innerText()).toContain(words)
  })

  it('works with the keyboard alone', async () => {
    const page = await open()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip')
    await page.keyboard.press('Enter')
    await page.keyboard.type('一行目')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('二行目')
    await page.keyboard.press('Enter')
    await answers(page).first().waitFor()
    expect(await page.locator('.line.you .verbatim').innerText()).toBe('一行目\n二行目')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('question')
    const offer = page.locator('.offers button').first()
    await offer.focus()
    await page.keyboard.press('Enter')
    await answers(page).nth(1).waitFor()
    expect(await page.locator('.line.you').nth(1).innerText()).toContain('申し込み手順')
  })

  it('does not send when Enter ends a kana conversion', async () => {
    const page = await open()
    await page.fill('#question', 'てれわーく')
    await page.evaluate(() => {
      const box = document.querySelector('#question')
      box?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
      )
      box?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))
    })
    expect(await page.locator('.line').count()).toBe(0)
    expect(await page.inputValue('#question')).toBe('てれわーく')
  })

  it('counts down near the limit and does not send beyond it', async () => {
    const page = await open()
    await page.fill('#question', 'あ'.repeat(7_990))
    expect(await page.locator('[data-counter]').innerText()).toBe('あと10文字')
    await page.fill('#question', 'あ'.repeat(8_003))
    expect(await page.locator('[data-counter]').innerText()).toContain('3文字多すぎます')
    await page.click('[data-send]')
    expect(await page.locator('.line').count()).toBe(0)
  })

  it('keeps the conversation over a reload and a crash of the server', async () => {
    const page = await open()
    await ask(page)
    await page.reload()
    expect(await page.locator('.line').count()).toBe(2)
    const { port } = new URL(server.url)
    await server.kill()
    server = await startServer(join(directory, 'desk.sqlite'), Number(port))
    await ask(page, '続きの質問')
    await page.reload()
    expect(await page.locator('.line.you .verbatim').allInnerTexts()).toEqual([QUESTION, '続きの質問'])
    expect(await answers(page).count()).toBe(2)
  })

  it('sends what was asked while offline once, when the line is back', async () => {
    const page = await open()
    await ask(page)
    await page.context().setOffline(true)
    await page.fill('#question', '切れている間の質問')
    await page.keyboard.press('Enter')
    await page.locator('[data-retry] button').waitFor()
    expect(await page.locator('[data-connection]').innerText()).toContain('接続できません')
    await page.locator('[data-retry] button').click()
    await page.context().setOffline(false)
    await answers(page).nth(1).waitFor()
    await page.reload()
    expect(await page.locator('.line.you .verbatim').allInnerTexts()).toEqual([QUESTION, '切れている間の質問'])
    expect(await answers(page).count()).toBe(2)
    expect(await page.locator('[data-retry]').count()).toBe(0)
  })

  it('sends again under the same id when the acknowledgement is lost', async () => {
    const page = await open()
    const ids: string[] = []
    await page.route('**/chat/messages', async (route) => {
      ids.push((route.request().postDataJSON() as { id: string }).id)
      if (ids.length > 1) return route.continue()
      // Kept by the desk, but the browser never hears of it.
      await route.fetch()
      return route.abort()
    })
    await page.fill('#question', QUESTION)
    await page.keyboard.press('Enter')
    await expect.poll(() => ids.length, { timeout: 15_000 }).toBeGreaterThan(1)
    await answers(page).first().waitFor()
    await page.reload()
    expect(new Set(ids).size).toBe(1)
    expect(await page.locator('.line').count()).toBe(2)
  })

  it('shows a fault in the composer and gives back the words', async () => {
    const page = await open()
    await page.route('**/chat/messages', (route) =>
      route.fulfill({ status: 422, json: { error: { code: 'question.long', message: '質問が長すぎます。' } } }),
    )
    await page.fill('#question', QUESTION)
    await page.keyboard.press('Enter')
    await page.locator('[data-fault]:not(:empty)').waitFor()
    expect(await page.inputValue('#question')).toBe(QUESTION)
    expect(await page.locator('.line').count()).toBe(0)
  })

  it('asks for the reason of a bad verdict and shows it as given after a reload', async () => {
    const page = await open()
    await ask(page)
    await page.click('[data-press=bad] button')
    const dialog = page.locator('dialog')
    await dialog.waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await page.locator('[data-press=bad] button').getAttribute('aria-pressed')).toBe('false')
    await page.waitForTimeout(1_600)
    await page.click('[data-press=bad] button')
    await dialog.getByLabel('内容が古い').check()
    const sent = page.waitForRequest('**/chat/actions')
    await dialog.getByRole('button', { name: '送る' }).click()
    expect((await sent).postDataJSON()).toMatchObject({
      action: { kind: 'feedback', verdict: 'bad', reason: '内容が古い・誤っている' },
    })
    await page.locator('.thanks', { hasText: 'ありがとう' }).waitFor()
    await page.reload()
    expect(await page.locator('[data-press=bad] button').getAttribute('aria-pressed')).toBe('true')
  })

  it('leads from a question to a receipt', async () => {
    const page = await open()
    await ask(page)
    await page.click('.offers .consult')
    const form = page.locator('form[data-form]')
    await form.waitFor()
    expect(await violationsOf(page)).toEqual([])
    const submit = form.getByRole('button', { name: '申し込む' })
    await submit.click()
    await form.locator('[data-error]', { hasText: '団体・会社の名称をご記入ください。' }).waitFor()
    const summary = form.locator('[data-faults]')
    expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await page.locator('[data-composer] textarea').isVisible()).toBe(false)
    expect(await form.locator('.invalid').count()).toBe(2)
    await summary.getByRole('link').first().click()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('field.organisation')
    expect(await violationsOf(page)).toEqual([])
    await page.fill('[name="field.organisation"]', '霞が関市')
    await page.reload()
    expect(await page.inputValue('[name="field.organisation"]')).toBe('霞が関市')
    await form.getByLabel('同意します').check()
    await submit.click()
    await page.locator('.receipt').waitFor()
    expect(await page.locator('.receipt').innerText()).toContain('TW-2026-0001')
    expect(await page.locator('form[data-form]').count()).toBe(0)
    await page.reload()
    expect(await page.locator('.receipt').count()).toBe(1)
    expect(await page.locator('form[data-form]').count()).toBe(0)
  })

  it('tells once that the desk is down, keeps the form, and clears it when the desk is back', async () => {
    const page = await open()
    await ask(page)
    await page.click('.offers .consult')
    const form = page.locator('form[data-form]')
    await form.waitFor()
    await page.fill('[name="field.organisation"]', '霞が関市')
    await form.getByLabel('同意します').check()
    const { port } = new URL(server.url)
    await server.kill()
    await form.getByRole('button', { name: '申し込む' }).click()
    await page.locator('[data-retry]').waitFor()
    expect(await page.locator('[data-retry]').count()).toBe(1)
    expect(await page.locator('.line.you').last().innerText()).not.toContain('相談票を送信しました')
    expect(await page.inputValue('[name="field.organisation"]')).toBe('霞が関市')
    server = await startServer(join(directory, 'desk.sqlite'), Number(port))
    await page.locator('.receipt').waitFor({ timeout: 30_000 })
    expect(await page.locator('[data-retry]').count()).toBe(0)
    expect(await page.locator('[data-connection]').isHidden()).toBe(true)
    expect(await page.locator('.line.you').last().innerText()).toContain('相談票を送信しました')
  })

  it('shows what another tab asks, in its order, and copies an answer with its sources', async () => {
    const page = await open()
    await ask(page)
    const other = await page.context().newPage()
    await other.goto(server.url)
    await answers(other).first().waitFor()
    await ask(page, '二つ目の質問')
    await expect.poll(() => other.locator('.line').count(), { timeout: 15_000 }).toBe(4)
    expect(await other.locator('.line .verbatim').allInnerTexts()).toEqual([QUESTION, '二つ目の質問'])
    expect(await other.locator('.line').nth(2).innerText()).toContain('二つ目の質問')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.bringToFront()
    await page.locator('[data-copy]').last().click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    for (const part of [
      '無料で受けられます[1]',
      '[1] 令和5年度',
      '現行',
      'https://example.go.jp/telework/manager.html',
    ]) {
      expect(copied).toContain(part)
    }
  })

  it('opens again at the newest message, with its header and a person to turn to in view', async () => {
    const page = await open({ viewport: { width: 390, height: 800 } })
    await ask(page)
    await ask(page, '最後の質問')
    await page.reload()
    await page.locator('html[data-live]').waitFor()
    const inView = (selector: string) =>
      page
        .locator(selector)
        .last()
        .evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect()
          return top >= 0 && bottom <= innerHeight
        })
    expect(await inView('.line.you')).toBe(true)
    expect(await inView('.banner .solid')).toBe(true)
  })

  it('shows an operator by name', async () => {
    const page = await open()
    await ask(page, '担当者の言葉')
    expect(await page.locator('.person-speaks .who').innerText()).toBe('佐藤（担当者）')
  })

  it('starts a new conversation after asking', async () => {
    const page = await open()
    await ask(page)
    page.once('dialog', (dialog) => void dialog.accept())
    await page.getByRole('button', { name: '新しい相談をはじめる' }).click()
    await expect.poll(() => page.locator('.line').count(), { timeout: 15_000 }).toBe(0)
    // The new page is there before its script: only that sends by Enter.
    await page.locator('html[data-live]').waitFor()
    await ask(page, '別の質問')
    expect(await page.locator('.line').count()).toBe(2)
  })

  it('shows strings that look like markup as text', async () => {
    const page = await open()
    await page.fill('#question', '危ない文字列')
    await page.keyboard.press('Enter')
    await answers(page).first().waitFor()
    await page.reload()
    expect(await answers(page).first().innerText()).toContain('<script>window.owned = 1</script>')
    expect(await page.evaluate(() => 'owned' in window)).toBe(false)
    expect(await page.locator('a[href^="javascript"], .log script, .log img').count()).toBe(0)
    await ask(page, '<img src=x onerror="window.owned = 3">')
    expect(await page.locator('.line.you').last().innerText()).toContain('<img src=x')
    expect(await page.evaluate(() => 'owned' in window)).toBe(false)
  })

  describe.each([
    ['a desk', { width: 1280, height: 900 }],
    ['a small phone', { width: 320, height: 640 }],
    ['200 % zoom', { width: 640, height: 450 }],
  ])('on %s', (_, viewport) => {
    it.each(['light', 'dark'] as const)(
      'has no accessibility violation in the %s and nothing to scroll sideways',
      async (colorScheme) => {
        const page = await open({ viewport, colorScheme })
        expect(await violationsOf(page)).toEqual([])
        await ask(page)
        await page.click('.offers .consult')
        await page.locator('form[data-form]').waitFor()
        await page.locator('.source summary').first().click()
        expect(await violationsOf(page)).toEqual([])
        const wider = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(wider).toBe(0)
      },
    )
  })

  it('has no accessibility violation with forced colours and less motion', async () => {
    const page = await open({ forcedColors: 'active', reducedMotion: 'reduce' })
    await ask(page)
    expect(await violationsOf(page)).toEqual([])
  })

  it('answers without JavaScript', async () => {
    const page = await open({ javaScriptEnabled: false })
    await page.fill('#question', QUESTION)
    await page.click('[data-send]')
    await answers(page).first().waitFor()
    expect(await page.locator('.source').count()).toBe(3)
    await page.locator('.offers button').first().click()
    await answers(page).nth(1).waitFor()
    await page.locator('.consult').last().click()
    await page.locator('form[data-form] button[type=submit]').click()
    expect(await page.locator('form[data-form]').innerText()).toContain('団体・会社の名称をご記入ください。')
    await page.fill('[name="field.organisation"]', '霞が関市')
    await page.check('[name=consent]')
    await page.locator('form[data-form] button[type=submit]').click()
    await page.locator('.receipt').waitFor()
    expect(await page.locator('.line.you .verbatim').allInnerTexts()).toHaveLength(4)
  })
})
