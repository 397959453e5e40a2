import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Failure, wordsOf } from './failure.ts'
import { identityOf, withIdentity } from './identity.ts'

/** Sections whose keys the code says by name, each of one kind of text; a missing or unknown key stops the start. */
export const sectionsOf =
  <T extends z.ZodType>(text: T) =>
  <const K extends string>(...keys: K[]) =>
    z.strictObject(Object.fromEntries(keys.map((key) => [key, text])) as Record<K, T>)

export const texts = sectionsOf(z.string())

/** Reads one file of the desk's words and checks that everything the code says is there. */
export const readWords = <S extends z.ZodType>(directory: string, name: string, shape: S): z.infer<S> => {
  const path = join(directory, name)
  const identity = identityOf(directory)
  let raw: unknown
  try {
    raw = withIdentity(parse(readFileSync(path, 'utf8')), identity)
  } catch (thrown) {
    throw new Failure('words.read', `${path} cannot be read: ${wordsOf(thrown)}. Restore it or mend its YAML.`)
  }
  const checked = shape.safeParse(raw)
  if (!checked.success) {
    throw new Failure('words.shape', `${path} lacks words or has unknown ones: ${z.prettifyError(checked.error)}`)
  }
  return checked.data
}

/** Fills {places} in a sentence; a place that nothing fills is a fault of the file and named as such. */
export const fill = (sentence: string, values: Record<string, string | number>): string =>
  sentence.trim().replaceAll(/\{([a-zA-Z][a-zA-Z0-9]*)\}/gu, (place, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Failure('words.place', `“${sentence.trim()}” has ${place}, which nothing fills.`)
    return String(value)
  })
