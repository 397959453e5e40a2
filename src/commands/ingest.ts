import { existsSync } from 'node:fs'
import process from 'node:process'
import type { Command } from 'commander'
import { Failure } from '../base/failure.ts'
import { createNetwork } from '../base/network.ts'
import type { CrawlReport, FileReport } from '../knowledge/knowledge.ts'
import { rollBack } from '../knowledge/knowledge.ts'
import { vectorsFor } from '../wiring/model.ts'
import { embedKnowledge, ingestKnowledge, watchKnowledge } from '../wiring/published.ts'
import { createProgress } from './progress.ts'
import { configFor, out, type Places, tell } from './shared.ts'

interface IngestOptions extends Places {
  watch?: boolean
  force?: boolean
  rollBack?: boolean
}

const WATCH_MS = 2_000

const rowOf = (file: FileReport): string =>
  [
    file.outcome.padEnd(9),
    String(file.documents).padStart(4),
    String(file.passages).padStart(6),
    file.path,
    file.reason === undefined ? '' : `— ${file.reason.words} (${file.reason.code})`,
  ].join('  ')

const showTable = (files: readonly FileReport[]): void => {
  out('outcome    docs  passages  file')
  for (const file of files) out(rowOf(file))
}

/** A bar where somebody looks, one JSON line a file where a program reads. */
const display = () => {
  if (process.stderr.isTTY) return { onFile: () => {}, ...createProgress() }
  return { onFile: (file: FileReport) => out(JSON.stringify(file)), show: () => {}, stop: () => {} }
}

const tellSite = ({ url, read, unchanged, retired, failed }: CrawlReport): void => {
  if (read + unchanged + retired + failed.length === 0) return
  tell(`${url}: ${read} read, ${unchanged} unchanged, ${retired} vanished, ${failed.length} failed`)
  for (const { url: page, why } of failed) tell(`  ${page}: ${why}`)
}

export const addIngest = (program: Command, places: () => Places): void => {
  program
    .command('ingest')
    .description('資料を読み込み、索引を作り直します · read what changed and publish a new index')
    .argument('[paths...]', '追加の資料 · further files or folders, remembered for later ingests')
    .option('--watch', '変更を見張る · keep watching for changes')
    .option('--force', '変更がなくても作り直す · build although nothing changed')
    .option('--roll-back', '一つ前の索引に戻す · bring the index before back')
    .action(async (paths: string[], options: IngestOptions) => {
      const config = configFor(places())
      if (options.rollBack) {
        const back = await rollBack(config.data)
        if (back === null) throw new Failure('ingest.back', 'There is no earlier index to go back to.')
        return out(`index ${back.version} answers again`)
      }
      const missing = [config.knowledge, ...paths].find((path) => !existsSync(path))
      if (missing !== undefined) throw new Failure('ingest.missing', `${missing} does not exist. Check the path.`)
      const shown = display()
      const { fetch } = createNetwork({
        proxy: config.HTTPS_PROXY,
        noProxy: config.NO_PROXY,
        extraCaFile: config.EXTRA_CA_FILE,
      })
      const choices = {
        fetch,
        onSite: tellSite,
        paths,
        onFile: shown.onFile,
        onProgress: shown.show,
        force: options.force === true,
      }
      const vectors = vectorsFor(config, () => {})
      const report =
        vectors === undefined
          ? await ingestKnowledge(config, () => new Date(), choices)
          : await embedKnowledge(config, () => new Date(), vectors, choices)
      shown.stop()
      if (process.stderr.isTTY) showTable(report.files)
      const { outcome, documents, passages, version, ms } = report
      tell(`${outcome}: ${documents} documents, ${passages} passages, index ${version ?? 'none'}, ${ms} ms`)
      if (outcome === 'busy') throw new Failure('ingest.busy', 'Another ingest is running; wait for it to end.')
      if (outcome === 'empty') throw new Failure('ingest.empty', `Nothing readable in ${config.knowledge}.`)
      if (!options.watch) return
      const stop = new AbortController()
      process.once('SIGINT', () => stop.abort())
      process.once('SIGTERM', () => stop.abort())
      await watchKnowledge(
        config,
        () => new Date(),
        { paths, everyMs: WATCH_MS, signal: stop.signal },
        (again) => tell(`${again.outcome}: ${again.documents} documents, ${again.passages} passages, ${again.ms} ms`),
      )
    })
}
