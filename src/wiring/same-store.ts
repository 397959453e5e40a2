import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Readiness } from '../channels/channel.ts'
import type { Store } from '../store/store.ts'

const ROOM = 'house'
const KEY = 'store'
const markShape = z.partialRecord(z.enum(['sqlite', 'postgres']), z.string())

/**
 * Whether this is the store that this house had before. An empty one beside an index that was in use means that
 * requests, conversations and the audit log are gone, which nobody else would notice: the desk would go on as on its
 * first day. The name of the store is kept in it and beside the index.
 */
export const sameStore = async ({
  store,
  data,
  newId,
  now,
}: {
  store: Store
  data: string
  newId: () => string
  now: () => Date
}): Promise<Readiness> => {
  const path = join(data, 'store.json')
  const text = await readFile(path, 'utf8').catch(() => '{}')
  const kept = markShape.safeParse(JSON.parse(text)).data ?? {}
  const before = kept[store.kind]
  const own = await store.shelf.get(ROOM, KEY)
  if (own === null && before !== undefined) {
    return {
      ok: false,
      detail: `保存データが空です。索引のある ${data} で使っていた保存データではありません。バックアップを戻すか、新しく始める場合は ${path} を消してから起動し直してください`,
    }
  }
  // Of replicas that start at once, the first one names it.
  if (own === null) await store.shelf.claim(ROOM, KEY, newId(), now())
  const name = own ?? (await store.shelf.get(ROOM, KEY)) ?? ''
  if (name !== before) {
    // A disk without room is told of by itself; the name is written by the next start.
    await writeFile(`${path}.new`, JSON.stringify({ ...kept, [store.kind]: name }))
      .then(() => rename(`${path}.new`, path))
      .catch(() => undefined)
  }
  return { ok: true, detail: store.kind }
}
