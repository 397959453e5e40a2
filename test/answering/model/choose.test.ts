import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerOnce, type DeskParts } from '../../../src/desk/desk.ts'
import { startModelDouble, type ModelDouble, type Received } from '../../support/model-double/model-double.ts'
import { shippedParts } from '../../support/shipped-desk.ts'
import { readConfig } from '../../../src/wiring/config.ts'
import { probeConfigured } from '../../../src/wiring/model.ts'
import { promptsDir } from '../../support/shipped-index.ts'
import { choosing, envFor, modelDesk, rowsIn } from './desk.ts'

let double: ModelDouble
let alone: DeskParts
beforeAll(async () => {
  double = await startModelDouble(() => ({ say: choosing([]) }))
  alone = await shippedParts()
})
afterAll(() => double.close())
beforeEach(() => {
  double.received.length = 0
  double.refuse()
})

const QUESTION = 'テレワークマネージャーの費用は'
const byDesk = async (question: string) => (await answerOnce(alone, { question })).reply?.text

const picking = (what: RegExp) => (received: Received) => ({
  say: choosing(
    rowsIn(received)
      .filter(({ says }) => what.test(says))
      .map(({ id }) => id)
      .slice(0, 1),
  ),
})

describe('a model that chooses', () => {
  it('is asked with the masked words, the reading and the rows, and answers through the composer', async () => {
    const desk = await modelDesk(envFor(double))
    double.script(picking(/費用/u))
    const { reply, trace } = await desk.ask(`${QUESTION}。私の電話は090-1234-5678です`)
    const [received] = double.received
    expect(received?.asked.question).toContain('費用')
    const rows = rowsIn(received as Received)
    expect(rows.length).toBeGreaterThanOrEqual(8)
    expect(rows.length).toBeLessThanOrEqual(24)
    expect(reply?.text).toContain('無料')
    for (const { raw } of double.received) expect(raw).not.toContain('1234')
    expect(reply?.generated).toBeUndefined()
    expect(trace.decisions).toContain('model: rows')
    const calls = double.received.length
    expect(trace.model).toMatchObject({ calls, tokensIn: calls * 700, tokensOut: calls * 90 })
  })

  it('looks again by the tool, and may choose what it found', async () => {
    const desk = await modelDesk(envFor(double))
    let found: string | undefined
    double.script((received) => {
      const told = received.messages.findLast(({ role }) => role === 'tool')?.content
      if (typeof told !== 'string') return { call: [{ name: 'search', args: { text: 'テレワーク月間 11月' } }] }
      const { sources } = JSON.parse(told) as { sources: { rows: { id: string; says: string }[] }[] }
      const row = sources.flatMap(({ rows }) => rows).find(({ says }) => says.includes('11月'))
      found = row?.says
      return { say: choosing(row === undefined ? [] : [row.id]) }
    })
    const { reply, trace } = await desk.ask('みんなでテレワークをやってみようという時期があると聞きました')
    expect(found).toBeDefined()
    expect(reply?.text).toContain('11月')
    expect(trace.model?.calls).toBe(2)
  })

  it('may not search for ever', async () => {
    const desk = await modelDesk(envFor(double))
    double.script(() => ({ call: [{ name: 'search', args: { text: '費用' } }] }))
    expect((await desk.ask(QUESTION)).reply?.text).toBe(await byDesk(QUESTION))
    expect(double.received.length).toBeLessThanOrEqual(6)
    expect(desk.fallbacks).toEqual(['endless'])
  })

  it('has はい and いいえ worked out from the row that the desk takes for the answer, and from no other', async () => {
    const desk = await modelDesk(envFor(double))
    const question = 'テレワークマネージャーは無料ですか'
    double.script(picking(/無料/u))
    expect((await desk.ask(question)).reply?.text).toMatch(/^はい。/u)
    double.script((received) => ({
      say: choosing(
        rowsIn(received)
          .filter(({ says }) => !says.includes('無料'))
          .map(({ id }) => id)
          .slice(0, 1),
      ),
    }))
    expect((await desk.ask(question)).reply?.text).not.toMatch(/^(?:はい|いいえ)/u)
  })

  it('is refused what does not exist, and what is of another year or subject', async () => {
    const desk = await modelDesk(envFor(double))
    double.script(() => ({ say: choosing(['manager-9999#1/1']) }))
    const unknown = await desk.ask(QUESTION)
    expect(unknown.reply?.text).toBe(await byDesk(QUESTION))
    expect(unknown.trace.decisions).toContain('model: refused, unknown')
    double.script((received) => ({
      say: choosing(
        rowsIn(received)
          .filter(({ year }) => year?.includes('2020') === false)
          .map(({ id }) => id),
      ),
    }))
    const question = '令和2年度のテレワークマネージャーの費用は'
    const { reply, trace } = await desk.ask(question)
    expect(trace.decisions).toContain('model: refused, year')
    for (const { issued } of reply?.citations ?? []) expect(issued === '' || issued < '2021-04-01').toBe(true)
  })

  it('may not say that nothing is told where the desk is sure', async () => {
    const desk = await modelDesk(envFor(double))
    double.script(() => ({ say: choosing([]) }))
    const { reply, trace } = await desk.ask(QUESTION)
    expect(reply?.text).toBe(await byDesk(QUESTION))
    expect(trace.decisions).toContain('model: refused, told')
  })
})

