import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'

/** Of /proc/PID/stat, counted from behind the program's name, which may hold anything. */
const STARTED = 19

const startOf = (pid: number | string): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[STARTED] ?? null
  } catch {
    return null
  }
}

/** This start of this machine, and the container within which process numbers count; null where it cannot be told. */
const machine = (): string | null => {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
    return createHash('sha256')
      .update(`${boot}${readlinkSync('/proc/self/ns/pid')}`)
      .digest('hex')
      .slice(0, 12)
  } catch {
    return null
  }
}

/** A name that tells, on the same machine, whether the process behind it still runs. */
export const nameOfProcess = (name: string): string => {
  const [here, started] = [machine(), startOf(process.pid)]
  return here === null || started === null ? name : `${name}~${here}.${process.pid}.${started}`
}

/** Whether the process of this name is known to have ended. Of other machines and containers nothing is known. */
export const hasEnded = (name: string): boolean => {
  const [, where, pid = '', started] = /~([0-9a-f]{12})\.(\d+)\.(\d+)$/u.exec(name) ?? []
  return where !== undefined && where === machine() && startOf(pid) !== started
}
