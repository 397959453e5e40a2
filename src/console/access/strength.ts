import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN } from './secrets.ts'

/** Of 0 to 4: safe from whoever can try without end on a stolen hash, for as long as passwords are changed. */
const SCORE_MIN = 3
/** Words of this very house are the first that are tried. */
const HOUSE = ['telework', 'desk', 'console', 'テレワーク', '窓口', '相談']

/** Letters and figures that must be left once names are taken out. */
const REST_MIN = 6
const NAME_MIN = 3

const restOf = (password: string, names: readonly string[]): number => {
  let rest = password.normalize('NFKC').toLowerCase()
  for (const name of names.map((each) => each.normalize('NFKC').toLowerCase())) {
    if (name.length >= NAME_MIN) rest = rest.replaceAll(name, '')
  }
  return [...rest.replaceAll(/[^\p{L}\p{N}]/gu, '')].length
}

let estimator: Promise<ZxcvbnFactory> | null = null

/** The dictionaries are large and asked for by the few who set a password. */
const load = async (): Promise<ZxcvbnFactory> => {
  const [{ ZxcvbnFactory: Factory }, common, ja] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-ja'),
  ])
  const dictionary = { ...common.dictionary, ...ja.dictionary }
  return new Factory({ dictionary, graphs: common.adjacencyGraphs, maxLength: PASSWORD_CHARACTERS_MAX })
}

/** What is wrong with a password of somebody who goes by these names; null where it can be used. */
export const passwordProblem = async (
  password: string,
  about: readonly string[],
): Promise<'password' | 'weak' | null> => {
  const { length } = [...password]
  if (length < PASSWORD_CHARACTERS_MIN || length > PASSWORD_CHARACTERS_MAX) return 'password'
  estimator ??= load()
  // A name counts by its parts as well, which is how people build passwords from it.
  const known = [...HOUSE, ...about.flatMap((name) => [name, ...name.split(/[\s　._@-]+/u)])]
  if (restOf(password, known) < REST_MIN) return 'weak'
  const { score } = (await estimator).check(password, known)
  return score < SCORE_MIN ? 'weak' : null
}
