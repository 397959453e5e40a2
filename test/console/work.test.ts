import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Address } from '../../src/vocabulary/types.ts'
import { deliveries } from '../cases/room.ts'
import { type Client, noKnowledge, type Rig, rig, unescaped } from './rig.ts'

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}`

describe('the work of an operator', () => {
  let desk: Rig
  let ann: Client & { operator: string }
  beforeEach(async () => {
    desk = await rig()
    ann = await desk.as('operator', '安藤')
  })
  afterEach(() => desk.close())

  const versionOf = async (id: string) => String((await desk.store.requests.get(id))?.version)
  const act = async (client: Client, id: string, name: string, fields: Record<string, string> = {}) =>
    client.post(`/console/requests/${id}/acts/${name}`, { version: await versionOf(id), ...fields })
  const problem = async (response: Response) => /role="alert">([^<]+)</.exec(await response.text())?.[1]

  it('takes a request on, asks, and answers it into the thread where it was asked', async () => {
    const id = await desk.filed({}, { conversation: 'slack-thread' })
    expect((await act(ann, id, 'claim')).headers.get('location')).toBe(`/console/requests/${id}?done=claim`)
    expect((await act(ann, id, 'ask', { text: '人数を教えてください。' })).status).toBe(303)
    expect((await desk.store.requests.get(id))?.state).toBe('asked')
    expect((await act(ann, id, 'reply', { text: '次の資料をご覧ください。' })).status).toBe(303)
    expect((await desk.store.requests.get(id))?.state).toBe('answered')
    const told = (await deliveries(desk.store)).filter(({ to }) => to.conversation === 'slack-thread')
    expect(told.at(-1)?.reply.text).toContain('次の資料をご覧ください。')
    expect(told.at(-1)?.reply.speaker ?? told.at(-1)?.reply.text).toContain('安藤')
    const page = await ann.text(`/console/requests/${id}`)
    expect(page).toContain('人数を教えてください。')
    expect(page).toContain('返信済み')
  })

  it('begins the day with what waits, and gives the list that is looked at as a file', async () => {
    const [mine, fresh] = [await desk.filed({ organisation: '霞市' }), await desk.filed({ organisation: '=桜市' })]
    await act(ann, mine, 'claim')
    const home = unescaped(await ann.text('/console/home'))
    const panel = (view: string) => home.split(`id="home-${view}"`)[1]?.split('</section>')[0] ?? ''
    expect(panel('mine')).toContain('霞市')
    expect(panel('mine')).not.toContain('桜市')
    expect(panel('new')).toContain(`/console/requests/${fresh}`)
    expect(panel('overdue')).toContain('期限を過ぎた相談票はありません')
    desk.later(30 * 86_400_000)
    const later = await desk.as('operator', '後藤')
    expect(await later.text('/console/home')).toMatch(/id="home-overdue".*?霞市/su)
    const file = await later.text('/console/queue.csv?view=all&order=newest')
    const lines = file.trim().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toContain("'=桜市")
    expect(lines[2]).toMatch(/霞市.*安藤/u)
    expect((await (await desk.as('viewer')).get('/console/queue.csv')).status).toBe(403)
  })

  it('keeps what was typed and says who was first when two answer at once', async () => {
    const ben = await desk.as('operator', '別府')
    const id = await desk.filed()
    const version = await versionOf(id)
    const both = await Promise.all([
      ann.post(`/console/requests/${id}/acts/ask`, { version, text: '安藤の問い' }),
      ben.post(`/console/requests/${id}/acts/ask`, { version, text: '別府の問い' }),
    ])
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([303, 409])
    const lost = both.find(({ status }) => status === 409)
    const page = await lost?.text()
    expect(page).toMatch(/担当しています|先に更新しました/)
    expect(page).toMatch(both[0]?.status === 409 ? /安藤の問い/ : /別府の問い/)
    const asked = (await desk.store.requests.events(id, 50)).filter((event) => event.act === 'ask')
    expect(asked).toHaveLength(1)
  })

  it('tells each of two operators that the other looks, and that the other types', async () => {
    const ben = await desk.as('operator', '別府')
    const id = await desk.filed()
    const look = async (client: Client, typing = '') =>
      (await client.post(`/console/requests/${id}/presence`, { typing })).text()
    expect(await look(ann)).not.toContain('さん')
    expect(await look(ben)).toContain('安藤さんがこの相談票を見ています')
    expect(await look(ann, '1')).toContain('別府さんがこの相談票を見ています')
    expect(await look(ben)).toContain('安藤さんがこの相談票を書いています')
    expect(await ben.text('/console')).toContain('安藤さんが入力中')
    desk.later(60_000)
    expect(await look(ben)).not.toContain('安藤')
  })

  it('tells that the person writes, and tells the person’s conversation that an operator does, whatever a viewer says', async () => {
    const id = await desk.filed({}, { conversation: 'writing' })
    const told: Address[] = []
    const unhear = desk.bell.onWriting((conversation) => void told.push(conversation))
    const look = async (client: Client, typing = '') =>
      (await client.post(`/console/requests/${id}/presence`, { typing })).text()
    await look(ann)
    await look(await desk.as('viewer'), '1')
    expect(told).toEqual([])
    await look(ann, '1')
    expect(told).toEqual([{ channel: 'chat', conversation: 'writing' }])
    unhear()
    expect(await look(ann)).not.toContain('相談者が入力しています')
    await desk.store.workplace.personWrites(id, desk.now())
    expect(await look(ann)).toContain('相談者が入力しています')
    desk.later(30_000)
    expect(await look(ann)).not.toContain('相談者が入力しています')
  })

  it('tells a page that is open when the request or the conversation has changed, and nothing otherwise', async () => {
    const id = await desk.filed()
    const page = unescaped(await ann.text(`/console/requests/${id}`))
    const pulse = /hx-get="([^"]+\/pulse[^"]+)"/.exec(page)?.[1] ?? ''
    const thread = /hx-get="([^"]+\/thread[^"]+)"/.exec(page)?.[1] ?? ''
    expect((await ann.get(pulse)).status).toBe(204)
    expect((await ann.get(thread)).status).toBe(204)
    await act(await desk.as('operator', '別府'), id, 'claim')
    expect(await (await ann.get(pulse)).text()).toContain('担当：別府')
    expect(await (await ann.get(thread)).text()).toContain('別府')
  })

  it('speaks in a conversation only while holding it, and hands it back', async () => {
    const id = await desk.filed({}, { conversation: 'held' })
    const early = await ann.post(`/console/requests/${id}/say`, { text: 'もしもし' })
    expect(early.status).toBe(409)
    expect(await problem(early)).toContain('引き継いでいない')
    await act(ann, id, 'takeover')
    expect((await desk.store.work.conversation({ channel: 'chat', conversation: 'held' })).heldBy).toBe(ann.operator)
    expect((await ann.post(`/console/requests/${id}/say`, { text: 'こちらで伺います。' })).status).toBe(303)
    const ben = await desk.as('operator', '別府')
    expect((await ben.post(`/console/requests/${id}/say`, { text: '横から' })).status).toBe(409)
    await act(ann, id, 'handback')
    const told = (await deliveries(desk.store)).filter(({ to }) => to.conversation === 'held').map(({ reply }) => reply)
    expect(told.find(({ text }) => text === 'こちらで伺います。')?.speaker).toBe('安藤')
    expect(told.some(({ text }) => text === '横から')).toBe(false)
    expect((await desk.store.requests.get(id))?.state).toBe('submitted')
    expect((await desk.store.audit.of(id, 50)).map((entry) => entry.act)).toContain('say')
  })

  it.each(['__proto__', 'constructor', 'toString'])('knows no act by the name of %s', async (name) => {
    const id = await desk.filed()
    const refused = await act(ann, id, name)
    expect(refused.status).toBe(409)
    expect(await problem(refused)).toContain('見つかりません')
    expect(desk.faults).toEqual([])
  })

  it('keeps no individual number that an operator was told', async () => {
    const id = await desk.filed({}, { conversation: 'held' })
    const told = '電話で 1234-5678-9018 と伺いました。'
    expect((await act(ann, id, 'note', { text: told })).status).toBe(303)
    await act(ann, id, 'takeover')
    expect((await ann.post(`/console/requests/${id}/say`, { text: told })).status).toBe(303)
    const events = await desk.store.requests.events(id, 50)
    expect(events.filter(({ text }) => text.includes('電話で')).map((event) => event.act)).toEqual(['note', 'say'])
    expect(JSON.stringify([events, await deliveries(desk.store)])).not.toContain('9018')
  })

  it('corrects the form, shows what it was, and keeps what could not be read', async () => {
    const id = await desk.filed()
    const current = (await desk.store.requests.get(id))?.fields ?? {}
    const fields = Object.fromEntries(Object.entries(current).map(([name, value]) => [`field.${name}`, value]))
    const wrong = await act(ann, id, 'correct', { ...fields, 'field.email': 'まちがい' })
    expect(wrong.status).toBe(409)
    const shown = await wrong.text()
    expect(shown).toContain('value="まちがい"')
    expect(shown).toContain('メールアドレス')
    expect((await act(ann, id, 'correct', { ...fields, 'field.contact': '総務課　川合' })).status).toBe(303)
    expect((await desk.store.requests.get(id))?.fields['contact']).toContain('川合')
    expect(unescaped(await ann.text(`/console/requests/${id}`))).toContain('山田花子</del>')
  })

  it('shows who did what to which request, looked for by act, person and day, and as CSV', async () => {
    const boss = await desk.as('supervisor', '鈴木')
    const id = await desk.filed()
    const number = (await desk.store.requests.get(id))?.number ?? ''
    await act(ann, id, 'claim')
    const rowsOf = (page: string) => page.split('<tbody>')[1] ?? ''
    const all = rowsOf(await boss.text('/console/audit'))
    for (const words of [number, '相談者', '担当', '前の状態：受付済み、後の状態：確認中']) expect(all).toContain(words)
    // Nobody has to read a record as a program keeps it.
    expect(all).not.toMatch(/[{}]|&quot;/u)
    const page = await boss.text(`/console/audit?number=${number.toLowerCase()}`)
    expect(page).toContain(`${number} の記録`)
    expect(all).not.toContain(id.slice(0, 8) + '</a>')
    const claims = rowsOf(await boss.text('/console/audit?act=claim'))
    expect(claims).toContain(number)
    expect(claims).not.toContain('相談者')
    expect(rowsOf(await boss.text('/console/audit?act=claim&to=2000-01-01'))).toBe('')
    expect(rowsOf(await boss.text(`/console/audit?actor=${ann.operator}`))).not.toContain('相談者')
    const file = await boss.text('/console/audit.csv?act=claim')
    expect(file).toContain(number)
    expect(file.trim().split('\r\n').length).toBeGreaterThan(1)
    expect((await ann.get('/console/audit.csv')).status).toBe(403)
  })

  it('previews the mail and the sheet, and sends by the chosen routes only', async () => {
    const id = await desk.filed()
    const boss = await desk.as('supervisor', '鈴木')
    const unset = { name: 'secretariatFax', value: '', source: '公募案内', asOf: '2026-04-01' }
    expect((await boss.post('/console/settings', unset)).status).toBe(303)
    const offered = await ann.text(`/console/requests/${id}/preview`)
    expect(offered).toContain('value="mail"')
    expect(offered).not.toContain('value="fax"')
    expect((await act(ann, id, 'send', { 'field.routes': 'fax' })).status).not.toBe(303)
    await boss.post('/console/settings', { ...unset, value: '03-5253-5111', certain: '1' })
    const preview = await ann.text(`/console/requests/${id}/preview`)
    expect(preview).toContain('みどり商事')
    const pdf = await ann.get(`/console/requests/${id}/sheet.pdf`)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    expect(await desk.store.dispatches.of(id)).toEqual([])
    expect((await act(ann, id, 'send', { 'field.routes': 'fax' })).status).toBe(303)
    expect((await desk.store.dispatches.of(id)).map(({ route, by }) => [route, by])).toEqual([['fax', ann.operator]])
    // What is printed is sent once an operator says so, and not before.
    const [dispatch] = await desk.store.dispatches.of(id)
    if (!dispatch) throw new Error('nothing to send')
    await desk.store.dispatches.rest(dispatch.seq, 'printed', { proof: '{}', error: null })
    const page = await ann.text(`/console/requests/${id}`)
    expect(page).toContain('印刷待ち')
    expect(page).toContain('送信した')
    const done = await act(ann, id, 'confirm', { 'field.dispatch': dispatch.id })
    expect([done.status, /role="alert">([^<]+)/u.exec(await done.text())?.[1]]).toEqual([303, undefined])
    expect(await desk.store.dispatches.get(dispatch.id)).toMatchObject({ state: 'sent' })
    expect((await act(ann, id, 'confirm', { 'field.dispatch': dispatch.id })).status).not.toBe(303)
  })

  it('matches a Telework Manager, records sessions and closes', async () => {
    const boss = await desk.as('supervisor', '鈴木')
    const kept = await boss.post('/console/roster', {
      id: '',
      name: '相田',
      email: 'aida@example.jp',
      topics: 'labour',
      modes: 'web',
      weeklyCapacity: '２',
      absences: '',
      industries: '',
      note: '',
      active: '1',
    })
    expect(kept.status).toBe(303)
    const [manager] = await desk.store.roster.all(10)
    const id = await desk.filed()
    await act(ann, id, 'send', { 'field.routes': 'mail' })
    expect(await ann.text(`/console/requests/${id}`)).toContain('相田')
    expect((await act(ann, id, 'match', { 'field.manager': manager?.id ?? '' })).status).toBe(303)
    const session = { 'field.day': '2026-12-01', 'field.minutes': '９０', 'field.outcome': '規程の案を確認' }
    expect((await act(ann, id, 'session', session)).status).toBe(303)
    expect((await act(ann, id, 'complete')).status).toBe(303)
    expect(await desk.store.requests.get(id)).toMatchObject({ state: 'completed', match: manager?.id })
    expect(await desk.store.requests.sessions(id)).toEqual([expect.objectContaining({ n: 1, minutes: 90 })])
    expect(await ann.text('/console/roster')).toContain('1/2')
  })

  it('hands over what is one’s own or nobody’s, with a word, and only to somebody who may act', async () => {
    const boss = await desk.as('supervisor', '鈴木')
    const viewer = await desk.as('viewer', '見学')
    const id = await desk.filed()
    expect((await act(boss, id, 'assign', { 'field.owner': viewer.operator })).status).toBe(409)
    expect((await act(boss, id, 'assign', { 'field.owner': ann.operator })).status).toBe(303)
    expect((await desk.store.requests.get(id))?.ownerName).toBe('安藤')
    expect(await ann.text('/console?view=mine')).toContain('みどり商事')
  })

  it('fills a template with the words of the request, after what was typed already', async () => {
    const id = await desk.filed()
    await ann.post('/console/templates', { id: '', title: 'お礼', body: '{相談者} 様 {受付番号} {担当者} {ほか}' })
    const kept = await desk.store.workplace.templates(10)
    expect(kept.length).toBeGreaterThan(1)
    const template = kept.find(({ title }) => title === 'お礼')?.id ?? ''
    const filled = unescaped(
      await (await ann.post(`/console/requests/${id}/fill`, { template, text: '先に書いた' })).text(),
    )
    expect(filled).toMatch(/先に書いた\n\n総務課 山田花子 様 TW-2026-00001 安藤 \{ほか\}/)
    await ann.post('/console/templates/remove', { id: template })
    expect((await desk.store.workplace.templates(10)).some(({ id: each }) => each === template)).toBe(false)
  })

  it('finds requests by words, state, topic, prefecture and channel', async () => {
    await desk.filed({ organisation: '株式会社あおぞら', topics: 'security' })
    await desk.filed({ organisation: '株式会社ゆうひ', address: '大阪府大阪市北区中之島1-3-20', prefecture: '大阪府' })
    const found = async (query: string) => {
      const page = await ann.text(`/console?view=all&${query}`)
      return ['あおぞら', 'ゆうひ'].filter((name) => page.includes(`株式会社${name}`))
    }
    expect(await found('')).toEqual(['あおぞら', 'ゆうひ'])
    expect(await found('q=あおぞら')).toEqual(['あおぞら'])
    expect(await found('topic=security')).toEqual(['あおぞら'])
    expect(await found(`prefecture=${encodeURIComponent('大阪府')}`)).toEqual(['ゆうひ'])
    expect(await found('channel=slack')).toEqual([])
    expect(await found('state=submitted')).toEqual(['あおぞら', 'ゆうひ'])
    expect(await found('state=completed')).toEqual([])
    expect(await found('q=%25')).toEqual([])
  })

  it('shows scripts and markup in any field as text', async () => {
    const id = await desk.filed({ organisation: HOSTILE, contact: HOSTILE, content: HOSTILE, dates: HOSTILE })
    await act(ann, id, 'note', { text: HOSTILE })
    await act(ann, id, 'ask', { text: HOSTILE })
    await ann.post('/console/templates', { id: '', title: HOSTILE.slice(0, 40), body: HOSTILE })
    const pages = [
      '/console',
      `/console?q=${encodeURIComponent(HOSTILE)}`,
      `/console/requests/${id}`,
      `/console/requests/${id}/preview`,
    ]
    for (const path of [
      ...pages,
      `/console/requests/${id}/similar`,
      '/console/templates',
      `/console/quality?sort=${encodeURIComponent(HOSTILE)}`,
    ]) {
      const page = await ann.text(path)
      expect([path, /<script>alert|<img src=x/.test(page)]).toEqual([path, false])
    }
    expect(unescaped(await ann.text(`/console/requests/${id}`))).toContain(HOSTILE)
  })

  it('puts dead letters back in line and tells it in the audit log', async () => {
    await desk.store.outbox.add(
      [
        {
          id: 'd1',
          to: { channel: 'dead', conversation: 'c' },
          turn: null,
          reply: { outcome: 'notice', text: '届かない返信', citations: [], notices: [], offers: [] },
        },
      ],
      desk.now(),
    )
    const [delivery] = await desk.store.outbox.claim('w', ['dead'], desk.now(), 1_000, 1)
    await desk.store.outbox.bury(delivery?.seq ?? 0, '<b>403</b>')
    const page = await ann.text('/console/operations')
    expect(page).toContain('届かない返信')
    expect(page).toContain('&lt;b&gt;403')
    expect((await ann.post('/console/operations/outbox/revive', { id: 'd1' })).headers.get('location')).toContain(
      'revived',
    )
    expect((await ann.post('/console/operations/outbox/revive', { id: 'd1' })).headers.get('location')).toContain(
      'gone',
    )
    expect((await desk.store.outbox.counts()).dead).toBe(0)
    expect((await desk.store.audit.of('outbox:d1', 10)).map(({ actor }) => actor)).toEqual([ann.operator])
  })

  it('shows what could not be taken in at a door, on the first page as well, and has it taken in again', async () => {
    const { arrivals } = desk.store
    const kept = {
      room: 'chat',
      id: 'a1',
      line: 'l',
      person: 'p1',
      words: { text: '受け取れない<i>相談</i>' },
      body: {},
    }
    const [placed] = await arrivals.keep([kept], 'gone', desk.now())
    await arrivals.setAside(placed?.seq ?? 0, { reference: 'E261120-ABC123', error: '<b>no event</b>' })
    expect(await ann.text('/console/home')).toContain('受け取れなかった、または送れなかったものが1件')
    const page = await ann.text('/console/operations')
    for (const words of ['E261120-ABC123', '受け取れない&lt;i&gt;相談', '&lt;b&gt;no event'])
      expect(page).toContain(words)
    const path = '/console/operations/arrivals/revive'
    const viewer = await desk.as('viewer')
    expect((await viewer.post(path, { reference: 'E261120-ABC123' })).status).toBe(403)
    const press = async () => (await ann.post(path, { reference: 'E261120-ABC123' })).headers.get('location')
    expect(await press()).toContain('revived')
    expect(await press()).toContain('gone')
    // Nobody's, so that whichever replica looks takes it in.
    expect(await arrivals.adopt('any', 10, [])).toMatchObject([{ id: 'a1', words: kept.words }])
    expect((await desk.store.audit.of('arrival:E261120-ABC123', 10)).map(({ actor }) => actor)).toEqual([ann.operator])
    expect(await ann.text('/console/home')).not.toContain('受け取れなかった')
    await arrivals.remove([placed?.seq ?? 0])
  })

  it('changes settings with their source, shows the history, and refuses what is not of the kind', async () => {
    const boss = await desk.as('supervisor', '鈴木')
    const change = (value: string) =>
      boss.post('/console/settings', {
        name: 'secretariatMail',
        value,
        source: '通知',
        asOf: '2026-11-01',
        certain: '1',
      })
    expect((await change('not a mail')).status).toBe(422)
    expect((await change('desk@example.jp')).status).toBe(303)
    expect((await change('other@example.jp')).status).toBe(303)
    const page = await ann.text('/console/settings')
    expect(page).toContain('other@example.jp')
    expect(page).toContain('desk@example.jp')
    expect(page).toContain('鈴木')
  })

  it('shows the audit log by name and verifies it', async () => {
    const boss = await desk.as('supervisor', '鈴木')
    await act(ann, await desk.filed(), 'claim')
    expect(await (await boss.post('/console/audit/verify')).text()).toContain('つながりを保っています')
    const page = await boss.text('/console/audit')
    expect(page).toContain('担当する')
    expect(page).toContain('安藤')
  })

  it('answers while a channel does not say how it is', async () => {
    const slow = await rig({
      knowledge: noKnowledge,
      channels: () => [{ name: 'teams', ready: () => new Promise(() => undefined) }],
    })
    const client = await slow.as('viewer')
    expect(await client.text('/console/operations')).toContain('Teams')
    await slow.close()
  })
})
