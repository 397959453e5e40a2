import { caseDesk } from '../../support/case-desk.ts'
import { describe, expect, it } from 'vitest'
import { slackOperators } from '../../../src/channels/slack/slack.ts'
import { consultTalk, registerOperators, requestDesk } from '../../../src/cases/cases.ts'
import { settleFor } from '../../../src/wiring/settle.ts'
import type { Store } from '../../../src/store/store.ts'
import { filledIn, makeKit } from '../../cases/room.ts'
import { richReply } from '../../support/small-desk.ts'
import { BOT, TEAM, type Args, type Posted } from './double/workspace.ts'
import { still, until } from './house.ts'
import { createSetting, OPERATORS, type Setting } from './setting.ts'

const settings = createSetting()

/** The real consultation: its form, its dialogue, its states. Everything else is answered richly. */
const consultation = async (store: Store) => {
  const kit = makeKit()
  const now = () => new Date()
  await registerOperators(store.shelf, slackOperators(OPERATORS), now())
  const talk = consultTalk({ store, kit, hasForms: () => true, now })
  const desk = caseDesk(talk, ({ text }) => richReply(text))
  return { desk, settle: settleFor({ kit, prompts: 'prompts' }), requests: requestDesk({ store, kit, now }) }
}

const open = () => settings.open({ slack: { operatorChannel: OPERATORS }, made: consultation })

const CHECKS = new Set(['topics'])
const SELECTS = new Set(['kind', 'prefecture', 'stage', 'mode', 'sessionsUsed'])

const valuesOf = (fields: Record<string, string>, consent = true): Record<string, unknown> => ({
  ...Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const given = SELECTS.has(name)
        ? { selected_option: { value } }
        : CHECKS.has(name)
          ? { selected_options: value.split(',').map((each) => ({ value: each })) }
          : { value }
      return [`f.${name}`, given]
    }),
  ),
  consent: { selected_options: consent ? [{ value: 'yes' }] : [] },
})

const inputsOf = (view: Args) =>
  (view['blocks'] as Args[]).filter(({ type }) => type === 'input') as { block_id: string; element: Args }[]
const initial = (view: Args, name: string) =>
  inputsOf(view).find(({ block_id: id }) => id === `f.${name}`)?.element['initial_value']

const formOf = ({ double }: Setting) =>
  until('the form', () => [...double.views.values()].findLast((view) => view['callback_id'] === 'consult'))

const asked = async (setting: Setting) => {
  const { people, double, house } = setting
  const root = await people.say({ channel: 'C1', text: `<@${BOT}> 就業規則はどう変えますか`, raw: true })
  await still(house)
  const [answer] = double.posts('C1', root)
  if (!answer) throw new Error('no answer')
  return { root, where: { channel: 'C1', ts: answer.ts, thread: root, blocks: answer.blocks } }
}

const submitted = async (setting: Setting) => {
  const { people, house } = setting
  const { root, where } = await asked(setting)
  await people.press(where, 'consult')
  const view = await formOf(setting)
  await people.submit(view, valuesOf(filledIn))
  await still(house)
  return { root, view }
}

