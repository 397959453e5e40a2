import type { ExpressionBuilder, Kysely, Selectable } from 'kysely'
import type { Arrivals, KeptArrival } from './store.ts'
import type { Tables } from './tables.ts'

const arrivalOf = ({ seq, room, id, line, person_id: person, body }: Selectable<Tables['arrivals']>): KeptArrival => {
  const { words, rest } = JSON.parse(body) as { words: Record<string, string>; rest: unknown }
  return { seq, room, id, line, person, words, body: rest }
}

export const arrivalsIn = (db: Kysely<Tables>): Arrivals => ({
  async keep(arrivals, owner, now) {
    if (arrivals.length === 0) return []
    const rows = await db
      .insertInto('arrivals')
      .values(
        arrivals.map(({ room, id, line, person, words, body }) => ({
          room,
          id,
          line,
          person_id: person,
          body: JSON.stringify({ words, rest: body }),
          owner,
          at: now.getTime(),
        })),
      )
      .onConflict((c) => c.columns(['room', 'id']).doNothing())
      .returning(['seq', 'room', 'id'])
      .execute()
    const kept = new Map(rows.map((row) => [`${row.room}\n${row.id}`, row.seq]))
    return arrivals.map(({ room, id }) => {
      const key = `${room}\n${id}`
      const seq = kept.get(key) ?? null
      kept.delete(key)
      return seq
    })
  },

  async adopt(owner, limit, inHand) {
    const adoptable = ({ eb, or }: ExpressionBuilder<Tables, 'arrivals'>) =>
      or([eb('owner', 'is', null), eb('owner', '=', owner)])
    const all = db.selectFrom('arrivals').select('seq').where(adoptable)
    const free = inHand.length === 0 ? all : all.where('seq', 'not in', [...inHand])
    const rows = await db
      .updateTable('arrivals')
      .set({ owner })
      .where('seq', 'in', free.orderBy('seq').limit(limit))
      // Asked again of each row: another replica may have been quicker.
      .where(adoptable)
      .returningAll()
      .execute()
    return rows.map(arrivalOf).sort((a, b) => a.seq - b.seq)
  },

  async remove(seqs) {
    if (seqs.length === 0) return
    await db
      .deleteFrom('arrivals')
      .where('seq', 'in', [...seqs])
      .execute()
  },

  async count() {
    const { n } = await db
      .selectFrom('arrivals')
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    return n
  },
})
