import { generateSecret, generateURI, verifySync } from 'otplib'
import type { Repositories } from '../../store/store.ts'

/** Clocks of telephones go wrong by half a minute. */
const TOLERANCE_SECONDS = 30
const ISSUER = 'テレワーク相談窓口'

export const newSecret = (): string => generateSecret()

export const isSecret = (text: string): boolean => /^[A-Z2-7]{32}$/u.test(text)

/** What an authenticator app reads. */
export const uriOf = (secret: string, login: string): string => generateURI({ issuer: ISSUER, label: login, secret })

/** The step of time that a code belongs to; null where it is not the secret's now. */
export const stepOf = (secret: string, typed: string, now: Date): number | null => {
  const token = typed.normalize('NFKC').replaceAll(/\s/gu, '')
  if (!/^\d{6}$/u.test(token)) return null
  const epoch = Math.floor(now.getTime() / 1_000)
  const found = verifySync({ secret, token, epoch, epochTolerance: TOLERANCE_SECONDS })
  return found.valid && 'timeStep' in found ? found.timeStep : null
}

/** Takes a code once: the same one, and any before it, is of no use a second time. */
export const takeCode = async (
  operators: Pick<Repositories['operators'], 'useStep'>,
  operator: { id: string; totpSecret: string | null },
  typed: string,
  now: Date,
): Promise<boolean> => {
  if (operator.totpSecret === null) return true
  const step = stepOf(operator.totpSecret, typed, now)
  return step !== null && operators.useStep(operator.id, step)
}
