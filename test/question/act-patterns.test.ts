import { expect, it } from 'vitest'
import { readActPatterns } from '../../src/question/act-patterns.ts'

const patterns = readActPatterns(new URL('../../prompts', import.meta.url).pathname)

it.each(patterns.all.map((pattern) => [pattern.name, pattern] as const))(
  'finds its yes and leaves its no alone: %s',
  (_name, { pattern, yes, no }) => {
    expect(pattern.test(patterns.spelled(yes))).toBe(true)
    expect(pattern.test(patterns.spelled(no))).toBe(false)
  },
)

it('spells one word in one way, whatever keys it was typed with', () => {
  expect(patterns.spelled('ｿｳﾀﾞﾝ ｦ もうしこみ たい')).toBe(patterns.spelled('そうだんヲ申し込みたい'))
  expect(patterns.spelled('パ ス ワ ー ド を 教 え て 下 さ い')).toBe('パスワードを教えてください')
})
