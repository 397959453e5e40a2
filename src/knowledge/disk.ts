/** Writing so that a crash leaves either the old or the new, never half. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ReadingCache } from './library.ts'
import type { Read } from './reading.ts'

const syncPath = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Beside, flushed, then renamed over the old one, with the folder flushed too so that the name survives. */
export const writeWhole = async (path: string, text: string): Promise<void> => {
  const aside = `${path}.${process.pid}.new`
  const handle = await open(aside, 'w')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(aside, path)
  await syncPath(dirname(path))
}

export const readJson = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
}

export interface Sealed {
  name: string
  bytes: number
  sha256: string
}

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Flushes every file of a folder and notes size and hash of each. */
export const seal = async (folder: string): Promise<Sealed[]> => {
  const names = (await readdir(folder, { recursive: true })).sort()
  const sealed: Sealed[] = []
  for (const name of names) {
    const path = join(folder, name)
    const found = await stat(path)
    await syncPath(path)
    if (found.isFile()) sealed.push({ name, bytes: found.size, sha256: await hashOf(path) })
  }
  await syncPath(folder)
  return sealed
}

/** Whether every sealed file is there as it was sealed. */
export const isWhole = async (folder: string, sealed: Sealed[]): Promise<boolean> => {
  for (const { name, bytes, sha256 } of sealed) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found?.size !== bytes || (await hashOf(path)) !== sha256) return false
  }
  return true
}

/** Readings on the disk; those not asked for in a run are swept at its end. */
export const makeReadingCache = (folder: string): ReadingCache & { sweep(): Promise<void> } => {
  const used = new Set<string>()
  return {
    get: async (key) => {
      used.add(`${key}.json`)
      const kept = await readJson(join(folder, `${key}.json`))
      return typeof kept === 'object' && kept !== null && 'ok' in kept ? (kept as Read) : null
    },
    put: async (key, read) => {
      used.add(`${key}.json`)
      await mkdir(folder, { recursive: true })
      const path = join(folder, `${key}.json`)
      const handle = await open(`${path}.${process.pid}.new`, 'w')
      try {
        await handle.writeFile(JSON.stringify(read))
      } finally {
        await handle.close()
      }
      await rename(`${path}.${process.pid}.new`, path)
    },
    sweep: async () => {
      const names = await readdir(folder).catch(() => [])
      await Promise.all(names.filter((name) => !used.has(name)).map((name) => rm(join(folder, name), { force: true })))
    },
  }
}
