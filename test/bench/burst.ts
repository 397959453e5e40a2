/**
 * How fast many questions at once are acknowledged by Slack's and by Teams' door while the desk answers them, on each database:
 * `npm run bench -- burst [--messages 200] [--rounds 3]`.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { APP, TENANT } from '../channels/teams/far.ts'
import { setScene } from '../channels/teams/scene.ts'
import { startSlackDouble } from '../channels/slack/double/double.ts'
import { eventBody, messageEvent, SECRET, signed } from '../channels/slack/double/people.ts'
import { BOT_TOKEN } from '../channels/slack/double/workspace.ts'
import { startPostgres } from '../support/postgres.ts'
import { type Answered, ordinaryQuestions, poster, quantile, spread, startProgram } from '../support/measured.ts'

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '200' }, rounds: { type: 'string', default: '3' } },
})
const MESSAGES = Number(values.messages)
const ROUNDS = Number(values.rounds)
/** Slack takes an event again after three seconds; most are to be told in a fraction of one. */
const P99_MS_MAX = 150
const MS_MAX = 1_000

const slack = await startSlackDouble()
const scene = await setScene()
const ENVIRONMENT = {
  SLACK_BOT_TOKEN: BOT_TOKEN,
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_API_URL: slack.apiUrl,
  MicrosoftAppId: APP,
  MicrosoftAppType: 'UserAssignedMSI',
  MicrosoftAppTenantId: TENANT,
  ToBotFromChannelOpenIdMetadataUrl: scene.issuer.openId,
  ToBotFromChannelTokenIssuer: scene.issuer.issuer,
  IDENTITY_ENDPOINT: process.env['IDENTITY_ENDPOINT'] ?? '',
  IDENTITY_HEADER: process.env['IDENTITY_HEADER'] ?? '',
}
const post = poster()
const teamsHeaders = scene.headers()

const slackMessage = (id: string, n: number) => {
  const ts = `${1_790_000_000 + n}.${String(n).padStart(6, '0')}`
  const event = messageEvent({ user: `U${id}`, channel: `D${id}`, text: ordinaryQuestions[n % 4] ?? '', ts })
  return signed(JSON.stringify(eventBody(event, `Ev${id}`)))
}
const teamsMessage = (id: string, n: number) =>
  JSON.stringify(
    scene.activity({
      id: `burst-${id}`,
      from: { id: `29:${id}`, name: '職員', aadObjectId: `7a000000-0000-4000-8000-${id.padStart(12, '0')}` },
      conversation: { id: `a:1${id}`, conversationType: 'personal', tenantId: TENANT },
      text: ordinaryQuestions[n % 4],
    }),
  )

const waiting = async (url: string): Promise<number> => {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Array.from(metrics.matchAll(/desk_waiting\{queue="(?:arrivals|inbox)",state="waiting"\} (\d+)/gu)).reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  )
}
const quiet = async (url: string) => {
  const GIVE_UP_MS = 180_000
  const startedAt = performance.now()
  while ((await waiting(url)) > 0 && performance.now() - startedAt < GIVE_UP_MS) await pause(200)
  return performance.now() - startedAt
}

const measure = async (database: string, env: Record<string, string>): Promise<boolean> => {
  const desk = await startProgram({ ...ENVIRONMENT, ...env })
  const { url } = desk
  const taken: Record<'slack' | 'teams', Answered[]> = { slack: [], teams: [] }
  const answeredMs: number[] = []
  // What the first message loads is no burst's fault.
  const warm = slackMessage('90001', 1)
  await post(`${url}${warm.path}`, warm.body, warm.headers)
  await post(`${url}/api/messages`, teamsMessage('90002', 1), teamsHeaders)
  await quiet(url)
  for (let round = 0; round < ROUNDS; round++) {
    const ids = Array.from({ length: MESSAGES }, (_, n) => String(1_000 * (round + 1) + n))
    const wires = ids.map(slackMessage)
    const activities = ids.map(teamsMessage)
    taken.slack.push(...(await Promise.all(wires.map((wire) => post(`${url}${wire.path}`, wire.body, wire.headers)))))
    // The second burst comes while the first one is being answered: both cores are busy.
    taken.teams.push(...(await Promise.all(activities.map((body) => post(`${url}/api/messages`, body, teamsHeaders)))))
    answeredMs.push(await quiet(url))
  }
  await desk.stop()
  let ok = true
  for (const [door, answers] of Object.entries(taken)) {
    const refused = answers.filter(({ status }) => status !== 200).length
    const took = answers.map(({ ms }) => ms)
    ok &&= refused === 0 && quantile(took, 0.99) < P99_MS_MAX && quantile(took, 1) < MS_MAX
    console.log(
      `${database}, ${door}: ${MESSAGES} at once × ${ROUNDS}: acknowledged ${spread(took)}; ${refused} refused`,
    )
  }
  const seconds = answeredMs.map((ms) => (ms / 1_000).toFixed(1))
  console.log(`${database}: all ${MESSAGES * 2} of a round answered after ${seconds.join(', ')} s`)
  return ok
}

const sqlite = await measure('SQLite', {})
const server = await startPostgres()
const postgres = await measure('PostgreSQL', { DATABASE_URL: server.url })
await server.stop()
await Promise.all([slack.stop(), scene.close()])
process.exit(sqlite && postgres ? 0 : 1)
