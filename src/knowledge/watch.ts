/** Notices changes by looking again: network drives, where municipalities keep their files, tell nobody of a change. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { walkFolder } from './folder.ts'

const signatureOf = async (roots: readonly string[]): Promise<string> => {
  const hash = createHash('sha256')
  for (const root of roots) {
    for (const { file, bytes } of (await walkFolder(root)).found) {
      const changed = await stat(file).then(
        (found) => found.mtimeMs,
        () => 0,
      )
      hash.update(`${file}\n${bytes}\n${changed}\n`)
    }
  }
  return hash.digest('hex')
}

/** Calls back once after files have changed and then stayed as they are for one look. Resolves when aborted. */
export const watchFolders = async (
  roots: readonly string[],
  onChange: () => Promise<void>,
  { signal, everyMs }: { signal: AbortSignal; everyMs: number },
): Promise<void> => {
  let settled = await signatureOf(roots)
  let last = settled
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    const now = await signatureOf(roots)
    if (now === last && now !== settled) {
      settled = now
      await onChange()
    }
    last = now
  }
}
