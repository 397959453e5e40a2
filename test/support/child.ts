import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { compiledOf, isCompiled } from './compiled.ts'

const root = join(import.meta.dirname, '../..')
/** Below the packages, where a script finds them. */
const shelf = join(root, 'node_modules', '.cache', 'telework-desk-tests')

/** Each module goes on knowing where it lies, for the files and the processes that it finds beside itself. */
const places: Plugin = {
  name: 'places',
  setup: (building) =>
    building.onLoad({ filter: /\/(?:src|test)\/.*\.tsx?$/ }, ({ path }) => {
      const place = pathToFileURL((isCompiled ? compiledOf(path) : null) ?? path).href
      const contents = readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(place))
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
    }),
}

const bundle = async (script: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [script],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [places],
    tsconfig: join(root, 'tsconfig.json'),
  })
  const text = outputFiles[0]?.text ?? ''
  const file = join(shelf, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.mjs`)
  mkdirSync(shelf, { recursive: true })
  // Another worker may be writing the same.
  writeFileSync(`${file}.${process.pid}`, text)
  renameSync(`${file}.${process.pid}`, file)
  return file
}

const made = new Map<string, Promise<string>>()

/**
 * A script of the tests, named as it lies beside `from`, in one file that Node runs as it is: it starts several times as
 * fast as from its sources.
 */
export const childScript = (name: string, from: string): Promise<string> => {
  const script = fileURLToPath(new URL(name, from))
  const known = made.get(script) ?? bundle(script)
  made.set(script, known)
  return known
}
