/**
 * The picture of an answer in the README, on the shipped knowledge: `npm run gallery -- --readme`. What else the README
 * shows is a picture of the gallery.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startProgram } from '../support/measured.ts'
import { root } from '../support/shipped-index.ts'
import { launchChromium } from './chromium.ts'

const QUESTION = 'テレワークマネージャーの相談は無料ですか。何回まで使えますか。'
const SIZE = { width: 900, height: 760 }

const folder = join(root, 'docs', 'pictures')
await mkdir(folder, { recursive: true })
const desk = await startProgram()
const browser = await launchChromium()
try {
  const page = await (await browser.newContext({ locale: 'ja-JP', viewport: SIZE })).newPage()
  await page.goto(desk.url)
  await page.fill('#question', QUESTION)
  await page.keyboard.press('Enter')
  await page.locator('.line.desk', { hasText: '無料' }).last().waitFor()
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(folder, 'answer.png') })
} finally {
  await browser.close()
  await desk.stop()
}
process.stdout.write(`${join(folder, 'answer.png')}\n`)
