import { isIP } from 'node:net'
import type { Config } from './config.ts'

/** What stands between the street and the house: which names it answers to, and whom it takes a request to be from. */
export interface DoorParts {
  /** Host names that the house answers to beside this machine's own; a name rebound to it by a stranger is none. */
  hosts: readonly string[]
  /** How many proxies of ours are in front, each of which adds the address that it was called from. */
  proxyHops: number
  /** TLS is in front: browsers are told to come no other way. */
  tls: boolean
}

/** The doors that the configuration asks for: one proxy of ours is in front wherever TLS is. */
export const doorsOf = (config: Pick<Config, 'PUBLIC_URL' | 'ALLOWED_HOSTS' | 'PROXY_HOPS' | 'tls'>): DoorParts => ({
  hosts: [
    ...(config.PUBLIC_URL === undefined ? [] : [new URL(config.PUBLIC_URL).host]),
    ...(config.ALLOWED_HOSTS ?? []),
  ],
  proxyHops: config.PROXY_HOPS ?? (config.tls ? 1 : 0),
  tls: config.tls,
})

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])
/** Asked by watchers that know the house by its number only; they tell nothing but that it stands. */
const OPEN_PATHS = new Set(['/healthz', '/readyz'])
const HSTS = 'max-age=31536000; includeSubDomains'

const nameIn = (host: string): string => host.replace(/:\d+$/u, '').toLowerCase()

/** Whether the house answers to the name that it was called by. */
export const isOurs = (path: string, host: string | undefined, { hosts }: DoorParts): boolean => {
  if (OPEN_PATHS.has(path)) return true
  const name = nameIn(host ?? '')
  return LOOPBACK_NAMES.has(name) || hosts.some((own) => nameIn(own) === name)
}

export const tlsHeaders = ({ tls }: DoorParts): Record<string, string> =>
  tls ? { 'strict-transport-security': HSTS } : {}

const isNear = (address: string): boolean =>
  /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/iu.test(address)

/** One line of IPv6 is a whole network of 2^64 addresses, any of which its owner may call from. */
const networkOf = (address: string): string => {
  if (isIP(address) !== 6) return address
  const [head = '', tail = ''] = address.toLowerCase().split('::')
  const [front, back] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - (front?.length ?? 0) - (back?.length ?? 0) }, () => '0')
  return [...(front ?? []), ...(address.includes('::') ? zeros : []), ...(back ?? [])].slice(0, 4).join(':')
}

/** An address without the brackets and the port that some proxies write. */
const bare = (address: string): string => {
  const [, six, four] = /^(?:\[([^\]]+)\](?::\d+)?|(\d[\d.]*):\d+)$/u.exec(address) ?? []
  return six ?? four ?? address
}

/** Where a request comes from; null where that cannot be told or is this very machine. */
export const callerIn = (
  given: { peer: string | undefined; forwarded: string | undefined },
  { proxyHops }: DoorParts,
): string | null => {
  const peer = (given.peer ?? '').replace(/^::ffff:/u, '')
  if (proxyHops > 0) {
    const told = (given.forwarded ?? '').split(',').map((part) => part.trim())
    // Only what our own proxies added counts; whatever stands before it, anybody can write.
    const address = bare(told.at(-proxyHops) ?? '')
    if (isIP(address) !== 0) return networkOf(address)
    return isNear(peer) || isIP(peer) === 0 ? null : networkOf(peer)
  }
  return isIP(peer) === 0 || /^(?:127\.|::1$)/u.test(peer) ? null : networkOf(peer)
}
