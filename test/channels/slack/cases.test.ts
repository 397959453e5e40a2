import { describe, expect, it } from 'vitest'
import { seenInSlack } from '../../../src/channels/slack/slack.ts'
import { slackOperators } from '../../../src/channels/slack/slack.ts'
import { consultTalk, registerOperators, requestDesk } from '../../../src/cases/cases.ts'
import type { Store } from '../../../src/store/store.ts'
import { settleFor } from '../../../src/wiring/settle.ts'
import { filledIn, friday, makeKit } from '../../cases/room.ts'
import { caseDesk } from '../../support/case-desk.ts'
import { richReply } from '../../support/small-desk.ts'
import { BOT } from './double/workspace.ts'
import { still, until } from './house.ts'
import { createSetting, OPERATORS, type Setting } from './setting.ts'

const settings = createSetting()

const consultation = async (store: Store) => {
  const kit = makeKit({ seen: () => seenInSlack, hasForms: () => true })
  const now = () => new Date()
  await registerOperators(store.shelf, slackOperators(OPERATORS), now())
  const known = { source: '通知', asOf: '2026-11-01', certain: true, by: 'sue', at: friday }
  await store.settings.set({ name: 'secretariatMail', value: 'jimu@secretariat.example', ...known })
  const talk = consultTalk({ store, kit, now, hasForms: () => true })
  const settle = settleFor({ kit, prompts: 'prompts' })
  return { desk: caseDesk(talk, ({ text }) => richReply(text)), settle, requests: requestDesk({ store, kit, now }) }
}

const SELECTS = new Set(['kind', 'prefecture', 'stage', 'mode', 'sessionsUsed'])
const valuesOf = (fields: Record<string, string>): Record<string, unknown> => ({
  ...Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (SELECTS.has(name)) return [`f.${name}`, { selected_option: { value } }]
      return [
        `f.${name}`,
        name === 'topics' ? { selected_options: value.split(',').map((v) => ({ value: v })) } : { value },
      ]
    }),
  ),
  consent: { selected_options: [{ value: 'yes' }] },
})

/** Somebody asks for a person in a channel, and files from the form that comes to them alone. */
const filed = async () => {
  const setting = await settings.open({ slack: { operatorChannel: OPERATORS }, made: consultation })
  const { people, double, house } = setting
  const root = await people.say({ channel: 'C1', text: `<@${BOT}> 担当者に相談したい`, raw: true })
  await still(house)
  const alone = await until('their own thread', () => double.posts('D1')[0])
  const form = double.posts('D1', alone.ts).find(({ blocks }) => JSON.stringify(blocks).includes('"consult:'))!
  await people.press({ channel: 'D1', ts: form.ts, thread: alone.ts, blocks: form.blocks }, 'consult')
  const view = await until('the form', () => [...double.views.values()].findLast((v) => v['callback_id'] === 'consult'))
  await people.submit(view, valuesOf(filledIn))
  await still(house)
  const card = () => double.posts(OPERATORS).find(({ thread_ts: thread, only }) => thread === null && only === null)!
  return { setting, root, alone: alone.ts, card }
}
const own = ({ double }: Setting, alone: string) => double.posts('D1', alone).map(({ text }) => text)

describe('a request that is asked for in a channel', () => {
  it('goes on between the person and the operators, who write beneath its card; the channel shows nothing of it', async () => {
    const { setting, root, alone, card } = await filed()
    const { people, double, house } = setting
    expect(own(setting, alone).join('\n')).toContain('相談票を受け付けました')

    const press = (label: string, user = 'UOP1') =>
      people.press({ channel: OPERATORS, ts: card().ts, blocks: [...card().blocks] }, label, { user })
    const writes = async (text: string, user = 'UOP1') => {
      await people.say({ channel: OPERATORS, user, text, thread: card().ts })
      await still(house)
    }
    await writes('まだ引き継いでいません')
    await press('会話を引き継ぐ')
    await still(house)
    await people.say({ channel: 'D1', text: 'テレワークの補助金はありますか', thread: alone })
    await still(house)
    const beneath = () => double.posts(OPERATORS, card().ts).map(({ text }) => text)
    expect(beneath().join('\n')).toContain('テレワークの補助金はありますか')
    await writes('こちらで伺います')
    await writes('メモ：部長に確認する')
    await writes('横から失礼します', 'UOP2')
    const words = own(setting, alone).join('\n')
    expect(words).toContain('担当者に届きました')
    expect(words).toContain('こちらで伺います')
    for (const inside of ['部長に確認', '横から失礼', 'まだ引き継いで']) expect(words).not.toContain(inside)

    const shared = double.posts('C1', root).filter(({ only }) => only === null)
    const said = JSON.stringify(shared)
    for (const secret of ['みどり商事', '山田花子', 'TW-', '相談 花子', 'こちらで伺います'])
      expect(said).not.toContain(secret)
    const aside = double.posts('C1', root).filter(({ only }) => only === 'U1')
    expect(aside.map(({ text }) => text).join('\n')).toContain('1対1の会話')
  })

  it('is sent only after what goes where has been read', async () => {
    const { setting, card } = await filed()
    const { people, double, house, database } = setting
    const before = new Set(double.views.keys())
    const where = { channel: OPERATORS, ts: card().ts, blocks: [...card().blocks] }
    await people.press(where, '事務局へ送る', { user: 'UOP1' })
    const view = await until('the preview', () => [...double.views.values()].find(({ id }) => !before.has(String(id))))
    const shown = JSON.stringify(view)
    for (const words of ['jimu@secretariat.example', 'みどり商事', '029-301-1111']) expect(shown).toContain(words)
    const [request] = await database.store.requests.of('slack', 'U1', 1)
    expect(request?.state).toBe('submitted')
    await people.submit(view, {}, 'UOP1')
    await still(house)
    await expect(database.store.requests.get(request!.id)).resolves.toMatchObject({ state: 'sent' })
  })
})
