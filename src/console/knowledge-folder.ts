/** The folder of documents that operators added, as it is published. */
import { cp, readdir, readlink, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'

interface FolderParts {
  added: string
  data: string
  draftFiles: string
  now: () => Date
}

/** The folder of the house's added documents, which a draft's take the place of in one step. */
export const createFolder = ({ added, data, draftFiles, now }: FolderParts) => {
  /** The name of the folder is a link, and a link changes in one step: a crash leaves the old folder or the new one. */
  const link = async (target: string) => {
    await rm(`${added}.new`, { force: true })
    await symlink(target, `${added}.new`)
    await rename(`${added}.new`, added)
  }

  /** Makes the draft's documents the house's; gives the folder that they had before. */
  const adopt = async (): Promise<string | null> => {
    const before = await readlink(added).catch(() => null)
    const target = `uploads-${now().getTime()}`
    if (target !== before) await rm(join(data, target), { recursive: true, force: true })
    await cp(draftFiles, join(data, target), { recursive: true })
    await link(target)
    return before
  }

  /** Folders of documents that are no longer the house's. */
  const tidy = async () => {
    const current = await readlink(added).catch(() => null)
    const old = (await readdir(data)).filter((name) => name.startsWith('uploads-') && name !== current)
    for (const name of old) await rm(join(data, name), { recursive: true, force: true })
  }

  return { link, adopt, tidy }
}
