import { openStore } from '../../src/store/store.ts'
import { createWeb } from '../../src/channels/web/web.ts'
import type { Reply } from '../../src/vocabulary/types.ts'
import { startHouse } from '../support/server.ts'
import { smallDesk } from '../support/small-desk.ts'

/** The chat in a process of its own, so that a test can stop it and start it again: `serve.ts DATABASE PORT`. */

const [path = '', port = '0'] = process.argv.slice(2)

const formReply = (request: string): Reply => ({
  outcome: 'notice',
  text: '相談票の下書きを作りました。内容を確かめて、お申し込みください。',
  citations: [],
  notices: [],
  offers: [],
  form: {
    request,
    version: 1,
    title: 'テレワークマネージャーへの相談票',
    intro: 'これまでの会話から分かることを書き入れました。',
    consent: '上の内容を担当者とテレワークマネージャーに伝えることに同意します。',
    fields: [
      { name: 'organisation', label: '団体・会社の名称', kind: 'text', value: '', required: true, hint: '例：○○市' },
      {
        name: 'kind',
        label: '種別',
        kind: 'select',
        value: 'municipality',
        required: true,
        options: [
          { value: 'company', label: '企業' },
          { value: 'municipality', label: '市区町村' },
        ],
      },
      {
        name: 'topics',
        label: '相談したいこと',
        kind: 'checks',
        value: 'security',
        required: false,
        options: [
          { value: 'security', label: 'セキュリティ' },
          { value: 'rules', label: '規程づくり' },
        ],
      },
      { name: 'date', label: '希望日', kind: 'date', value: '', required: false },
      { name: 'inquiry', label: '相談の内容', kind: 'long', value: '導入の手順を知りたい', required: true },
    ],
  },
})

const received = (text: string): Reply => ({
  outcome: 'notice',
  text,
  citations: [],
  notices: [],
  offers: [],
  receipt: { number: 'TW-2026-0001', at: '2026-11-20T01:00:00Z', sha256: 'a'.repeat(64) },
})

const spoken = (text: string): Reply => ({
  outcome: 'notice',
  text,
  citations: [],
  notices: [],
  offers: [],
  speaker: '佐藤',
})

const hostile = `<script>window.owned = 1</script><img src=x onerror="window.owned = 2"> [1] &lt;b&gt; " ' javascript:alert(1)`

const store = await openStore({ path, now: new Date() })
const { url } = await startHouse({
  store,
  port: Number(port),
  channels: (house) => [createWeb(house, { prompts: 'prompts', secure: false, embedOrigins: process.argv.slice(4) })],
  requests: {
    check: (fields): Record<string, string> =>
      fields['organisation'] === '' ? { organisation: '団体・会社の名称をご記入ください。' } : {},
  },
  desk: (bell) => {
    const desk = smallDesk((message) => {
      const { action, text } = message
      if (action?.kind === 'consult') return formReply('request-1')
      if (action?.kind === 'submit')
        return received(`${action.fields['organisation'] ?? ''}様の相談票を受け付けました。`)
      if (text === '担当者の言葉') return spoken('担当の佐藤です。資料をお送りします。')
      if (text === '危ない文字列') {
        const reply = received(hostile)
        const citation = { n: 1, document: 'd', passage: 'p', issued: '2023-12-27', status: 'current' as const }
        return {
          ...reply,
          citations: [{ ...citation, title: hostile, heading: hostile, quote: hostile, url: 'javascript:alert(1)' }],
          notices: [{ kind: 'conflict', text: hostile }],
          offers: [{ kind: 'ask', label: hostile, value: hostile }],
        }
      }
      return undefined
    })(bell)
    return {
      ...desk,
      take: (message, conversation) =>
        message.text === '失敗' ? Promise.reject(new Error('asked to fail')) : desk.take(message, conversation),
    }
  },
})
process.stdout.write(`${JSON.stringify({ url })}\n`)
