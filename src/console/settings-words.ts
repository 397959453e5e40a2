import { z } from 'zod'
import { readWords, sectionsOf, texts } from '../base/words.ts'

export const firstSteps = ['secretariat', 'period', 'routes', 'roster', 'operators', 'tls', 'knowledge'] as const
export type FirstStepName = (typeof firstSteps)[number]

const step = z.strictObject(texts('what', 'ok', 'todo').shape)

const shape = z.strictObject({
  groups: z.array(z.strictObject({ title: z.string(), lead: z.string(), names: z.array(z.string()) })),
  units: z.record(z.string(), z.string()),
  /** What a change of a setting does, in plain words. */
  does: z.record(z.string(), z.string()),
  firstSteps: z.strictObject({
    ...texts('title', 'lead', 'done', 'open').shape,
    ...sectionsOf(step)(...firstSteps).shape,
  }),
})

export type SettingsWords = z.infer<typeof shape>

export const readSettingsWords = (directory: string): SettingsWords =>
  readWords(directory, 'console-settings.yaml', shape)
