import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Route } from './dispatch.ts'
import { sheetPdf } from './pdf.ts'
import { sha256 } from './receipt.ts'
import type { Words } from './words.ts'

const TIMEOUT_MS = 30_000

/** Puts the sheet into a tray: a folder from which it is printed and faxed, by a person or by a fax server. */
export const createFaxRoute = (parts: { directory: string; words: Words }): Route => ({
  name: 'fax',
  timeoutMs: TIMEOUT_MS,
  async send(sheet, delivery) {
    const pdf = await sheetPdf(sheet, parts.words)
    await mkdir(parts.directory, { recursive: true })
    const file = `${sheet.number}-${delivery.id.slice(0, 8)}.pdf`
    const path = join(parts.directory, file)
    // Whole or not at all: a fax server that watches the folder must never pick up half a sheet.
    const draft = await open(`${path}.part`, 'w')
    try {
      await draft.writeFile(pdf)
      await draft.sync()
    } finally {
      await draft.close()
    }
    await rename(`${path}.part`, path)
    // A sheet in a folder is not sent: whoever puts it on the fax says so.
    return { state: 'printed', proof: JSON.stringify({ file, fax: sheet.to.fax, pdf: sha256(pdf) }) }
  },
})

/** Removes the printed sheets of requests that are erased; their numbers begin the names. */
export const removeSheets = async (directory: string, numbers: readonly string[]): Promise<number> => {
  const names = await readdir(directory).catch((): string[] => [])
  const theirs = names.filter((name) => numbers.some((number) => name.startsWith(`${number}-`)))
  for (const name of theirs) await rm(join(directory, name), { force: true })
  return theirs.length
}

/** Old sheets in the tray, which hold personal data like everything else; removed unless only counted. */
export const sweepTray = async (directory: string, before: Date, dryRun: boolean): Promise<number> => {
  let names: string[]
  try {
    names = await readdir(directory)
  } catch (thrown) {
    // No tray: nothing was ever put there.
    if ((thrown as { code?: string }).code === 'ENOENT') return 0
    throw thrown
  }
  let swept = 0
  for (const name of names.filter((each) => /\.pdf(?:\.part)?$/u.test(each))) {
    const path = join(directory, name)
    if ((await stat(path)).mtime >= before) continue
    swept++
    if (!dryRun) await rm(path, { force: true })
  }
  return swept
}
