import { describe, expect, it } from 'vitest'
import { APP_TOKEN, TEAM } from './double/workspace.ts'
import { eventBody, messageEvent } from './double/people.ts'
import { still, until } from './house.ts'
import { createSetting, type Setting } from './setting.ts'

const settings = createSetting()

const open = async (appToken = APP_TOKEN) => {
  const setting = await settings.open({ slack: { signingSecret: undefined, appToken } })
  if (appToken === APP_TOKEN) await connected(setting)
  return setting
}
const ready = ({ house }: Setting) => house.channels[0]?.ready()
const connected = (setting: Setting) =>
  until('the socket', async () => setting.double.sockets.size === 1 && (await ready(setting))?.ok === true)
const question = ({ double }: Setting) => eventBody(messageEvent({ text: '費用は', ts: double.newTs() }))

describe('Slack over a socket', () => {
  it('takes no request over HTTP', async () => {
    const setting = await open()
    expect(setting.house.channels[0]?.paths).toEqual([])
  })

  it('acknowledges a message once it is kept, and answers it once however often it comes', async () => {
    const setting = await open()
    const { double, house } = setting
    const body = question(setting)
    const gate = house.holdKeeping()
    let acknowledged = false
    const first = double.push('events_api', body).then((answer) => {
      acknowledged = true
      return answer
    })
    await gate.reached
    expect(acknowledged).toBe(false)
    gate.release()
    expect(await first).toEqual({})
    expect(await double.push('events_api', body)).toEqual({})
    await still(house)
    expect(double.posts('D1')).toHaveLength(1)
  })

  it('does not acknowledge what could not be stored; its repetition is answered', async () => {
    const setting = await open()
    const { double, house } = setting
    const body = question(setting)
    house.breakStore(true)
    expect(await double.push('events_api', body, 300)).toBeNull()
    house.breakStore(false)
    expect(await double.push('events_api', body)).toEqual({})
    await still(house)
    expect(double.posts('D1')).toHaveLength(1)
  })

  it('answers commands with the acknowledgement', async () => {
    const { double } = await open()
    const answer = await double.push('slash_commands', {
      command: '/telework',
      text: 'ヘルプ',
      trigger_id: double.trigger(),
      team_id: TEAM,
      user_id: 'U1',
      channel_id: 'C1',
    })
    expect(answer).toMatchObject({ response_type: 'ephemeral' })
  })

  it('comes back after the socket is dropped, and loses nothing', async () => {
    const setting = await open()
    const { double, house } = setting
    const body = question(setting)
    const gate = house.holdKeeping()
    const lost = double.push('events_api', body, 200)
    await gate.reached
    double.dropSockets()
    gate.release()
    expect(await lost).toBeNull()
    await until('another socket', () => double.sockets.size === 1)
    await connected(setting)
    // Slack sends again what it did not hear of.
    expect(await double.push('events_api', body)).toEqual({})
    await still(house)
    expect(double.posts('D1')).toHaveLength(1)
  })

  it('outlives a Slack that gives no address, and says so until it does', async () => {
    const setting = await open()
    const { double, house, faults } = setting
    double.behave('apps.connections.open', { kind: 'status', status: 500 }, { kind: 'error', error: 'fatal_error' })
    double.dropSockets()
    const down = await until('the readiness', async () => {
      const state = await ready(setting)
      return state?.ok === false ? state : null
    })
    expect(down.detail).toContain('ソケット接続が切れています')
    await connected(setting)
    expect(await double.push('events_api', question(setting))).toEqual({})
    await still(house)
    expect(faults.filter(({ what }) => what === 'slack.socket').length).toBeGreaterThanOrEqual(2)
  })

  it('outlives a wrong token', async () => {
    const setting = await open('xapp-wrong')
    await until('a refusal', () =>
      setting.double.of('apps.connections.open').some(({ error }) => error === 'invalid_auth'),
    )
    expect(await ready(setting)).toMatchObject({ ok: false })
  })
})
