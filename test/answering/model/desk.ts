/** A desk that has a double for a model, wired as the house wires it. */
import { chooserFor } from '../../../src/wiring/model.ts'
import { readConfig } from '../../../src/wiring/config.ts'
import { answerOnce, type DeskParts } from '../../../src/desk/desk.ts'
import type { Taken } from '../../../src/vocabulary/types.ts'
import { promptsDir } from '../../support/shipped-index.ts'
import { shippedParts } from '../../support/shipped-desk.ts'
import type { AskedRow, ModelDouble, Received } from '../../support/model-double/model-double.ts'

/** A choice in its form; `ids` answer one thing in order. */
export const choosing = (ids: readonly string[], more: object = {}): object => ({
  slots: [{ kind: '', ids, untold: ids.length === 0 }],
  askBack: false,
  procedure: null,
  ...more,
})

export const rowsIn = ({ asked }: Received): AskedRow[] => asked.sources.flatMap(({ rows }) => rows)

export interface ModelDesk {
  ask(question: string, memory?: Taken['memory']): Promise<Taken>
  fallbacks: string[]
}

export const modelDesk = async (env: Record<string, string>, given: Partial<DeskParts> = {}): Promise<ModelDesk> => {
  const fallbacks: string[] = []
  const config = readConfig({ prompts: promptsDir }, env)
  const chooser = chooserFor(config, { now: () => new Date(), onFallback: (why) => fallbacks.push(why) })
  const parts = await shippedParts({ chooser, ...given })
  return { ask: (question, memory = {}) => answerOnce(parts, { question, memory }), fallbacks }
}

export const envFor = (double: ModelDouble, more: Record<string, string> = {}): Record<string, string> => ({
  OPENAI_BASE_URL: double.url,
  OPENAI_MODEL: 'double',
  OPENAI_TIMEOUT_MS: '5000',
  OPENAI_DAILY_ANSWERS_PER_PERSON: '100000',
  ...more,
})
