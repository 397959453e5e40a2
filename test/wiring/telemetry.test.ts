import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDesk } from '../support/desk-process.ts'
import { smallKnowledge } from '../support/small-knowledge.ts'

let folder: string
let collector: Server
let endpoint: string
const got = new Map<string, string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-telemetry-'))
  collector = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? ''
      got.set(path, (got.get(path) ?? '') + Buffer.concat(chunks).toString('utf8'))
      response.writeHead(200).end()
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
})
afterAll(async () => {
  collector.close()
  await rm(folder, { recursive: true, force: true })
})

describe('OpenTelemetry', () => {
  it('is told of turns by the standard environment, and of nobody and nothing that was said', async () => {
    const knowledge = await smallKnowledge(folder)
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: 'desk-of-this-test' }
    const desk = await startDesk(folder, { knowledge, env })
    const answer = await fetch(`${desk.url}/api/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ question: 'モバイル端末の貸出はいつから申し込めますか' }),
    })
    const { conversation } = (await answer.json()) as { conversation: string }
    expect((await desk.stop()).code).toBe(0)
    expect(got.get('/v1/traces')).toContain('desk.turn')
    expect(got.get('/v1/metrics')).toContain('desk.turn.duration')
    const all = [...got.values()].join('\n')
    expect(all).toContain('desk.channel')
    expect(all).toContain('desk-of-this-test')
    expect(all).not.toContain('モバイル')
    expect(all).not.toContain(conversation)
  })
})
