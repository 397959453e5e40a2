/** The desk for other agents of the office (Model Context Protocol): to read only, nothing is filed or sent from here. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { z } from 'zod'
import { once } from '../base/once.ts'
import { dayInJapan } from '../japanese/calendar.ts'
import { readableOf } from '../retrieval/readers.ts'
import type { Library, Passage, Query, Ranked, Taken } from '../vocabulary/types.ts'
import { procedureTitles } from './assemble.ts'
import type { Config } from './config.ts'
import type { Mounted } from './http.ts'
import type { Edition } from './published.ts'

export interface McpParts {
  config: Pick<Config, 'knowledge' | 'prompts'>
  version: string
  /** What answers now; null until something was published. */
  edition: () => Edition | null
  retrieve: (query: Query, edition: Edition) => Promise<Ranked[]>
  ask: (question: string, edition: Edition) => Promise<Taken>
}

const RESULTS_MAX = 20
const FACTS_MAX = 200
const QUESTION_CHARACTERS_MAX = 8_000
const BODY_BYTES_MAX = 64 * 1024

/** Who asks from a program is nobody that documents were opened to. */
const openTo = once((library: Library): ReadonlySet<string> => {
  const { passages } = readableOf(library, []).library
  return new Set(passages.map(({ id }) => id))
})

const told = (value: Record<string, unknown>) => ({
  content: [{ type: 'text' as const, text: JSON.stringify(value) }],
  structuredContent: value,
})

const notReady = { content: [{ type: 'text' as const, text: '資料の準備ができていません。' }], isError: true }

const sourceOf = (passage: Passage, library: Library) => {
  const document = library.documents.find(({ id }) => id === passage.document)
  return {
    passage: passage.id,
    document: passage.document,
    title: document?.title ?? '',
    heading: passage.title,
    issued: document?.issued ?? null,
    url: document?.url ?? null,
  }
}

const readOnly = { readOnlyHint: true, openWorldHint: false }

const addSearching = (server: McpServer, { edition, retrieve }: McpParts): void => {
  server.registerTool(
    'search',
    {
      title: '資料を探す',
      description:
        'テレワークの資料から、言葉や質問に近い節を探します。status は 現行・終了・旧 などの今日の状態です。',
      inputSchema: { query: z.string().min(1).max(1_000), limit: z.number().int().min(1).max(RESULTS_MAX).default(5) },
      annotations: readOnly,
    },
    async ({ query, limit }) => {
      const now = edition()
      if (now === null) return notReady
      const open = openTo(now.library)
      const ranked = await retrieve({ text: query, asOf: dayInJapan(new Date()), limit: limit * 2 }, now)
      const results = ranked
        .filter(({ passage }) => open.has(passage.id))
        .slice(0, limit)
        .map(({ passage, status }) => ({ ...sourceOf(passage, now.library), status, text: passage.text }))
      return told({ results })
    },
  )
}

const addAsking = (server: McpServer, { edition, ask }: McpParts): void => {
  server.registerTool(
    'ask',
    {
      title: '質問に答える',
      description:
        'テレワークについての質問に、根拠となる一節と日付を示して答えます。資料にないことは escalate になります。',
      inputSchema: { question: z.string().min(1).max(QUESTION_CHARACTERS_MAX) },
      annotations: readOnly,
    },
    async ({ question }) => {
      const now = edition()
      if (now === null) return notReady
      const { reply } = await ask(question, now)
      if (reply === null) return told({ outcome: 'notice', text: '', citations: [] })
      const { outcome, text, citations, notices } = reply
      return told({ outcome, text, citations, notices })
    },
  )
}

const addFacts = (server: McpServer, { edition }: McpParts): void => {
  server.registerTool(
    'facts',
    {
      title: '制度の要点',
      description:
        '制度や資料の要点（項目・内容・資料の日付）を並べます。told が false の行は「資料に書かれていない」ことが分かっている項目です。',
      inputSchema: {
        programme: z.string().max(200).optional().describe('制度の id か名前。省くと制度の一覧を返します'),
        label: z.string().max(100).optional().describe('項目の一部。例：費用'),
      },
      annotations: readOnly,
    },
    ({ programme, label }) => {
      const now = edition()
      if (now === null) return notReady
      const { programmes } = now.companions
      if (programme === undefined) return told({ programmes: programmes.map(({ id, name }) => ({ id, name })) })
      const found = programmes.find(({ id, name }) => id === programme || name === programme)
      const open = openTo(now.library)
      const facts = now.library.passages
        .filter((passage) => open.has(passage.id) && passage.programme === (found?.id ?? programme))
        .flatMap((passage) =>
          passage.facts
            .filter((fact) => fact.label !== '' && (label === undefined || fact.label.includes(label)))
            .map((fact) => ({
              label: fact.label,
              keys: fact.keys,
              value: fact.value,
              told: fact.told,
              fiscalYear: passage.fiscalYear,
              source: sourceOf(passage, now.library),
            })),
        )
      return told({ facts: facts.slice(0, FACTS_MAX), left: Math.max(0, facts.length - FACTS_MAX) })
    },
  )
}

const addProcedures = (server: McpServer, { config, edition, ask }: McpParts): void => {
  server.registerTool(
    'procedures',
    {
      title: '試算・判定・一覧',
      description:
        '計算して答えるもの（措置額の試算、対象かどうかの判定、窓口の一覧など）を並べます。message に事情を書くと、計算の過程と出典つきで答えます。',
      inputSchema: { message: z.string().min(1).max(QUESTION_CHARACTERS_MAX).optional() },
      annotations: readOnly,
    },
    async ({ message }) => {
      const now = edition()
      if (now === null) return notReady
      if (message === undefined) return told({ procedures: procedureTitles(config, now) })
      const { reply } = await ask(message, now)
      return told({ outcome: reply?.outcome ?? 'notice', text: reply?.text ?? '', citations: reply?.citations ?? [] })
    },
  )
}

/** A server with the four tools; one for each connection. */
export const createMcpServer = (parts: McpParts): McpServer => {
  const server = new McpServer({ name: 'telework-desk', version: parts.version })
  addSearching(server, parts)
  addAsking(server, parts)
  addFacts(server, parts)
  addProcedures(server, parts)
  return server
}

/** Speaks over standard input and output until the other side ends. */
export const serveOverStdio = async (parts: McpParts): Promise<void> => {
  const server = createMcpServer(parts)
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve)
    process.stdin.once('close', resolve)
  })
  await server.connect(new StdioServerTransport())
  await ended
}

/** `POST /mcp`: every request by itself, so that any replica can answer it. */
export const createMcpDoor = (parts: McpParts): Mounted => ({
  paths: ['/mcp'],
  async handle(request) {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } })
    const server = createMcpServer(parts)
    const transport = new WebStandardStreamableHTTPServerTransport({
      enableJsonResponse: true,
      maxRequestBodySize: BODY_BYTES_MAX,
    })
    await server.connect(transport)
    try {
      return await transport.handleRequest(request)
    } finally {
      await server.close()
    }
  },
})
