import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Passage } from '../../src/vocabulary/types.ts'
import type { FileReport } from '../../src/knowledge/knowledge.ts'
import { readLibrary } from '../../src/knowledge/knowledge.ts'
import { dayIn } from '../../src/knowledge/propose.ts'
import { makeDocx, makePdf } from './making.ts'

/** Written for this test, with every defect that government files have: see each name. */
const notice = `総行女第 31 号
総行デ第 155 号
令和 5 年 12 月 27 日

各都道府県総務部長
殿

総務省自治行政局公務員部公務員課
女性活躍・人材活用推進室長

#### 地⽅公共団体における在宅勤務の推進について

各団体においては、⾜元の状況を踏まえ、庁内の推進体制の構築から検討を始め、できるところから試⾏を進めるよ
う、お願いします。

記

## 1 導⼊の⽀援について

### (1) 専⾨家による相談

I C Tと労務管理の専⾨家が相談に応じます。詳しくは[https://www.example.go.jp/a\\\\_b](https://www.example.go.jp/a_b)を御覧ください。神⼾市の例もあります。

### (2) 試行事業（参考）

J-L I Sでは、I P Aと共同で試⾏事業を⾏っています。

**【連絡先】**

電 話：03-0000-0000
`

const handbook = `Ⅰ．導⼊の進め⽅

（１）まずは推進体制の構築から
\uF0D8 導⼊にあたっては、下の図を参考にしながら、推進体制の構築や、ハード⾯とソフト⾯の環境整備を検討しまし
ょう。外部の専⾨家の知⾒を活⽤することで、課題解決の⽀援を受けたい団体は、テレワークマネージャーの相
談も活⽤しましょう。
\uF0D8 ⻑い会議は、ウェブ会議に切り替えることも検討します。

１



Ⅱ．検討のポイント

＜ステップ１＞環境整備
検討すべき項⽬
\uF0D8 不正アクセスへの対策
\uF0D8 端末からの情報漏えいへの対策

職員の意⾒ \uF06E 勤務へのニーズや不安等

【特別交付税措置について】

■ 対象団体︓職員向けに導⼊する⺠間団体
■ 措置率︓０．５（財政⼒補正あり）

２



Ⅱ．検討のポイント

＜ステップ２＞試⾏
部署や対象者を限定した試⾏を実施します。⼀⻫に始める必要はありません。

３
`

const table = `# 相談の概要

【対象団体】\t導入を検討している企業
【回数】\t1団体あたり最大3回まで

※ 通信料は利用者の負担です。
`

const readAs = async (name: string, content: string | Buffer): Promise<{ passages: Passage[]; report: FileReport; text: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'messy-'))
  writeFileSync(join(folder, name), content)
  const { library, report } = await readLibrary(folder)
  const [only] = report
  if (only === undefined) throw new Error('no report')
  return { passages: library.passages, report: only, text: library.documents[0]?.text ?? '' }
}

const bare = (passages: Passage[]): string[] =>
  passages.map(({ path, text }) => `${path.join('>')} ${text}`.replace(/\s+/g, ''))

describe('a notice', () => {
  it('is proposed its number, date, issuer and title', async () => {
    const { report } = await readAs('notice.txt', notice)
    expect(report.proposed).toEqual({
      title: '地方公共団体における在宅勤務の推進について',
      issuer: '総務省自治行政局公務員部公務員課 女性活躍・人材活用推進室長',
      number: '総行女第31号・総行デ第155号',
      issued: '2023-12-27',
      fiscalYear: 2023,
    })
  })

  it('has its broken lines joined, its spaced letters closed and its headings in paths', async () => {
    const { passages } = await readAs('notice.txt', notice)
    const all = passages.map(({ text }) => text).join('\n')
    expect(all).toContain('試行を進めるよう、お願いします。')
    expect(all).toContain('ICTと労務管理の専門家が相談に応じます。詳しくはhttps://www.example.go.jp/a_bを御覧ください。神戸市の例もあります。')
    expect(all).toContain('J-LISでは、IPAと共同で')
    expect(all).toContain('電話：03-0000-0000')
    expect(passages.map(({ path }) => path)).toContainEqual(['1 導入の支援について', '(2) 試行事業（参考）', '【連絡先】'])
  })
})

describe('a handbook saved from its PDF', () => {
  it('loses page numbers, repeated heads and private bullets, and keeps steps, lists and rows', async () => {
    const { passages, text } = await readAs('handbook.txt', handbook)
    const paths = passages.map(({ path }) => path.join(' > '))
    expect(paths).toEqual([
      'Ⅰ．導入の進め方 > （1）まずは推進体制の構築から',
      'Ⅱ．検討のポイント > ＜ステップ1＞環境整備',
      'Ⅱ．検討のポイント > 【特別交付税措置について】',
      'Ⅱ．検討のポイント > ＜ステップ2＞試行',
    ])
    expect(text).toContain('環境整備を検討しましょう。')
    expect(text).toContain('テレワークマネージャーの相談も活用しましょう。')
    expect(text).toContain('・不正アクセスへの対策\n・端末からの情報漏えいへの対策')
    expect(text).toContain('・職員の意見：勤務へのニーズや不安等')
    expect(text).toContain('対象団体：職員向けに導入する民間団体')
    expect(text).toContain('一斉に始める')
    expect(text.match(/Ⅱ．検討のポイント/g)).toHaveLength(1)
    expect(text).not.toMatch(/^[1-3]$/m)
    expect(text).not.toMatch(/[\u2E80-\u2FDF\uE000-\uF8FF]/)
  })
})

describe('one text in three wrappings', () => {
  it.each([
    ['notice', notice],
    ['handbook', handbook],
    ['table', table],
  ])('gives the same passages of the %s as text, as PDF and as Word', async (name, words) => {
    const folder = mkdtempSync(join(tmpdir(), 'wrapped-'))
    writeFileSync(join(folder, `${name}.txt`), words)
    writeFileSync(join(folder, 'printed.pdf'), await makePdf(words, { linesPerPage: 12 }))
    writeFileSync(join(folder, 'numbered.pdf'), await makePdf(words, { linesPerPage: 9, pageNumbers: true }))
    writeFileSync(join(folder, 'word.docx'), makeDocx(words))
    const { library } = await readLibrary(folder)
    const of = (document: string): string[] => bare(library.passages.filter((passage) => passage.document === document))
    expect(of(name).length).toBeGreaterThan(0)
    for (const wrapped of ['printed', 'numbered', 'word']) expect(of(wrapped)).toEqual(of(name))
  })

  it('drops a head that runs over the pages of a PDF', async () => {
    const words = Array.from({ length: 40 }, (_, i) => `これは本文の${'一二三四五六七八九十'[i % 10]}行目の文です。`).join('\n')
    const { text } = await readAs('running.pdf', await makePdf(words, { linesPerPage: 10, header: '令和5年度 事業の概要' }))
    expect(text.match(/事業の概要/g)).toHaveLength(1)
  })
})

describe('dates', () => {
  it.each([
    ['令和5年12月27日', '2023-12-27'],
    ['令和元年5月1日', '2019-05-01'],
    ['平成29年 7月 24日', '2017-07-24'],
    ['R2.3.5', '2020-03-05'],
    ['2020年11月5日', '2020-11-05'],
    ['令和5年2月30日', null],
    ['第31号', null],
  ])('reads %s', (words, day) => {
    expect(dayIn(words)).toBe(day)
  })
})
