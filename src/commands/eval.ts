import { join } from 'node:path'
import type { Command } from 'commander'
import { extractive } from '../answering/answering.ts'
import { assembleDesk } from '../wiring/assemble.ts'
import { ROOT } from '../wiring/config.ts'
import { Failure } from '../base/failure.ts'
import { evaluate } from '../evaluation/evaluation.ts'
import { countedAnswerer } from '../wiring/model.ts'
import { configFor, freshGuidance, out, type Places } from './shared.ts'

interface EvalOptions {
  questions?: string
  report?: string
  fit?: boolean
  model?: boolean
}

export const addEval = (program: Command, places: () => Places): void => {
  program
    .command('eval')
    .description('評価用の質問で回答を測ります · measure answers on the question set, compare with the last run')
    .option('--questions <dir>', '質問の YAML のフォルダー · folder of question files')
    .option('--report <dir>', '報告の保存先 · where the HTML report goes')
    .option('--fit', '信頼度を調整用の半分で合わせ直す · fit the confidence on the tuning half')
    .option('--model', '設定した生成モデルの下書きで測る · measure the drafts of the configured model')
    .action(async ({ questions, report, fit, model }: EvalOptions) => {
      const config = configFor(places())
      if (model === true && (config.OPENAI_API_KEY ?? config.OPENAI_BASE_URL) === undefined) {
        throw new Failure('usage', '--model needs OPENAI_BASE_URL or OPENAI_API_KEY, and usually OPENAI_MODEL.')
      }
      const guidance = await freshGuidance(config)
      const parts = assembleDesk(
        config,
        () => guidance,
        () => new Date(),
        [],
      )
      const counted = countedAnswerer(parts.answerer)
      const answerer = model === true ? counted.answerer : extractive()
      const evaluated = await evaluate({
        parts: { ...parts, answerer },
        questions: questions ?? join(ROOT, 'test', 'questions'),
        folder: report ?? join(config.data, 'evaluation'),
        at: new Date().toISOString(),
        ...(fit === true ? { fitTo: join(ROOT, 'src', 'answering', 'calibration.ts') } : {}),
      })
      out(evaluated.text)
      if (model === true) out(counted.told())
      out(`report: ${evaluated.report}`)
    })
}
