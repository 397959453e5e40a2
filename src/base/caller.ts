/**
 * The address that a request comes from, noted by the server that took it and asked by whoever counts. A request that
 * nobody noted, and one whose address says nothing (this machine, a proxy that tells none), has none.
 */
const callers = new WeakMap<Request, string>()

export const noteCaller = (request: Request, address: string): void => void callers.set(request, address)

export const callerOf = (request: Request): string | null => callers.get(request) ?? null
