import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { type Config, isModelConfigured } from '../wiring/config.ts'
import { wordsOf } from '../base/failure.ts'
import { shelfOf } from '../wiring/house.ts'
import { openGuidance } from '../wiring/published.ts'
import { probeConfigured } from '../wiring/model.ts'
import { assembleKit } from '../wiring/assemble.ts'
import { routesFor } from '../wiring/routes.ts'
import { slackOptionsFor } from '../wiring/switched-on.ts'
import { configFor, out, type Places } from './shared.ts'
import { withStore } from './store.ts'
import { PLAYGROUND } from './trial.ts'

interface Line {
  what: string
  state: 'on' | 'off' | 'fault'
  detail: string
}

const MARKS = { on: '✔', off: '－', fault: '✘' } as const

/** What a set of settings switches on, and how to get it where it is missing. */
const switched = (what: string, on: boolean, how: string): Line => ({
  what,
  state: on ? 'on' : 'off',
  detail: on ? '設定済み · configured' : how,
})

const teamsLine = (config: Config): Line => {
  const what = 'Microsoft Teams'
  if (config.MicrosoftAppId === undefined && config.TEAMS_EMULATOR === 'true') {
    return { what, state: 'on', detail: `試用（認証なし、この端末だけ） · on trial: ${PLAYGROUND}` }
  }
  return switched(
    what,
    config.MicrosoftAppId !== undefined,
    `Azure でボットを登録し、MicrosoftAppId・MicrosoftAppType・MicrosoftAppTenantId・MicrosoftAppPassword を設定。手もとで試すなら TEAMS_EMULATOR=true npm start と ${PLAYGROUND}`,
  )
}

const integrations = (config: Config): Line[] => [
  switched(
    'Slack',
    slackOptionsFor(config, () => {}) !== null,
    'telework-desk manifest slack でアプリを作り、SLACK_BOT_TOKEN と SLACK_SIGNING_SECRET（または SLACK_APP_TOKEN）を設定',
  ),
  teamsLine(config),
  switched('LoGo 型チャット · hooks', config.HOOKS_FILE !== undefined, 'プロファイルの YAML を書き、HOOKS_FILE に指定'),
  switched('メール送信 · SMTP', config.SMTP_URL !== undefined, 'SMTP_URL と MAIL_FROM を設定'),
  switched(
    'シングルサインオン · OIDC',
    config.OIDC_ISSUER !== undefined,
    'OIDC_ISSUER・OIDC_CLIENT_ID・OIDC_CLIENT_SECRET を設定',
  ),
  switched('公開アドレスと TLS', config.tls, '外部から使うときは PUBLIC_URL=https://… を設定'),
]

const storeLine = async (config: Config): Promise<Line> => {
  const what = config.DATABASE_URL === undefined ? '保存先 · SQLite' : '保存先 · PostgreSQL'
  try {
    await withStore(config, (store) => store.check())
    return { what, state: 'on', detail: config.DATABASE_URL === undefined ? config.data : '接続できました · connected' }
  } catch (thrown) {
    return { what, state: 'fault', detail: wordsOf(thrown) }
  }
}

/** What came in or was to go out, and waits for an operator since no number of tries helped. */
const stuckLine = async (config: Config): Promise<Line> => {
  const what = '処理できなかったもの · dead letters'
  try {
    return await withStore(config, async ({ arrivals, inbox, outbox, dispatches }) => {
      const counts = [
        ['受け取り', await arrivals.countAside()],
        ['受信', (await inbox.counts()).dead],
        ['返信', (await outbox.counts()).dead],
        ['送付', (await dispatches.counts()).dead],
      ] as const
      const stuck = counts.filter(([, n]) => n > 0).map(([name, n]) => `${name} ${n}`)
      if (stuck.length === 0) return { what, state: 'on', detail: 'なし · none' }
      return {
        what,
        state: 'fault',
        detail: `${stuck.join('・')}（管理画面の「運用」で確かめる · see /console/operations）`,
      }
    })
  } catch (thrown) {
    return { what, state: 'fault', detail: wordsOf(thrown) }
  }
}

const indexLine = async (config: Config): Promise<Line> => {
  const what = '資料の索引 · index'
  if (!existsSync(config.knowledge)) {
    return { what, state: 'fault', detail: `${config.knowledge} がありません · the folder does not exist` }
  }
  try {
    const guidance = await openGuidance(config.data)
    if (guidance === null) return { what, state: 'off', detail: 'npm start または telework-desk ingest で作られます' }
    return { what, state: 'on', detail: `${guidance.version}, ${guidance.index.library.passages.length} passages` }
  } catch (thrown) {
    return { what, state: 'fault', detail: wordsOf(thrown) }
  }
}

