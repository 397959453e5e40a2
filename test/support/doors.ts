import type { DoorParts } from '../../src/wiring/doors.ts'

/** Doors of a house on this machine, with nothing in front. */
export const openDoors: DoorParts = { hosts: [], proxyHops: 0, tls: false }
