import { childScript } from '../../support/child.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { startSlackDouble, type SlackDouble } from './double/double.ts'
import { eventBody, messageEvent, send, signed } from './double/people.ts'
import { until } from './house.ts'

const CHILD = await childScript('slack-child.ts', import.meta.url)
const children: ChildProcess[] = []

const start = async (path: string, double: SlackDouble, tookMs: number) => {
  const child = spawn(process.execPath, [CHILD], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SLACK_PATH: path, SLACK_API: double.apiUrl, SLACK_TOOK_MS: String(tookMs) },
  })
  children.push(child)
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const { url } = JSON.parse(line) as { url: string }
  return {
    url,
    async kill() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

describe('a process killed', () => {
  it.for([
    ['right after Slack got its 2xx', 300, (): Promise<unknown> => Promise.resolve()],
    // The answer stands in Slack, and nobody was left to note it.
    ['right after the answer reached Slack', 0, (double: SlackDouble) => until('a post', () => double.posts('D1')[0])],
  ] as const)('%s leaves exactly one answer after the restart', async ([, tookMs, moment]) => {
    const directory = await mkdtemp(join(tmpdir(), 'desk-slack-'))
    const path = join(directory, 'desk.sqlite')
    const double = await startSlackDouble()
    try {
      const first = await start(path, double, tookMs)
      // An answer that takes its time to be confirmed leaves the process in the middle of it.
      double.behave('chat.postMessage', { kind: 'slow', ms: 400 })
      const body = JSON.stringify(eventBody(messageEvent({ text: '費用は', ts: double.newTs() })))
      expect((await send(first.url, signed(body))).status).toBe(200)
      await moment(double)
      await first.kill()
      const second = await start(path, double, 0)
      await until('the answer', () => double.posts('D1')[0], 15_000)
      // What comes after it has its turn after it: once that is said, nothing of the first is still to come.
      const later = JSON.stringify(eventBody(messageEvent({ text: '次は', ts: double.newTs() })))
      await send(second.url, signed(later))
      await until('the next answer', () => double.posts('D1').find(({ text }) => text.includes('次は')), 15_000)
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      expect(double.posts('D1').filter(({ text }) => text.includes('費用は'))).toHaveLength(1)
      await second.kill()
    } finally {
      await double.stop()
      await rm(directory, { recursive: true, force: true })
    }
    expect(double.violations).toEqual([])
  })
})
