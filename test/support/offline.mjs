/**
 * Starts a desk and asks it one question, on a machine with nothing but Node: `node offline.mjs PROGRAM DATA QUESTION`.
 * Prints one line of JSON. Run within a network namespace that has no way out.
 */
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const [program, data, question] = process.argv.slice(2)
const PORT = 3978
const url = `http://127.0.0.1:${PORT}`

/** Whether anything beyond this machine can be reached, by the one thing that needs no name: an address. */
const outside = () =>
  new Promise((resolve) => {
    const socket = connect({ host: '192.0.2.1', port: 80, timeout: 500 })
    socket.on('error', ({ code }) => resolve(code))
    socket.on('timeout', () => resolve('timeout'))
    socket.on('connect', () => resolve('connected'))
  })

const from = performance.now()
const desk = spawn(program, ['serve', '--data', data], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { PATH: process.env.PATH, PORT: String(PORT) },
})
try {
  const network = await outside()
  let ready = false
  while (!ready && desk.exitCode === null && performance.now() - from < 150_000) {
    ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (!ready) await pause(100)
  }
  const readyMs = Math.round(performance.now() - from)
  const answer = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question }),
  })
  process.stdout.write(`${JSON.stringify({ network, readyMs, status: answer.status, answer: await answer.json() })}\n`)
} finally {
  desk.kill('SIGTERM')
}
