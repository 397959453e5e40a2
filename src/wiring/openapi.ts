/** The description of the programs' door, made from the very schemas that the route checks by. */
import { z } from 'zod'
import { answerShape, askShape, problemShape } from '../channels/web/web.ts'
import type { Mounted } from './http.ts'

const schema = (shape: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(shape, { target: 'draft-2020-12', io, unrepresentable: 'any' })

const json = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } })

const problems: Readonly<Record<number, string>> = {
  400: '内容に誤りがある',
  401: 'API キーがない、または使えない',
  403: 'API キーの範囲にない',
  404: 'その会話はない',
  413: '大きすぎる',
  415: 'Content-Type が application/json でない',
  422: '質問が長すぎる',
  429: '続けて聞きすぎ（Retry-After 秒後に）',
  500: '答えられなかった',
  503: '混み合っている（Retry-After 秒後に）',
  504: '時間がかかっている。質問は受け付けている',
}

/** OpenAPI 3.1, whose schemas are JSON Schema as zod writes it. */
export const openApiOf = (version: string, keysRequired: boolean) => ({
  openapi: '3.1.0',
  info: { title: 'テレワーク相談窓口', version, license: { name: 'MIT', identifier: 'MIT' } },
  paths: {
    '/api/ask': {
      post: {
        operationId: 'ask',
        summary: '質問に、根拠とその日付を示して答える',
        security: keysRequired ? [{ key: [] }] : [{}, { key: [] }],
        parameters: [
          {
            name: 'Idempotency-Key',
            in: 'header',
            description: '同じ会話で同じ値なら、同じ質問の送り直しとして扱う',
            schema: { type: 'string', pattern: '^[\\w-]{1,64}$' },
          },
        ],
        requestBody: { required: true, content: json('Question') },
        responses: {
          200: {
            description: '返答。Accept: text/event-stream なら、progress のあとに reply のイベント',
            content: { ...json('Answer'), 'text/event-stream': { schema: { type: 'string' } } },
          },
          ...Object.fromEntries(
            Object.entries(problems).map(([status, description]) => [
              status,
              { description, content: json('Problem') },
            ]),
          ),
        },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'telework-desk key add で作る' } },
    schemas: {
      Question: schema(askShape, 'input'),
      Answer: schema(answerShape, 'output'),
      Problem: schema(problemShape, 'output'),
    },
  },
})

/** `GET /openapi.json`, for programs of any origin: it tells nothing of anybody. */
export const createOpenApi = (version: string, keysRequired: boolean): Mounted => {
  const body = JSON.stringify(openApiOf(version, keysRequired))
  const headers = { 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*' }
  return {
    paths: ['/openapi.json'],
    handle: ({ method }) =>
      Promise.resolve(
        method === 'GET' || method === 'HEAD'
          ? new Response(method === 'HEAD' ? null : body, { headers })
          : new Response(null, { status: 405, headers: { allow: 'GET' } }),
      ),
  }
}
