import { describe, expect, it } from 'vitest'
import { cardMessage } from '../../../src/channels/slack/cards.ts'
import { readSlackWords } from '../../../src/channels/slack/words.ts'
import type { Form, FormField, OperatorCard } from '../../../src/vocabulary/types.ts'
import { promptsDir } from '../../support/shipped-index.ts'
import { messageFaults } from './double/limits.ts'
import type { Args } from './double/workspace.ts'
import { still, until } from './house.ts'
import { createSetting, OPERATORS, type Setting } from './setting.ts'

const settings = createSetting()
const words = readSlackWords(promptsDir)

const field = (name: string, more: Partial<FormField> = {}): FormField => ({
  name,
  label: name,
  kind: 'text',
  value: '',
  required: false,
  ...more,
})
const form = (fields: FormField[]): Form => ({
  request: 'r1',
  version: 1,
  title: '相談票',
  intro: 'ご記入ください',
  consent: '個人情報の取扱い',
  fields,
})
const FIELDS = [
  field('contact'),
  field('email'),
  field('kind', { kind: 'select', options: [{ value: 'a', label: '企業' }] }),
  field('content', { kind: 'long' }),
]

const profile = { real_name: '山田 太郎', email: 'taro@example.lg.jp' }
const open = (fields = FIELDS, people: Record<string, Args> = { U1: { profile } }) =>
  settings.open({
    slack: { operatorChannel: OPERATORS },
    far: { people, names: { UOP1: '相談 花子' } },
    requests: { form: () => Promise.resolve(form(fields)), check: () => ({}) },
  })

const shortcut = ({ people, double }: Setting, trigger = double.trigger()) =>
  people.interact({ type: 'shortcut', callback_id: 'consult_new', ...people.presence('U1', trigger) })
const opened = async (setting: Setting) => {
  setting.double.views.clear()
  await shortcut(setting)
  return until('the form', () => [...setting.double.views.values()].find((view) => view['callback_id'] === 'consult'))
}
const elementOf = (view: Args, name: string) =>
  (view['blocks'] as Args[]).find(({ block_id: id }) => id === `f.${name}`)?.['element'] as Args | undefined
const stateOf = (values: Record<string, Args>) => ({
  values: Object.fromEntries(Object.entries(values).map(([name, value]) => [`f.${name}`, { v: value }])),
})

describe('the consultation form in Slack', () => {
  it('begins with the person’s own name and mail address, in a field that knows mail', async () => {
    const view = await opened(await open())
    expect(elementOf(view, 'contact')).toMatchObject({ initial_value: '山田 太郎' })
    expect(elementOf(view, 'email')).toMatchObject({ type: 'email_text_input', initial_value: 'taro@example.lg.jp' })
    expect(elementOf(view, 'content')).toMatchObject({ max_length: 3_000 })
  })

  it('leaves what was said before, and takes what is no mail address as words', async () => {
    const view = await opened(await open([field('contact', { value: '鈴木' }), field('email', { value: '未定' })]))
    expect(elementOf(view, 'contact')).toMatchObject({ initial_value: '鈴木' })
    expect(elementOf(view, 'email')).toMatchObject({ type: 'plain_text_input', initial_value: '未定' })
  })

  it('is taken up again where it was closed, by the same person only, until it is sent', async () => {
    const setting = await open(FIELDS, { U1: { profile }, U2: {} })
    const { people, double, house } = setting
    const view = await opened(setting)
    const typed = {
      contact: { value: '山田' },
      kind: { selected_option: { value: 'a' } },
      content: { value: '進め方を' },
    }
    await people.interact({
      type: 'block_actions',
      ...people.presence('U1'),
      view: { ...view, state: stateOf(typed) },
      actions: [{ type: 'static_select', action_id: 'v', block_id: 'f.kind', action_ts: '1' }],
    })
    await people.interact({ type: 'view_closed', ...people.presence('U1'), view, is_cleared: false })
    const again = await opened(setting)
    expect(elementOf(again, 'contact')).toMatchObject({ initial_value: '山田' })
    expect(elementOf(again, 'kind')).toMatchObject({ initial_option: { value: 'a' } })
    expect(elementOf(again, 'content')).toMatchObject({ initial_value: '進め方を' })
    double.views.clear()
    await people.interact({ type: 'shortcut', callback_id: 'consult_new', ...people.presence('U2') })
    const theirs = await until('another form', () =>
      [...double.views.values()].find((each) => each['callback_id'] === 'consult'),
    )
    expect(elementOf(theirs, 'content')).not.toHaveProperty('initial_value')
    await people.submit(again, { consent: { selected_options: [{ value: 'yes' }] } })
    expect(elementOf(await opened(setting), 'content')).not.toHaveProperty('initial_value')
    await still(house)
  })

  it('says something where it was asked for too late, also without a thread', async () => {
    const setting = await open()
    await shortcut(setting, setting.double.trigger(4_000))
    const note = await until('the word', () => setting.double.posts('D1')[0])
    expect(note.text).toContain('相談票を開けませんでした')
  })
})

describe('what operators see', () => {
  const card: OperatorCard = {
    request: 'r1',
    number: 'TW-2026-00001',
    version: 1,
    state: 'review',
    stateLabel: '確認中',
    lines: [
      { label: '団体', value: '<みどり> & 商事' },
      { label: 'ご担当者', value: '山田 太郎' },
      { label: '連絡先', value: '03-1234-5678、taro@example.lg.jp' },
      { label: '担当', value: '相談 花子' },
    ],
    acts: [{ act: 'note', label: 'メモを残す', needsText: true }],
    owner: '相談 花子',
  }

  it('is a card with a name and a way to reach, and for notifications each thing once without marks', () => {
    const message = cardMessage(card, '相談 花子が担当します', words)
    expect(messageFaults(message as unknown as Args)).toEqual([])
    const shown = JSON.stringify(message.blocks)
    for (const part of ['山田 太郎', 'tel:+81312345678', 'mailto:taro@example.lg.jp']) expect(shown).toContain(part)
    expect(message.text).not.toMatch(/\*/u)
    const lines = message.text.split('\n')
    expect(new Set(lines).size).toBe(lines.length)
    expect(message.text.match(/担当：相談 花子/gu)).toHaveLength(1)
    expect(shown.match(/担当\*：相談 花子/gu)).toHaveLength(1)
    const unowned = { ...card, lines: [{ label: '担当', value: '未定' }], owner: null }
    expect(JSON.stringify(cardMessage(unowned, '', words).blocks).match(/担当\*：未定/gu)).toHaveLength(1)
    expect(JSON.stringify(cardMessage({ ...unowned, lines: [] }, '', words).blocks)).toContain('担当*：未定')
  })

  it('says that a memo stays inside, and that it may not be blank', async () => {
    const setting = await open()
    const { people, double } = setting
    const { blocks } = cardMessage(card, '', words)
    await people.press({ channel: OPERATORS, ts: '1.1', blocks: blocks as unknown as Args[] }, 'メモを残す', {
      user: 'UOP1',
    })
    const view = await until('the modal', () => [...double.views.values()][0])
    expect(JSON.stringify(view)).toContain('相談者には送られません')
    const answer = await (await people.submit(view, { text: { value: '  ' } }, 'UOP1')).json()
    expect(answer).toMatchObject({ errors: { text: '内容をお書きください。' } })
  })
})
