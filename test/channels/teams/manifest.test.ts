import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { Ajv, type ValidateFunction } from 'ajv'
import { describe, expect, it } from 'vitest'
import { fromBuffer } from 'yauzl'
import { teamsPackage } from '../../../src/channels/teams/teams.ts'
import { createAboutPages } from '../../../src/wiring/about-pages.ts'
import { APP } from './far.ts'

const given = { url: 'https://desk.example.lg.jp/', appId: APP, prompts: 'prompts', version: '1.2.3' }

/** The archive as another program reads it. */
const unpacked = (bytes: Buffer): Promise<Map<string, Buffer>> =>
  new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, strictFileNames: true }, (fault, file) => {
      if (fault) {
        reject(fault)
        return
      }
      const files = new Map<string, Buffer>()
      file.on('error', reject)
      file.on('end', () => resolve(files))
      file.on('entry', (entry: { fileName: string }) => {
        file.openReadStream(entry as never, (broken, stream) => {
          if (broken) {
            reject(broken)
            return
          }
          const chunks: Buffer[] = []
          stream.on('error', reject)
          stream.on('data', (chunk: Buffer) => chunks.push(chunk))
          stream.on('end', () => {
            files.set(entry.fileName, Buffer.concat(chunks))
            file.readEntry()
          })
        })
      })
      file.readEntry()
    })
  })

/** The official schema is of an older draft than ajv’s default; it says nothing that the newer one reads otherwise. */
const official = (version: string, name: string): ValidateFunction => {
  const path = `node_modules/@microsoft/app-manifest/build/json-schemas/teams/v${version}/MicrosoftTeams.${name}schema.json`
  const schema = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  delete schema['$schema']
  delete schema['id']
  return new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(schema)
}

const jsonIn = (files: Map<string, Buffer>, name: string) =>
  JSON.parse(files.get(name)?.toString('utf8') ?? 'null') as Record<string, unknown>

const isWhite = (...[red, green, blue]: (number | undefined)[]) => red === 255 && green === 255 && blue === 255

describe('the app package', async () => {
  const files = await unpacked(teamsPackage(given))
  const manifest = jsonIn(files, 'manifest.json')

  it('holds the manifest, the icons and the Japanese words at its root', () => {
    expect([...files.keys()].toSorted()).toEqual(['color.png', 'ja.json', 'manifest.json', 'outline.png'])
  })

  it('has the version of the desk, and no hard breaks in its descriptions', () => {
    expect(manifest['version']).toBe('1.2.3')
    expect((manifest['description'] as { full: string }).full).not.toContain('\n')
    expect((manifest['description'] as { full: string }).full).toMatch(/security, how/u)
  })

  it('is valid against the official schemas of its version', () => {
    const version = String(manifest['manifestVersion'])
    const checks = official(version, '')
    checks(manifest)
    expect(checks.errors).toBeNull()
    const words = official(version, 'Localization.')
    const ja = jsonIn(files, 'ja.json')
    words(ja)
    expect(words.errors).toBeNull()
    expect(ja['name.short']).toBe('テレワーク相談窓口')
    // A check that cannot fail would say nothing.
    expect(checks({ ...manifest, accentColor: 'blue' })).toBe(false)
    expect(checks({ ...manifest, name: { short: 'x'.repeat(31), full: 'x' } })).toBe(false)
  })

  it('is of a version that every tenant takes, for this bot in all three places', () => {
    const minor = Number(String(manifest['manifestVersion']).split('.')[1])
    expect(minor).toBeGreaterThanOrEqual(25)
    expect(minor).toBeLessThanOrEqual(30)
    expect(manifest['supportsChannelFeatures']).toBe('tier1')
    expect(manifest['bots']).toMatchObject([{ botId: APP, scopes: ['personal', 'team', 'groupChat'] }])
    expect(manifest['validDomains']).toEqual(['desk.example.lg.jp'])
  })

  it('has prompts among its commands, and pages for privacy and terms that the desk serves', async () => {
    const [bot] = manifest['bots'] as {
      commandLists: { commands: { title: string; type: string; prompt: string }[] }[]
    }[]
    const commands = bot?.commandLists.flatMap((list) => list.commands) ?? []
    expect(commands.length).toBeGreaterThan(4)
    for (const { title, type, prompt } of commands) expect({ type, prompt }).toEqual({ type: 'prompt', prompt: title })
    const { privacyUrl, termsOfUseUrl } = manifest['developer'] as Record<string, string>
    const pages = createAboutPages('prompts', () => Promise.resolve(() => 365))
    const seen: string[] = []
    for (const url of [privacyUrl, termsOfUseUrl]) {
      expect(pages.paths).toContain(new URL(url ?? '').pathname)
      const page = await pages.handle(new Request(url ?? ''))
      expect(page.status).toBe(200)
      seen.push(await page.text())
    }
    expect(seen[0]).toContain('365日')
    expect(seen[1]).toContain('ご利用にあたって')
    expect(new Set(seen).size).toBe(2)
  })

  it.each([
    { name: 'color.png', size: 192, corner: 255, right: (...[, , , alpha]: (number | undefined)[]) => alpha === 255 },
    { name: 'outline.png', size: 32, corner: 0, right: isWhite },
  ])('has a $name of its size and colours', ({ name, size, corner, right }) => {
    const png = files.get(name) ?? Buffer.alloc(0)
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size])
    const length = png.readUInt32BE(33)
    const rows = inflateSync(png.subarray(41, 41 + length))
    expect(rows).toHaveLength(size * (size * 4 + 1))
    const pixels = Array.from({ length: size * size }, (_, n) => {
      const at = Math.floor(n / size) * (size * 4 + 1) + 1 + (n % size) * 4
      return [...rows.subarray(at, at + 4)]
    })
    expect(pixels.every(([red, green, blue, alpha]) => right(red, green, blue, alpha))).toBe(true)
    expect(pixels[0]?.[3]).toBe(corner)
    expect(new Set(pixels.map(String)).size).toBeGreaterThan(2)
  })

  it('is the same each time it is made', () => {
    expect(teamsPackage(given).equals(teamsPackage(given))).toBe(true)
  })

  it.each([
    [{ ...given, url: 'http://desk.example.lg.jp' }, /https/u],
    [{ ...given, url: 'desk' }, /https/u],
    [{ ...given, appId: 'my-bot' }, /GUID/u],
  ])('says what is wrong with %j', (wrong, words) => {
    expect(() => teamsPackage(wrong)).toThrow(words)
  })
})
