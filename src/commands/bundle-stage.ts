/** Lays out everything that a machine without npm and without a network needs, in one folder. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { chmod, copyFile, cp, link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '../base/failure.ts'
import { isPacked, licencesOf, partsListOf, runningPackages } from './bundle-parts.ts'

const run = promisify(execFile)

export interface StageParts {
  /** The folder of the program. */
  root: string
  knowledge: string
  prompts: string
  /** Where everything is laid out; it must not be there yet. */
  to: string
  onStep: (what: string) => void
}

/** The same file under another name costs nothing; another disk gets a copy. */
const place = async (from: string, to: string): Promise<void> => {
  await link(from, to).catch(() => copyFile(from, to))
}

const placeFolder = async (root: string, folder: string, to: string): Promise<void> => {
  await mkdir(join(to, folder), { recursive: true })
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    // Packages within packages are packages of their own, and are placed as such.
    if (entry.name === 'node_modules' || !isPacked(path)) continue
    if (entry.isDirectory()) await placeFolder(root, path, to)
    else if (entry.isFile()) await place(join(root, path), join(to, path))
  }
}

/** The program finds pages, pictures and learned weights beside its sources. */
const isBeside = (path: string): boolean => !/\.tsx?$/u.test(path)

const LAUNCHER = `#!/bin/sh
# Every command of the desk: telework-desk serve, ask, doctor, backup …
here=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
exec node "$here/dist/cli.js" "$@"
`

const filesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Lines as `sha256sum -c` reads them. */
const sumsOf = async (folder: string): Promise<string> => {
  const lines: string[] = []
  for (const path of (await filesIn(folder)).toSorted()) lines.push(`${await hashOf(join(folder, path))}  ${path}\n`)
  return lines.join('')
}

const programInto = async ({ root, knowledge, prompts, to }: StageParts): Promise<void> => {
  await cp(join(root, 'dist'), join(to, 'dist'), { recursive: true, filter: (path) => isPacked(path) })
  await cp(join(root, 'src'), join(to, 'src'), { recursive: true, filter: isBeside })
  await cp(knowledge, join(to, 'knowledge'), { recursive: true, dereference: true })
  await cp(prompts, join(to, 'prompts'), { recursive: true, dereference: true })
  await cp(join(root, 'docs'), join(to, 'docs'), { recursive: true })
  for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json']) {
    await copyFile(join(root, file), join(to, file))
  }
  await copyFile(join(root, 'deploy', 'telework-desk.service'), join(to, 'telework-desk.service'))
  await writeFile(join(to, 'telework-desk'), LAUNCHER)
  await chmod(join(to, 'telework-desk'), 0o755)
}

/** The index is made by what was packed, so that a part that is missing is noticed here. */
const indexInto = async (to: string): Promise<void> => {
  const args = [join(to, 'dist', 'cli.js'), 'ingest', '--data', join(to, 'ready')]
  await run(process.execPath, args, { cwd: to, env: {}, maxBuffer: 64 * 1024 * 1024 }).catch((thrown: unknown) => {
    throw new Failure('bundle.index', `The packed program could not build the index: ${String(thrown)}`)
  })
  // The readings of files are for the machine that reads them again.
  await rm(join(to, 'ready', 'readings'), { recursive: true, force: true })
}

/** Lays out the program; tells how many packages it runs with. */
export const stageBundle = async (parts: StageParts): Promise<{ packages: number; version: string }> => {
  const { root, to, onStep } = parts
  if (existsSync(to)) throw new Failure('bundle.exists', `${to} exists already. Remove it, or name another place.`)
  if (!existsSync(join(root, 'dist', 'cli.js'))) {
    throw new Failure('bundle.program', `${join(root, 'dist')} holds no compiled program. Run npm run build first.`)
  }
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  await mkdir(dirname(to), { recursive: true })
  await mkdir(to)
  onStep('program')
  await programInto(parts)
  onStep('packages')
  const packages = runningPackages(root)
  for (const { folder } of packages) await placeFolder(root, folder, to)
  await writeFile(join(to, 'LICENSES.txt'), licencesOf(packages))
  await writeFile(join(to, 'sbom.cdx.json'), partsListOf(version, packages))
  onStep('index')
  await indexInto(to)
  onStep('checksums')
  await writeFile(join(to, 'SHA256SUMS'), await sumsOf(to))
  return { packages: packages.length, version }
}

/** One file of the folder, and its checksum beside it. */
export const archive = async (
  folder: string,
  { from, name }: { from: string; name: string },
  file: string,
): Promise<string> => {
  await rename(join(folder, from), join(folder, name))
  await run('tar', ['-czf', file, '-C', folder, '--owner=0', '--group=0', '--numeric-owner', name])
  const sum = await hashOf(file)
  await writeFile(`${file}.sha256`, `${sum}  ${file.slice(file.lastIndexOf('/') + 1)}\n`)
  return sum
}
