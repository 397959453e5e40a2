import { z } from 'zod'
import { readWords } from '../../base/words.ts'
import { type ChannelWords, readChannelWords } from '../plain.ts'

const shape = z.strictObject({
  checking: z.string(),
  ready: z.string(),
  failing: z.string(),
  errors: z.strictObject({
    method: z.string(),
    large: z.string(),
    body: z.string(),
    signature: z.string(),
    timestamp: z.string(),
    version: z.string(),
    missing: z.string(),
  }),
  contract: z.strictObject({
    page: z.string(),
    hmac: z.string(),
    token: z.string(),
    window: z.string(),
    push: z.string(),
    response: z.string(),
    signed: z.string(),
    optional: z.string(),
    yes: z.string(),
    fields: z.record(z.string(), z.string()),
  }),
})

export type WebhookWords = z.infer<typeof shape> & { shared: ChannelWords }

export const readWebhookWords = (directory: string): WebhookWords => ({
  ...readWords(directory, 'webhook.yaml', shape),
  shared: readChannelWords(directory),
})
