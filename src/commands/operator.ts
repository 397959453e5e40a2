import process from 'node:process'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Command } from 'commander'
import { Failure } from '../base/failure.ts'
import { configFor, out, type Places, tell } from './shared.ts'
import { withStore } from './store.ts'

const PROBLEMS: Record<string, string> = {
  login: 'the login needs 2 to 60 of a-z 0-9 . _ @ -',
  name: 'the name must not be empty or longer than 60 characters',
  role: 'the role is one of viewer, operator, supervisor',
  password: 'the password needs at least 12 characters',
  weak: 'the password is easy to guess; put several unrelated words together',
  taken: 'the login is taken',
  many: 'there are too many operators',
}

/** Asked without showing it on a terminal; read from standard input otherwise, so that it is in no shell history. */
const readPassword = (): Promise<string> =>
  new Promise((resolve) => {
    const terminal = process.stdin.isTTY
    if (terminal) tell('password (not shown):')
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
    const lines = createInterface({ input: process.stdin, output: silent, terminal })
    let read = ''
    lines.once('line', (line) => {
      read = line
      lines.close()
    })
    lines.once('close', () => resolve(read))
  })

export const addOperatorCommands = (program: Command, places: () => Places): void => {
  const operator = program.command('operator').description('担当者 · operators of the console')
  operator
    .command('add')
    .description('担当者を登録します（パスワードは標準入力から） · add an operator; the password is read from stdin')
    .argument('<login>', 'ログイン名 · the login')
    .requiredOption('--name <name>', 'お名前 · the name')
    .option('--role <role>', 'viewer / operator / supervisor', 'operator')
    .action(async (login: string, { name, role }: { name: string; role: string }) => {
      const config = configFor(places())
      const password = await readPassword()
      const { addOperator } = await import('../console/console.ts')
      const parts = { now: () => new Date(), newId: () => crypto.randomUUID() }
      const given = { login, name, role, password, by: 'command-line' }
      const added = await withStore(config, (store) => addOperator({ store, ...parts }, given))
      if (!added.ok) throw new Failure('operator', `${login}: ${PROBLEMS[added.problem] ?? added.problem}.`)
      out(`${added.operator.login} (${added.operator.role}) can sign in at /console`)
    })
  operator
    .command('totp-off')
    .description(
      '二段階認証を外します（端末をなくしたとき） · take off the second proof of somebody who lost their device',
    )
    .argument('<login>', 'ログイン名 · the login')
    .action(async (login: string) => {
      await withStore(configFor(places()), (store) =>
        store.transaction(async (tx) => {
          const found = await tx.operators.byLogin(login)
          if (found === null) throw new Failure('operator', `${login}: there is no such operator.`)
          await tx.operators.change(found.id, { totpSecret: null })
          await tx.operators.closeSessions(found.id)
          const subject = `operator:${found.id}`
          await tx.audit.append({
            at: new Date(),
            actor: 'command-line',
            act: 'operator.totp.off',
            subject,
            detail: {},
          })
        }),
      )
      out(`${login} signs in by password alone until they set up a second proof again`)
    })
}