/** What has to be there before people are let in; the console's home page shows the same. */
const firstStepLines = async (config: Config): Promise<Line[]> => {
  try {
    const { firstStepsOf, readSettingsWords } = await import('../console/console.ts')
    const guidance = await openGuidance(config.data).catch(() => null)
    const routes = routesFor(config, () => new Date()).map(({ name }) => name)
    const kit = assembleKit(config, guidance, routes, randomUUID)
    const words = readSettingsWords(config.prompts)
    const documents = guidance?.index.library.documents.length ?? 0
    const steps = await withStore(config, (store) => firstStepsOf({ store, kit, words, tls: config.tls, documents }))
    const title = words.firstSteps.title
    return steps.map(({ what, done, detail }) => ({ what: `${title}・${what}`, state: done ? 'on' : 'off', detail }))
  } catch (thrown) {
    return [{ what: 'はじめの準備 · first steps', state: 'fault', detail: wordsOf(thrown) }]
  }
}

/** What Slack itself says of the app: its scopes, its blocks, the operators' channel. */
const slackLines = async (config: Config): Promise<Line[]> => {
  const options = slackOptionsFor(config, () => {})
  if (options === null) return []
  try {
    const { checkSlack } = await import('../channels/slack/slack.ts')
    const findings = await withStore(config, (store) =>
      checkSlack(
        options,
        shelfOf(store, 'slack', () => new Date()),
      ),
    )
    return findings.map(({ ok, detail }) => ({ what: 'Slack', state: ok ? 'on' : 'fault', detail }))
  } catch (thrown) {
    return [{ what: 'Slack', state: 'fault', detail: wordsOf(thrown) }]
  }
}

const MODEL_FAULTS: Partial<Record<string, string>> = {
  auth: '鍵が受け付けられません · the key or token is refused: OPENAI_API_KEY / AZURE_OPENAI_API_KEY / AZURE_CLIENT_SECRET',
  limited: '利用上限に達しています · rate or quota limit',
  unreachable: '接続できません · cannot be reached: OPENAI_BASE_URL, HTTPS_PROXY, EXTRA_CA_FILE',
  timeout: '時間内に答えません · no answer in time: OPENAI_TIMEOUT_MS',
  length: '考える量が上限を超えます · reasoning fills the cap: OPENAI_ANSWER_TOKENS, OPENAI_REASONING_EFFORT',
  rejected: '依頼が受け付けられません · refused: OPENAI_MODEL or the name of the deployment',
  invalid: '決まった形で答えられません · holds to no form; a larger model may',
}

/** What the model itself answers, and in which manner it takes what it is asked. */
const modelLine = async (config: Config): Promise<Line> => {
  const what = '生成モデル · model'
  if (!isModelConfigured(config)) {
    const how = 'OPENAI_API_KEY・OPENAI_BASE_URL・AZURE_OPENAI_ENDPOINT のいずれかを設定（なくても資料から回答します）'
    return switched(what, false, how)
  }
  try {
    const probed = await probeConfigured(config)
    if (probed === null) return switched(what, false, '')
    const { fault, manner, ms } = probed
    if (fault !== null) {
      const status = fault.status === undefined ? '' : ` (HTTP ${fault.status})`
      return { what, state: 'fault', detail: `${MODEL_FAULTS[fault.kind] ?? fault.kind}${status}` }
    }
    const temperature = manner.temperature ? 'temperature 0' : 'no temperature'
    const how = `${manner.form}, ${temperature}, ${manner.cap} ${manner.tokens}, ${Math.round(ms)} ms`
    return { what, state: 'on', detail: `行を選ぶだけで、文は書きません · chooses, never writes (${how})` }
  } catch (thrown) {
    return { what, state: 'fault', detail: wordsOf(thrown) }
  }
}

export const addDoctor = (program: Command, places: () => Places): void => {
  program
    .command('doctor')
    .description('設定を点検します · what is switched on, what is missing and how to get it')
    .action(async () => {
      const config = configFor(places())
      const lines = [
        await storeLine(config),
        await stuckLine(config),
        await indexLine(config),
        ...integrations(config),
        ...(await firstStepLines(config)),
        await modelLine(config),
        ...(await slackLines(config)),
      ]
      for (const { what, state, detail } of lines) out(`${MARKS[state]} ${what}: ${detail}`)
      if (lines.some(({ state }) => state === 'fault')) process.exitCode = 1
    })
}
