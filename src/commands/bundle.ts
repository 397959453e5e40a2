import { mkdtemp, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import type { Command } from 'commander'
import { ROOT } from '../wiring/config.ts'
import { archive, stageBundle } from './bundle-stage.ts'
import { configFor, out, type Places, tell } from './shared.ts'

const MEGABYTE = 1024 * 1024

const onStep = (what: string): void => tell(`bundle: ${what}…`)

export const addBundle = (program: Command, places: () => Places): void => {
  program
    .command('bundle')
    .description(
      'ネットワークのない機械のための一つのファイルを作ります · one archive that starts with Node alone, without a network',
    )
    .option('--out <dir>', '置き場所 · where it goes', '.')
    .action(async ({ out: to }: { out: string }) => {
      const { knowledge, prompts } = configFor(places())
      const folder = resolve(to)
      // Beside the archive, so that files can be linked and the disk that has room is used.
      const aside = await mkdtemp(join(folder, '.bundle-'))
      try {
        const stage = join(aside, 'stage')
        const { packages, version } = await stageBundle({ root: ROOT, knowledge, prompts, to: stage, onStep })
        const name = `telework-desk-${version}`
        const [major] = process.versions.node.split('.')
        const file = join(folder, `${name}-${process.platform}-${process.arch}-node${major}.tar.gz`)
        onStep('archive')
        const sum = await archive(aside, { from: 'stage', name }, file)
        const { size } = await stat(file)
        out(`${file}: ${Math.round(size / MEGABYTE)} MB, ${packages} packages, sha256 ${sum}`)
      } finally {
        await rm(aside, { recursive: true, force: true })
      }
    })
}
