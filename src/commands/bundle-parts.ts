/** What goes into an archive: the packages that the program runs with, and their licences. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../base/failure.ts'

const lockShape = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
})

/** One installed package, by its folder below the program's. */
export interface Package {
  folder: string
  name: string
  version: string
  license: string
  /** The words of its licence, as it ships them. */
  words: string
}

const LICENCE = /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/iu

const wordsIn = (folder: string): string =>
  readdirSync(folder)
    .filter((name) => LICENCE.test(name) && !/\.(?:js|ts|json)$/u.test(name))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n')

/** Packages that the lock file names for running, as far as this platform has them. */
export const runningPackages = (root: string): Package[] => {
  const path = join(root, 'package-lock.json')
  if (!existsSync(path)) {
    throw new Failure('bundle.lock', `${path} is missing. A bundle is made from a clone, not from another bundle.`)
  }
  const { packages } = lockShape.parse(JSON.parse(readFileSync(path, 'utf8')))
  return Object.entries(packages)
    .filter(
      ([folder, { dev, devOptional }]) =>
        folder !== '' && dev !== true && devOptional !== true && existsSync(join(root, folder, 'package.json')),
    )
    .map(([folder, { version = '', license = '' }]) => ({
      folder,
      name: folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      license,
      words: wordsIn(join(root, folder)),
    }))
}

/** Files of a package that only people who develop need: maps, types, sources of native parts. */
const UNNEEDED_FILE = /\.(?:map|d\.[cm]?ts|tsbuildinfo|o|a|gypi?)$/u
const UNNEEDED_FOLDER: readonly string[] = [
  'node_modules/better-sqlite3/deps',
  'node_modules/better-sqlite3/src',
  'node_modules/better-sqlite3/build/Release/obj',
  'node_modules/hnswlib-node/build/Release/obj',
]

/** Whether a file or folder of a package is packed; `path` is told from the program's folder. */
export const isPacked = (path: string): boolean =>
  !UNNEEDED_FILE.test(path) && !UNNEEDED_FOLDER.some((folder) => path === folder || path.startsWith(`${folder}/`))

/** Every package with its licence, for people. */
export const licencesOf = (packages: readonly Package[]): string =>
  packages
    .map(({ name, version, license, words }) => `${name} ${version}\n${license}\n${words === '' ? '' : `\n${words}\n`}`)
    .join(`\n${'─'.repeat(80)}\n\n`)

/** The parts list as CycloneDX, for whoever watches for known weaknesses. */
export const partsListOf = (version: string, packages: readonly Package[]): string =>
  JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      metadata: { component: { type: 'application', name: 'telework-desk', version } },
      components: packages.map((part) => ({
        type: 'library',
        name: part.name,
        version: part.version,
        purl: `pkg:npm/${part.name.replace('@', '%40')}@${part.version}`,
        ...(part.license === '' ? {} : { licenses: [{ expression: part.license }] }),
      })),
    },
    null,
    1,
  )
