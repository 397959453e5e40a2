import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import type { Address, Reply } from '../../src/vocabulary/types.ts'
import { Failure } from '../../src/base/failure.ts'
import { databases, type Opened } from '../support/stores.ts'
import { startHouse, type RunningHouse, type TestHouse } from '../support/server.ts'
import { richReply, smallDesk } from '../support/small-desk.ts'

/** A request as the platform sends it to a path of the channel. */
export interface Sent {
  path: string
  method?: string
  headers?: Record<string, string>
  body: string | Uint8Array<ArrayBuffer>
}

/** What the platform's side of a pushing channel answers next; then it accepts again. */
export interface FarAnswer {
  status: number
  retryAfterSeconds?: number
  /** Hangs up instead of answering. */
  hangUp?: boolean
}

export interface ChannelUnderTest {
  channel(house: TestHouse): Channel
  /** A message as a person writes it; the same id is the same message delivered again. */
  message(given: { id: string; text: string }): Sent | Promise<Sent>
  /** Where the replies to such a message go. */
  address(house: RunningHouse): Address
  /** Requests that must be refused with a 4xx and a JSON error, by what is wrong with them. */
  bad: Record<string, () => Sent | Promise<Sent>>
  /** One that is over the channel's limit. */
  oversize(): Sent | Promise<Sent>
  /** Everything people can see of what was said to that address, as it goes over the wire or into the page. */
  wire(house: RunningHouse): Promise<string>
  /** How the wire writes a text, such as JSON or HTML escapes; plain where none are needed. */
  written?(text: string): string
  /** Markup that this platform would act upon, and that must arrive as text. */
  active: string[]
  /** False where buttons stand in for the numbered list of offers. */
  numbersOffers: boolean
  /** The far side of a channel that pushes; null where words are read in place. */
  far: { answerNext(answers: FarAnswer[]): void } | null
  close?(): Promise<void>
}

const post = (house: RunningHouse, { path, method = 'POST', headers = {}, body }: Sent) =>
  fetch(`${house.url}${path}`, { method, headers, body })

const plainReply = (text: string): Reply => ({ outcome: 'answer', text, citations: [], notices: [], offers: [] })

