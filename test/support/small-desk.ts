import { setTimeout as pause } from 'node:timers/promises'
import type { Bell } from '../../src/spine/bell.ts'
import type { Inbound, Reply, Taken } from '../../src/vocabulary/types.ts'
import type { Desk } from '../../src/spine/worker.ts'
import { traced } from './messages.ts'

/** An answer with everything a reply can carry beside a form. */
export const richReply = (question: string): Reply => ({
  outcome: 'answer',
  text: `「${question}」についてお答えします。\nテレワークマネージャーの派遣は無料で受けられます[1]。以前の制度では費用の一部に限りがありました[2]。\n\n・申し込みは電子メールで行います[1]。\n・詳しくは https://example.go.jp/telework/ をご覧ください。`,
  citations: [
    {
      n: 1,
      document: 'manager-2023',
      passage: 'manager-2023#1',
      title: '令和5年度テレワークマネージャー相談事業の実施について',
      heading: '相談の費用',
      quote: 'テレワークマネージャーによる相談は、無料で受けることができる。',
      url: 'https://example.go.jp/telework/manager.html',
      issued: '2023-12-27',
      status: 'current',
    },
    {
      n: 2,
      document: 'manager-2019',
      passage: 'manager-2019#4',
      title: '平成31年度テレワークマネージャー派遣事業 募集要領',
      heading: '派遣の条件 ＞ 費用',
      quote: `専門家の旅費は、予算の範囲内で国が負担する。${'派遣の回数は一団体当たり三回までとし、必要と認められるときは追加することができる。'.repeat(6)}`,
      issued: '2019-04-19',
      status: 'ended',
    },
    {
      n: 3,
      document: 'guide-2021',
      passage: 'guide-2021#2',
      title: '地方公共団体におけるテレワーク導入の手引き',
      heading: '',
      quote: 'まずは対象業務を洗い出す。',
      issued: '',
      status: 'superseded',
    },
  ],
  notices: [
    { kind: 'as-of', text: '令和8年11月20日時点の資料に基づいてお答えしています。' },
    { kind: 'ended', text: '[2]の募集期間は終わっています。' },
  ],
  offers: [
    { kind: 'ask', label: '申し込みの手順は？', value: 'テレワークマネージャーの申し込み手順を教えてください' },
    { kind: 'procedure', label: '対象になるか確かめる', value: 'eligibility' },
    { kind: 'consult', label: '担当者に相談する' },
  ],
})

const said = (reply: Reply | null): Taken => ({ reply, memory: {}, trace: traced(), effects: [] })

/**
 * A desk small enough to know by heart: it answers every question richly, records verdicts, and stays silent when asked
 * to (「沈黙」). What tests need beside that they give in `special`.
 */
export const smallDesk =
  (special: (message: Inbound) => Promise<Reply | null | undefined> | Reply | null | undefined = () => undefined) =>
  (bell: Bell): Desk => ({
    async take(message) {
      const { action } = message
      if (action?.kind === 'feedback') {
        const { turn, verdict, reason = '' } = action
        return { ...said(null), effects: [{ kind: 'feedback', turn, verdict, reason }] }
      }
      const given = await special(message)
      if (given !== undefined) return said(given)
      if (message.text === '沈黙') return said(null)
      for (const stage of ['searching', 'writing'] as const) {
        bell.tell({ address: message.from, inbound: message.id, stage })
        await pause(1)
      }
      return said(richReply(message.text))
    },
    apology: (reference) => ({
      outcome: 'notice',
      text: `申し訳ありません。お答えできませんでした（受付番号 ${reference}）。`,
      citations: [],
      notices: [],
      offers: [],
    }),
  })
