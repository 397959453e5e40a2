/**
 * Pictures of what a person and an operator see at each state of a case: `npm run gallery -- [--out FOLDER]`. A whole
 * desk on a small knowledge, a person in the browser, an operator at the console; each step is done and then looked at
 * on a desktop and on a phone.
 */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import { knowledgeDir } from '../support/shipped-index.ts'
import { smallKnowledge } from '../support/small-knowledge.ts'
import { fieldsOf, until } from '../whole-way/people.ts'
import type { Operator } from '../whole-way/operator.ts'
import { startWholeDesk } from '../whole-way/whole-desk.ts'
import { PASSWORD } from '../console/rig.ts'
import { chromiumPath, launchChromium, whyNoBrowser } from './chromium.ts'

const DESKTOP = { width: 1280, height: 900 }
const PHONE = { width: 375, height: 740 }
const WORDS =
  '係の方につないでください。有限会社あおば印刷 総務部の佐久間蓮です。従業員14名、電話は029-301-2222です。就業規則の直し方を相談したいです'
const TICKED = new Set(['topics'])
const CHOSEN = new Set(['kind', 'prefecture', 'stage', 'mode', 'sessionsUsed'])

const { values } = parseArgs({ options: { out: { type: 'string' } } })
if (chromiumPath === null) throw new Error(whyNoBrowser)
const out = values.out ?? (await mkdtemp(join(tmpdir(), 'desk-gallery-')))
await mkdir(out, { recursive: true })

let count = 0
const wide: string[] = []
/** The page as it stands, at both widths; what has to be scrolled sideways is told at the end. */
const picture = async (page: Page, who: 'person' | 'operator', what: string): Promise<void> => {
  const name = `${String(++count).padStart(2, '0')}-${who}-${what}`
  for (const [kind, viewport] of [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const) {
    await page.setViewportSize(viewport)
    // An operator's page whole, with what sticks to its end at the end; a person's where they are.
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    if (who === 'operator') await page.setViewportSize({ width: viewport.width, height })
    if (who === 'person') {
      const form = what.startsWith('form')
      await page.evaluate((isForm) => {
        if (isForm) document.querySelector('section.form')?.scrollIntoView()
        else window.scrollTo(0, document.body.scrollHeight)
      }, form)
    }
    await page.waitForTimeout(150)
    await page.screenshot({ path: join(out, `${name}-${kind}.png`) })
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
    if (isWide) wide.push(`${name}-${kind}`)
  }
  await page.setViewportSize(DESKTOP)
}

const heard = (page: Page, words: string): Promise<void> => page.locator('.line', { hasText: words }).last().waitFor()

const says = async (page: Page, text: string): Promise<void> => {
  await page.fill('#question', text)
  await page.keyboard.press('Enter')
}

const fills = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, value] of Object.entries(fields)) {
    if (value === '') continue
    const input = `[name="field.${name}"]`
    if (TICKED.has(name)) for (const each of value.split(',')) await page.check(`${input}[value="${each}"]`)
    else if (CHOSEN.has(name)) await page.selectOption(input, value)
    else await page.fill(input, value)
  }
}

/** The form that opened by itself, first as it was filled in, then with a fault, then sent. */
const filed = async (page: Page): Promise<void> => {
  await says(page, WORDS)
  const form = page.locator('form[data-form]')
  await form.waitFor()
  await picture(page, 'person', 'form-opened')
  const submit = form.locator('button[type="submit"]').last()
  await submit.click()
  await form.locator('[data-faults]').waitFor()
  await picture(page, 'person', 'form-faults')
  await fills(page, fieldsOf('有限会社あおば印刷'))
  await form.getByLabel('同意').check()
  await submit.click()
  await page.locator('.receipt').waitFor()
  await picture(page, 'person', 'receipt')
}

interface Sides {
  person: Page
  console: Page
  operator: Operator
  request: string
  url: string
}

/** The request in the console, as it is now. */
const shown = async ({ console, request, url }: Sides, what: string, path = ''): Promise<void> => {
  await console.goto(`${url}/console/requests/${request}${path}`)
  await console.waitForLoadState('networkidle')
  await picture(console, 'operator', what)
}

/** Each side sees that the other is writing; what was begun is taken back. */
const bothWrite = async ({ person, console, request, url }: Sides): Promise<void> => {
  await person.locator('#question').pressSequentially('従業員は')
  await console.goto(`${url}/console/requests/${request}`)
  await console.getByText('相談者が入力しています').waitFor()
  await picture(console, 'operator', 'person-writes')
  await person.fill('#question', '')
  await console.locator('#compose-text').pressSequentially('お待ちしております')
  await person.getByText('担当者が入力しています').waitFor()
  await picture(person, 'person', 'operator-writes')
  await console.fill('#compose-text', '')
}

