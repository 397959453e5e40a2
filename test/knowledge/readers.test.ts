import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { ReadLibrary } from '../../src/knowledge/knowledge.ts'
import { readCompanions, readLibrary } from '../../src/knowledge/knowledge.ts'
import { makeDocx, makePdf, paragraph, wordPackage } from './making.ts'

type Files = Record<string, string | Buffer>

const folderWith = (files: Files): string => {
  const folder = mkdtempSync(join(tmpdir(), 'knowledge-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

const readFiles = (files: Files): Promise<ReadLibrary> => readLibrary(folderWith(files))

const guide = `---
title: テレワーク相談（令和5年度）
issuer: 総務省
number: 総行女第31号
issued: 2023-12-27
period: {from: 2023-04-01, to: 2024-03-31}
fiscalYear: 2023
audience: [company, municipality]
supersedes: [older]
source: 総務省通知（令和5年12月27日）
---
# テレワーク相談（令和5年度）

前置きです。

## 費用
<!-- {asks: [いくらかかりますか, 無料ですか], topics: [費用], period: {from: null, to: 2024-02-29}, conflicts: [{with: older, about: 費用}]} -->

相談は**無料**です。詳しくは[窓口](https://example.jp/a_b)へ。

- 通信費：利用者の負担です。
- 交通費：かかりません。
<!-- これは編集者だけのメモです。 -->

### 表
| 区分 | 回数 | 時間 |
|---|---|---|
| 企業 | 3回 | 2時間 |
`

describe('Markdown', () => {
  it('gives sections their front matter, their own settings and exact offsets', async () => {
    const { library, report } = await readFiles({ 'guide.md': guide })
    const [document] = library.documents
    expect(report).toMatchObject([{ path: 'guide.md', outcome: 'read', documents: 1, passages: 3 }])
    expect(document).toMatchObject({ id: 'guide', number: '総行女第31号', issued: '2023-12-27', supersedes: ['older'] })
    const [lead, cost, table] = library.passages
    expect(lead).toMatchObject({ id: 'guide#1', path: [], title: 'テレワーク相談（令和5年度）', text: '前置きです。' })
    expect(cost).toMatchObject({
      path: ['費用'],
      asks: ['いくらかかりますか', '無料ですか'],
      topics: ['費用'],
      period: { from: null, to: '2024-02-29' },
      audience: ['company', 'municipality'],
    })
    expect(cost?.text).toBe(
      '相談は無料です。詳しくは窓口（https://example.jp/a_b）へ。\n\n・通信費：利用者の負担です。\n・交通費：かかりません。',
    )
    expect(table).toMatchObject({
      path: ['費用', '表'],
      asks: ['表', '企業の回数', '企業の時間'],
      text: '・区分：企業／回数：3回／時間：2時間',
    })
    expect(JSON.parse(document?.meta['conflicts'] ?? '')).toEqual([{ passage: 'guide#2', with: 'older', about: '費用' }])
    for (const { start, end, text } of library.passages) expect(document?.text.slice(start, end)).toBe(text)
  })

  it('notes the fault of a wrong head, and names that of a section', async () => {
    const { report, library } = await readFiles({
      'day.md': '---\nissued: 2021-02-29\n---\n本文です。',
      'word.md': '---\naudiense: [company]\n---\n本文です。',
      'section.md': '# 表題\n<!-- {period: sometime} -->\n本文です。',
      'good.md': '# 表題\n本文です。',
    })
    const words = Object.fromEntries(report.map(({ path, reason }) => [path, reason?.words ?? '']))
    expect(words['day.md']).toContain('issued 暦にない日付です')
    expect(words['word.md']).toContain('audiense')
    expect(words['section.md']).toContain('「表題」の設定')
    expect(library.documents.map(({ id, issued }) => [id, issued])).toEqual([
      ['day', null],
      ['good', null],
      ['word', null],
    ])
  })

  it('cuts a long section between sentences and never inside one', async () => {
    const sentence = (i: number): string => `第${i}の文は、「括弧の中。ここでは切れません」と続いて、およそ五十字になるように書かれています。`
    const sentences = Array.from({ length: 40 }, (_, i) => sentence(i))
    const { library } = await readFiles({ 'long.md': `# 題\n\n## 節\n\n${sentences.join('')}` })
    const lengths = library.passages.map(({ text }) => text.length)
    expect(library.passages.map(({ text }) => text).join('')).toBe(sentences.join(''))
    expect(library.passages.every(({ text }) => text.startsWith('第') && text.endsWith('。'))).toBe(true)
    expect(Math.min(...lengths)).toBeGreaterThan(350)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(700)
  })

  it('keeps a list together where it fits', async () => {
    const list = Array.from({ length: 8 }, (_, i) => `- 確認する項目の${i}番目です`).join('\n')
    const { library } = await readFiles({ 'list.md': `# 題\n\n${'長い説明の文です。'.repeat(60)}\n\n${list}\n\n${'後の文です。'.repeat(60)}` })
    const holding = library.passages.filter(({ text }) => text.includes('確認する項目'))
    expect(holding).toHaveLength(1)
  })
})

describe('FAQ tables', () => {
  it('keeps ids, never splits an entry and carries the other columns', async () => {
    const answer = '長い回答です。'.repeat(200)
    const { library } = await readFiles({
      'faq.csv': `\uFEFFid,question,answer,category,備考\nq-1,費用は？,"無料です。\n通信費は負担です。",費用,a\nq-2,長い？,${answer},,\n`,
    })
    expect(library.documents).toMatchObject([{ id: 'faq', kind: 'faq' }])
    const [first, second] = library.passages
    expect(first).toMatchObject({ id: 'q-1', title: '費用は？', topics: ['費用'], meta: { category: '費用', 備考: 'a' } })
    expect(first?.text).toBe('無料です。\n通信費は負担です。')
    expect(second).toMatchObject({ id: 'q-2', text: answer })
    for (const { start, end, text } of library.passages) expect(library.documents[0]?.text.slice(start, end)).toBe(text)
  })

  it('reads JSON lines and Japanese column names, and lists the lines that it cannot read', async () => {
    const { library, report } = await readFiles({
      'a.jsonl': '{"id":7,"title":"題","text":"本文です。","tags":["x","y"]}\nnot json\n{"id":8,"title":"空"}\n',
      'b.csv': '番号,質問,回答\n12,場所は？,本庁です。\n',
    })
    expect(library.passages.map(({ id, title, text }) => [id, title, text])).toEqual([
      ['7', '題', '本文です。'],
      ['12', '場所は？', '本庁です。'],
    ])
    expect(library.passages[0]?.meta).toEqual({ tags: 'x|y' })
    expect(report[0]?.reason).toMatchObject({ code: 'bad-rows' })
    expect(report[0]?.reason?.words).toContain('2 行目が JSON ではありません')
    expect(report[0]?.reason?.words).toContain('3 行目に回答がありません')
  })

  it('tells equal ids of two tables apart', async () => {
    const table = 'id,question,answer\n1,問,答\n1,問2,答2\n'
    const { library } = await readFiles({ 'a.csv': table, 'b.csv': table })
    expect(library.passages.map(({ id }) => id)).toEqual(['1', 'a/1', 'b/1', 'b/1~2'])
  })
})

describe('encodings', () => {
  const words = 'テレワークの費用は、すべて無料です。①ＩＣＴの相談もできます。'
  const encoded: Record<string, Buffer> = {
    'utf8.txt': Buffer.from(words),
    'bom.txt': Buffer.from(`\uFEFF${words}`),
    'utf16le.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(words, 'utf-16le')]),
    'utf16be.txt': Buffer.concat([Buffer.from([0xfe, 0xff]), iconv.encode(words, 'utf-16be')]),
    'utf16-bare.txt': iconv.encode(words.repeat(4), 'utf-16le'),
    'sjis.txt': iconv.encode(words, 'cp932'),
    'euc.txt': iconv.encode(words, 'euc-jp'),
  }

  it.each(Object.keys(encoded))('reads %s', async (name) => {
    const { library } = await readFiles({ [name]: encoded[name] ?? '' })
    expect(library.passages[0]?.text).toContain('テレワークの費用は、すべて無料です。①ICTの相談もできます。')
  })

  it('reports bytes that are text in no encoding', async () => {
    const broken = Buffer.concat([Buffer.from(words), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from(words)])
    const { report } = await readFiles({ 'broken.txt': broken })
    expect(report).toMatchObject([{ outcome: 'skipped', reason: { code: 'encoding' } }])
  })
})

describe('web pages, Word and PDF', () => {
  it('reads the main part of a page with headings, lists and tables', async () => {
    const page = `<!doctype html><title>窓口の案内</title><nav>メニュー</nav><main><h1>案内</h1><h2>受付</h2><p>受付は<br>平日です。</p>
      <ul><li>電話<li>メール</ul><table><tr><th>場所<th>時間</tr><tr><td>本庁<td>9時</tr><tr><td>支所<td>10時</tr></table>
      <p><a href="https://example.jp/x">申込</a></p><script>alert(1)</script></main><footer>著作権</footer>`
    const { library } = await readFiles({ 'page.html': page })
    expect(library.documents[0]?.title).toBe('案内')
    expect(library.passages.map(({ path }) => path)).toEqual([['受付']])
    const text = library.passages[0]?.text ?? ''
    expect(text).toContain('受付は\n平日です。')
    expect(text).toContain('・電話\n・メール')
    expect(text).toContain('・本庁：9時\n・支所：10時')
    expect(text).toContain('申込（https://example.jp/x）')
    expect(text).not.toMatch(/メニュー|alert|著作権/)
  })

  it('takes the styles of a Word document for headings', async () => {
    const body = [paragraph('導入の手引き', '1'), paragraph('費用', '2'), paragraph('費用は無料です。'), paragraph('期間', '2'), paragraph('期間は一年です。')]
    const { library } = await readFiles({ 'guide.docx': wordPackage(body.join('')) })
    expect(library.passages.map(({ path, text }) => [path, text])).toEqual([
      [['費用'], '費用は無料です。'],
      [['期間'], '期間は一年です。'],
    ])
  })

  it('takes a file for what its bytes say', async () => {
    const pdf = await makePdf('相談は無料です。')
    const { report } = await readFiles({ 'really-pdf.txt': pdf, 'really-word.pdf': makeDocx('相談は無料です。'), 'no.docx': 'ただの文字' })
    expect(report.map(({ path, kind, outcome }) => [path, kind, outcome])).toEqual([
      ['no.docx', 'docx', 'skipped'],
      ['really-pdf.txt', 'pdf', 'read'],
      ['really-word.pdf', 'docx', 'read'],
    ])
  })

  it('says of locked and scanned PDFs what is to be done', async () => {
    const { report } = await readFiles({
      'locked.pdf': await makePdf('秘密です。', { password: 'secret' }),
      'scanned.pdf': await makePdf('見えません。', { scanned: true }),
    })
    expect(report.map(({ reason }) => reason?.code)).toEqual(['encrypted', 'scanned'])
    expect(report[1]?.reason?.words).toContain('文字認識')
  })
})

describe('companions', () => {
  it('reads them typed, takes a missing one for empty and names a fault', async () => {
    const folder = folderWith({
      'windows.csv': 'prefecture,topics,name,address,phone,email,url,hours,as_of,document,note\n東京都,全般|ICT,窓口,,03-0000-0000,,,,2020-11-05,doc,\n',
      'thesaurus.yaml': '- [テレワーク, 在宅勤務]\n- [ひとつだけ]\n',
      'programmes.yaml': '- {id: a, name: 事業, about: 説明です。, editions: [x]}\n',
      'gaps.csv': 'matter,question\na,窓口の駐車場は\n',
      'elsewhere.csv': 'matter,question\nごみ,\n',
    })
    const { companions, faults } = await readCompanions(folder)
    expect(companions.windows).toMatchObject([{ topics: ['全般', 'ICT'], address: null, as_of: '2020-11-05' }])
    expect(companions.programmes).toMatchObject([{ id: 'a', contact: null, aliases: [] }])
    expect(companions.calendar).toEqual([])
    expect(companions.gaps).toEqual([{ matter: 'a', question: '窓口の駐車場は' }])
    expect(faults).toMatchObject([{ path: 'thesaurus.yaml' }, { path: 'elsewhere.csv' }])
  })

  it('never takes them for guidance', async () => {
    const { library } = await readFiles({ 'windows.csv': 'id,question,answer\n1,問,答\n', 'a.md': '# 題\n本文です。' })
    expect(library.documents.map(({ path }) => path)).toEqual(['a.md'])
  })
})
