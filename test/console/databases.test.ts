import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databases, type Opened } from '../support/stores.ts'
import { type Rig, rig } from './rig.ts'

describe.each(databases)('the console on $name', ({ open }) => {
  let opened: Opened
  let desk: Rig
  beforeEach(async () => {
    opened = await open()
    desk = await rig({ store: opened.store })
  })
  afterEach(async () => {
    await desk.close()
    await opened.close()
  })

  it('shows every page and every view of the queue', async () => {
    const boss = await desk.as('supervisor', '鈴木')
    const [first, second] = [await desk.filed(), await desk.filed({ organisation: '株式会社あおぞら' })]
    const version = String((await desk.store.requests.get(first))?.version)
    expect((await boss.post(`/console/requests/${first}/acts/claim`, { version })).status).toBe(303)
    const closing = { version: String((await desk.store.requests.get(second))?.version), text: 'お答えします。' }
    expect((await boss.post(`/console/requests/${second}/acts/conclude`, closing)).status).toBe(303)
    const pages = desk.console.routes.filter(
      ({ method, path, role }) => method === 'GET' && role !== null && !path.includes(':'),
    )
    // These two show one document, which their address names.
    const ofOne = new Set(['/console/knowledge/document', '/console/knowledge/edit'])
    for (const { path } of pages.filter(({ path: each }) => !ofOne.has(each))) {
      expect([path, (await boss.get(path)).status]).toEqual([path, 200])
    }
    for (const rest of ['', '/thread', '/pulse', '/similar', '/preview', '/sheet.pdf']) {
      expect([rest, (await boss.get(`/console/requests/${first}${rest}`)).status]).toEqual([rest, 200])
    }
    const shown = async (view: string) => {
      const page = await boss.text(`/console?view=${view}`)
      return [first, second]
        .filter((id) => page.includes(`/console/requests/${id}`))
        .map((id) => (id === first ? 1 : 2))
    }
    expect(await shown('mine')).toEqual([1])
    expect(await shown('open')).toEqual([1])
    expect(await shown('all')).toEqual([1, 2])
    expect(await shown('overdue')).toEqual([])
    desk.later(30 * 86_400_000)
    const later = await desk.as('viewer')
    expect(await later.text('/console?view=overdue')).toContain(`/console/requests/${first}`)
    expect(desk.faults).toEqual([])
  })
})
