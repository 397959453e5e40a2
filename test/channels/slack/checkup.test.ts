import { afterEach, describe, expect, it } from 'vitest'
import { checkSlack, slackScopes, type SlackOptions } from '../../../src/channels/slack/slack.ts'
import { startSlackDouble } from './double/double.ts'
import { APP_TOKEN, type Given } from './double/workspace.ts'
import { slackOptions } from './house.ts'
import { OPERATORS } from './setting.ts'

const opened: Awaited<ReturnType<typeof startSlackDouble>>[] = []
afterEach(async () => {
  for (const double of opened.splice(0)) await double.stop()
})

const nothing = {
  get: () => Promise.resolve(null),
  put: () => Promise.resolve(),
  claim: () => Promise.resolve(true),
  remove: () => Promise.resolve(),
  list: () => Promise.resolve([]),
}
const check = async (given: Given = {}, more: Partial<SlackOptions> = {}) => {
  const double = await startSlackDouble({
    members: { [OPERATORS]: ['UOP1'] },
    channels: { [OPERATORS]: { private: true } },
    ...given,
  })
  opened.push(double)
  const findings = await checkSlack(slackOptions(double, { operatorChannel: OPERATORS, ...more }), nothing)
  return { double, findings, faults: findings.filter(({ ok }) => !ok).map(({ detail }) => detail) }
}

describe('doctor', () => {
  it('finds nothing wrong where nothing is, and had Slack look at the blocks', async () => {
    const { double, findings, faults } = await check({}, { appToken: APP_TOKEN })
    expect(faults).toEqual([])
    expect(findings).toHaveLength(4)
    expect(double.of('blocks.validate').map(({ error }) => error)).toEqual([null, null])
    expect(double.violations).toEqual([])
  })

  it('names the scopes that are missing, and those that nothing needs', async () => {
    const without = slackScopes.filter((scope) => scope !== 'im:history' && scope !== 'commands')
    expect((await check({ scopes: without })).faults.join()).toMatch(/commands, im:history/u)
    const { findings, faults } = await check({ scopes: [...slackScopes, 'im:read'] })
    expect(faults).toEqual([])
    expect(findings.map(({ detail }) => detail).join()).toContain('im:read')
  })

  it.for([
    ['a public channel', { channels: { [OPERATORS]: {} } }, /公開チャンネル/u],
    ['a shared one', { channels: { [OPERATORS]: { private: true, shared: true } } }, /共有されて/u],
    ['one that is missing', { members: {}, channels: {} }, /見つかりません/u],
    ['no right to look', { scopes: ['chat:write'] }, /確かめられません/u],
  ] as const)('says what is wrong with the operators’ channel: %s', async ([, given, words]) => {
    expect((await check(given)).faults.join()).toMatch(words)
  })

  it('says that no operators’ channel is set, and that a token is refused', async () => {
    expect((await check({}, { operatorChannel: undefined })).faults.join()).toContain('SLACK_OPERATOR_CHANNEL')
    expect((await check({}, { botToken: 'xoxb-old' })).faults.join()).toContain('slack.token')
    expect((await check({}, { appToken: 'xapp-old' })).faults.join()).toContain('slack.token')
  })
})
