import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where a browser is installed here; null where none is, and then these tests have nothing to run on. */
export const chromiumPath: string | null = PLACES.find((path) => existsSync(path)) ?? null

export const whyNoBrowser = `no Chromium at ${PLACES.join(', ')}; install it with: apt-get install -y chromium fonts-noto-cjk`

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/** What a page complains of: a policy broken, a script that fails. */
export const hearComplaints = (page: Page, complain: (words: string) => void): void => {
  page.on('pageerror', (error) => complain(String(error)))
  page.on('console', (message) => {
    // What the network refuses on purpose is told there too; the tests that do so look at the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complain(message.text())
  })
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** axe-core runs in the page's own world through the debugger, which its policy does not touch. */
export const violationsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> }
    }
    const found = await axe.run()
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
    )
  })
}
