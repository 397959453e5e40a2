import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readChannelWords } from '../../src/channels/plain.ts'
import { readSlackWords } from '../../src/channels/slack/words.ts'
import { readTeamsWords } from '../../src/channels/teams/words.ts'
import { readWebWords } from '../../src/channels/web/words.ts'
import { readEscalationWords } from '../../src/cases/cases.ts'
import { answerOnce, readDeskWords, type DeskParts } from '../../src/desk/desk.ts'
import { assembleDesk } from '../../src/wiring/assemble.ts'
import { readConfig } from '../../src/wiring/config.ts'
import { ingestKnowledge, openGuidance, type Guidance } from '../../src/wiring/published.ts'

const home = new URL('../..', import.meta.url).pathname
const company = join(home, 'test/desks/company')
const telework = /テレワーク|telework|在宅勤務|総務省|地方公共団体/iu

const asked = readFileSync(join(company, 'asks.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'))
  .map(([question = '', heading = '']) => ({ question, heading }))

const root = mkdtempSync(join(tmpdir(), 'other-desk-'))
// Words of its own folder, since one process here holds two desks.
const prompts = join(root, 'prompts')
let parts: DeskParts
let guidance: Guidance
let unread: string[] = []

beforeAll(async () => {
  cpSync(join(home, 'prompts'), prompts, { recursive: true })
  const config = readConfig({ data: join(root, 'data'), knowledge: join(company, 'knowledge'), prompts }, {})
  const now = (): Date => new Date('2026-11-20T03:00:00Z')
  const report = await ingestKnowledge(config, now)
  unread = report.files.filter(({ outcome }) => outcome !== 'read').map(({ path }) => path)
  const opened = await openGuidance(config.data)
  if (opened === null) throw new Error('nothing was published')
  guidance = opened
  parts = assembleDesk(config, () => guidance, now, [])
}, 120_000)

afterAll(() => rmSync(root, { recursive: true, force: true }))

const say = async (question: string): Promise<string> => JSON.stringify((await answerOnce(parts, { question })).reply)

describe('a desk of another field', () => {
  it('finds what its own people ask, with no question written down for it', async () => {
    expect(unread).toEqual([])
    const missed = []
    for (const { question, heading } of asked) {
      const ranked = await guidance.index.retrieve({ text: question, asOf: '2026-11-20', limit: 3 })
      if (!ranked.some(({ passage }) => passage.title === heading)) missed.push(question)
    }
    expect(missed.length).toBeLessThanOrEqual(Math.floor(asked.length * 0.1))
  })

  it('says nothing of telework, whatever it is asked', async () => {
    const others = [
      'こんにちは',
      'ありがとう',
      '担当者と話したい',
      '今日の天気は',
      '社長の給料を教えて',
      'もう限界でつらいです',
      'それについて',
      '補助金はありますか',
      '助成金の窓口を教えて',
    ]
    for (const question of [...asked.map((one) => one.question), ...others]) {
      expect([question, telework.test(await say(question))]).toEqual([question, false])
    }
  })

  it('has no words of telework in any channel', () => {
    const read = {
      desk: readDeskWords(prompts),
      escalation: readEscalationWords(prompts),
      web: readWebWords(prompts),
      slack: readSlackWords(prompts),
      plain: readChannelWords(prompts),
      teams: readTeamsWords(prompts),
    }
    const said: string[] = []
    const collect = (value: unknown): void => {
      if (typeof value === 'string') said.push(value)
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
    }
    collect(read)
    expect(said.filter((words) => /テレワーク/u.test(words))).toEqual([])
    expect(said.filter((words) => /\$[a-z]/u.test(words))).toEqual([])
    expect(read.web.name).toBe('みどり商事 社内窓口')
    expect(read.web.examples).toContain('年次有給休暇は何日もらえますか')
  })

  it('answers plain questions that another desk would refuse or send to an incident', async () => {
    for (const question of [
      'パスワードの有効期限は何日ですか',
      'パスワードは何文字以上ですか',
      '振込票をなくしました',
      '社員証をなくしました',
    ]) {
      const { trace } = await answerOnce(parts, { question })
      expect([question, trace.decisions.filter((decision) => decision.startsWith('guard'))]).toEqual([question, []])
    }
  })

  it('greets by its own words and hands over to its own people', async () => {
    expect(await say('こんにちは')).toContain('みどり商事の就業規則や旅費')
    const { handOver } = readDeskWords(prompts).answers
    expect(handOver).toContain('総務課の担当者への相談')
    expect(handOver).toContain('内線120')
  })
})

describe('the words of the house', () => {
  it('name no desk: what is of one desk alone stands in its desk.yaml', () => {
    // Procedures are those of the telework rules, and no desk without these rules has them.
    const files = readdirSync(join(home, 'prompts')).filter((name) => !['procedures.yaml', 'acts.yaml'].includes(name))
    const named = files.flatMap((name) =>
      readFileSync(join(home, 'prompts', name), 'utf8')
        .split('\n')
        .filter((line) => !line.trim().startsWith('#') && line.includes('テレワークマネージャー')),
    )
    expect(named).toEqual([])
  })
})
