/**
 * The operators' console: server-rendered pages under /console. One table of routes says which role each page and each
 * act needs; one gate stands before all of them.
 */
import { Hono } from 'hono'
import { createAssets } from './assets.ts'
import { auditRoutes } from './pages/audit.tsx'
import { createGate, faulty, notFound } from './access/gate.tsx'
import { helpRoutes } from './pages/help.tsx'
import { homeRoutes } from './pages/home.tsx'
import { knowledgeRoutes } from './pages/knowledge.tsx'
import { operationRoutes } from './pages/operations.tsx'
import { operatorRoutes } from './pages/operators.tsx'
import { ownRoutes } from './pages/own.tsx'
import type { ConsoleParts, Desk } from './parts.ts'
import { qualityRoutes } from './pages/quality.tsx'
import { queueRoutes } from './pages/queue.tsx'
import { requestRoutes } from './acts/request-routes.tsx'
import { linkingRoutes } from './pages/linking.tsx'
import { createRoom } from './room.ts'
import { rosterRoutes } from './pages/roster.tsx'
import type { Door, Route } from './route.ts'
import { createSessions } from './access/session.ts'
import { settingRoutes } from './pages/settings.tsx'
import { signInDoors } from './access/sign-in-pages.tsx'
import { createSignIn } from './access/sign-in.ts'
import { createWaits } from './access/waits.ts'
import { templateRoutes } from './pages/templates.tsx'
import { firstStepsOf } from './first-steps.ts'
import { readSettingsWords } from './settings-words.ts'
import { readConsoleWords } from './words.ts'

export { firstStepsOf } from './first-steps.ts'
export { readSettingsWords } from './settings-words.ts'
export { addOperator } from './access/accounts.ts'
export type { KnowledgeDesk } from './knowledge-desk.ts'
export { proposedFile } from './proposal.ts'
export { createKnowledgeDesk } from './knowledge-draft.ts'
export type { ConsoleParts } from './parts.ts'

export interface Console {
  readonly paths: readonly string[]
  handle(request: Request): Promise<Response>
  /** What is answered and who may ask for it; null is for everybody. */
  readonly routes: readonly Pick<Route, 'method' | 'path' | 'role'>[]
  /** An address at which the first supervisor registers, once; null where somebody can sign in already. */
  signInLink(origin: string): Promise<string | null>
  /** Whether any operator can sign in at all. */
  signInConfigured(): Promise<boolean>
}

export const createConsole = (parts: ConsoleParts): Console => {
  const words = readConsoleWords(parts.prompts)
  const { kit, bell, ...rest } = parts
  const { store, now, newId, secure, oidc, onFault } = parts
  const settingsWords = readSettingsWords(parts.prompts)
  const room = createRoom({ store, kit, bell, words, now, tray: parts.tray ?? null })
  const documents = () => parts.knowledge.current()?.library.documents.length ?? 0
  const desk: Desk = {
    ...rest,
    words,
    settingsWords,
    room,
    firstSteps: () => firstStepsOf({ store, kit, words: settingsWords, tls: secure, documents: documents() }),
  }
  const sessions = createSessions({ store, now, secure })
  const waits = createWaits({ store, now })
  const signIn = createSignIn({ store, words, waits, now, newId })
  const asset = createAssets()
  const gate = createGate({ sessions, words, now, totpRequired: parts.totpRequired ?? false })
  const origin = (request: Request) => parts.publicUrl?.replace(/\/$/u, '') ?? new URL(request.url).origin
  const routes: (Route | Door)[] = [
    ...signInDoors({ signIn, sessions, oidc, words, secure, origin, onFault }),
    ...homeRoutes(desk),
    ...queueRoutes(desk),
    ...requestRoutes(desk),
    ...knowledgeRoutes(desk),
    ...qualityRoutes(desk),
    ...operationRoutes(desk),
    ...settingRoutes(desk),
    ...rosterRoutes(desk),
    ...templateRoutes(desk),
    ...auditRoutes(desk),
    ...operatorRoutes(desk),
    ...ownRoutes(desk, { sessions, waits }),
    ...linkingRoutes(desk),
    ...helpRoutes(desk),
  ]

  const app = new Hono()
  app.onError((thrown) => {
    onFault('console', thrown)
    return faulty(words)
  })
  app.get('/console/assets/:name', (c) => asset(c.req.param('name')) ?? notFound(words))
  for (const route of routes) app.on(route.method, route.path, (c) => gate(route, c.req.raw, c.req.param()))
  app.notFound(() => notFound(words))

  return {
    paths: ['/console', '/console/*'],
    handle: async (request) => app.fetch(request),
    routes,
    async signInLink(at) {
      if (oidc !== null) return null
      const token = await signIn.offerFirst()
      return token === null ? null : `${at.replace(/\/$/u, '')}/console/first?token=${token}`
    },
    signInConfigured: async () => oidc !== null || (await store.operators.count()) > 0,
  }
}