const talked = async (sides: Sides): Promise<void> => {
  const { person, operator, request } = sides
  await shown(sides, 'submitted')
  await operator.act(request, 'claim')
  await operator.act(request, 'ask', { text: '従業員の人数と、今の就業規則を最後に直した年を教えてください。' })
  await heard(person, '従業員の人数と')
  await picture(person, 'person', 'asked')
  await bothWrite(sides)
  await says(person, '従業員は14名、最後に直したのは令和元年です')
  await heard(person, '担当者に届きました')
  await picture(person, 'person', 'answered-the-operator')
  await shown(sides, 'informed')
  await operator.act(request, 'takeover')
  await heard(person, '自動の回答は止まります')
  await says(person, '急いでいます。今日中にお話しできますか')
  await operator.says(request, 'はい、こちらで伺います。')
  await heard(person, 'こちらで伺います')
  await picture(person, 'person', 'taken-over')
  await shown(sides, 'taken-over')
  await operator.act(request, 'handback')
  await operator.act(request, 'reply', { text: '就業規則の例をお送りします。ご確認ください。' })
  await heard(person, '就業規則の例')
  await picture(person, 'person', 'replied')
  await shown(sides, 'replied')
}

const sent = async (sides: Sides, mails: () => Promise<number>): Promise<void> => {
  const { person, console, operator, request } = sides
  await shown(sides, 'preview', '/preview')
  await operator.act(request, 'send', { 'field.routes': 'mail' })
  await until('the letter', async () => (await mails()) > 0)
  await heard(person, '事務局へ送りました')
  await shown(sides, 'sent')
  const dispatch = await console.locator('input[name="field.dispatch"]').first().getAttribute('value')
  await operator.act(request, 'bounced', { 'field.dispatch': dispatch ?? '', text: '宛先不明で戻りました' })
  await shown(sides, 'bounced')
  const page = await operator.page(`/console/requests/${request}`)
  const manager = /name="field\.manager" value="([\w-]+)"/u.exec(page)?.[1] ?? ''
  await operator.act(request, 'match', { 'field.manager': manager })
  await shown(sides, 'matched')
  for (const n of [1, 2, 3]) {
    const day = new Date().toISOString().slice(0, 10)
    await operator.act(request, 'session', {
      'field.day': day,
      'field.minutes': '60',
      'field.outcome': `${n}回目の内容`,
    })
  }
  await heard(person, '3回目の相談')
  await picture(person, 'person', 'third-session')
  await shown(sides, 'third-session')
  await operator.act(request, 'complete')
  await heard(person, 'ご相談は完了しました')
  await picture(person, 'person', 'completed')
  await says(person, 'もう一つ確認したいことがあります')
  await heard(person, 'もう一度確認します')
  await picture(person, 'person', 'reopened')
  await shown(sides, 'reopened')
}

/** What becomes of it elsewhere: the list, the timeline, the withdrawal, and the page that a number opens. */
const found = async ({ person, console, url, ...sides }: Sides, number: string): Promise<void> => {
  await says(person, '相談の状況を教えてください')
  await heard(person, 'お出しになった相談票です')
  await picture(person, 'person', 'own-requests')
  await says(person, `${number}はどうなっていますか`)
  await heard(person, 'お申し込みを受け付けました')
  await picture(person, 'person', 'timeline')
  await says(person, '相談を取り下げます')
  await heard(person, '取り下げますか')
  await picture(person, 'person', 'withdraw-asked')
  await person
    .getByRole('button', { name: `取り下げる（${number}）` })
    .last()
    .click()
  await heard(person, '相談票を取り下げました')
  await picture(person, 'person', 'withdrawn')
  await shown({ person, console, url, ...sides }, 'withdrawn')
  await console.goto(`${url}/console?view=all`)
  await picture(console, 'operator', 'queue')
  await person.goto(`${url}/my`)
  await picture(person, 'person', 'find')
  await person.fill('[name="number"]', number)
  await person.fill('[name="contact"]', 'kikaku@midori.example')
  await person.keyboard.press('Enter')
  await person.waitForURL(/\/my\/./u)
  await picture(person, 'person', 'found-page')
}

const signedIn = async (context: BrowserContext, url: string): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(`${url}/console/sign-in`)
  await page.fill('[name="login"]', 'ando')
  await page.fill('[name="password"]', PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/console(?!\/sign-in)/u)
  return page
}

const folder = await mkdtemp(join(tmpdir(), 'desk-gallery-data-'))
const knowledge = await smallKnowledge(folder)
await copyFile(join(knowledgeDir, 'desk.yaml'), join(knowledge, 'desk.yaml'))
const desk = await startWholeDesk(join(folder, 'data'), { TELEWORK_DESK_KNOWLEDGE: knowledge })
const browser = await launchChromium()
try {
  const operator = await desk.employ('ando', '安藤', 'operator')
  const [mine, theirs] = [await browser.newContext({ locale: 'ja-JP' }), await browser.newContext({ locale: 'ja-JP' })]
  const person = await mine.newPage()
  await person.goto(desk.url)
  await filed(person)
  const request = await operator.find('有限会社あおば印刷')
  const number = (await desk.store.requests.get(request))?.number ?? ''
  const sides: Sides = { person, console: await signedIn(theirs, desk.url), operator, request, url: desk.url }
  await talked(sides)
  await sent(sides, async () => (await desk.mailbox.mails()).filter(({ sheet }) => sheet !== '').length)
  await found(sides, number)
} finally {
  await browser.close()
  await desk.stop()
  await rm(folder, { recursive: true, force: true })
}
process.stdout.write(`${count * 2} pictures in ${out}\n`)
if (wide.length > 0) {
  process.stdout.write(`must be scrolled sideways: ${wide.join(', ')}\n`)
  process.exitCode = 1
}