describe('what breaks in practice', () => {
  const broken = [
    ['a wrong key', { status: 401 }, 'auth'],
    ['a full quota', { status: 429, headers: { 'retry-after': '7' } }, 'limited'],
    ['a fault of the far side', { status: 500 }, 'server'],
    ['words in no form', { say: 'たぶん無料です。' }, 'invalid'],
    ['another form', { say: { answer: '有料です' } }, 'invalid'],
    ['half an answer', { cutAfter: '{' }, 'unreachable'],
    ['no JSON at all', { broken: '<html>' }, 'invalid'],
    ['nothing', { choices: 'none' }, 'empty'],
    ['blank words', { choices: 'blank' }, 'empty'],
    ['an answer without end', { endless: 'あ' }, 'endless'],
    ['no answer at all', { hang: true }, 'timeout'],
    ["the far side's own filter", { say: '', finish: 'content_filter' }, 'filtered'],
    [
      'a question that is too long',
      { status: 400, body: { error: { message: 'maximum context length is 4096' } } },
      'rejected',
    ],
  ] as const
  it.each(broken)('%s leaves the choice to the desk', async (_, script, why) => {
    const desk = await modelDesk(envFor(double, { OPENAI_TIMEOUT_MS: '1500' }))
    double.script(() => script)
    expect((await desk.ask(QUESTION)).reply?.text).toBe(await byDesk(QUESTION))
    expect(desk.fallbacks).toEqual([why])
  })

  it('is left alone after faults in a row', async () => {
    const desk = await modelDesk(envFor(double))
    double.script(() => ({ status: 500 }))
    for (let n = 0; n < 5; n++) await desk.ask(QUESTION)
    expect(desk.fallbacks).toEqual(['server', 'server', 'server', 'breaker', 'breaker'])
    expect(double.received).toHaveLength(3)
  })

  it('gives a model that thinks first more room, and does not take its endings for faults', async () => {
    const desk = await modelDesk(envFor(double, { OPENAI_MODEL: 'gpt-5-mini', OPENAI_REASONING_EFFORT: 'low' }))
    double.refuse('temperature', 'max_tokens')
    double.script(({ body }) =>
      Number(body['max_completion_tokens']) < 10_000 ? { say: '', finish: 'length' } : { say: choosing([]) },
    )
    for (let n = 0; n < 4; n++) await desk.ask(QUESTION)
    expect(desk.fallbacks).toEqual([])
    expect(double.received).toHaveLength(5)
    expect(double.received[0]?.body).toMatchObject({ reasoning_effort: 'low', max_completion_tokens: 4_800 })
    double.script(() => ({ say: '', finish: 'length' }))
    for (let n = 0; n < 5; n++) await desk.ask(QUESTION)
    expect(desk.fallbacks).not.toContain('breaker')
  })

  it('learns what a deployment refuses whose name hides its model', async () => {
    const desk = await modelDesk(envFor(double, { OPENAI_MODEL: 'our-deployment' }))
    double.refuse('temperature', 'max_tokens')
    double.script(picking(/費用/u))
    await desk.ask(QUESTION)
    await desk.ask(QUESTION)
    expect(desk.fallbacks).toEqual([])
    const last = double.received.at(-1)
    expect(last?.body['temperature']).toBeUndefined()
    expect(last?.body['max_completion_tokens']).toBeGreaterThan(1_200)
    // Learned once: the second question asks once.
    expect(double.received.length).toBeLessThanOrEqual(4)
  })

  it.each([
    ['tools alone', ['response_format'], 'tools'],
    ['words alone', ['response_format', 'tools'], 'text'],
  ] as const)('asks a local server with %s', async (_, refusals, form) => {
    const desk = await modelDesk(envFor(double))
    double.refuse(...refusals)
    double.script((received) => {
      const row = rowsIn(received).find(({ says }) => says.includes('費用'))
      const choice = choosing(row === undefined ? [] : [row.id])
      const tool = received.tools.find((name) => name.startsWith('extract'))
      return form === 'text'
        ? { say: `はい。\n\`\`\`json\n${JSON.stringify(choice)}\n\`\`\`` }
        : { call: [{ name: tool ?? '', args: choice }] }
    })
    const { trace, reply } = await desk.ask(QUESTION)
    expect(trace.decisions).toContain('model: rows')
    expect(reply?.text).toContain('無料')
  })

  it('stops at the tokens of a day and the questions of a person', async () => {
    double.script(() => ({ say: choosing([]) }))
    const tokens = await modelDesk(envFor(double, { OPENAI_DAILY_TOKENS: '700' }))
    await tokens.ask(QUESTION)
    await tokens.ask(QUESTION)
    expect(tokens.fallbacks).toEqual(['quota'])
    const person = await modelDesk(envFor(double, { OPENAI_DAILY_ANSWERS_PER_PERSON: '1' }))
    await person.ask(QUESTION)
    await person.ask(QUESTION)
    expect(person.fallbacks).toEqual(['person-quota'])
  })

  it('speaks to Azure OpenAI by key and by Entra ID', async () => {
    const azure = {
      AZURE_OPENAI_ENDPOINT: double.url.replace(/\/v1$/u, ''),
      AZURE_OPENAI_API_DEPLOYMENT_NAME: 'desk',
    }
    double.script(picking(/費用/u))
    const byKey = await modelDesk({ ...azure, AZURE_OPENAI_API_KEY: 'azure-key' })
    expect((await byKey.ask(QUESTION)).trace.decisions).toContain('model: rows')
    expect(double.received.at(-1)?.headers['api-key']).toBe('azure-key')
    expect(double.received.at(-1)?.path).toMatch(/^\/openai\/deployments\/desk\/chat\/completions\?api-version=/u)
    const byEntra = await modelDesk({
      ...azure,
      AZURE_TENANT_ID: 'tenant',
      AZURE_CLIENT_ID: 'client',
      AZURE_CLIENT_SECRET: 'secret',
      AZURE_AUTHORITY_HOST: double.url.replace(/\/v1$/u, ''),
    })
    expect((await byEntra.ask(QUESTION)).trace.decisions).toContain('model: rows')
    expect(double.received.at(-1)?.headers.authorization).toBe('Bearer entra-token')
  })

  it('goes through the proxy of an office', async () => {
    double.script(picking(/費用/u))
    const desk = await modelDesk(
      envFor(double, { OPENAI_BASE_URL: 'http://model.invalid/v1', HTTPS_PROXY: double.url.replace(/\/v1$/u, '') }),
    )
    expect((await desk.ask(QUESTION)).trace.decisions).toContain('model: rows')
  })
})

describe('a model that is looked at before it is used', () => {
  it('is asked once, and what it takes is told', async () => {
    double.refuse('temperature')
    double.script(() => ({ say: choosing([]) }))
    const config = readConfig({ prompts: promptsDir }, envFor(double))
    expect(await probeConfigured(config)).toMatchObject({ fault: null, manner: { form: 'schema', temperature: false } })
    double.script(() => ({ status: 401 }))
    expect((await probeConfigured(config))?.fault?.kind).toBe('auth')
  })
})
