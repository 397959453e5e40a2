import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { Failure } from '../base/failure.ts'
import { VERSION } from '../wiring/config.ts'
import { configFor, out, type Places } from './shared.ts'

const publicUrl = (given: string | undefined): string => {
  if (given === undefined || !URL.canParse(given) || new URL(given).protocol !== 'https:') {
    throw new Failure(
      'usage',
      `--url: ${given ?? 'nothing'} is not an https address. Platforms call the desk over https.`,
    )
  }
  return given.replace(/\/$/, '')
}

export const addManifest = (program: Command, places: () => Places): void => {
  const manifest = program
    .command('manifest')
    .description('各チャットへの登録に使う定義 · what a platform is told of the desk')
  manifest
    .command('slack')
    .description('Slack アプリの定義 (JSON) · paste at api.slack.com → Create New App → From a manifest')
    .option('--url <url>', '公開アドレス https://… · where Slack reaches the desk')
    .option('--socket', 'Socket Mode（公開アドレス不要） · for networks that Slack cannot reach')
    .option('--many', '複数のワークスペース・組織全体で使う · for several workspaces or an organization')
    .action(async ({ url, socket, many }: { url?: string; socket?: boolean; many?: boolean }) => {
      const { prompts } = configFor(places())
      const { slackManifest } = await import('../channels/slack/slack.ts')
      out(JSON.stringify(slackManifest({ prompts, url: socket ? null : publicUrl(url), many: many ?? false }), null, 2))
    })
  manifest
    .command('teams')
    .description('Teams アプリのパッケージ (zip) · upload in the Teams admin centre')
    .requiredOption('--url <url>', '公開アドレス https://… · where Teams reaches the desk')
    .requiredOption('--app-id <id>', 'MicrosoftAppId · the bot’s app id')
    .option('--out <file>', '書き出すファイル · the file to write', 'telework-desk-teams.zip')
    .action(async ({ url, appId, out: file }: { url: string; appId: string; out: string }) => {
      const { prompts } = configFor(places())
      const { teamsPackage } = await import('../channels/teams/teams.ts')
      writeFileSync(file, teamsPackage({ url, appId, prompts, version: VERSION }))
      out(`the app package was written to ${file}`)
    })
  manifest
    .command('hook')
    .description('署名付き Webhook の取り決め · the contract of a signed webhook, with examples')
    .requiredOption('--profile <name>', 'logo / chatwork / lineworks / mattermost / rocketchat')
    .action(async ({ profile }: { profile: string }) => {
      const { contractPage } = await import('../channels/webhook/webhook.ts')
      out(contractPage(profile, configFor(places()).prompts))
    })
}
