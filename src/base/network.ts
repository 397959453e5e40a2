import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { rootCertificates } from 'node:tls'
import type { Dispatcher } from 'undici'
import { Failure, wordsOf } from './failure.ts'
import { late } from './late.ts'

const require = createRequire(import.meta.url)
type Undici = typeof import('undici')
const undici = late(() => require('undici') as Undici)

/** The way out of an office: directly, or through its proxy, trusting its own authority as well. */
export interface NetworkOptions {
  proxy?: string | undefined
  /** Hosts that are reached without the proxy: names, .domains, host:port, or *. */
  noProxy?: readonly string[] | undefined
  extraCaFile?: string | undefined
}

export interface Network {
  /** What an address is reached by. */
  of(url: URL): Dispatcher
  /** As the platform's own, on that way. */
  fetch: typeof globalThis.fetch
  /** For sockets, which stay open and so always need a tunnel through the proxy. */
  socket: Pick<Dispatcher, 'dispatch'>
}

/** Whether this address is reached without the proxy. */
export const isDirect = (url: URL, noProxy: readonly string[]): boolean =>
  noProxy.some((written) => {
    const name = written.trim().toLowerCase()
    const domain = name.replace(/^\*?\./u, '')
    const host = url.hostname.toLowerCase().replace(/^\[|\]$/gu, '')
    const secure = url.protocol === 'https:' || url.protocol === 'wss:'
    const port = url.port === '' ? (secure ? '443' : '80') : url.port
    if (name === '*') return true
    return domain !== '' && [host, `${host}:${port}`].some((own) => own === domain || own.endsWith(`.${domain}`))
  })

/** The authorities that are trusted beside the public ones; undefined where there are none. */
export const authorities = (file: string | undefined): string[] | undefined => {
  if (file === undefined) return undefined
  try {
    return [...rootCertificates, readFileSync(file, 'utf8')]
  } catch (thrown) {
    throw new Failure('network.ca', `EXTRA_CA_FILE (${file}) cannot be read: ${wordsOf(thrown)}. Give a PEM file.`)
  }
}

export const createNetwork = ({ proxy, noProxy = [], extraCaFile }: NetworkOptions): Network => {
  const ca = authorities(extraCaFile)
  const tls = ca === undefined ? {} : { ca }
  const direct = late((): Dispatcher => new (undici().Agent)({ connect: tls }))
  const through = (proxyTunnel: boolean) =>
    late((): Dispatcher | null => {
      if (proxy === undefined) return null
      const { ProxyAgent } = undici()
      return new ProxyAgent({ uri: proxy, requestTls: tls, proxyTls: tls, proxyTunnel })
    })
  // A tunnel for TLS only: proxies commonly refuse tunnels to other ports than 443.
  const [calls, sockets] = [through(false), through(true)]
  const way = (url: URL, by: Dispatcher | null): Dispatcher => (by === null || isDirect(url, noProxy) ? direct() : by)
  const of = (url: URL) => way(url, calls())
  return {
    of,
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input)
      const given = { ...init, dispatcher: of(url) } as Parameters<Undici['fetch']>[1]
      // The same class by another name: the platform's own fetch is an undici of its own.
      const answered: unknown = undici().fetch(url, given)
      return answered as Promise<Response>
    },
    socket: {
      dispatch: (options, handler) => {
        const { origin } = options
        const to = origin === undefined ? null : new URL(origin)
        return (to === null ? direct() : way(to, sockets())).dispatch(options, handler)
      },
    },
  }
}
