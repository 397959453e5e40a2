/** The process that killing.ts kills. */
import { ingest } from '../../src/knowledge/knowledge.ts'
import { shelf } from './shelf.ts'

const [knowledge = '', data = ''] = process.argv.slice(2)
process.stdout.write('ready\n')
await ingest({ knowledge, data, now: () => new Date(), ...shelf })
