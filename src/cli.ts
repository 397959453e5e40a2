import process from 'node:process'
import { Command, CommanderError } from 'commander'
import type { Places } from './commands/shared.ts'
import { TEAMS_TRIAL } from './commands/trial.ts'
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

type Add = (program: Command, places: () => Places) => void

/** What adds each command, in the order in which help lists them. Loading one costs up to a second, so that only it is. */
const COMMANDS: Record<string, () => Promise<Add>> = {
  serve: async () => (await import('./commands/serve.ts')).addServe,
  ask: async () => (await import('./commands/ask.ts')).addAsk,
  search: async () => (await import('./commands/search.ts')).addSearch,
  ingest: async () => (await import('./commands/ingest.ts')).addIngest,
  eval: async () => (await import('./commands/eval.ts')).addEval,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  manifest: async () => (await import('./commands/manifest.ts')).addManifest,
  hook: async () => (await import('./commands/hook.ts')).addHook,
  operator: async () => (await import('./commands/operator.ts')).addOperatorCommands,
  backup: async () => (await import('./commands/store.ts')).addBackup,
  drill: async () => (await import('./commands/drill.ts')).addDrill,
  audit: async () => (await import('./commands/store.ts')).addAudit,
  bundle: async () => (await import('./commands/bundle.ts')).addBundle,
  upgrade: async () => (await import('./commands/upgrade.ts')).addUpgrade,
  key: async () => (await import('./commands/key.ts')).addKey,
  mcp: async () => (await import('./commands/mcp.ts')).addMcp,
  requests: async () => (await import('./commands/requests.ts')).addRequests,
  purge: async () => (await import('./commands/requests.ts')).addPurge,
  erase: async () => (await import('./commands/requests.ts')).addErase,
}

/** Options that take a folder, before the name of a command. */
const PLACES = new Set(['--knowledge', '--data', '--prompts'])

/** The command that is called, where that is plain; help and mistakes need them all. */
const calledIn = ([first = '', ...rest]: readonly string[]): string | null => {
  if (PLACES.has(first)) return calledIn(rest.slice(1))
  if (first === 'roll-back') return 'upgrade'
  return Object.hasOwn(COMMANDS, first) ? first : null
}

const called = calledIn(process.argv.slice(2))
for (const [name, load] of Object.entries(COMMANDS)) {
  if (called !== null && name !== called) continue
  const add = await load()
  add(program, places)
}

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
