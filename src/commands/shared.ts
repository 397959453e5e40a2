import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { z } from 'zod'
import { type Config, readConfig } from '../wiring/config.ts'
import { Failure, wordsOf } from '../base/failure.ts'

/** The options every command takes. */
export interface Places {
  data?: string
  knowledge?: string
  prompts?: string
}

export const out = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

export const tell = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

export const configFor = (places: Places): Config => readConfig(places)

/** Bytes of an input file; a batch larger than this is to be split. */
const FILE_BYTES_MAX = 200 * 1024 * 1024

const bytesOf = async (path: string): Promise<Buffer> => {
  if (path === '-') {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
    return Buffer.concat(chunks)
  }
  if (!existsSync(path)) throw new Failure('file.missing', `${path} does not exist. Check the path.`)
  const { size } = statSync(path)
  if (size > FILE_BYTES_MAX) {
    throw new Failure('file.large', `${path} has ${size} bytes; at most ${FILE_BYTES_MAX} are read. Split it.`)
  }
  try {
    return await readFile(path)
  } catch (thrown) {
    throw new Failure('file.read', `${path} cannot be read: ${wordsOf(thrown)}.`)
  }
}

/** A line that could be read, or what is wrong with it; a bad line never stops the others. */
export type ReadLine<T> = { line: number; value: T } | { line: number; fault: string }

export const readLines = async <S extends z.ZodType>(path: string, shape: S): Promise<ReadLine<z.infer<S>>[]> => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await bytesOf(path))
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown
    throw new Failure('file.utf8', `${path} is not UTF-8. Save it as UTF-8 (JSON Lines).`)
  }
  return text
    .split('\n')
    .map((content, n) => ({ content: content.trim(), line: n + 1 }))
    .filter(({ content }) => content !== '')
    .map(({ content, line }): ReadLine<z.infer<S>> => {
      let raw: unknown
      try {
        raw = JSON.parse(content)
      } catch {
        return { line, fault: `line ${line} is not JSON` }
      }
      const parsed = shape.safeParse(raw)
      if (parsed.success) return { line, value: parsed.data }
      const why = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`).join('; ')
      return { line, fault: `line ${line}: ${why}` }
    })
}

/** A calendar day that exists. */
export const dayShape = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-11-20')
  .refine((day) => {
    const at = new Date(`${day}T00:00:00Z`)
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
  }, 'is not a day of the calendar')

export const parsed = <S extends z.ZodType>(name: string, shape: S, value: unknown): z.infer<S> => {
  const result = shape.safeParse(value)
  if (result.success) return result.data
  const why = result.error.issues.map((issue) => issue.message).join('; ')
  throw new Failure('usage', `${name}: ${JSON.stringify(value)} ${why}.`)
}
