import process from 'node:process'
import { Command, CommanderError } from 'commander'
import { addAsk } from './commands/ask.ts'
import { addBundle } from './commands/bundle.ts'
import { addDoctor, TEAMS_TRIAL } from './commands/doctor.ts'
import { addDrill } from './commands/drill.ts'
import { addEval } from './commands/eval.ts'
import { addHook } from './commands/hook.ts'
import { addIngest } from './commands/ingest.ts'
import { addKey } from './commands/key.ts'
import { addManifest } from './commands/manifest.ts'
import { addMcp } from './commands/mcp.ts'
import { addOperatorCommands } from './commands/operator.ts'
import { addErase, addPurge, addRequests } from './commands/requests.ts'
import { addSearch } from './commands/search.ts'
import { addServe } from './commands/serve.ts'
import type { Places } from './commands/shared.ts'
import { addAudit, addBackup } from './commands/store.ts'
import { Failure, wordsOf } from './base/failure.ts'

/** A command that could not be understood, as the shell's own commands have it. */
const USAGE = 2
const FAULT = 1

const program = new Command('telework-desk')
  .description('テレワーク相談ヘルプデスク · a telework help desk that answers from dated, cited guidance')
  .option('--knowledge <dir>', '資料のフォルダー · the knowledge folder')
  .option('--data <dir>', '保存データのフォルダー · where the store and the index live')
  .option('--prompts <dir>', '文言のフォルダー · the folder of the words the desk says')
  .showHelpAfterError('(--help で使い方を表示します · add --help for usage)')
  .addHelpText('after', `\n${TEAMS_TRIAL}`)
  .configureHelp({ showGlobalOptions: true })
  .exitOverride()

const places = (): Places => program.opts()

addServe(program, places)
addAsk(program, places)
addSearch(program, places)
addIngest(program, places)
addEval(program, places)
addDoctor(program, places)
addManifest(program, places)
addHook(program, places)
addOperatorCommands(program, places)
addBackup(program, places)
addDrill(program)
addAudit(program, places)
addBundle(program, places)
addKey(program, places)
addMcp(program, places)
addRequests(program, places)
addPurge(program, places)
addErase(program, places)

/** Every command takes the folders after its name as well, since that is where people write them. */
const takePlacesEverywhere = (command: Command): void => {
  for (const child of command.commands) {
    child.exitOverride()
    takePlacesEverywhere(child)
  }
}
takePlacesEverywhere(program)

// Whoever reads through a pipe (| head) may stop early; what was asked for is done then.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  process.exit(code === 'EPIPE' ? 0 : FAULT)
})

try {
  await program.parseAsync(process.argv)
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    // Commander has written its line already; help and version are no faults.
    process.exitCode = thrown.exitCode === 0 ? 0 : USAGE
  } else {
    process.stderr.write(`telework-desk: ${wordsOf(thrown)}\n`)
    process.exitCode = thrown instanceof Failure && thrown.code === 'usage' ? USAGE : FAULT
  }
}
