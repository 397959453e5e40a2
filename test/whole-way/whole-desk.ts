import { withShippedIndex } from '../support/shipped-index.ts'
import { program } from '../support/program.ts'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { readConfig } from '../../src/wiring/config.ts'
import { addOperator } from '../../src/console/console.ts'
import { startServer } from '../../src/wiring/main.ts'
import { openStore, type Role } from '../../src/store/store.ts'
import { PASSWORD } from '../console/rig.ts'
import { within } from '../support/within.ts'
import { startMailbox } from './mailbox.ts'
import { type Operator, signIn } from './operator.ts'
import { until } from './people.ts'

export const SECRETARIAT = 'jimukyoku@secretariat.example'
export const TELEWORK_MANAGER = '相田 栄'

type Environment = Record<string, string>

const run = (args: string[], env: Environment, input = ''): Promise<{ code: number | null; out: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [...program, ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    let out = ''
    child.stdin.end(input)
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.once('exit', (code) => resolve({ code, out }))
  })

/** What the secretariat and the roster are, entered in the console as its people would. */
const prepare = async (supervisor: Operator): Promise<void> => {
  const mail = { name: 'secretariatMail', value: SECRETARIAT, source: '事務局からの通知', asOf: '2026-11-01' }
  const manager = { id: '', name: TELEWORK_MANAGER, email: 'aida@example.jp', topics: 'labour', modes: 'web' }
  const rest = { weeklyCapacity: '20', absences: '', industries: '', note: '', active: '1' }
  const answers = [
    await supervisor.press('/console/settings', { ...mail, certain: '1' }),
    await supervisor.press('/console/roster', { ...manager, ...rest }),
  ]
  for (const { status } of answers) if (status !== 303) throw new Error(`the console answered ${status}`)
}

/** The whole desk as main.ts wires it, beside the far sides that its environment names. */
export const startWholeDesk = async (data: string, environment: Environment) => {
  const mailbox = await startMailbox()
  const env: Environment = {
    PORT: '0',
    SMTP_URL: mailbox.url,
    MAIL_FROM: 'テレワーク窓口 <desk@desk.example>',
    ...environment,
  }
  const faults: string[] = []
  const log = {
    info: () => {},
    warn: () => {},
    fault: (what: string, thrown: unknown) => {
      const cause = thrown instanceof Error && thrown.cause !== undefined ? ` (${inspect(thrown.cause)})` : ''
      faults.push(`${what}: ${String(thrown)}${cause}`)
    },
  }
  if (env['TELEWORK_DESK_KNOWLEDGE'] === undefined) await withShippedIndex(data)
  const running = await startServer(readConfig({ data }, env), log, within)
  // Another look at the same database, as a second replica has it.
  const store = await openStore({ url: env['DATABASE_URL'], path: join(data, 'desk.sqlite'), now: new Date() })
  const employ = async (login: string, name: string, role: Role): Promise<Operator> => {
    const parts = { store, now: () => new Date(), newId: () => crypto.randomUUID() }
    const added = await addOperator(parts, { login, name, role, password: PASSWORD, by: 'test' })
    if (!added.ok) throw new Error(`${login} cannot be added: ${added.problem}`)
    return signIn(running.url, login)
  }
  await prepare(await employ('suzuki', '鈴木', 'supervisor'))
  return {
    url: running.url,
    store,
    mailbox,
    faults,
    /** Adds an operator and signs them in. */
    employ,
    /** What was said is answered; the answer may be on its way. */
    taken: async () => {
      // What a door put down is in the inbox before it is taken from here.
      await until('the taking in', async () => (await store.arrivals.count()) === 0)
      return until('the turn', async () => (await store.inbox.counts()).waiting === 0)
    },
    command: (...args: string[]) => run([...args, '--data', data], env),
    /** The same, with what is piped into it. */
    commandWith: (input: string, ...args: string[]) => run([...args, '--data', data], env, input),
    async stop() {
      await running.stop()
      await store.close()
      await mailbox.close()
    },
  }
}

export type WholeDesk = Awaited<ReturnType<typeof startWholeDesk>>
