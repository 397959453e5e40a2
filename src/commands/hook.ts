import type { Command } from 'commander'
import { Failure } from '../base/failure.ts'
import { configFor, out, type Places } from './shared.ts'

interface TryOptions {
  url: string
  profile: string
  key: string
  text: string
}

const OK_BELOW = 300

export const addHook = (program: Command, places: () => Places): void => {
  const hook = program.command('hook').description('署名付き Webhook · signed webhooks')
  hook
    .command('try')
    .description('自分のサーバーへ署名付きの試験メッセージを送ります · send a signed test message to one’s own server')
    .requiredOption('--url <url>', '送り先 http://127.0.0.1:3978/hooks/logo · the hook’s address')
    .requiredOption('--key <name>', '鍵を持つ環境変数の名前 · the name of the environment variable with the key')
    .option('--profile <name>', 'プロファイル · the profile', 'logo')
    .option('--text <text>', '質問 · the question', 'テレワークマネージャーの費用はいくらですか')
    .action(async ({ url, profile, key, text }: TryOptions) => {
      const secret = configFor(places()).named(key)
      if (secret === undefined) throw new Failure('usage', `--key: ${key} is not set in the environment or in .env.`)
      const { tryHook } = await import('../channels/webhook/webhook.ts')
      const { status, body } = await tryHook({ url, profile, key: secret, text })
      out(`${status} ${body}`)
      if (status >= OK_BELOW) throw new Failure('hook', `The server answered ${status}.`)
    })
}
