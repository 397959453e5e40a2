import { describe, expect, it } from 'vitest'
import { BOT, type Args } from './double/workspace.ts'
import { eventBody, form, mentionEvent, messageEvent, send, signed } from './double/people.ts'
import { still, until } from './house.ts'
import { createSetting } from './setting.ts'

const settings = createSetting()
const texts = (kept: { text: string }[]) => kept.map(({ text }) => text)

describe('one message of Slack', () => {
  it('delivered four times, with the headers of a retry, is answered once', async () => {
    const { people, double, house } = await settings.open()
    const ts = double.newTs()
    const event = messageEvent({ text: '費用はいくらですか', ts })
    for (const num of ['', '1', '2', '3']) {
      const headers: Record<string, string> =
        num === '' ? {} : { 'x-slack-retry-num': num, 'x-slack-retry-reason': 'http_timeout' }
      expect((await people.event(event, headers, 'Ev-same')).status).toBe(200)
    }
    await still(house)
    expect(double.posts('D1', ts)).toHaveLength(1)
  })

  it('is answered when only a retry arrives', async () => {
    const { people, double, house } = await settings.open()
    const ts = double.newTs()
    await people.event(messageEvent({ text: '費用は', ts }), { 'x-slack-retry-num': '2' })
    await still(house)
    expect(double.posts('D1', ts)).toHaveLength(1)
  })

  it.for([
    ['mention first', 0, false],
    ['message first', 1, false],
    ['both at once', 0, true],
    ['both at once, the other way round', 1, true],
  ] as const)('told twice, as mention and as message, is answered once: %s', async ([, first, atOnce]) => {
    const { people, double, house } = await settings.open()
    const ts = double.newTs()
    const writing = { channel: 'C1', text: `<@${BOT}> 費用はいくらですか`, ts, raw: true }
    const twins = [mentionEvent(writing), messageEvent(writing)]
    const ordered = first === 0 ? twins : twins.toReversed()
    if (atOnce) await Promise.all(ordered.map((event) => people.event(event)))
    else for (const event of ordered) await people.event(event)
    await still(house)
    expect(double.posts('C1', ts)).toHaveLength(1)
    expect(texts(house.kept)).toEqual(['費用はいくらですか'])
  })

  it('gets a 5xx while the store is down, and its retry is answered', async () => {
    const { people, double, house } = await settings.open()
    const event = messageEvent({ text: '費用は', ts: double.newTs() })
    house.breakStore(true)
    expect((await people.event(event)).status).toBeGreaterThanOrEqual(500)
    house.breakStore(false)
    expect((await people.event(event, { 'x-slack-retry-num': '1' })).status).toBe(200)
    await still(house)
    expect(double.posts('D1')).toHaveLength(1)
  })

  it('is marked as seen, and an answer that is quick needs no status', async () => {
    const { people, double, house } = await settings.open()
    const ts = await people.say({ text: '費用は' })
    await still(house)
    await until('the mark', () => double.reactions.length === 1)
    expect(double.reactions).toEqual([{ channel: 'D1', ts, name: 'eyes' }])
    expect(double.calls.filter(({ method }) => /setStatus/u.test(method))).toEqual([])
  })
})

