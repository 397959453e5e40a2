import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { createTeams, type OperatorPlaces, type TeamsHouse } from '../../../src/channels/teams/teams.ts'
import type { Bookshelf } from '../../../src/channels/channel.ts'
import type { Address } from '../../../src/vocabulary/types.ts'
import type { Store } from '../../../src/store/store.ts'
import { operatorAddresses, registerOperators, unregisterOperators } from '../../../src/cases/cases.ts'
import {
  APP,
  credentialsBy,
  type Call,
  type Connector,
  type Issuer,
  startConnector,
  startIdentity,
  startIssuer,
  TENANT,
} from './far.ts'

export const BOT = { id: `28:${APP}`, name: '相談窓口' }
export const HANAKO = { id: '29:hanako', name: '総務課 山田花子', aadObjectId: '7a000000-0000-4000-8000-000000000001' }
export const OPERATOR = { id: '29:tanaka', name: '田中', aadObjectId: '7a000000-0000-4000-8000-0000000000aa' }
export const group = { id: '19:group@thread.v2', conversationType: 'groupChat', tenantId: TENANT }
export const mention = (name = '相談窓口') => ({ type: 'mention', mentioned: BOT, text: `<at>${name}</at>` })
export const PERSONAL = 'a:1personal'
export const CHANNEL = '19:operators@thread.tacv2'

/** The operators' places as the house keeps them. */
export const placesIn = (store: Store): OperatorPlaces => ({
  list: () => operatorAddresses(store.shelf),
  register: (address: Address) => registerOperators(store.shelf, address, new Date()),
  unregister: (address: Address) => unregisterOperators(store.shelf, address),
})

export interface Scene {
  connector: Connector
  issuer: Issuer
  identity: Awaited<ReturnType<typeof startIdentity>>
  channel(
    house: TeamsHouse,
    store: Store,
    more?: {
      faults?: unknown[]
      streamMs?: number
      leftMs?: number
      named?: readonly string[]
      bookshelf?: Bookshelf
      guests?: boolean
    },
  ): ReturnType<typeof createTeams>
  activity(more?: Record<string, unknown>): Record<string, unknown>
  headers(token?: string): Record<string, string>
  close(): Promise<void>
}

/** Everything around the channel, as Teams would be: its issuer, its connector, and Azure's identity. */
export const setScene = async (): Promise<Scene> => {
  const [connector, issuer, identity] = await Promise.all([startConnector(), startIssuer(), startIdentity()])
  let count = 0
  return {
    connector,
    issuer,
    identity,
    channel: (house, store, { faults = [], streamMs, leftMs, named = ['members'], bookshelf, guests = false } = {}) =>
      createTeams(house, {
        prompts: 'prompts',
        loopback: false,
        credentials: credentialsBy(issuer),
        allowedTenants: [],
        guests,
        bookshelf,
        operators: { allowed: [OPERATOR.aadObjectId, ...named], places: placesIn(store) },
        onFault: (what, thrown) => void faults.push({ what, thrown }),
        ...(streamMs === undefined ? {} : { streamMs }),
        ...(leftMs === undefined ? {} : { leftMs }),
      }),
    activity: (more = {}) => ({
      type: 'message',
      id: `m-${++count}`,
      timestamp: new Date().toISOString(),
      channelId: 'msteams',
      serviceUrl: connector.url,
      from: HANAKO,
      recipient: BOT,
      conversation: { id: PERSONAL, conversationType: 'personal', tenantId: TENANT },
      text: 'テレワークとは',
      textFormat: 'plain',
      channelData: { tenant: { id: TENANT } },
      ...more,
    }),
    headers: (token = issuer.token({ serviceurl: connector.url })) => ({
      'content-type': 'application/json; charset=utf-8',
      authorization: `Bearer ${token}`,
    }),
    async close() {
      await Promise.all([connector.close(), issuer.close()])
    },
  }
}

/** Posts what Teams would post, and gives what the house answers. */
export const post = async (url: string, scene: Scene, more: Record<string, unknown>): Promise<unknown> => {
  const response = await fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: scene.headers(),
    body: JSON.stringify(scene.activity(more)),
  })
  expect(response.status).toBe(200)
  return response.json()
}

/** The form within a card: where dialogs are not, it is filled in there; elsewhere the card itself is it. */
export const formIn = <C extends { actions?: Record<string, unknown>[] }>(card: C): C => {
  const here = card.actions?.find(({ type, card: inner }) => type === 'Action.ShowCard' && inner !== undefined)
  return (here?.['card'] as C | undefined) ?? card
}

/** Looks again and again until something is there. */
export const until = async <T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> => {
  for (let n = 0; n < 500; n++) {
    const found = await look()
    if (found) return found
    await pause(20)
  }
  throw new Error('it did not happen')
}

/** What the desk said as its n-th message, once it did. */
export const messageOf = ({ connector }: Scene, n = 1): Promise<Call> =>
  until(() => {
    const said = connector.messages()
    return said.length >= n && said[n - 1]
  })

/** The form of a consultation, filled in as its card sends it. */
export const filledCard = {
  'field.organisation': '株式会社みどり商事',
  'field.kind': 'company',
  'field.contact': '総務課 山田花子',
  'field.address': '茨城県水戸市三の丸1-5-38',
  'field.email': 'soumu@example.jp',
  'field.phone': '029-301-1111',
  'field.topics': 'labour,security',
  'field.stage': 'considering',
  'field.content': '在宅勤務の労働時間の管理を相談したいです。',
  'field.mode': 'web',
  'field.sessionsUsed': '0',
}
