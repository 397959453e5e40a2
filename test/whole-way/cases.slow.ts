import { describe, it } from 'vitest'
import { walkTheCase } from './case-walk.ts'
import { atConsole } from './colleagues.ts'
import { openPair, PAIRS } from './pairs.ts'

const ORGANISATIONS = ['有限会社あおば印刷', '株式会社みなと製作所', '有限会社こだま商会', '株式会社ひばり工業']

describe.concurrent('a case among a person and two operators who work elsewhere', () => {
  it.for(Object.entries(PAIRS).map(([name, pair], n) => ({ name, pair, organisation: ORGANISATIONS[n] ?? '' })))(
    'goes from words to a third session held between $name',
    { timeout: 240_000 },
    async ({ pair, organisation }, { onTestFinished, expect }) => {
      const { desk, channel, ando, bessho, inChat, close } = await openPair(pair)
      onTestFinished(close)
      const [first, second] = pair.inChat === 'first' ? [inChat, atConsole(bessho)] : [atConsole(ando), inChat]
      const names = { first: '安藤', second: '別所' }
      await expect(
        walkTheCase({ desk, channel, organisation, first, second, console: ando, names }),
      ).resolves.toBeUndefined()
    },
  )
})
