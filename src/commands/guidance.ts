/** The documents and the desk over them, for commands that answer; loading this takes most of a second. */
import { existsSync } from 'node:fs'
import type { Config } from '../wiring/config.ts'
import { Failure, wordsOf } from '../base/failure.ts'
import type { Chooser } from '../answering/answering.ts'
import type { DeskParts } from '../desk/desk.ts'
import { assembleDesk } from '../wiring/assemble.ts'
import { chooserFor, vectorsFor } from '../wiring/model.ts'
import { embedKnowledge, type Guidance, ingestKnowledge, openGuidance } from '../wiring/published.ts'
import { tell } from './shared.ts'

/** The index of the knowledge folder as it is now: reads what changed first, and says so. */
export const freshGuidance = async (config: Config): Promise<Guidance> => {
  if (!existsSync(config.knowledge)) {
    throw new Failure(
      'knowledge.missing',
      `The knowledge folder ${config.knowledge} does not exist. Give --knowledge DIR.`,
    )
  }
  const report = await ingestKnowledge(config, () => new Date())
  for (const file of report.files) {
    if (file.outcome === 'skipped') tell(`skipped ${file.path}: ${file.reason?.words ?? file.reason?.code ?? ''}`)
  }
  const vectors = vectorsFor(config, (what, thrown) => tell(`${what}: ${wordsOf(thrown)}`))
  // Without embeddings the words and the learned vectors still find passages.
  if (vectors !== undefined) {
    await embedKnowledge(config, () => new Date(), vectors).catch((thrown: unknown) => tell(wordsOf(thrown)))
  }
  const guidance = await openGuidance(config.data, vectors)
  if (guidance === null) {
    throw new Failure('knowledge.empty', `Nothing readable was found in ${config.knowledge}. Put guidance there.`)
  }
  return guidance
}

const clock = () => new Date()

/** A desk that answers from the knowledge folder as it is now, for one command. */
export const deskFor = async (config: Config, chooser?: Chooser): Promise<{ guidance: Guidance; parts: DeskParts }> => {
  const guidance = await freshGuidance(config)
  return { guidance, parts: assembleDesk(config, () => guidance, clock, [], { chooser }) }
}

/** The configured model as chooser, if any; what it could not do is told beside the answers. */
export const chooserTold = (config: Config): Chooser | undefined =>
  chooserFor(config, { now: clock, onFallback: (why) => tell(`model: ${why}`) })
