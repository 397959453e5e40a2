/** Web sites that are read beside the folder, as `sources.yaml` of the knowledge folder lists them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../base/failure.ts'
import { faultOf, parseYaml } from './front-matter.ts'

export const sourcesPath = 'sources.yaml'

const address = z.url({ protocol: /^https?$/ })

const shape = z.array(
  z.strictObject({
    /** Where reading begins; only its own host is read. */
    url: address,
    sitemap: address.optional(),
    /** Beginnings of the paths that are read; the folder of `url` where none is given. */
    include: z.array(z.string().startsWith('/')).default([]),
    exclude: z.array(z.string().startsWith('/')).default([]),
    pages: z.number().int().min(1).max(20_000).default(500),
    everyHours: z.number().min(1).default(24),
    /** Between two pages, unless robots.txt asks for more. */
    pauseMs: z.number().int().min(0).max(60_000).default(500),
    issuer: z.string().optional(),
    groups: z.array(z.string().min(1)).default([]),
  }),
)
export type Source = z.infer<typeof shape>[number]

export const readSources = async (knowledge: string): Promise<Source[]> => {
  const text = await readFile(join(knowledge, sourcesPath), 'utf8').catch(() => null)
  if (text === null) return []
  const parsed = parseYaml(text)
  const checked = parsed.ok ? shape.safeParse(parsed.value ?? []) : null
  if (checked?.success === true) return checked.data
  const fault = parsed.ok ? faultOf(checked?.error ?? new z.ZodError([])) : parsed.fault
  throw new Failure('sources', `${join(knowledge, sourcesPath)} cannot be used: ${fault}. Mend it.`)
}

/** Whether a page belongs to what is read of a site. */
export const belongs = (source: Source, url: URL): boolean => {
  const start = new URL(source.url)
  const inside = source.include.length > 0 ? source.include : [start.pathname.replace(/[^/]*$/, '')]
  return (
    url.origin === start.origin &&
    inside.some((path) => url.pathname.startsWith(path)) &&
    !source.exclude.some((path) => url.pathname.startsWith(path))
  )
}
