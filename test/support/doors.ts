import type { RequestDesk } from '../../src/channels/channel.ts'
import type { DoorParts } from '../../src/wiring/doors.ts'
import type { HttpParts } from '../../src/wiring/http.ts'

/** Doors of a house on this machine, with nothing in front. */
export const openDoors: DoorParts = { hosts: [], proxyHops: 0, tls: false }

/** What stands around the rooms of a house on this machine: always ready, and not measured. */
export const openHouse: Omit<HttpParts, 'mounted' | 'onFault'> = {
  ready: () => Promise.resolve({ ok: true, checks: {} }),
  metrics: () => Promise.resolve(''),
  doors: openDoors,
  metricsToken: null,
}

/** A house that takes no requests. */
export const noRequests: RequestDesk = {
  form: () => Promise.reject(new Error('this house takes no requests')),
  check: () => ({}),
  fields: () => [],
  mine: () => Promise.resolve([]),
  open: () => Promise.resolve(null),
  page: () => Promise.resolve(null),
  preview: () => Promise.resolve(null),
  mails: () => Promise.resolve(false),
  writes: () => Promise.resolve(false),
  isAnswered: () => Promise.resolve(false),
}