describe('who is answered', () => {
  it('follow-ups in an engaged thread need no mention', async () => {
    const { people, double, house } = await settings.open()
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 費用は`, raw: true })
    await people.say({ channel: 'C1', text: 'それはいつまでですか', thread: root })
    await still(house)
    expect(texts(house.kept)).toEqual(['費用は', 'それはいつまでですか'])
    expect(double.posts('C1', root)).toHaveLength(2)
  })

  it('stays out of what is meant for somebody else', async () => {
    const { people, house } = await settings.open()
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 費用は`, raw: true })
    await people.say({ channel: 'C1', text: '<@U7> これで足りますか', thread: root, raw: true })
    await people.say({ channel: 'C1', text: '田中さん、これで足りますか', thread: root })
    await people.say({ channel: 'C1', text: '<!subteam^S1> 確認をお願いします', thread: root, raw: true })
    await people.say({ channel: 'C1', text: 'こちらは別の話ですか' })
    await people.say({ channel: 'C1', text: '別のスレッドですか', thread: '1763700099.000001' })
    await still(house)
    expect(texts(house.kept)).toEqual(['費用は'])
  })

  it('ignores edits, bots, joins and itself', async () => {
    const { people, house, double } = await settings.open()
    const base = messageEvent({ text: '費用は', ts: double.newTs() })
    const events: Args[] = [
      { ...base, bot_id: 'B9' },
      { ...base, user: BOT },
      { ...base, edited: { user: 'U1', ts: '1.1' } },
      { ...base, subtype: 'channel_join' },
      { type: 'message', subtype: 'message_changed', channel: 'D1', ts: '1.2', message: base, hidden: true },
      { type: 'message', subtype: 'message_deleted', channel: 'D1', ts: '1.3', hidden: true },
      { ...base, subtype: 'bot_message', user: undefined },
    ]
    for (const event of events) expect((await people.event(event)).status).toBe(200)
    expect(house.kept).toEqual([])
  })

  it('says that files are not read, with and without words', async () => {
    const { people, house, double } = await settings.open()
    const first = double.newTs()
    const file = { subtype: 'file_share', files: [{ id: 'F1', name: 'a.pdf' }] }
    await people.event({ ...messageEvent({ text: '', ts: first }), ...file })
    await until('the note', () => double.posts('D1', first)[0])
    const second = double.newTs()
    const both = { ...messageEvent({ text: 'この費用は', ts: second }), ...file }
    await people.event(both)
    await people.event(both)
    await still(house)
    await until('note and answer', () => double.posts('D1', second).length === 2)
    expect(double.posts('D1', first)[0]?.text).toContain('添付ファイルは読めません')
    expect(texts(house.kept)).toEqual(['この費用は'])
  })

  it('says so also when Slack was out of reach at first', async () => {
    const { people, house, double } = await settings.open()
    const ts = double.newTs()
    double.setDown(true)
    await people.event({ ...messageEvent({ text: '', ts }), subtype: 'file_share', files: [{ id: 'F1' }] })
    await until('a failed try', () => double.of('chat.postMessage').some(({ error }) => error === 'http_503'))
    double.setDown(false)
    // The next process, or the next minute, says what still waits.
    await house.channels[0]?.stop?.()
    await house.channels[0]?.start?.()
    await until('the note', () => double.posts('D1', ts)[0])
    expect(double.posts('D1', ts)).toHaveLength(1)
  })

  it('keeps to the channels it is allowed in, and answers unasked only where it may', async () => {
    const { people, house, double } = await settings.open({
      slack: { allowedChannels: ['C1', 'C2'], autoAnswerChannels: ['C2'] },
    })
    await people.say({ channel: 'C9', text: `<@${BOT}> 費用は`, raw: true })
    await people.say({ channel: 'C1', text: '費用はいくらですか' })
    await people.say({ channel: 'C2', text: '明日は休みます' })
    await people.say({ channel: 'C2', text: '費用はいくらですか' })
    await still(house)
    expect(texts(house.kept)).toEqual(['費用はいくらですか'])
    const told = await until('the word to the one who asked', () => double.posts('C9')[0])
    expect(told).toMatchObject({ only: 'U1' })
    expect(told.text).toContain('このチャンネルではお答えできません')
  })

  it('greets when it is called without a word, and asks for less when it is told too much', async () => {
    const { people, house, double } = await settings.open()
    await people.say({ channel: 'C1', text: `<@${BOT}>`, raw: true })
    await people.say({ text: 'あ'.repeat(9_000) })
    await until('the note', () => double.posts('D1')[0]?.text.includes('8000文字'))
    expect(texts(house.kept)).toEqual(['こんにちは'])
  })

  it('reads mentions, channels and links as people do', async () => {
    const { people, house } = await settings.open()
    const text = `<@${BOT}> <#C5|総務> の <https://example.go.jp/?a=1&amp;b=2|この頁> は A&amp;B ですか`
    await people.say({ channel: 'C1', text, raw: true })
    expect(texts(house.kept)).toEqual(['#総務 の この頁 は A&B ですか'])
  })
})

