import type { Command } from 'commander'
import { answerOnce } from '../desk/desk.ts'
import { assembleDesk } from '../wiring/assemble.ts'
import { VERSION } from '../wiring/config.ts'
import { configFor, freshGuidance, type Places } from './shared.ts'

export const addMcp = (program: Command, places: () => Places): void => {
  program
    .command('mcp')
    .description('ほかのエージェントのための窓口（MCP、標準入出力） · the desk for other agents over stdio')
    .action(async () => {
      const config = configFor(places())
      const guidance = await freshGuidance(config)
      const parts = assembleDesk(
        config,
        () => guidance,
        () => new Date(),
        [],
      )
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
