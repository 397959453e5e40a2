import type { Command } from 'commander'
import { answerOnce } from '../desk/desk.ts'
import { VERSION } from '../wiring/config.ts'
import { deskFor } from './guidance.ts'
import { configFor, type Places } from './shared.ts'

export const addMcp = (program: Command, places: () => Places): void => {
  program
    .command('mcp')
    .description('ほかのエージェントのための窓口（MCP、標準入出力） · the desk for other agents over stdio')
    .action(async () => {
      const config = configFor(places())
      const { guidance, parts } = await deskFor(config)
      // Loaded by the one command that needs it.
      const { serveOverStdio } = await import('../wiring/mcp.ts')
      await serveOverStdio({
        config,
        version: VERSION,
        edition: () => guidance,
        retrieve: (query) => guidance.index.readableBy([]).retrieve(query),
        ask: (question) => answerOnce(parts, { question }),
      })
    })
}
