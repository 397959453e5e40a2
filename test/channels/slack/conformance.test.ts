import { createSlack } from '../../../src/channels/slack/slack.ts'
import { addressOf } from '../../../src/channels/slack/addresses.ts'
import { channelConformance } from '../conformance.ts'
import { startSlackDouble } from './double/double.ts'
import { TEAM, type Behaviour } from './double/workspace.ts'
import { eventBody, messageEvent, signed } from './double/people.ts'
import { slackOptions } from './house.ts'

const TS = '1763700001.000100'

/** What a person can see of a payload: all but what buttons carry back. */
const seen = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(seen)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'value' && key !== 'block_id')
      .map(([key, inside]) => [key, seen(inside)]),
  )
}

channelConformance('Slack', async () => {
  const double = await startSlackDouble()
  // The platform's id of a message is its time; a name stands for one.
  const stamps = new Map<string, string>()
  const stampOf = (id: string) => {
    const known = stamps.get(id) ?? (stamps.size === 0 && id === 'm-greeting' ? TS : double.newTs())
    stamps.set(id, known)
    return known
  }
  const bodyOf = (id: string, text: string) =>
    JSON.stringify(eventBody(messageEvent({ text, ts: stampOf(id) }), `Ev-${id}`))
  return {
    channel: (house) => createSlack(house, slackOptions(double)),
    message: ({ id, text }) => signed(bodyOf(id, text)),
    address: () => addressOf({ kind: 'thread', team: TEAM, channel: 'D1', ts: TS }),
    bad: {
      'no signature': () => ({ ...signed(bodyOf('b', 'x')), headers: { 'content-type': 'application/json' } }),
      'a wrong signature': () => signed(bodyOf('b', 'x'), { secret: 'another' }),
      'an old signature': () => signed(bodyOf('b', 'x'), { at: -301 }),
      'a signature of the future': () => signed(bodyOf('b', 'x'), { at: 302 }),
      'no JSON': () => signed('{"type":'),
      'a list': () => signed('[]'),
      'unsigned verification': () => signed('{"type":"url_verification","challenge":"x"}', { secret: 'another' }),
      'another method': () => ({ path: '/slack/events', method: 'PUT', body: '{}' }),
    },
    oversize: () => signed(JSON.stringify(eventBody({ type: 'message', text: 'あ'.repeat(800_000) }))),
    wire: () =>
      Promise.resolve(
        double.calls
          .filter(({ error }) => error === null)
          .map(({ args }) => JSON.stringify(seen(args)))
          .join('\n'),
      ),
    written: (text) =>
      JSON.stringify(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')).slice(1, -1),
    active: ['<!channel>', '<@U1>', '<https://evil.example/|ここ>', '<!here|here>', '&lt;'],
    numbersOffers: false,
    far: {
      answerNext: (answers) =>
        double.behave(
          'chat.postMessage',
          ...answers.map(({ status, retryAfterSeconds, hangUp }): Behaviour => {
            if (hangUp === true) return { kind: 'hang-up' }
            return {
              kind: 'status',
              status,
              ...(retryAfterSeconds === undefined ? {} : { retryAfter: retryAfterSeconds }),
            }
          }),
        ),
    },
    async close() {
      await double.stop()
      if (double.violations.length > 0) throw new Error(`Slack would have refused: ${double.violations.join('; ')}`)
    },
  }
})
