import { notice } from '../base/saying.ts'
import type { Command } from 'commander'
import { z } from 'zod'
import { plain, readChannelWords } from '../channels/plain.ts'
import { answerOnce, type DeskParts } from '../desk/desk.ts'
import { QUESTION_CHARACTERS_MAX } from '../spine/intake.ts'
import type { Memory, Reply, Taken } from '../vocabulary/types.ts'
import { Failure } from '../base/failure.ts'
import { chooserTold, deskFor } from './guidance.ts'
import { configFor, dayShape, out, parsed, type Places, readLines, tell } from './shared.ts'

const question = z
  .string()
  .refine((text) => text.trim() !== '', 'must not be empty')
  .refine((text) => text.length <= QUESTION_CHARACTERS_MAX, `must have at most ${QUESTION_CHARACTERS_MAX} characters`)

const line = z.object({
  id: z.union([z.string(), z.number()]),
  question,
  asOf: dayShape.optional(),
  /** Lines of the same conversation follow one another in one memory. */
  conversation: z.string().optional(),
})

interface AskOptions extends Places {
  json?: boolean
  asOf?: string
  file?: string
  group?: string[]
}

/** Nobody is left without words, not even where the desk would stay silent. */
const replyOf = (taken: Taken): Reply => taken.reply ?? notice('')

interface Asker {
  asOf: string | undefined
  groups: string[]
}

const askAll = async (parts: DeskParts, path: string, { asOf, groups }: Asker): Promise<void> => {
  const memories = new Map<string, Memory>()
  let faults = 0
  for (const read of await readLines(path, line)) {
    if ('fault' in read) {
      faults++
      out(JSON.stringify({ line: read.line, error: { code: 'line', message: read.fault } }))
      continue
    }
    const { id, conversation } = read.value
    const day = read.value.asOf ?? asOf
    const memory = conversation === undefined ? undefined : memories.get(conversation)
    const taken = await answerOnce(parts, {
      question: read.value.question,
      groups,
      ...(day === undefined ? {} : { asOf: day }),
      ...(memory === undefined ? {} : { memory }),
    })
    if (conversation !== undefined) memories.set(conversation, taken.memory)
    out(JSON.stringify({ id, ...replyOf(taken) }))
  }
  if (faults > 0) throw new Failure('lines', `${faults} of the lines could not be read; each is told in its place.`)
}

export const addAsk = (program: Command, places: () => Places): void => {
  program
    .command('ask')
    .description('質問に答えます · answer one question, or a file of them')
    .argument('[question]', '質問 · the question')
    .option('--json', '返答を JSON で出力 · print the reply as JSON')
    .option('--as-of <day>', 'この日現在で答える (YYYY-MM-DD) · answer as of this day')
    .option(
      '--file <path>',
      'JSON Lines の質問 {"id","question"}（- で標準入力） · questions as JSON Lines, - for stdin',
    )
    .option('--group <names...>', '質問する人の属するグループ · groups of the asker')
    .action(async (given: string | undefined, options: AskOptions) => {
      const asOf = options.asOf === undefined ? undefined : parsed('--as-of', dayShape, options.asOf)
      if ((given === undefined) === (options.file === undefined)) {
        throw new Failure('usage', 'Give either a question or --file, as in: telework-desk ask "質問"')
      }
      const asked = given === undefined ? undefined : parsed('question', question, given)
      const groups = options.group ?? []
      const config = configFor(places())
      const { parts } = await deskFor(config, chooserTold(config))
      if (options.file !== undefined) return askAll(parts, options.file, { asOf, groups })
      const taken = await answerOnce(parts, { question: asked ?? '', groups, ...(asOf === undefined ? {} : { asOf }) })
      const reply = replyOf(taken)
      out(options.json ? JSON.stringify(reply) : plain(reply, readChannelWords(config.prompts)))
      if (reply.text === '') tell('(no words)')
    })
}
