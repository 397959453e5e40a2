/**
 * Kills an ingest at random moments and opens what is left. Run by hand for a long soak:
 *   npx tsx test/bench/ingest-kill.ts 50
 */
import { killOften } from '../knowledge/killing.ts'

const times = Number(process.argv[2] ?? 50)
const { killed, finished, old, fresh } = await killOften(times, 20261121)
console.log(JSON.stringify({ times, killed, finished, answeredOld: old, answeredNew: fresh }))
