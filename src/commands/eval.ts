import { join } from 'node:path'
import type { Command } from 'commander'
import { ROOT } from '../wiring/config.ts'
import { evaluate } from '../evaluation/evaluation.ts'
import { chooserTold, deskFor } from './guidance.ts'
import { configFor, out, type Places } from './shared.ts'

interface EvalOptions {
  questions?: string
  report?: string
  fit?: boolean
}

export const addEval = (program: Command, places: () => Places): void => {
  program
    .command('eval')
    .description('評価用の質問で回答を測ります · measure answers on the question set, compare with the last run')
    .option('--questions <dir>', '質問の YAML のフォルダー · folder of question files')
    .option('--report <dir>', '報告の保存先 · where the HTML report goes')
    .option('--fit', '行の順位づけと信頼度を質問から学び直す · learn the ranking of rows and the confidence anew')
    .action(async ({ questions, report, fit }: EvalOptions) => {
      const config = configFor(places())
      const { parts } = await deskFor(config, chooserTold(config))
      const evaluated = await evaluate({
        parts,
        questions: questions ?? join(ROOT, 'test', 'questions'),
        folder: report ?? join(config.data, 'evaluation'),
        at: new Date().toISOString(),
        ...(fit === true ? { fitTo: join(ROOT, 'src', 'answering') } : {}),
      })
      out(evaluated.text)
      out(`report: ${evaluated.report}`)
    })
}
