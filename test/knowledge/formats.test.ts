import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { ReadLibrary } from '../../src/knowledge/knowledge.ts'
import { readLibrary } from '../../src/knowledge/knowledge.ts'
import { makeForm, makeOdt, makePptx, makeScan, makeXlsx } from './office.ts'

const readFiles = (files: Record<string, string | Buffer>): Promise<ReadLibrary> => {
  const folder = mkdtempSync(join(tmpdir(), 'formats-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return readLibrary(folder)
}

const body = '返品は30日以内です。'

/** How each generator writes the head of a page; every one is read, with its date, its tags and its title. */
const heads: Record<string, string> = {
  'hugo.md': `+++\ntitle = "返品"\ndate = 2024-01-05T09:00:00+09:00\nlastmod = 2024-06-03\nweight = 3\n[taxonomies]\ntags = [\n  "返品",\n  "配送"]\n+++\n${body}`,
  'hugo-json.md': `{\n  "title": "返品", "lastmod": "2024-06-03", "tags": ["返品", "配送"], "menu": {"main": {}}\n}\n${body}`,
  'jekyll.md': `---\nlayout: page\ntitle: 返品\npermalink: /returns/\ncategories: 返品, 配送\nlast_modified_at: 2024-06-03 09:00:00 +0900\n---\n${body}`,
  'docusaurus.mdx': `---\nid: 12\ntitle: 返品\nsidebar_position: 2\nkeywords: [返品, 配送]\nlast_update: {date: 6/3/2024, author: 担当}\ndate: 2024-06-03\n---\nimport Tabs from '@theme/Tabs';\n\n${body}`,
  'obsidian.md': `---\naliases: [返却]\ntags:\n  - "#返品"\n  - 配送\nupdated: 2024/6/3\ntitle: 返品\ncssclass: wide\n---\n${body}`,
  'notion.md': `# 返品\n\n作成日時: 2024年6月3日 10:00\nTags: 返品, 配送\n\n${body}\n`,
  'mkdocs.md': `title: 返品\ndate: 2024-06-03\ntags: 返品, 配送\n\n${body}\n`,
  'broken.md': `---\ntitle: 返品\ntags: 返品, 配送\ndate: 2024-06-03\nnote: a: b: c\n---\n${body}`,
}

describe('heads of other generators', () => {
  it.each(Object.keys(heads))('reads the head of %s', async (name) => {
    const { library, report } = await readFiles({ [name]: heads[name] ?? '' })
    expect(report[0]?.outcome).toBe('read')
    expect(library.documents[0]).toMatchObject({ title: '返品', issued: '2024-06-03', topics: ['返品', '配送'] })
    expect(library.passages.map(({ text }) => text)).toEqual([body])
  })

  it('notes what it did not use, and leaves out what its author holds back', async () => {
    const { report, library } = await readFiles({
      'noted.md': `---\ntitle: 題\nweight: 4\nperiod: soon\naudience: developers\nissued: 2021-02-29\n---\n${body}`,
      'draft.md': `---\ndraft: true\n---\n${body}`,
    })
    const words = Object.fromEntries(report.map(({ path, reason }) => [path, reason]))
    expect(words['noted.md']?.code).toBe('head-noted')
    for (const key of ['weight', 'period', 'audience', 'issued']) expect(words['noted.md']?.words).toContain(key)
    expect(words['draft.md']?.code).toBe('unpublished')
    expect(library.documents).toMatchObject([{ id: 'noted', issued: null, audience: [], period: 'unknown' }])
  })

  it('reads pages that share an id with another of their site, and names a folder’s own page after the folder', async () => {
    const page = `---\nid: intro\nsidebar_label: x\n---\n${body}`
    const { library } = await readFiles({ 'a/one.md': page, 'b/two.md': page, 'c/index.md': body })
    expect(library.documents.map(({ id }) => id)).toEqual(['intro', 'b/two.md', 'c'])
    expect(library.documents.map(({ title }) => title)).toEqual(['one', 'two', 'c'])
  })
})

const site = `# 返品について {#returns}

{{< notice warning >}}
未開封に限ります。:warning:
{{< /notice >}}
{% include banner.html %}
##見出しに空白なし
:::tip ヒント
早めに[[連絡先|ご連絡]]ください[^1]。==重要==です。
:::

[^1]: 電話のみです。

!!! note "注意"
    送料はお客様負担です。

料金 | 金額
--- | ---
基本 | 500円

####### 深い見出し
> [!WARNING]
> 期限に注意。

<table><tr><th>項目</th><th>内容</th></tr><tr><td>期限</td><td>30日</td></tr></table>

- [ ] 箱を用意する

返送先
: 東京都の倉庫

見出し線
--------

本文は[規約][terms]を見てください。&nbsp;A&amp;B
%% 内緒のメモ %%
![[図.png]]
[terms]: https://shop.example.jp/terms

<details><summary>詳しく</summary><p>中身です。</p></details>
`

describe('markup', () => {
  it('never shows in what is read', async () => {
    const { library } = await readFiles({ 'site.md': site })
    const all = library.passages.flatMap(({ path, title, text }) => [...path, title, text]).join('\n')
    expect(all).not.toMatch(/#|\{|\}|\||<|>|\[|\]|:::|!!!|==|--|&\w+;|%%|:warning:|内緒|banner/)
    expect(library.passages.map(({ title }) => title)).toEqual([
      '返品について',
      '見出しに空白なし',
      '深い見出し',
      '見出し線',
    ])
    for (const words of ['未開封に限ります。', '早めにご連絡ください。', '送料はお客様負担です。', '・基本：500円', '・期限：30日', '・箱を用意する', '・返送先：東京都の倉庫', '規約（https://shop.example.jp/terms）', 'A&B', '中身です。']) {
      expect(all).toContain(words)
    }
  })

  it('costs no more than its length', () => {
    const hostile = ['{{<', '%%', '<table', '==x', '[[', '{%', '| ', '#'].map((piece) => `# 題\n\n${body}\n${piece.repeat(20_000)}`)
    const began = performance.now()
    return readFiles(Object.fromEntries(hostile.map((text, at) => [`${at}.md`, text]))).then(() =>
      expect(performance.now() - began).toBeLessThan(4_000),
    )
  })
})

describe('workbooks', () => {
  it('makes each row readable behind the names of its columns, as the sheet shows its values', async () => {
    const bytes = await makeXlsx({
      料金表: (sheet) => {
        sheet.addRow(['会場使用料（令和6年度）'])
        sheet.addRow(['会場', '定員', '料金', '割引', '改定日'])
        sheet.addRow(['大ホール', 300, 12000, 0.25, new Date('2024-04-01T00:00:00Z')])
        sheet.addRow(['小会議室', 12, { formula: '300*2', result: 600 }, 0, new Date('2024-04-01T00:00:00Z')])
        sheet.getCell('C3').numFmt = '#,##0"円"'
        sheet.getCell('C4').numFmt = '¥#,##0'
        sheet.getCell('D3').numFmt = '0%'
        sheet.getCell('D4').numFmt = '0%'
      },
      連絡先: (sheet) => {
        sheet.addRow(['所在地', '東京都千代田区'])
        sheet.addRow(['電話', '03-0000-0000'])
      },
      内部用: (sheet) => {
        sheet.addRow(['秘密', '見せない'])
        sheet.state = 'hidden'
      },
    })
    const { library, report } = await readFiles({ '料金.xlsx': bytes })
    expect(report).toMatchObject([{ kind: 'xlsx', outcome: 'read' }])
    expect(library.passages.map(({ path, text }) => [path, text])).toEqual([
      [
        ['料金表'],
        '会場使用料（令和6年度）\n\n・会場：大ホール／定員：300／料金：12,000円／割引：25%／改定日：2024年4月1日\n・会場：小会議室／定員：12／料金：600円／割引：0%／改定日：2024年4月1日',
      ],
      [['連絡先'], '・所在地：東京都千代田区\n・電話：03-0000-0000'],
    ])
    const facts = library.passages.map((passage) => passage.facts.map(({ label, keys, value }) => [...keys, label, value].join(' ')))
    expect(facts[0]).toEqual([
      '大ホール 定員 300',
      '大ホール 料金 12,000円',
      '大ホール 割引 25%',
      '大ホール 改定日 2024年4月1日',
      '小会議室 定員 12',
      '小会議室 料金 600円',
      '小会議室 割引 0%',
      '小会議室 改定日 2024年4月1日',
    ])
    expect(facts[1]).toEqual(['所在地 東京都千代田区', '電話 03-0000-0000'])
  })

  it('takes a sheet of questions and answers for entries', async () => {
    const bytes = await makeXlsx({
      FAQ: (sheet) => {
        sheet.addRow(['番号', '質問', '回答'])
        sheet.addRow([1, '駐車場はありますか', '20台分あります。'])
      },
    })
    const { library } = await readFiles({ 'faq.xlsx': bytes })
    expect(library.documents[0]?.kind).toBe('faq')
    expect(library.passages).toMatchObject([{ id: '1', title: '駐車場はありますか', text: '20台分あります。' }])
  })

  it('reads a CSV that is no list of questions row by row', async () => {
    const { library } = await readFiles({ '窓口.csv': '窓口,電話,時間\n市民課,03-0000-0001,9時から17時\n税務課,03-0000-0002,9時から16時\n' })
    expect(library.passages[0]?.text).toBe('・窓口：市民課／電話：03-0000-0001／時間：9時から17時\n・窓口：税務課／電話：03-0000-0002／時間：9時から16時')
  })
})

describe('slides and other texts', () => {
  it('reads slides as sections in the order in which they are shown, without hidden ones and page numbers', async () => {
    const bytes = makePptx([
      { title: '申請の流れ', points: ['窓口で申し込む', '審査を待つ'] },
      { title: '隠した案', points: ['見せない'], hidden: true },
      { title: '手数料', points: ['現金のみ'], table: [['区分', '金額'], ['一般', '300円']] },
    ])
    const { library, report } = await readFiles({ '説明.pptx': bytes })
    expect(report).toMatchObject([{ kind: 'pptx', outcome: 'read' }])
    expect(library.passages.map(({ path, text }) => [path, text])).toEqual([
      [['申請の流れ'], '・窓口で申し込む\n・審査を待つ'],
      [['手数料'], '・現金のみ\n・一般：300円'],
    ])
  })

  it('reads OpenDocument and Rich Text', async () => {
    const odt = makeOdt(
      '<text:h text:outline-level="1">旅費規程</text:h><text:h text:outline-level="2">宿泊費</text:h><text:p>一泊<text:s/>9,000円です。</text:p><text:list><text:list-item><text:p>領収書</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>地域</text:p></table:table-cell><table:table-cell><text:p>上限</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>東京</text:p></table:table-cell><table:table-cell><text:p>12,000円</text:p></table:table-cell></table:table-row></table:table>',
    )
    const escape = [...iconv.encode('出張は事前に届け出ます。', 'cp932')].map((byte) => `\\'${byte.toString(16).padStart(2, '0')}`).join('')
    const rtf = `{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0 MS Gothic;}}{\\*\\generator x;}\\f0 ${escape}\\par \\u36027?\\u29992?\\'82\\'cd\\'8c\\'e3\\'93\\'fa\\par}`
    const { library } = await readFiles({ 'a.odt': odt, 'b.rtf': rtf })
    expect(library.documents.map(({ title }) => title)).toEqual(['旅費規程', 'b'])
    expect(library.passages[0]).toMatchObject({ path: ['宿泊費'] })
    for (const words of ['一泊 9,000円です。', '・領収書', '・東京：12,000円']) expect(library.passages[0]?.text).toContain(words)
    expect(library.passages[1]?.text).toContain('出張は事前に届け出ます。')
    expect(library.passages[1]?.text).toContain('費用は後日')
  })
})

describe('PDFs without letters', () => {
  it('recognises the letters of a scanned page, and says at the source that it did', async () => {
    const scan = await makeScan('年次有給休暇は、入社後6か月で10日です。\n届け出は前日の17時までに行ってください。')
    const { library, report } = await readFiles({ 'scan.pdf': scan })
    expect(report).toMatchObject([{ outcome: 'read', reason: { code: 'ocr' } }])
    const text = library.passages.map((passage) => passage.text).join('')
    expect(text).toMatch(/年次有給休暇/)
    expect(text).toMatch(/10日/)
    expect(text).toMatch(/17時/)
    expect(library.documents[0]?.source).toContain('文字認識')
    expect(Number(library.documents[0]?.meta['recognised'])).toBeGreaterThan(60)
  }, 60_000)

  it('leaves out forms that are to be filled in', async () => {
    const { report } = await readFiles({ 'form.pdf': await makeForm(8) })
    expect(report).toMatchObject([{ outcome: 'skipped', reason: { code: 'form' } }])
  })
})
