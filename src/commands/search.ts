import type { Command } from 'commander'
import { z } from 'zod'
import { dayInJapan } from '../japanese/calendar.ts'
import { Failure } from '../base/failure.ts'
import { freshGuidance } from './guidance.ts'
import { configFor, out, parsed, type Places, readLines } from './shared.ts'

/** Results a query may ask for. */
const K_MAX = 1_000
const TAG = 'telework-desk'

const line = z.object({ id: z.union([z.string(), z.number()]), text: z.string() })
const count = z.coerce.number().int().min(1).max(K_MAX)

interface SearchOptions extends Places {
  file?: string
  k: string
  explain?: boolean
  group?: string[]
}

/** A run line is split at blanks, so an id may hold none. */
const runId = (id: string): string => id.replaceAll(/\s/gu, (blank) => encodeURIComponent(blank))

export const addSearch = (program: Command, places: () => Places): void => {
  program
    .command('search')
    .description('資料を検索します · search the guidance; a file of queries gives TREC run lines')
    .argument('[query]', '検索する言葉 · the query')
    .option('--file <path>', 'JSON Lines の検索文 {"id","text"} · queries as JSON Lines, - for stdin')
    .option('-k <n>', '件数 · results a query', '10')
    .option('--group <names...>', '読む人の属するグループ · groups of the reader')
    .option('--explain', '点数の内訳を表示 · show what each score is made of')
    .action(async (given: string | undefined, options: SearchOptions) => {
      const k = parsed('-k', count, options.k)
      if ((given === undefined) === (options.file === undefined)) {
        throw new Failure('usage', 'Give either a query or --file, as in: telework-desk search "通信費"')
      }
      const config = configFor(places())
      const index = (await freshGuidance(config)).index.readableBy(options.group ?? [])
      if (given !== undefined) {
        const query = { text: given, asOf: dayInJapan(new Date()), limit: k }
        if (options.explain) return out(JSON.stringify(await index.explain(query), null, 2))
        for (const [n, { passage, status, score }] of (await index.retrieve(query)).entries()) {
          out(`${n + 1}\t${score.toFixed(4)}\t${status}\t${passage.id}\t${passage.path.join(' > ')} ${passage.title}`)
        }
        return
      }
      let faults = 0
      for (const read of await readLines(options.file ?? '', line)) {
        if ('fault' in read) {
          faults++
          process.stderr.write(`${read.fault}\n`)
          continue
        }
        const hits = await index.rank(read.value.text, k)
        for (const [n, { id, score }] of hits.entries()) {
          out(`${runId(String(read.value.id))} Q0 ${runId(id)} ${n + 1} ${score.toFixed(6)} ${TAG}`)
        }
      }
      if (faults > 0) throw new Failure('lines', `${faults} of the lines could not be read; the others were searched.`)
    })
}
