import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linked } from '../../../src/channels/slack/links.ts'
import { told } from '../../../src/channels/slack/blocks.ts'
import { packed } from '../../../src/channels/slack/pack.ts'
import { messageFaults } from './double/limits.ts'
import type { Args } from './double/workspace.ts'

/** What a reader sees: a link by its label, everything else as it stands. */
const read = (mrkdwn: string) =>
  mrkdwn
    .replaceAll(/<([^<>|]*)(?:\|([^<>]*))?>/gu, (_, target: string, label: string | undefined) => label ?? target)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

describe('addresses in what the desk and its operators say', () => {
  it.for<[string, string]>([
    [
      '詳しくは https://example.go.jp/a?b=1&c=2 をご覧ください。',
      '詳しくは <https://example.go.jp/a?b=1&amp;c=2> をご覧ください。',
    ],
    ['（https://example.go.jp/）です', '（<https://example.go.jp/>）です'],
    ['(see https://example.go.jp/a_(b).)', '(see <https://example.go.jp/a_(b)>.)'],
    ['https://example.go.jp/。次の文', '<https://example.go.jp/>。次の文'],
    ['窓口：tele.work@example.lg.jp まで', '窓口：<mailto:tele.work@example.lg.jp|tele.work@example.lg.jp> まで'],
    ['電話03-1234-5678（平日）', '電話<tel:+81312345678|03-1234-5678>（平日）'],
    ['(03)1234-5678', '<tel:+81312345678|(03)1234-5678>'],
    [
      '0120-123-456 または +81-3-1234-5678',
      '<tel:+81120123456|0120-123-456> または <tel:+81312345678|+81-3-1234-5678>',
    ],
  ])('%s', ([given, shown]) => {
    expect(linked(given)).toBe(shown)
    expect(read(linked(given))).toBe(given)
  })

  it.for([
    '2023-12-27',
    'TW-2026-000012',
    '100-0001',
    'javascript:alert(1)',
    'a@b',
    '第03-12号',
    '090-12-345',
    'http://',
  ])('leaves “%s” as it is', (text) => expect(linked(text)).toBe(text))

  it('makes no command of anything, and no word of the text is lost', () => {
    const parts = fc.constantFrom(
      'https://example.go.jp/?a=1&b=2',
      '<!channel>',
      '<https://evil.example/|ここ>',
      '03-1234-5678',
      'a@example.jp',
      '|',
      '&amp;',
      '。',
      ' ',
      '\n',
      'あ'.repeat(400),
      `https://example.go.jp/${'x'.repeat(3_100)}`,
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), (list) => {
        const text = list.join('')
        expect(read(linked(text))).toBe(text)
        for (const message of packed(told(text))) expect(messageFaults(message as unknown as Args)).toEqual([])
      }),
      { numRuns: 500, seed: 20_261_130 },
    )
  })
})
