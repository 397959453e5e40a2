import { afterEach, describe, expect, it } from 'vitest'
import { procedureTalk } from '../../../src/desk/procedure-talk.ts'
import type { Desk } from '../../../src/spine/worker.ts'
import { consultTalk, verifyReceipt } from '../../../src/cases/cases.ts'
import { settleFor } from '../../../src/wiring/settle.ts'
import type { Store } from '../../../src/store/store.ts'
import { makeKit } from '../../cases/room.ts'
import { shipped, today } from '../../procedures/desk.ts'
import { replied, traced } from '../../support/messages.ts'
import { databases } from '../../support/stores.ts'
import { chatwork, lineworks, logo, type Chat } from './chats.ts'
import { running, until, type Running } from './running.ts'

const kit = makeKit()
const now = () => new Date()

/** The real dialogues; whatever is none of theirs is a question to the desk, which has no part here. */
const deskOn = (store: Store): Desk => {
  const talks = [
    consultTalk({ store, kit, now, hasForms: () => false }),
    procedureTalk({ procedures: () => shipped, index: () => null, today: () => today }),
  ]
  return {
    async take(message, { memory }) {
      const spoken = message.action?.kind === 'choose' ? { ...message, text: message.action.value } : message
      for (const talk of talks) {
        const taken = await talk.take(spoken, memory)
        if (taken !== null) return taken
      }
      return { reply: replied('一般のご質問'), memory, trace: traced(), effects: [] }
    },
    apology: (reference) => replied(reference),
  }
}

const open: Running[] = []
afterEach(async () => {
  for (const house of open.splice(0).toReversed()) await house.close().catch(() => null)
})

const start = async (chat: Chat, given: Parameters<typeof running>[1] & { store: Store }): Promise<Running> => {
  const house = await running(chat.entry, {
    ...given,
    desk: deskOn(given.store),
    settle: settleFor({ kit, prompts: 'prompts' }),
  })
  open.push(house)
  return house
}

let count = 0
/** Says something and hears what is pushed in return. */
const talkIn =
  (chat: Chat, house: () => Running) =>
  async (text: string): Promise<string> => {
    const before = house().far.taken.length
    const id = String(1_000 + ++count)
    const { status } = await house().tell(await chat.message({ id, text }))
    expect(status).toBe(200)
    await house().quiet()
    return house()
      .far.taken.slice(before)
      .map((taken) => taken.text)
      .join('\n')
  }

const cases = databases.flatMap((database) =>
  (database.name === 'SQLite' ? [logo, chatwork, lineworks] : [logo]).map((chat) => ({ database, chat })),
)

describe.each(cases)(
  'a consultation in plain text in $chat.name on $database.name',
  ({ database: { open: make }, chat }) => {
    it('goes to a receipt, with a restart of the server in the middle', async () => {
      const database = await make()
      let house = await start(chat, { database, store: database.store })
      const say = talkIn(chat, () => house)
      expect(await say('テレワークマネージャーに相談したい')).toContain('企業・団体名を教えてください')
      expect(await say('戻る')).toContain('これが最初の質問です')
      expect(await say('㈱みどり商事')).toContain('1. 民間企業')
      const third = await say('１番')
      expect(await say('補助金はいつまでですか？')).toBe('一般のご質問')
      // Where the chat has told who writes, that is not asked again.
      expect(third.includes('ご担当者のお名前')).toBe(chat !== logo)
      if (chat !== logo) await say('総務課　山田花子')
      expect(await say('三の丸1-5-38')).toContain('都道府県からご記入ください')
      expect(await say('〒３１０－００１１　茨城県水戸市三の丸１－５－３８')).toContain('メールアドレス')

      // The server goes down between a message that was acknowledged and its answer.
      await house.stop()
      const { far } = house
      house = await start(chat, { database, far, store: await database.again(), work: false })
      expect((await house.tell(await chat.message({ id: '2001', text: 'soumu.example.jp' }))).status).toBe(200)
      await house.stop()
      const heard = far.taken.length
      house = await start(chat, { database, far, store: await database.again() })
      await until(() => far.taken.length > heard)
      expect(far.taken.at(-1)?.text).toContain('「@」がない')

      await say('soumu@example.jp')
      expect(await say('やめる')).toContain('下書きは')
      expect(await say('相談の続き')).toContain('続きです')
      await say('０２９ー３０１ー１１１１')
      expect(await say('２と３')).toContain('どの段階')
      expect(await say('確認')).toContain('・相談したい分野：労務、ICT')
      await say('②')
      await say('就業規則の直し方を相談したい')
      await say('Web会議')
      await say('なし')
      const final = await say('0')
      expect(final).toContain('・電話番号：029-301-1111')
      expect(final).toContain('1. 同意して送信')
      const receipt = await say('①')
      const [, number = ''] = /受付番号：(\S+)/u.exec(receipt) ?? []
      expect(number).toMatch(/^TW-\d{4}-\d{5}$/u)
      await expect(verifyReceipt(house.store, number)).resolves.toMatchObject({ status: 'unchanged' })
      expect(house.faults).toEqual([])
    })
  },
)

describe('a procedure in plain text', () => {
  it('answers first, asks one thing, and takes the answer over a restart', async () => {
    const database = await databases[0]!.open()
    let house = await start(logo, { database, store: database.store })
    const say = talkIn(logo, () => house)
    const first = await say('社員は120名、対象は90名です。百選の基準を満たしますか')
    expect(first).toContain('90÷120＝75%')
    expect(first).toContain('何人ですか')
    await say('50名')
    await house.stop()
    house = await start(logo, { database, far: house.far, store: await database.again() })
    const end = await say('6日')
    expect(end).toContain('数値の基準はすべて満たします')
    expect(end).toContain('90÷120＝75%')
    expect(await say('こんにちは')).toBe('一般のご質問')
  })
})
