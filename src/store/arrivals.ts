import { countOf } from './rows.ts'
import type { ExpressionBuilder, Kysely, Selectable } from 'kysely'
import { push } from '../base/grouping.ts'
import type { Arrivals, KeptArrival } from './arrival-types.ts'
import type { Tables } from './tables.ts'

const arrivalOf = ({
  seq,
  room,
  id,
  line,
  person_id: person,
  body,
  tries,
}: Selectable<Tables['arrivals']>): Omit<KeptArrival, 'behind'> => {
  const { words, rest } = JSON.parse(body) as { words: Record<string, string>; rest: unknown }
  return { seq, room, id, line, person, words, body: rest, tries }
}

const ERROR_CHARACTERS_MAX = 2_000

const nameOf = ({ room, id }: Pick<KeptArrival, 'room' | 'id'>): string => `${room}\n${id}`

const lineOf = ({ room, line }: Pick<KeptArrival, 'room' | 'line'>): string => `${room}\n${line}`

type Placed = Pick<KeptArrival, 'seq' | 'room' | 'line'>

/** Tells what stands before one in its line. */
const aheadOf = async (db: Kysely<Tables>, placed: readonly Placed[]): Promise<(one: Placed) => number[]> => {
  if (placed.length === 0) return () => []
  const rows = await db
    .selectFrom('arrivals')
    .select(['seq', 'room', 'line'])
    .where('line', 'in', [...new Set(placed.map(({ line }) => line))])
    .execute()
  const lines = new Map<string, number[]>()
  for (const row of rows) push(lines, lineOf(row), row.seq)
  return (one) => (lines.get(lineOf(one)) ?? []).filter((seq) => seq < one.seq)
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
          tries: 0,
        })),
      )
      .onConflict((c) => c.columns(['room', 'id']).doNothing())
      .returning(['seq', 'room', 'id'])
      .execute()
    const seqs = new Map(rows.map((row) => [nameOf(row), row.seq]))
    const placed = arrivals.map((arrival) => {
      const seq = seqs.get(nameOf(arrival))
      seqs.delete(nameOf(arrival))
      return seq === undefined ? null : { seq, room: arrival.room, line: arrival.line }
    })
    const ahead = await aheadOf(
      db,
      placed.filter((one) => one !== null),
    )
    return placed.map((one) => one && { seq: one.seq, behind: ahead(one) })
  },

  async adopt(owner, limit, inHand) {
    const adoptable = ({ eb, or }: ExpressionBuilder<Tables, 'arrivals'>) =>
      or([eb('owner', 'is', null), eb('owner', '=', owner)])
    const all = db.selectFrom('arrivals').select('seq').where(adoptable)
    const free = inHand.length === 0 ? all : all.where('seq', 'not in', [...inHand])
    const rows = await db
      .updateTable('arrivals')
      // Counted here as well: what ends its process at each try is never told to have failed.
      .set((e) => ({ owner, tries: e('tries', '+', 1) }))
      .where('seq', 'in', free.orderBy('seq').limit(limit))
      // Asked again of each row: another replica may have been quicker.
      .where(adoptable)
      .returningAll()
      .execute()
    const adopted = rows.map(arrivalOf).sort((a, b) => a.seq - b.seq)
    const ahead = await aheadOf(db, adopted)
    return adopted.map((arrival) => ({ ...arrival, behind: ahead(arrival) }))
  },

  async present(seqs) {
    if (seqs.length === 0) return []
    const rows = await db
      .selectFrom('arrivals')
      .select('seq')
      .where('seq', 'in', [...seqs])
      .execute()
    return rows.map(({ seq }) => seq)
  },

  async remove(seqs) {
    if (seqs.length === 0) return
    await db
      .deleteFrom('arrivals')
      .where('seq', 'in', [...seqs])
      .execute()
  },

  async failed(seq) {
    await db
      .updateTable('arrivals')
      .set((e) => ({ tries: e('tries', '+', 1) }))
      .where('seq', '=', seq)
      .execute()
  },

  async setAside(seq, { reference, error }) {
    const row = await db.deleteFrom('arrivals').where('seq', '=', seq).returningAll().executeTakeFirst()
    if (row === undefined) return false
    const { room, id, line, person_id, body, at } = row
    const kept = { reference, room, id, line, person_id, body, at, error: error.slice(0, ERROR_CHARACTERS_MAX) }
    await db.insertInto('arrivals_aside').values(kept).execute()
    return true
  },

  async aside(limit) {
    const rows = await db.selectFrom('arrivals_aside').selectAll().orderBy('at', 'desc').limit(limit).execute()
    return rows.map(({ reference, room, body, at, error }) => ({
      reference,
      room,
      words: (JSON.parse(body) as { words: Record<string, string> }).words,
      error,
      at: new Date(at),
    }))
  },

  async revive(reference) {
    const row = await db
      .deleteFrom('arrivals_aside')
      .where('reference', '=', reference)
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) return false
    const { room, id, line, person_id, body, at } = row
    // The platform may have brought the same again meanwhile.
    await db
      .insertInto('arrivals')
      .values({ room, id, line, person_id, body, at, owner: null, tries: 0 })
      .onConflict((c) => c.columns(['room', 'id']).doNothing())
      .execute()
    return true
  },

  countAside: () => countOf(db.selectFrom('arrivals_aside')),
  count: () => countOf(db.selectFrom('arrivals')),
})
