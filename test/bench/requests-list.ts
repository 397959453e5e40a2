/**
 * How long pages of the operators' queue take with 50,000 requests in the store, on both databases:
 * `npx tsx test/bench/requests-list.ts [requests]`.
 */
import { onBothStores } from '../support/both-stores.ts'
import { openStore, type RequestFilter, type RequestState, type Store } from '../../src/store/store.ts'

const [total = 50_000] = process.argv.slice(2).map(Number)
const ROUNDS = 30
const states: RequestState[] = ['submitted', 'review', 'asked', 'sent', 'matched', 'completed', 'replied', 'declined']
const prefectures = ['茨城県', '東京都', '大阪府', '沖縄県']
const now = new Date('2026-11-20T01:00:00Z')

const fillStore = async (store: Store) => {
  for (let from = 0; from < total; from += 500) {
    await store.transaction(async (tx) => {
      for (let n = from; n < Math.min(from + 500, total); n++) {
        const draft = await tx.requests.open({
          id: `r${n}`,
          address: { channel: n % 2 ? 'slack' : 'web', conversation: `c${n}` },
          person: { id: `p${n}` },
          turn: null,
          question: '',
          fields: { content: `第${n}の相談。就業規則と端末の選び方を知りたい。`.repeat(4), contact: `担当${n}` },
          at: new Date(now.getTime() - n * 60_000),
        })
        await tx.requests.save({
          ...draft,
          state: states[n % states.length] ?? 'review',
          number: `TW-2026-${String(n).padStart(5, '0')}`,
          organisation: `みどり${n % 977}商事`,
          organisationKey: `みどり${n % 977}商事`,
          topics: n % 5 ? ['ict'] : ['labour', 'security'],
          prefecture: prefectures[n % 4] ?? '',
          owner: n % 3 ? `op${n % 40}` : null,
          dueAt: n % 8 < 2 ? new Date(now.getTime() + (n - total / 2) * 1_000) : null,
          submittedAt: now,
        })
      }
    })
  }
}

const queries: Record<string, [RequestFilter, 'newest' | 'updated' | 'due', string | null]> = {
  newest: [{}, 'newest', null],
  deep: [{}, 'newest', `${total / 2}.${total / 2}`],
  updated: [{}, 'updated', null],
  due: [{}, 'due', null],
  overdue: [{ overdueAt: now }, 'due', null],
  mine: [{ owner: 'op7', states: ['review', 'asked'] }, 'updated', null],
  nobody: [{ owner: null, states: ['submitted'] }, 'newest', null],
  none: [{ owner: 'nobody-here' }, 'updated', null],
  topic: [{ topic: 'security', prefecture: '沖縄県' }, 'newest', null],
  'text found': [{ text: 'みどり５商事' }, 'newest', null],
  'text not found': [{ text: '見つからない言葉' }, 'updated', null],
  'text, due': [{ text: '見つからない言葉', states: ['review'] }, 'due', null],
}

const measure = async (what: string, look: () => Promise<unknown>) => {
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now()
    await look()
    took.push(performance.now() - startedAt)
  }
  took.sort((a, b) => a - b)
  const at = (share: number) => (took[Math.floor(took.length * share)] ?? 0).toFixed(1)
  process.stdout.write(`  ${what.padEnd(16)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms\n`)
}

const run = async (name: string, where: { url?: string; path: string }) => {
  const store = await openStore({ ...where, now })
  await fillStore(store)
  process.stdout.write(`${name}, ${total} requests\n`)
  for (const [what, [filter, sort, after]] of Object.entries(queries)) {
    await measure(what, () => store.requests.list(filter, sort, after, 50))
  }
  await measure('counts', () => store.requests.counts())
  await measure('overdue count', () => store.requests.overdue(now))
  await measure('one', () => store.requests.get('r777'))
  await measure('past', () => store.requests.past(['ict'], 500))
  await store.close()
}

await onBothStores(run)
