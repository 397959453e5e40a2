import { describe, expect, it } from 'vitest'
import { readHtml } from '../../src/knowledge/html.ts'
import type { Block } from '../../src/knowledge/reading.ts'
import { statementsOf } from '../../src/knowledge/statements.ts'
import { readText } from '../../src/knowledge/text.ts'

const told = (text: string): string[] =>
  statementsOf(text).map(({ label, keys, value }) => [label, ...keys, value].filter((part) => part !== '').join('｜'))

const blocksOf = (read: ReturnType<typeof readText>): Block[] => (read.ok ? read.reading.blocks : [])

describe('statements of a section that no editor wrote rows for', () => {
  it('are a short answer as a whole', () => {
    expect(told('税務課で再発行します。電話でもお申し込みいただけます。')).toEqual([
      '税務課で再発行します。電話でもお申し込みいただけます',
    ])
  })
  it('are sentences, each with what leans on it', () => {
    const text = [
      '乾電池は、もえないごみの日に、ほかのごみとは別の透明な袋に分けて出します。',
      '充電式の電池（モバイルバッテリーなど。）は発火のおそれがあるため、集積所には出せません。',
      '役場か公民館にある回収箱へ入れてください。',
    ]
    expect(told(text.join(''))).toEqual([text[0]?.slice(0, -1), `${text[1]}${text[2]?.slice(0, -1)}`])
  })
  it('are what stands beside the rows of a table, too', () => {
    expect(told('・種類：もえるごみ／東：月曜／西：火曜\n\n祝日は収集します。')).toEqual([
      '東｜もえるごみ｜月曜',
      '西｜もえるごみ｜火曜',
      '祝日は収集します',
    ])
  })
  it('say a list whole with what leads into it', () => {
    expect(told('4月から受け付けます。必要な書類は次のとおりです。\n\n・申請書\n・就労証明書')).toEqual([
      '4月から受け付けます',
      '必要な書類は次のとおりです：申請書／就労証明書',
    ])
  })
  it('name what rows of single members are of', () => {
    expect(told('使用料は、次のとおりとする。\n平置き：月額12,000円\n機械式：月額9,000円')).toEqual([
      '使用料｜平置き｜月額12,000円',
      '使用料｜機械式｜月額9,000円',
    ])
  })
  it('leave the name of a table and the numbers of paragraphs out', () => {
    expect(told('会場使用料（令和6年度）\n・大ホール：300円')).toEqual(['大ホール｜300円'])
    expect(told('2　手すりに布団をかけてはならない。')).toEqual(['手すりに布団をかけてはならない'])
  })
})

describe('articles of rules', () => {
  const rules = [
    '使用細則',
    '第1条（目的）',
    'この細則は、規約第18条にもとづく。',
    '（ペット）',
    '第二条　犬は2頭までとする。',
    '第3条（改正）　改正は第5条の',
    '規定による。',
  ].join('\n')
  it('head what they say, wherever their title stands', () => {
    const headings = blocksOf(readText(rules)).flatMap((block) => (block.kind === 'heading' ? [block.text] : []))
    expect(headings).toEqual(['第1条（目的）', '第二条（ペット）', '第3条（改正）'])
  })
  it('are no headings where one is only quoted', () => {
    const quoted = blocksOf(readText('届け出は次によります。\n第5条の規定により、届け出ます。'))
    expect(quoted.map(({ kind }) => kind)).toEqual(['paragraph'])
  })
})

describe('definition lists of pages', () => {
  it('name what is told by a short term, and head it by a question', () => {
    const page =
      '<h2>児童手当</h2><dl><dt>支給月</dt><dd><p>2月と4月</p></dd></dl><dl><dt>申請はいつですか？</dt><dd>15日以内です。</dd></dl>'
    expect(blocksOf(readHtml(page)).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'heading 児童手当',
      'item ・支給月：2月と4月',
      'heading 申請はいつですか？',
      'paragraph 15日以内です。',
    ])
  })
})
