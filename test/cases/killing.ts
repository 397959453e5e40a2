import { childScript } from '../support/child.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { requestDesk, verifyReceipt } from '../../src/cases/cases.ts'
import type { Store } from '../../src/store/store.ts'
import { filledIn, friday, makeKit } from './room.ts'

export interface Soaked {
  requests: number
  /** Distinct receipts, and how many conversations were told more than one. */
  receipts: number
  contradictions: number
  /** 1, 2, 3 … without a gap. */
  gapless: boolean
  verified: number
  accepted: number
  messageIds: number
  /** Mails of requests that nobody confirmed. */
  unconfirmed: number
  drafts: number
  kills: number
  auditFault: string | null
  seconds: number
}

/** How long the whole may take before the soak is given up. */
const PATIENCE_MS = 15 * 60_000
const CHUNK = 50
/** Longer than any lease: what a dead process held is free for the next one, whose clock is ahead by this. */
const LEASE_MS = 130_000

/**
 * Submits each of `total` requests twice while the process that settles and sends them is killed `kills` times, then
 * counts what came of it. `extra` drafts are opened and never submitted.
 */
export const soak = async (
  store: Store,
  where: { url?: string; path: string },
  given: { total: number; kills: number; extra: number },
): Promise<Soaked> => {
  const { total, kills, extra } = given
  const kit = makeKit({ routes: ['mail'] })
  const startedAt = performance.now()
  await kit.settings.change(store, {
    name: 'secretariatMail',
    value: 'madoguchi@centre.example',
    source: '公募案内',
    asOf: '2026-04-01',
    certain: true,
    by: 'sue',
    now: friday,
  })
  const mails: { id: string; number: string }[] = []
  const smtp = await mailbox(mails)
  const desk = requestDesk({ store, kit, now: () => new Date() })
  const drafts: string[] = []
  for (let n = 0; n < total + extra; n++) drafts.push((await desk.form(conversation(n), { id: `p${n}` }, null)).request)

  let killed = 0
  let child = start(where, smtp.url, 0)
  const progress = async () => {
    const counts = await store.requests.counts()
    const filed = total + extra - (counts.draft ?? 0)
    return filed + new Set(mails.map(({ id }) => id)).size
  }
  const submitting = (async () => {
    for (let from = 0; from < total; from += CHUNK) {
      const presses = Array.from({ length: Math.min(CHUNK, total - from) }, (_, i) => from + i).flatMap((n) =>
        ['a', 'b'].map((device) => ({
          id: `${n}-${device}`,
          from: conversation(n),
          person: { id: `p${n}` },
          text: '',
          action: {
            kind: 'submit' as const,
            request: drafts[n] ?? '',
            fields: { ...filledIn, dates: `第${n}回` },
            consent: true,
          },
          receivedAt: new Date(),
        })),
      )
      await store.inbox.keep(presses)
      await pause(20)
    }
  })()
  const done = async () => {
    const [inbox, dispatches] = [await store.inbox.counts(), await store.dispatches.counts()]
    const counts = await store.requests.counts()
    return inbox.waiting === 0 && dispatches.due === 0 && (counts.sent ?? 0) === total
  }
  while (performance.now() - startedAt < PATIENCE_MS) {
    // Kills are spread over the work: filing and sending are two steps of each request.
    if (killed < kills && (await progress()) >= ((killed + 1) * total * 2) / (kills + 1)) {
      child.kill('SIGKILL')
      await once(child, 'exit')
      killed++
      child = start(where, smtp.url, killed * LEASE_MS)
    }
    if (killed === kills && (await done())) break
    await pause(25)
  }
  await submitting
  child.kill('SIGTERM')
  await once(child, 'exit')
  await smtp.close()
  const told = await tally(store, { total, extra, mails })
  return { ...told, kills: killed, seconds: Math.round((performance.now() - startedAt) / 1_000) }
}

const conversation = (n: number) => ({ channel: 'chat', conversation: `soak-${n}` })

const CHILD = await childScript('killed.ts', import.meta.url)

const start = (where: { url?: string; path: string }, smtpUrl: string, aheadMs: number): ChildProcess => {
  return spawn(process.execPath, [CHILD, JSON.stringify({ where, smtpUrl, aheadMs })], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

const mailbox = async (mails: { id: string; number: string }[]) => {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, callback) {
      let raw = ''
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString('latin1')))
      stream.on('end', () => {
        const id = /^message-id:\s*(<[^>]+>)/imu.exec(raw)?.[1] ?? ''
        const number = /filename=\D?(TW-\d{4}-\d{5})\.pdf/iu.exec(raw)?.[1] ?? ''
        mails.push({ id, number })
        callback(null, 'queued')
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.server.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}`, close: () => new Promise<void>((resolve) => server.close(resolve)) }
}

const tally = async (
  store: Store,
  soaked: {
    total: number
    extra: number
    mails: { id: string; number: string }[]
  },
): Promise<Omit<Soaked, 'kills' | 'seconds'>> => {
  const { total, extra, mails } = soaked
  const receipts = new Map<string, Set<string>>()
  for (let n = 0; n < total; n++) {
    const thread = await store.outbox.thread(conversation(n), 50)
    const told = thread.flatMap(({ reply }) => (reply?.receipt ? [JSON.stringify(reply.receipt)] : []))
    receipts.set(String(n), new Set(told))
  }
  const all = [...receipts.values()].flatMap((each) => [...each])
  const numbers = all
    .map((receipt) => (JSON.parse(receipt) as { number: string }).number)
    .sort((a, b) => (a < b ? -1 : 1))
  let verified = 0
  for (const number of numbers) if ((await verifyReceipt(store, number)).status === 'unchanged') verified++
  const counts = await store.requests.counts()
  const { fault } = await store.audit.verify()
  return {
    requests: Object.values(counts).reduce((sum, count) => sum + count, 0) - extra,
    receipts: new Set(all).size,
    contradictions: [...receipts.values()].filter((each) => each.size !== 1).length,
    gapless: numbers.every((number, at) => Number(number.slice(-5)) === at + 1) && numbers.length === total,
    verified,
    accepted: mails.length,
    messageIds: new Set(mails.map(({ id }) => id)).size,
    unconfirmed: mails.filter(({ number }) => !numbers.includes(number)).length,
    drafts: counts.draft ?? 0,
    auditFault: fault?.why ?? null,
  }
}
