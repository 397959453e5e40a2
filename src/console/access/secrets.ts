import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** scrypt's cost: about 80 ms and 32 MB a try on an old server. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const
const KEY_BYTES = 32
const SALT_BYTES = 16
const TOKEN_BYTES = 32
/** Hashing eats memory; those beyond wait, and those beyond the queue are turned away. */
const AT_ONCE_MAX = 2
const QUEUE_MAX = 20

export const PASSWORD_CHARACTERS_MIN = 12
export const PASSWORD_CHARACTERS_MAX = 200

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url')

/** What the store keeps of a token, so that a copy of the store opens nothing. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Follows from the session's own token, so that a form of one session is of no use in another. */
export const csrfOf = (token: string): string => createHmac('sha256', token).update('csrf').digest('base64url')

export const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(hashOf(a)), Buffer.from(hashOf(b))]
  return timingSafeEqual(left, right)
}

const derive = (password: string, salt: Buffer, { N, r, p }: { N: number; r: number; p: number }): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: COST.maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })

let running = 0
const queue: (() => void)[] = []

const inTurn = async <T>(work: () => Promise<T>): Promise<T | 'busy'> => {
  if (running < AT_ONCE_MAX) running++
  else if (queue.length >= QUEUE_MAX) return 'busy'
  // Whoever ends hands the place over, so the count stays as it is.
  else await new Promise<void>((resolve) => queue.push(resolve))
  try {
    return await work()
  } finally {
    const next = queue.shift()
    if (next) next()
    else running--
  }
}

/** A salted hash with its cost written in front, so that the cost can be raised later. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** What somebody who is not there is compared with, so that an answer takes as long as for somebody who is. */
const nobody = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`

/** 'busy' when too many wait already. A null secret never matches and takes as long. */
export const checkPassword = (password: string, secret: string | null): Promise<boolean | 'busy'> =>
  inTurn(async () => {
    const [, N, r, p, salt, key] = (secret ?? nobody).split('$')
    const expected = Buffer.from(key ?? '', 'base64url')
    const found = await derive(password.slice(0, PASSWORD_CHARACTERS_MAX), Buffer.from(salt ?? '', 'base64url'), {
      N: Number(N),
      r: Number(r),
      p: Number(p),
    })
    return secret !== null && expected.length === found.length && timingSafeEqual(expected, found)
  })
