import { request as clearRequest } from 'node:http'
import { Agent, type AgentOptions, request as secureRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import { connect, type ConnectionOptions } from 'node:tls'
import { Failure } from './failure.ts'
import { authorities, isDirect, type NetworkOptions } from './network.ts'

type Connected = (fault: Error | null, stream: Duplex) => void
type Asked = ConnectionOptions & { host?: string; port?: number | string }

/** Reaches its hosts through a tunnel that the proxy opens, those that NO_PROXY names excepted. */
class TunnelAgent extends Agent {
  readonly #proxy: URL
  readonly #noProxy: readonly string[]

  constructor(proxy: string, noProxy: readonly string[], options: AgentOptions) {
    super(options)
    this.#proxy = new URL(proxy)
    this.#noProxy = noProxy
  }

  override createConnection(options: Asked, connected: Connected): Duplex | null | undefined {
    const { host = '', port = 443 } = options
    const to = `${host}:${port}`
    if (isDirect(new URL(`https://${to}`), this.#noProxy)) return super.createConnection(options, connected)
    const failed = (fault: Error) => (connected as (fault: Error) => void)(fault)
    const { protocol, hostname, port: at, username, password } = this.#proxy
    const secure = protocol === 'https:'
    const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
    const asking = (secure ? secureRequest : clearRequest)({
      host: hostname,
      port: at === '' ? (secure ? 443 : 80) : Number(at),
      method: 'CONNECT',
      path: to,
      headers: {
        host: to,
        ...(username === '' ? {} : { 'proxy-authorization': `Basic ${credentials.toString('base64')}` }),
      },
      agent: false,
      ...(secure && this.options.ca !== undefined ? { ca: this.options.ca } : {}),
    })
    asking.once('error', failed)
    asking.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) {
        connected(null, connect({ ...options, socket, servername: options.servername ?? host }))
        return
      }
      socket.destroy()
      failed(new Failure('network.proxy', `The proxy answered ${statusCode} to CONNECT ${to}.`, { retryable: true }))
    })
    asking.end()
    return undefined
  }
}

/** For parts that speak by Node's own https: the same way out as `createNetwork`; null where it is no other than theirs. */
export const officeAgent = ({ proxy, noProxy = [], extraCaFile }: NetworkOptions): Agent | null => {
  const ca = authorities(extraCaFile)
  if (proxy === undefined && ca === undefined) return null
  const options: AgentOptions = { keepAlive: true, timeout: 30_000, ...(ca === undefined ? {} : { ca }) }
  return proxy === undefined ? new Agent(options) : new TunnelAgent(proxy, noProxy, options)
}
