/**
 * What the pages weigh and how soon something is seen, in a real browser with an empty cache, at this machine's own speed and
 * with a slow processor and line: `npm run bench -- pages`
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumPath, launchChromium, whyNoBrowser } from '../browser/chromium.ts'
import { startScript, startServer } from '../browser/process.ts'

const ROUNDS = 5
/** What Lighthouse calls a slow 4G: 1.6 Mbit/s and 150 ms, and a processor four times slower. */
const SLOW = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 }
const SLOWER = 4

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

if (chromiumPath === null) throw new Error(whyNoBrowser)
const directory = await mkdtemp(join(tmpdir(), 'desk-pages-'))
const chat = await startServer(join(directory, 'chat.sqlite'))
const day = await startScript<{ url: string; tokens: Record<string, string> }>('serve-day.ts', [
  join(directory, 'day.sqlite'),
  '0',
  '20',
])
const browser = await launchChromium()
const cookie = { name: 'desk_console', value: day.tokens['安藤'] ?? '', url: `${day.url}/console` }

const measure = async (url: string, isSlow: boolean) => {
  const context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 390, height: 844 } })
  await context.addCookies([cookie])
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  if (isSlow) {
    await devtools.send('Network.emulateNetworkConditions', SLOW)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  }
  let bytes = 0
  let requests = 0
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
    requests++
  })
  await page.goto(url, { waitUntil: 'load' })
  const paint = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const first = list.getEntriesByName('first-contentful-paint')[0]
          if (first) resolve(first.startTime)
        }).observe({ type: 'paint', buffered: true })
      }),
  )
  const measured = { paint, bytes, requests }
  await context.close()
  return measured
}

try {
  const found = []
  for (const [name, url] of [
    ['chat', `${chat.url}/`],
    ['queue', `${day.url}/console`],
    ['home', `${day.url}/console/home`],
  ] as const) {
    for (const isSlow of [false, true]) {
      const rounds = []
      for (let n = 0; n < ROUNDS; n++) rounds.push(await measure(url, isSlow))
      found.push({
        page: name,
        line: isSlow ? 'slow 4G, 4× slower processor' : 'as it is',
        fcpMs: Math.round(median(rounds.map(({ paint }) => paint))),
        kB: Math.round(median(rounds.map(({ bytes }) => bytes)) / 1_000),
        requests: median(rounds.map(({ requests }) => requests)),
      })
    }
  }
  process.stdout.write(`${JSON.stringify({ load: loadavg()[0], rounds: ROUNDS, found }, null, 2)}\n`)
} finally {
  await browser.close()
  await chat.kill()
  await day.kill()
  await rm(directory, { recursive: true, force: true })
}
