import { childScript } from '../../support/child.ts'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type Scene, setScene } from './scene.ts'

const CHILD = await childScript('replica-child.ts', import.meta.url)

const startReplica = async (scene: Scene, path: string, work: boolean) => {
  const child = spawn(process.execPath, [CHILD], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TEAMS_STORE: path,
      TEAMS_OPENID: scene.issuer.openId,
      TEAMS_ISSUER: scene.issuer.issuer,
      TEAMS_WORK: work ? 'yes' : 'no',
    },
  })
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve)
    child.once('exit', () => reject(new Error('the replica did not start')))
  })
  return {
    url: (JSON.parse(line) as { url: string }).url,
    async kill() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

it('answers an activity once that is sent four times and outlives a killed server', { timeout: 60_000 }, async () => {
  const scene = await setScene()
  const folder = await mkdtemp(join(tmpdir(), 'desk-teams-'))
  const body = JSON.stringify(scene.activity({ text: '費用は' }))
  const deliver = async (url: string) => {
    const response = await fetch(`${url}/api/messages`, { method: 'POST', headers: scene.headers(), body })
    await response.text()
    return response.status
  }
  const said = () => scene.connector.messages().filter(({ body: words }) => String(words['text']).includes('費用は'))

  const first = await startReplica(scene, join(folder, 'desk.db'), false)
  expect(await Promise.all([deliver(first.url), deliver(first.url)])).toEqual([200, 200])
  await first.kill()
  expect(said()).toEqual([])

  const second = await startReplica(scene, join(folder, 'desk.db'), true)
  expect(await deliver(second.url)).toBe(200)
  for (let n = 0; n < 500 && said().length === 0; n++) await pause(20)
  expect(await deliver(second.url)).toBe(200)
  // Another question of the same conversation is answered after whatever a repetition would have brought.
  const later = JSON.stringify(scene.activity({ text: '最後の質問' }))
  await fetch(`${second.url}/api/messages`, { method: 'POST', headers: scene.headers(), body: later })
  const last = () => scene.connector.messages().some(({ body: words }) => String(words['text']).includes('最後の質問'))
  for (let n = 0; n < 500 && !last(); n++) await pause(20)
  expect(last()).toBe(true)
  expect(said()).toHaveLength(1)

  await second.kill()
  await scene.close()
  await rm(folder, { recursive: true, force: true })
})
