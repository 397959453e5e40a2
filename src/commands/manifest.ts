import type { Command } from 'commander'
import { slackManifest } from '../channels/slack/slack.ts'
import { Failure } from '../errors.ts'
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
    .action(({ url, socket }: { url?: string; socket?: boolean }) => {
      const { prompts } = configFor(places())
      out(JSON.stringify(slackManifest({ prompts, url: socket ? null : publicUrl(url) }), null, 2))
    })
}