describe('what comes over HTTP', () => {
  it.for([
    ['old', { at: -301 }],
    ['of the future', { at: 302 }],
    ['by another secret', { secret: 'no' }],
    ['of another version', { headers: { 'x-slack-signature': 'v1=00' } }],
    ['missing', { headers: { 'x-slack-signature': '' } }],
    ['with a time that is none', { headers: { 'x-slack-request-timestamp': 'now' } }],
  ] as const)('a signature %s is 401 and nothing is stored', async ([, more]) => {
    const { people, house, double } = await settings.open()
    const body = JSON.stringify(eventBody(messageEvent({ text: '費用は', ts: double.newTs() })))
    expect((await people.post(signed(body, more))).status).toBe(401)
    expect(house.kept).toEqual([])
  })

  it('takes signatures up to five minutes on both sides', async () => {
    const { people, double } = await settings.open()
    for (const at of [-295, 295]) {
      const body = JSON.stringify(eventBody(messageEvent({ text: '費用は', ts: double.newTs() })))
      expect((await people.post(signed(body, { at }))).status).toBe(200)
    }
  })

  it('answers the verification of the address when it is signed, and the check of TLS', async () => {
    const { people, house } = await settings.open()
    const verification = await people.post(signed('{"type":"url_verification","challenge":"c0"}'))
    expect(await verification.json()).toEqual({ challenge: 'c0' })
    const check = form({ ssl_check: '1', token: 'x' })
    const unsigned = { ...check, headers: { 'content-type': 'application/x-www-form-urlencoded' } }
    expect((await send(house.url, unsigned)).status).toBe(200)
    expect(house.kept).toEqual([])
  })

  it('takes Slack’s word that it holds events back, and notes it', async () => {
    const { people, faults } = await settings.open()
    const body = { type: 'app_rate_limited', team_id: 'T01', minute_rate_limited: 1, api_app_id: 'A01', token: 'x' }
    expect((await people.post(signed(JSON.stringify(body)))).status).toBe(200)
    expect(faults.map(({ what }) => what)).toEqual(['slack.rate'])
  })

  it('tells Slack that nothing listens to a press of long ago', async () => {
    const { people } = await settings.open()
    const gone = { type: 'block_actions', ...people.presence('U1'), actions: [{ action_id: 'gone', action_ts: '1' }] }
    expect((await people.interact(gone)).status).toBe(404)
  })
})

describe('/telework', () => {
  const said = async (response: Response) => ((await response.json()) as { text: string }).text

  it('answers a question in the direct messages, once, and goes on there', async () => {
    const { people, double, house } = await settings.open()
    const trigger = double.trigger()
    for (let n = 0; n < 2; n++) {
      const answer = await people.command('費用は &lt;いくら&gt;ですか', 'U1', trigger)
      expect(await said(answer)).toContain('受け付けました')
    }
    await still(house)
    const [root, answer, ...more] = double.posts('D1')
    expect(root?.text).toContain('費用は &lt;いくら&gt;ですか')
    expect(answer?.thread_ts).toBe(root?.ts)
    expect(more).toEqual([])
    expect(texts(house.kept)).toEqual(['費用は <いくら>ですか'])
    await people.say({ text: 'それはいつまで', thread: root?.ts ?? '' })
    await still(house)
    expect(new Set(house.kept.map(({ from }) => from.conversation)).size).toBe(1)
    expect(double.posts('D1', root?.ts)).toHaveLength(2)
  })

  it('explains itself', async () => {
    const { people, house } = await settings.open()
    for (const text of ['', 'ヘルプ']) expect(await said(await people.command(text))).toContain('/telework 状況')
    expect(house.kept).toEqual([])
  })

  it('lists one’s own requests and nobody else’s', async () => {
    const { people, house } = await settings.open({
      requests: {
        mine: (_, { id }) =>
          Promise.resolve(
            ['U1', 'U2'].includes(id)
              ? [
                  {
                    request: `r-${id}`,
                    number: `TW-2026-0000${id.slice(1)}`,
                    state: 'review',
                    stateLabel: '確認中',
                    summary: `${id}の相談`,
                    at: new Date('2026-11-20T01:00:00Z'),
                  },
                ]
              : [],
          ),
      },
    })
    await people.say({ channel: 'C1', user: 'U1', text: `<@${BOT}> 費用は`, raw: true })
    await people.say({ channel: 'C1', user: 'U2', text: `<@${BOT}> 費用は`, raw: true })
    await still(house)
    const mine = await said(await people.command('状況', 'U1'))
    expect(mine).toContain('TW-2026-00001')
    expect(mine).toContain('確認中')
    expect(mine).not.toContain('TW-2026-00002')
    expect(await said(await people.command('状況', 'U3'))).toContain('ありません')
  })

  it('is not acknowledged while nothing can be stored', async () => {
    const { people, house } = await settings.open()
    house.breakStore(true)
    expect((await people.command('費用は')).status).toBeGreaterThanOrEqual(500)
  })
})

