import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases, type Opened } from '../support/stores.ts'
import { registerOperators, verifyReceipt } from '../../src/cases/cases.ts'
import { friday, house, type House } from './room.ts'

describe.each(databases)('a consultation in plain text on $name', ({ name }) => {
  let opened: Opened
  let h: House
  let n = 0
  beforeAll(async () => {
    opened = await databases.find((database) => database.name === name)!.open()
    h = house(opened.store)
  })
  afterAll(() => opened.close())
  const somewhere = () => ({ channel: 'chat', conversation: `room-${++n}` })
  const sayIn = (from: { channel: string; conversation: string }) => async (text: string) => {
    const said = await h.tell({ from, text })
    return said.map(({ reply }) => reply)
  }
  /** The words of the first reply. */
  const hearIn = (from: { channel: string; conversation: string }) => async (text: string) =>
    (await sayIn(from)(text))[0]?.text ?? ''

  it('goes from the first question to a receipt that can be verified', async () => {
    const from = somewhere()
    await registerOperators(opened.store.shelf, { channel: 'ops', conversation: 'triage' }, friday)
    const say = sayIn(from)
    const hear = hearIn(from)
    const [first] = await say('テレワークマネージャーに相談したい')
    expect(first?.text).toContain('企業・団体名を教えてください')
    expect(await hear('戻る')).toContain('これが最初の質問です')
    expect((await say('㈱みどり商事'))[0]?.offers.map(({ label }) => label)).toContain('民間企業')
    expect(await hear('１')).toContain('ご担当者のお名前')
    expect(await hear('戻る')).toContain('今の内容：民間企業')
    await say('このまま')
    await say('総務課　山田花子')
    expect(await hear('三の丸1-5-38')).toContain('都道府県からご記入ください')
    // The address tells the prefecture, which is then not asked for.
    expect(await hear('〒３１０－００１１　茨城県水戸市三の丸１－５－３８')).toContain('メールアドレス')
    expect(await hear('soumu.example.jp')).toContain('「@」がない')
    await say('ｓｏｕｍｕ＠ＥＸＡＭＰＬＥ.jp')
    expect(await hear('０２９ー３０１ー１１１')).toContain('桁数')
    await say('０２９ー３０１ー１１１１')
    expect(await hear('２と３')).toContain('どの段階')
    expect(await hear('確認')).toContain('・相談したい分野：労務、ICT')
    await say('②')
    await say('就業規則の直し方を相談したい')
    await say('Web会議')
    await say('なし')
    const [final] = await say('0')
    expect(final?.text).toContain('・電話番号：029-301-1111')
    expect(final?.text).toContain('・メールアドレス：soumu@example.jp')
    expect(final?.text).toContain('通信費はご負担ください')
    expect(final?.text).toContain('対象の見込み：確認が必要です\n・今年度の受付期間は、資料で確認できていません。')
    expect(await hear('電話番号を直す')).toContain('今の内容：029-301-1111')
    expect(await hear('03-1234-5678 内線12')).toContain('・電話番号：03-1234-5678 内線12')
    const said = await h.tell({ from, text: '同意して送信' })
    const receipt = said.find(({ to }) => to.channel === 'chat')?.reply.receipt
    expect(receipt?.number).toMatch(/^TW-2026-\d{5}$/)
    const card = said.find(({ to }) => to.channel === 'ops')?.reply.card
    expect(card).toMatchObject({ number: receipt?.number, state: 'submitted' })
    await expect(verifyReceipt(opened.store, receipt!.number)).resolves.toMatchObject({
      status: 'unchanged',
      sha256: receipt!.sha256,
    })
    await expect(opened.store.work.conversation(from)).resolves.toMatchObject({ memory: {} })
  })

  it('goes on where it stopped, after a pause and in a new process', async () => {
    const from = somewhere()
    const say = sayIn(from)
    const hear = hearIn(from)
    await say('相談する')
    await say('水戸市役所')
    expect(await hear('やめる')).toContain('下書きは30日間残ります')
    h.at(new Date(friday.getTime() + 5 * 86_400_000))
    const later = house(await opened.again())
    later.at(h.now())
    const [resumed] = await later.tell({ from, text: '相談の続き' })
    expect(resumed?.reply.text).toContain('続きです')
    expect(resumed?.reply.text).toContain('団体の種類')
    h.at(friday)
  })

  it('leaves questions to the desk while the form is open, and another person’s words alone', async () => {
    const from = somewhere()
    const say = sayIn(from)
    const hear = hearIn(from)
    await say('相談する')
    expect(await hear('補助金はいつまでですか？')).toBe('other')
    const [stranger] = await h.tell({ from, person: { id: 'p2' }, text: '株式会社よそ' })
    expect(stranger?.reply.text).toBe('other')
    expect(await hear('確認')).toContain('まだ伺った内容はありません')
  })

  it('takes all words while an operator asks as theirs, and only what calls the desk as the desk’s', async () => {
    const from = somewhere()
    const forms = house(opened.store, { hasForms: true })
    const { filledIn } = await import('./room.ts')
    const [opening] = await forms.tell({ from, action: { kind: 'consult' } })
    const request = opening!.reply.form!.request
    await forms.tell({ from, action: { kind: 'submit', request, fields: filledIn, consent: true } })
    await forms.operate(request, 'claim')
    await forms.operate(request, 'ask', { text: '従業員は何人ですか。' })
    const say = sayIn(from)
    expect((await say('ありがとうございます。')).at(-1)?.text).toBe('other')
    expect((await say('自動回答：補助金はありますか')).at(-1)?.text).toBe('other')
    const [asked] = await say('何のためですか？')
    expect(asked?.text).toContain('担当者に届きました')
    expect(asked?.offers).toEqual([{ kind: 'choice', label: '自動の回答も見る', value: '自動回答：何のためですか？' }])
    expect((await say('回答：120人です'))[0]?.text).toContain('担当者に届きました')
    await expect(opened.store.requests.get(request)).resolves.toMatchObject({
      state: 'informed',
      fields: { answers: '何のためですか？\n\n120人です' },
    })
  })
})