describe('consulting from Slack', () => {
  it('opens the form from the answer, filled in from the conversation, and proves its receipt in the thread', async () => {
    const setting = await open()
    const { people, double, house } = setting
    const { root, where } = await asked(setting)
    const press = await people.press(where, 'consult')
    expect(press.status).toBe(200)
    const view = await formOf(setting)
    expect(initial(view, 'content')).toContain('就業規則はどう変えますか')
    expect(inputsOf(view)).toHaveLength(14)
    const answer = await people.submit(view, valuesOf(filledIn))
    expect(await answer.json()).toMatchObject({ response_action: 'update' })
    await still(house)
    const receipt = double.posts('C1', root).at(-1)
    expect(receipt?.text).toMatch(/TW-\d{4}-00001/u)
  })

  it('tells what is wrong field by field, in Japanese, and keeps nothing', async () => {
    const setting = await open()
    const { people, house } = setting
    const { where } = await asked(setting)
    await people.press(where, 'consult')
    const view = await formOf(setting)
    const wrong = { ...filledIn, email: 'soumu example.jp', phone: '12', organisation: '' }
    const answer = (await (await people.submit(view, valuesOf(wrong, false))).json()) as Args
    expect(answer['response_action']).toBe('errors')
    const errors = answer['errors'] as Record<string, string>
    expect(Object.keys(errors).sort()).toEqual(['consent', 'f.email', 'f.organisation', 'f.phone'])
    expect(errors['f.email']).toContain('メールアドレス')
    expect(house.kept.filter(({ action }) => action?.kind === 'submit')).toEqual([])
  })

  it('is safe to submit twice', async () => {
    const setting = await open()
    const { people, double, house } = setting
    const { root, where } = await asked(setting)
    await people.press(where, 'consult')
    const view = await formOf(setting)
    const answers = await Promise.all([1, 2, 3].map(() => people.submit(view, valuesOf(filledIn))))
    for (const answer of answers) expect(answer.status).toBe(200)
    await still(house)
    const receipts = double.posts('C1', root).filter(({ text }) => text.includes('TW-'))
    expect(receipts).toHaveLength(1)
    expect(double.posts(OPERATORS)).toHaveLength(1)
  })

  it('is not acknowledged while nothing can be stored', async () => {
    const setting = await open()
    const { people, house } = setting
    const { where } = await asked(setting)
    await people.press(where, 'consult')
    const view = await formOf(setting)
    house.breakStore(true)
    expect((await people.submit(view, valuesOf(filledIn))).status).toBeGreaterThanOrEqual(500)
    house.breakStore(false)
    expect((await people.submit(view, valuesOf(filledIn))).status).toBe(200)
    await still(house)
    expect(setting.double.posts(OPERATORS)).toHaveLength(1)
  })

  it('says so where the press came too late for a modal', async () => {
    const setting = await open()
    const { people, double } = setting
    const { where } = await asked(setting)
    await people.press(where, 'consult', { trigger: double.trigger(3_500) })
    const note = await until('the note', () => double.posts('C1').find(({ only }) => only === 'U1'))
    expect(note.text).toContain('相談票を開けませんでした')
    expect(double.of('views.open')).toMatchObject([{ error: 'expired_trigger_id' }])
  })

  it('begins from a message, with its words, privately where the desk is not part of the thread', async () => {
    const setting = await open()
    const { people, double, house } = setting
    await people.interact({
      type: 'message_action',
      callback_id: 'consult_from_message',
      ...people.presence('U1'),
      channel: { id: 'C5', name: 'x' },
      message_ts: '1.5',
      message: { type: 'message', user: 'U8', ts: '1.5', text: 'VPN は <@U7> &amp; 端末だけで足りる？' },
    })
    const view = await formOf(setting)
    expect(initial(view, 'content')).toBe('VPN は & 端末だけで足りる？')
    await people.submit(view, valuesOf(filledIn))
    await still(house)
    expect(double.posts('C5')).toEqual([])
    const [root, receipt] = double.posts('D1')
    expect(receipt).toMatchObject({ thread_ts: root?.ts })
    expect(receipt?.text).toContain('TW-')
  })

  it('begins by words, which offer the form', async () => {
    const setting = await open()
    const { people, double, house } = setting
    const root = await people.say({ text: '相談したい' })
    await still(house)
    const [offer] = double.posts('D1', root)
    if (!offer) throw new Error('no offer')
    await people.press({ channel: 'D1', ts: offer.ts, thread: root, blocks: offer.blocks }, '相談票を開く')
    await people.submit(await formOf(setting), valuesOf(filledIn))
    await still(house)
    expect(double.posts('D1', root).at(-1)?.text).toContain('TW-')
  })

  it('begins from the Home tab, and is listed there afterwards', async () => {
    const setting = await open()
    const { people, double, house } = setting
    const opened = { type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home' }
    await people.event(opened)
    const home = await until('the home', () => double.homes.get('U1'))
    await people.press({ channel: 'D1', ts: '', blocks: home['blocks'] as Args[] }, '担当者に相談する')
    await people.submit(await formOf(setting), valuesOf(filledIn))
    await still(house)
    double.homes.clear()
    await people.event(opened)
    const again = await until('the home again', () => double.homes.get('U1'))
    expect(JSON.stringify(again)).toMatch(/TW-\d{4}-00001　受付済み/u)
  })

  it('begins from the global shortcut and from the command', async () => {
    const setting = await open()
    const { people } = setting
    await people.interact({ type: 'shortcut', callback_id: 'consult_new', ...people.presence('U1') })
    expect((await formOf(setting))['private_metadata']).toContain(`p/${TEAM}/U1/consult`)
    setting.double.views.clear()
    await people.command('相談', 'U2')
    expect((await formOf(setting))['private_metadata']).toContain(`p/${TEAM}/U2/consult`)
  })

  it('lists what was submitted, to whoever submitted it', async () => {
    const setting = await open()
    await submitted(setting)
    const list = async (user: string) => ((await (await setting.people.command('状況', user)).json()) as Args)['text']
    expect(await list('U1')).toMatch(/TW-\d{4}-00001　受付済み/u)
    expect(await list('U2')).not.toContain('TW-')
  })
})

describe('operators in Slack', () => {
  const cardOf = ({ double }: Setting): Posted => {
    const card = double.posts(OPERATORS).find(({ thread_ts: thread, only }) => thread === null && only === null)
    if (!card) throw new Error('no card')
    return card
  }
  const placed = (card: Posted) => ({ channel: OPERATORS, ts: card.ts, blocks: [...card.blocks] })
  const say = async (setting: Setting, user: string, label: string, text: string, from = placed(cardOf(setting))) => {
    const { people, double, house } = setting
    const before = new Set(double.views.keys())
    await people.press(from, label, { user })
    const view = await until('the modal', () => [...double.views.values()].find(({ id }) => !before.has(String(id))))
    const answer = await people.submit(view, { text: { value: text } }, user)
    await still(house)
    return answer
  }

  it('see one card for a request, brought up to date in its place, with each step told to the asker', async () => {
    const setting = await open()
    const { people, double, house } = setting
    const { root } = await submitted(setting)
    expect(JSON.stringify(cardOf(setting).blocks)).toContain('みどり商事')
    await people.press(placed(cardOf(setting)), '担当する', { user: 'UOP1' })
    await still(house)
    expect(cardOf(setting).text).toContain('確認中')
    expect(cardOf(setting).text).toContain('相談 花子')
    expect(double.posts('C1', root).at(-1)?.text).toContain('相談 花子')
    await say(setting, 'UOP1', '追加で聞く', '従業員は何人ですか')
    expect(double.posts('C1', root).at(-1)?.text).toContain('従業員は何人ですか')
    await people.say({ channel: 'C1', text: '回答：30人です', thread: root })
    await still(house)
    expect(cardOf(setting).text).toContain('追加回答あり')
    await say(setting, 'UOP1', '返信する', '就業規則の例をお送りします & <b>')
    const told = double.posts('C1', root).at(-1)
    expect(told?.text).toContain('就業規則の例をお送りします &amp; &lt;b&gt;')
    expect(told?.text).toContain('相談 花子（担当者）より')
    const cards = double.posts(OPERATORS).filter(({ thread_ts: thread, only }) => thread === null && only === null)
    expect(cards).toHaveLength(1)
    expect(cardOf(setting).text).toContain('返信済み')
  })

  it('who press at once are settled in favour of one, and the other is told', async () => {
    const setting = await open()
    const { people, double, house } = setting
    const { root } = await submitted(setting)
    const card = placed(cardOf(setting))
    await Promise.all([
      people.press(card, '担当する', { user: 'UOP1' }),
      people.press(card, '担当する', { user: 'UOP2' }),
    ])
    await still(house)
    const whispers = double.posts(OPERATORS).filter(({ only }) => only !== null)
    expect(whispers).toHaveLength(1)
    expect(['UOP1', 'UOP2']).toContain(whispers[0]?.only)
    expect(whispers[0]?.text).toMatch(/担当しています|先に更新しました/u)
    expect(double.posts('C1', root).filter(({ text }) => text.includes('確認しています'))).toHaveLength(1)
  })

  it('who press twice act once', async () => {
    const setting = await open()
    const { people, double, house } = setting
    await submitted(setting)
    const card = placed(cardOf(setting))
    await Promise.all([1, 2].map(() => people.press(card, '担当する', { user: 'UOP1' })))
    await still(house)
    expect(house.kept.filter(({ action }) => action?.kind === 'operate')).toHaveLength(1)
    expect(double.posts(OPERATORS).filter(({ only }) => only !== null)).toEqual([])
  })

  it('are the members of their channel and nobody else', async () => {
    const setting = await open()
    const { people, double, house } = setting
    await submitted(setting)
    const card = placed(cardOf(setting))
    await people.press(card, '担当する', { user: 'U1' })
    await people.press({ ...card, channel: 'C1' }, '担当する', { user: 'UOP1' })
    await people.press(card, '返信する', { user: 'U1' })
    await still(house)
    await until('the refusals', () => double.calls.filter(({ method }) => method === 'chat.postEphemeral').length >= 3)
    expect(house.kept.filter(({ action }) => action?.kind === 'operate')).toEqual([])
    expect(double.views.size).toBe(1)
    expect(cardOf(setting).text).toContain('受付済み')
  })

  it('are refused where Slack cannot say whether they are members', async () => {
    const setting = await open()
    const { people, double, house } = setting
    await submitted(setting)
    const nobody = Array.from({ length: 9 }, () => ({ kind: 'status' as const, status: 503 }))
    double.behave('conversations.members', ...nobody)
    await people.press(placed(cardOf(setting)), '担当する', { user: 'UNEW' })
    await still(house)
    await until('the word', () => double.posts(OPERATORS).find(({ only }) => only === 'UNEW'))
    expect(house.kept.filter(({ action }) => action?.kind === 'operate')).toEqual([])
  })

  it('send back with a reason, which is asked for', async () => {
    const setting = await open()
    const { double } = setting
    const { root } = await submitted(setting)
    await say(setting, 'UOP2', '差し戻す', '対象の団体ではないためです')
    expect(double.posts('C1', root).at(-1)?.text).toContain('対象の団体ではないためです')
    expect(cardOf(setting).text).toContain('差し戻し')
  })

  it('leave the same trail as in the console', async () => {
    const setting = await open()
    await submitted(setting)
    await setting.people.press(placed(cardOf(setting)), '担当する', { user: 'UOP1' })
    await still(setting.house)
    const entries = await setting.house.store.audit.page(null, 50)
    expect(entries.find(({ act }) => act === 'claim')).toMatchObject({ actor: 'slack:UOP1' })
    expect((await setting.house.store.audit.verify()).fault).toBeNull()
  })
})
