/**
 * Words that people say beside those that are written, for kinds of desks: files of `vocabularies/` that a desk switches
 * on in its desk.yaml. They are general; what is particular to a field belongs into that knowledge's own thesaurus.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { readIdentity, type VocabularyName } from '../base/identity.ts'
import type { Everyday } from '../vocabulary/types.ts'
import { faultOf, parseYaml } from './front-matter.ts'

const FOLDER = 'vocabularies'

const shipped = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'knowledge')

/** Words of people > words of offices. */
const lines = z.array(z.string().regex(/^[^>]+>[^>]+$/u))

/** Whether a file of the knowledge folder is a vocabulary, and no guidance. */
export const isVocabulary = (path: string): boolean => path.startsWith(`${FOLDER}/`)

const wordsOf = (side: string): string[] => side.split(' ').filter((word) => word !== '')

/** Words of people are alike among themselves up to a comma: テレビ and 冷蔵庫 are both 家電, and neither is the other. */
const rowsOf = (line: string): Everyday[] => {
  const [people = '', offices = ''] = line.split('>')
  return people.split(',').map((alike) => ({ people: wordsOf(alike), offices: wordsOf(offices) }))
}

/** The words of one vocabulary, of the folder itself or as it comes with the program. */
export const readVocabulary = async (name: VocabularyName, knowledge: string = shipped): Promise<Everyday[]> => {
  const own = join(knowledge, FOLDER, `${name}.yaml`)
  const path = existsSync(own) ? own : join(shipped, FOLDER, `${name}.yaml`)
  const parsed = parseYaml(await readFile(path, 'utf8'))
  if (!parsed.ok) throw new Error(parsed.fault)
  const checked = lines.safeParse(parsed.value)
  if (!checked.success) throw new Error(faultOf(checked.error))
  return checked.data.flatMap(rowsOf)
}

/** All words of the vocabularies that the folder's desk has switched on. */
export const readVocabularies = async (knowledge: string): Promise<Everyday[]> => {
  const read = readIdentity(knowledge).vocabularies.map((name) => readVocabulary(name, knowledge))
  return (await Promise.all(read)).flat()
}