/** The contract of a channel; each runs it with its own wire format. */
export const channelConformance = (name: string, setup: () => Promise<ChannelUnderTest>) => {
  describe(`${name} as a channel`, () => {
    let database: Opened
    let under: ChannelUnderTest
    let house: RunningHouse

    beforeEach(async () => {
      const [sqlite] = databases
      if (!sqlite) throw new Error('no database to test on')
      database = await sqlite.open()
      under = await setup()
      const { store } = database
      house = await startHouse({
        store,
        desk: smallDesk(),
        channels: (h) => [under.channel(h)],
        work: false,
        deliver: false,
      })
    })

    afterEach(async () => {
      await house.stop()
      await under.close?.()
      await database.close()
    })

    const send = (reply: Reply, attempt = 1) => {
      const [channel] = house.channels
      if (!channel) throw new Error('no channel')
      return channel.send(under.address(house), reply, { id: crypto.randomUUID(), attempt })
    }

    /** Words on their way: in the outbox, and handed to the channel as the deliverer does. */
    const say = async (reply: Reply) => {
      await house.store.outbox.add(
        [{ id: crypto.randomUUID(), to: under.address(house), turn: null, reply }],
        new Date(),
      )
      return send(reply)
    }

    const greet = async () => {
      const response = await post(house, await under.message({ id: 'm-greeting', text: 'こんにちは' }))
      await response.text()
      expect(response.status).toBeLessThan(300)
    }

    const written = (text: string) => under.written?.(text) ?? text
    const pushesNothing = () => under.far === null

    const fault = async (answer: FarAnswer) => {
      await greet()
      under.far?.answerNext([answer])
      const thrown: unknown = await send(plainReply('はい')).then(
        () => null,
        (reason: unknown) => reason,
      )
      expect(thrown).toBeInstanceOf(Failure)
      return thrown as Failure
    }

    describe('taking messages', () => {
      it('answers the platform only once the message is kept', async () => {
        const gate = house.holdKeeping()
        let answered = false
        const answer = post(house, await under.message({ id: 'm-1', text: 'テレワークとは' })).then((response) => {
          answered = true
          return response
        })
        await gate.reached
        // A round trip of its own would bring an early answer.
        await (await fetch(`${house.url}/healthz`)).text()
        expect(answered).toBe(false)
        gate.release()
        expect((await answer).status).toBeLessThan(300)
        expect(house.kept.map(({ text }) => text)).toEqual(['テレワークとは'])
      })

      it('keeps a message delivered four times once', async () => {
        const deliver = async () => post(house, await under.message({ id: 'm-1', text: 'テレワークとは' }))
        const answers = [await deliver(), ...(await Promise.all([deliver(), deliver(), deliver()]))]
        for (const answer of answers) expect(answer.status).toBeLessThan(300)
        expect(house.kept).toHaveLength(1)
      })

      it('acknowledges nothing while the store is down, and takes the same message afterwards', async () => {
        house.breakStore(true)
        const refused = await post(house, await under.message({ id: 'm-1', text: 'テレワークとは' }))
        expect(refused.status).toBeGreaterThanOrEqual(500)
        expect(await refused.text()).not.toContain('The disk of this test')
        house.breakStore(false)
        const taken = await post(house, await under.message({ id: 'm-1', text: 'テレワークとは' }))
        expect(taken.status).toBeLessThan(300)
        expect(house.kept).toHaveLength(1)
      })

      it('refuses bad input with a 4xx, one line of JSON and nothing stored', async () => {
        const { bad } = under
        for (const [what, make] of Object.entries(bad)) {
          const response = await post(house, await make())
          const said = await response.text()
          expect(response.status, `${what}: ${said}`).toBeGreaterThanOrEqual(400)
          expect(response.status, `${what}: ${said}`).toBeLessThan(500)
          const { error } = JSON.parse(said) as { error: { code: string; message: string } }
          expect(error.code, `in ${what}`).toMatch(/^[\w.-]+$/u)
          expect(error.message, `in ${what}`).not.toBe('')
          expect(said, `in ${what}`).not.toMatch(/at \S+ \(|node_modules|\.ts:\d/u)
        }
        expect(house.kept).toEqual([])
      })

      it('refuses an oversize body with 413 and nothing stored', async () => {
        const response = await post(house, await under.oversize())
        expect(response.status).toBe(413)
        expect(JSON.parse(await response.text())).toMatchObject({ error: { message: expect.any(String) as string } })
        expect(house.kept).toEqual([])
      })

      it('keeps what people write as they wrote it', async () => {
        const text = `${under.active.join(' ')} 'quoted' "and" \\ 👨‍👩‍👧 ㍻`
        const response = await post(house, await under.message({ id: 'm-1', text }))
        expect(response.status).toBeLessThan(300)
        expect(house.kept.map((kept) => kept.text)).toEqual([text])
      })
    })

    describe('saying replies', () => {
      beforeEach(greet)

      it('tells under which id the words arrived', async () => {
        expect((await say(plainReply('はい、使えます。'))).id).not.toBe('')
        expect(await under.wire(house)).toContain(written('はい、使えます。'))
      })

      it('says a long reply from its beginning to its end', async () => {
        const long = Array.from({ length: 200 }, (_, n) => `第${n + 1}項はここに書いてあります。`)
        await say(plainReply(long.join('\n')))
        const wire = await under.wire(house)
        for (const sentence of long) expect(wire).toContain(written(sentence))
      })

      it('says sources, notices and offers with the words', async () => {
        const reply = richReply('費用')
        await say(reply)
        const wire = await under.wire(house)
        for (const { title, heading } of reply.citations) {
          expect(wire).toContain(written(title))
          expect(wire).toContain(written(heading))
        }
        for (const word of ['令和5年12月27日', '平成31年4月19日', '現行', '終了', '旧'])
          expect(wire).toContain(written(word))
        // A marker may have become a link of its own.
        const parts = reply.notices.flatMap(({ text }) => text.split(/\[\d\]/u))
        for (const part of parts) expect(wire).toContain(written(part))
        reply.offers.forEach(({ label }, n) => {
          expect(wire).toContain(written(under.numbersOffers ? `${n + 1}. ${label}` : label))
        })
      })

      it('shows markup of its platform as text', async () => {
        const hostile = under.active.map((markup) => `甲${markup}乙`).join('\n')
        const [citation] = richReply('').citations
        if (!citation) throw new Error('a source is needed')
        await say({
          ...plainReply(hostile),
          citations: [{ ...citation, title: hostile, heading: hostile, quote: hostile }],
          notices: [{ kind: 'conflict', text: hostile }],
          offers: [{ kind: 'ask', label: hostile.slice(0, 70), value: hostile }],
        })
        const wire = await under.wire(house)
        expect(wire).toContain(written('甲'))
        for (const markup of under.active) expect(wire).not.toContain(`甲${markup}乙`)
      })
    })

    describe('when its platform does not take the words', () => {
      it('waits as long as a 429 asks', async ({ skip }) => {
        skip(pushesNothing(), 'this channel pushes nothing')
        const failure = await fault({ status: 429, retryAfterSeconds: 7 })
        expect(failure.retryable).toBe(true)
        expect(failure.retryAfterMs).toBeGreaterThanOrEqual(7_000)
      })

      it.for([500, 502, 503])('tries again after %i', async (status, { skip }) => {
        skip(pushesNothing(), 'this channel pushes nothing')
        expect((await fault({ status })).retryable).toBe(true)
      })

      it('tries again after a hang-up', async ({ skip }) => {
        skip(pushesNothing(), 'this channel pushes nothing')
        expect((await fault({ status: 0, hangUp: true })).retryable).toBe(true)
      })

      it.for([400, 403, 404])('gives up after %i', async (status, { skip }) => {
        skip(pushesNothing(), 'this channel pushes nothing')
        expect((await fault({ status })).retryable).toBe(false)
      })
    })
  })
}
