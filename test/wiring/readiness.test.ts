import { execFileSync } from 'node:child_process'
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBell } from '../../src/spine/bell.ts'
import { createIntake } from '../../src/spine/intake.ts'
import { createHttp, listen, type Listening } from '../../src/wiring/http.ts'
import { createMetrics } from '../../src/wiring/metrics.ts'
import { createReadiness } from '../../src/wiring/readiness.ts'
import { sameStore } from '../../src/wiring/same-store.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { openDoors } from '../support/doors.ts'
import { inbound } from '../support/messages.ts'

const now = () => new Date()
const newId = () => crypto.randomUUID()
const PAGE_BYTES = 4_096

/** A disk of a few megabytes of its own, where this machine lets us have one. */
const mounted = (folder: string): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('whether the house is ready', () => {
  let data: string
  let store: Store
  const path = () => join(data, 'desk.sqlite')
  const start = async () => {
    store = await openStore({ path: path(), now: now() })
    return readiness()
  }
  const readiness = async () =>
    createReadiness({
      store,
      published: { now: () => null, refresh: () => Promise.resolve(), stop: () => {} },
      turns: () => ({ ok: true, detail: '' }),
      channels: [],
      metrics: createMetrics(),
      data,
      same: await sameStore({ store, data, newId, now }),
    })
  const said = (n: number) =>
    inbound({ id: `m${n}`, from: { channel: 'web', conversation: `c${n}` }, text: '本文'.repeat(500) })

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'desk-ready-'))
  })
  afterEach(async () => {
    await store.close()
    await rm(data, { recursive: true, force: true })
  })

  it('says so where nothing is wrong, again after a restart', async () => {
    for (let n = 0; n < 2; n++) {
      const { checks } = await (await start()).check()
      expect(checks).toMatchObject({ store: { ok: true }, pages: { ok: true }, disk: { ok: true } })
      if (n === 0) await store.close()
    }
  })

  it('is not, with pages that something else wrote over', async () => {
    await start()
    await store.inbox.keep(Array.from({ length: 400 }, (_, n) => said(n)))
    await store.close()
    const { size } = await stat(path())
    const file = await open(path(), 'r+')
    for (let page = 60; page * PAGE_BYTES < size; page += 7) {
      await file.write(Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, page * PAGE_BYTES)
    }
    await file.close()
    const { ok, checks } = await (await start()).check()
    expect(ok).toBe(false)
    expect(checks['pages']).toMatchObject({ ok: false, detail: expect.stringContaining('壊れています') })
  })

  it('is not, with an empty store where there was another, until somebody says that it begins anew', async () => {
    await start()
    await store.inbox.keep([said(1)])
    await store.close()
    for (const name of ['', '-wal', '-shm']) await rm(`${path()}${name}`, { force: true })
    const first = await (await start()).check()
    expect(first.checks['store']).toMatchObject({ ok: false, detail: expect.stringContaining('保存データが空です') })
    await rm(join(data, 'store.json'))
    expect((await (await readiness()).check()).checks['store']?.ok).toBe(true)
    expect(JSON.parse(await readFile(join(data, 'store.json'), 'utf8'))).toHaveProperty('sqlite')
  })

  it('is not, when the file was taken away while it was in use', async () => {
    const ready = await start()
    await rm(path())
    expect((await ready.check()).checks['store']).toMatchObject({
      ok: false,
      detail: expect.stringContaining('removed'),
    })
  })

  it('is not on a full disk, where messages are refused for now and kept again once there is room', async (context) => {
    context.skip(!mounted(data), 'no disk of its own can be had here')
    let listening: Listening | null = null
    try {
      const ready = await start()
      const { keep } = createIntake({ inbox: store.inbox, bell: createBell() })
      let n = 0
      const faults: unknown[] = []
      const app = createHttp({
        mounted: [
          {
            paths: ['/say'],
            async handle() {
              await keep([said(++n)])
              return new Response('kept')
            },
          },
        ],
        ready: ready.check,
        metrics: () => Promise.resolve(''),
        metricsToken: null,
        doors: openDoors,
        onFault: (_, thrown) => void faults.push(thrown),
      })
      listening = await listen(app, 0, '127.0.0.1')
      const { url } = listening
      const say = () => fetch(`${url}/say`, { method: 'POST' })
      expect((await say()).status).toBe(200)
      await writeFile(join(data, 'filler'), Buffer.alloc(4 * 1024 * 1024)).catch(() => undefined)
      const answers = []
      for (let tries = 0; tries < 400; tries++) {
        answers.push(await say())
        if (answers.at(-1)?.status !== 200) break
      }
      const refused = answers.at(-1)
      expect({ status: refused?.status, fault: String(faults[0]) }).toMatchObject({ status: 503 })
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
      const told = await fetch(`${url}/readyz`)
      expect(told.status).toBe(503)
      expect((await ready.check()).checks['disk']).toMatchObject({ ok: false, detail: expect.stringContaining('空き') })
      await rm(join(data, 'filler'))
      expect((await say()).status).toBe(200)
      expect((await store.inbox.counts()).waiting).toBe(answers.filter(({ status }) => status === 200).length + 2)
    } finally {
      await listening?.close(0)
      await store.close()
      execFileSync('umount', [data], { stdio: 'ignore' })
    }
  })
})
