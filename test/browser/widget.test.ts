import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { chromiumPath, launchChromium } from './chromium.ts'
import { startServer, type ServerProcess } from './process.ts'

/** A page of another site under a strict policy of its own, which lets in the desk's script and frame and nothing else. */
const pageOf = (desk: string): string =>
  `<!doctype html><html lang="ja"><title>みどり市</title><h1>みどり市</h1><script src="${desk}/widget.js" defer></script>`

describe.skipIf(chromiumPath === null)('the chat on another site', () => {
  let directory: string
  let site: Server
  let desk: ServerProcess
  let browser: Browser
  const origins = { allowed: '', stranger: '' }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'desk-widget-'))
    site = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; script-src ${desk.url}; frame-src ${desk.url}; style-src 'none'`,
      )
      response.end(pageOf(desk.url))
    })
    site.listen(0, '0.0.0.0')
    await once(site, 'listening')
    const { port } = site.address() as AddressInfo
    // Two names that no cookie of 127.0.0.1 is shared with.
    origins.allowed = `http://localhost:${port}`
    origins.stranger = `http://other.localhost:${port}`
    desk = await startServer(join(directory, 'desk.sqlite'), 0, [origins.allowed])
    browser = await launchChromium()
  })

  afterAll(async () => {
    await browser.close()
    await desk.kill()
    site.close()
    await rm(directory, { recursive: true, force: true })
  })

  const open = async (origin: string) => {
    const context = await browser.newContext({ locale: 'ja-JP' })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(origin)
    return { page, complaints }
  }

  it('loads under 10 kB, opens on a press, and keeps the conversation over a reload', async () => {
    const script = await (await fetch(`${desk.url}/widget.js`)).arrayBuffer()
    expect(script.byteLength).toBeLessThan(10_000)
    const { page, complaints } = await open(origins.allowed)
    expect(page.frames()).toHaveLength(1)
    const press = async () => {
      await page.evaluate(() => document.body.click())
      // The shadow tree is closed to the page; the keyboard reaches it as a person does.
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expect.poll(() => page.frames().length).toBe(2)
      return page.frames()[1]!
    }
    const chat = await press()
    await chat.locator('#question').fill('費用はかかりますか')
    await chat.locator('#question').press('Enter')
    await chat.locator('.line.desk').first().waitFor()
    await page.reload()
    const again = await press()
    expect(await again.locator('.line.you .verbatim').innerText()).toBe('費用はかかりますか')
    expect(complaints).toEqual([])
  })

  it('is framed by no site that the office did not name, and is not there where it named none', async () => {
    const { page, complaints } = await open(origins.stranger)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => complaints.join(' '), { timeout: 10_000 }).toContain('frame-ancestors')
    const plain = await fetch(`${desk.url}/`)
    expect(plain.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    const embedded = await fetch(`${desk.url}/embed`)
    expect(embedded.headers.get('content-security-policy')).toContain(`frame-ancestors ${origins.allowed}`)
    expect(embedded.headers.get('x-frame-options')).toBeNull()
  })

  it('takes nothing that another site sends by itself', async () => {
    const response = await fetch(`${desk.url}/chat/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: origins.allowed, referer: `${desk.url}/embed` },
      body: JSON.stringify({ id: 'm1', text: 'はい' }),
    })
    expect(response.status).toBe(403)
  })
})
