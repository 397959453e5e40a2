import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOnce, type DeskParts } from '../../src/desk/desk.ts'
import { assembleDesk } from '../../src/wiring/assemble.ts'
import { guidanceFor, ingestKnowledge, openGuidance, type Guidance } from '../../src/wiring/published.ts'
import { promptsDir } from '../support/shipped-index.ts'

/** Words that stand in the hidden documents and nowhere else; none may ever be seen by others. */
const secrets = ['早期退職', '加算金', '三百万', '役員報酬', '極秘', 'hidden-plan', '人事/', 'board']

const files: Record<string, string> = {
  'access.yaml': '- {path: 人事, groups: [hr, board]}\n',
  '人事/plan.md':
    '---\nid: hidden-plan\ntitle: 早期退職の極秘計画\nissued: 2025-04-01\nsupersedes: [rules]\n---\n# 早期退職の極秘計画\n\n## 早期退職の加算金\n\n早期退職に応じた社員には、加算金として三百万円を支払います。\n\n- 申込期限：6月30日\n',
  '人事/board.md':
    '---\ntitle: 役員報酬の極秘一覧\ngroups: [board]\n---\n# 役員報酬の極秘一覧\n\n役員報酬は年額二千万円です。\n',
  'rules.md':
    '---\nid: rules\ntitle: 就業規則\nissued: 2024-04-01\nsource: 就業規則（令和6年4月）\n---\n# 就業規則\n\n## 退職の手続き\n\n退職するときは、30日前までに所属長へ届け出ます。\n\n## 休暇の日数\n\n年次有給休暇は年20日です。\n',
  'expenses.md':
    '---\ntitle: 旅費規程\nissued: 2024-04-01\nsource: 旅費規程（令和6年4月）\n---\n# 旅費規程\n\n## 宿泊費\n\n宿泊費は一泊9,000円を上限とします。\n',
  'programmes.yaml':
    '- {id: retire, name: 早期退職の支援, about: 早期退職, editions: [hidden-plan], aliases: [加算金]}\n',
  'conflicts.yaml':
    '- {about: 加算金, sides: [{document: hidden-plan, says: 三百万円, asOf: null}, {document: rules, says: なし, asOf: null}]}\n',
}

const questions = [
  '早期退職の加算金はいくらですか',
  '早期退職の申込期限は',
  '退職の手続きを教えてください',
  '役員報酬はいくらですか',
  '極秘計画とは',
  'はやきたいしょくのかさんきん',
  '三百万円もらえると聞きましたが本当ですか',
  '休暇は何日ですか',
  '宿泊費の上限は',
]

const root = mkdtempSync(join(tmpdir(), 'access-'))
let guidance: Guidance
let parts: DeskParts

beforeAll(async () => {
  const knowledge = join(root, 'knowledge')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(knowledge, name)), { recursive: true })
    writeFileSync(join(knowledge, name), text)
  }
  const now = (): Date => new Date('2026-11-20T03:00:00Z')
  await ingestKnowledge({ knowledge, data: join(root, 'data') }, now)
  const opened = await openGuidance(join(root, 'data'))
  if (opened === null) throw new Error('nothing was published')
  guidance = opened
  parts = assembleDesk({ knowledge, prompts: promptsDir, data: join(root, 'data') } as never, () => guidance, now, [])
}, 120_000)

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** All that a turn leaves anywhere: what is said, cited and offered, what is remembered, and what operators see of it. */
const takenBy = async (groups: string[]): Promise<{ question: string; taken: unknown }[]> => {
  const all = []
  for (const question of questions) all.push({ question, taken: await answerOnce(parts, { question, groups }) })
  return all
}

/** The question itself repeats its own words; everything else must have come from a document. */
const leaks = (made: unknown, question = ''): string[] => {
  const text = JSON.stringify(made).replaceAll(question, '')
  return secrets.filter((secret) => text.includes(secret) && !question.includes(secret))
}

describe('documents for some', () => {
  it('are answered from for those in one of their groups', async () => {
    const { trace } = await answerOnce(parts, { question: '早期退職の加算金はいくらですか', groups: ['hr'] })
    expect(trace.retrieved[0]?.passage).toBe('hidden-plan#1')
    const [first] = await guidance.index.readableBy(['hr']).retrieve({ text: '加算金', asOf: '2026-11-20', limit: 1 })
    expect(first?.passage.text).toContain('三百万円')
  })

  it('show nowhere for others: not said, cited, offered, remembered or traced', async () => {
    for (const groups of [[], ['sales']]) {
      for (const { question, taken } of await takenBy(groups))
        expect([question, leaks(taken, question)]).toEqual([question, []])
    }
  })

  it('limit a document in a limited folder to those whom both name', async () => {
    const shown = (groups: string[]): string[] =>
      guidance.index
        .readableBy(groups)
        .library.documents.map(({ id }) => id)
        .sort()
    expect(shown([])).toEqual(['expenses', 'rules'])
    expect(shown(['hr'])).toEqual(['expenses', 'hidden-plan', 'rules'])
    expect(shown(['board'])).toEqual(['board', 'expenses', 'hidden-plan', 'rules'])
  })

  it('are in no list, score, sign, explanation or count of the index that others see', async () => {
    const index = guidance.index.readableBy(['sales'])
    expect(index.library.passages).toHaveLength(3)
    for (const text of questions) {
      const query = { text, asOf: '2026-11-20', limit: 50 }
      const ranked = await index.retrieve(query)
      expect(leaks([ranked, await index.rank(text, 50), await index.explain(query)], text)).toEqual([])
      expect(ranked.length).toBeLessThanOrEqual(3)
    }
    // A word that only a hidden document has is a word that nobody has.
    expect(index.keywords('加算金').map(({ known }) => known)).not.toContain(true)
    expect(guidance.index.keywords('加算金').map(({ known }) => known)).toContain(true)
    // A hidden document that replaces an open one does not replace it for those who cannot read it.
    const [first] = await index.retrieve({ text: '退職の手続き', asOf: '2026-11-20', limit: 1 })
    expect(first).toMatchObject({ status: 'current', document: { id: 'rules' } })
    const view = guidanceFor(guidance, [])
    expect(leaks(view.companions)).toEqual([])
  })

  it('stay closed where the rules about them cannot be read', async () => {
    const knowledge = join(root, 'slip')
    mkdirSync(knowledge, { recursive: true })
    writeFileSync(join(knowledge, 'access.yaml'), '- {path: 人事, gruops: [hr]}\n')
    writeFileSync(join(knowledge, 'a.md'), '# 題\n\n本文です。')
    const data = join(root, 'slip-data')
    const report = await ingestKnowledge({ knowledge, data }, () => new Date('2026-11-20T03:00:00Z'))
    expect(report.outcome).toBe('empty')
    expect(report.files.map(({ path, reason }) => [path, reason?.code])).toEqual([
      ['access.yaml', 'companion'],
      ['a.md', 'groups'],
    ])
  })
})
