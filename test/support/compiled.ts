import { dirname, join, relative, resolve } from 'node:path'
import process from 'node:process'
import type { Plugin } from 'vitest/config'

const root = join(import.meta.dirname, '../..')
const src = join(root, 'src')

/** Whether the launcher has just compiled the program. */
export const isCompiled = process.env['DESK_COMPILED'] === 'true'

/** What was compiled from a source of the program; null for any other file. */
export const compiledOf = (path: string): string | null => {
  const inside = relative(src, path)
  if (inside.startsWith('..') || !/\.tsx?$/.test(inside)) return null
  return join(root, 'dist', inside.replace(/\.tsx?$/, '.js'))
}

/**
 * Has tests import what was just compiled wherever they name a source: nothing is compiled again, and the processes and
 * threads that the program starts for itself start as fast as they do in earnest.
 */
export const compiled: Plugin = {
  name: 'compiled',
  enforce: 'pre',
  resolveId: (name, importer) => {
    if (importer === undefined || !name.startsWith('.')) return null
    const made = compiledOf(resolve(dirname(importer), name))
    return made === null ? null : { id: made, external: true }
  },
}
