import type { AddressInfo, Server, Socket } from 'node:net'

/** Lets a server listen on a free port of this machine; closing it ends what is still connected. */
export const listening = async (server: Server): Promise<{ port: number; close: () => Promise<void> }> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { port: (server.address() as AddressInfo).port, close }
}