describe('the Home tab and the agent panel', () => {
  const opened = (user: string, tab: string): Args => ({
    type: 'app_home_opened',
    user,
    channel: 'D1',
    tab,
    event_ts: '1',
  })

  it('shows examples, and asks them in the direct messages', async () => {
    const { people, double, house } = await settings.open()
    await people.event(opened('U1', 'home'))
    const view = await until('the home', () => double.homes.get('U1'))
    const blocks = view['blocks'] as Args[]
    const example = blocks.flatMap((block) => (block['elements'] as Args[] | undefined) ?? [])
    const press = example.find(({ action_id: id }) => String(id).startsWith('offer:'))
    const home = { type: 'view', view_id: 'V1' }
    await people.interact({
      type: 'block_actions',
      ...people.presence('U1'),
      container: home,
      actions: [{ ...press, action_ts: '5.5' }],
    })
    await still(house)
    expect(double.posts('D1')).toHaveLength(2)
  })

  it('asks by a modal', async () => {
    const { people, double, house } = await settings.open()
    await people.interact({
      type: 'block_actions',
      ...people.presence('U1'),
      actions: [{ action_id: 'ask', action_ts: '1' }],
    })
    const view = await until('the modal', () => [...double.views.values()][0])
    const twice = [
      people.submit(view, { question: { value: '費用は' } }),
      people.submit(view, { question: { value: '費用は' } }),
    ]
    for (const answer of await Promise.all(twice))
      expect(await answer.json()).toMatchObject({ response_action: 'update' })
    await still(house)
    expect(texts(house.kept)).toEqual(['費用は'])
  })

  it('offers prompts when a direct message is opened', async () => {
    const { people, double } = await settings.open()
    await people.event(opened('U1', 'messages'))
    const call = await until('the prompts', () => double.of('assistant.threads.setSuggestedPrompts')[0])
    expect(call.error).toBeNull()
    expect(call.args['channel_id']).toBe('D1')
  })
})

describe('where the app was taken out', () => {
  it('says so, for readiness', async () => {
    const { people, double, house } = await settings.open()
    const [channel] = house.channels
    expect(await channel?.ready()).toMatchObject({ ok: true })
    double.revoke(true)
    await people.event({ type: 'app_uninstalled' })
    expect(await channel?.ready()).toMatchObject({ ok: false, detail: expect.stringContaining('外された') as string })
  })

  it('says so when only the bot’s token was revoked, not when a user’s was', async () => {
    const { people, double, house } = await settings.open()
    const [channel] = house.channels
    await people.event({ type: 'tokens_revoked', tokens: { oauth: ['U1'], bot: [] } })
    expect(await channel?.ready()).toMatchObject({ ok: true })
    double.revoke(true)
    await people.event({ type: 'tokens_revoked', tokens: { oauth: [], bot: [BOT] } })
    expect(await channel?.ready()).toMatchObject({ ok: false })
  })

  it('names its workspace while all is well', async () => {
    const { house } = await settings.open()
    const ready = await house.channels[0]?.ready()
    expect(ready?.detail).toContain('試験市')
  })
})
