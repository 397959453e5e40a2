/** The store's door. */
export type {
  AuditEntry,
  AuditFilter,
  Claim,
  Delivery,
  KeptTurn,
  Outbox,
  Repositories,
  Said,
  Shelf,
  Store,
} from './repositories.ts'
export type { KeptArrival, NewArrival } from './arrival-types.ts'
export { isStoreFault } from './faults.ts'
export { openStore } from './open.ts'
export type {
  Dispatch,
  PersonData,
  RequestEvent,
  RequestFilter,
  RequestLook,
  RequestState,
  Session,
  SettingEntry,
  StoredRequest,
  TeleworkManager,
} from './request-types.ts'
export type {
  OpenQuestion,
  Operator,
  Present,
  RatedAnswer,
  ReplyTemplate,
  Role,
  Spend,
  Week,
} from './operator-types.ts'
