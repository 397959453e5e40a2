import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = new URL('../..', import.meta.url).pathname

/**
 * What Node is given to run the desk's program: what was compiled where the launcher has just compiled it, and the
 * sources otherwise.
 */
export const program: string[] =
  process.env['DESK_COMPILED'] === 'true'
    ? [join(root, 'dist', 'cli.js')]
    : ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href, join(root, 'src', 'cli.ts')]
