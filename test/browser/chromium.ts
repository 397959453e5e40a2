import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

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
