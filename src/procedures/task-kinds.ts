/** Which kind of task of the guide a job belongs to: by the words of the kind first, else by what its examples share. */
import { fold } from '../japanese/numbers.ts'
import { characterPairs } from '../japanese/pairs.ts'
import type { Kit } from './kit.ts'

export type TaskKind = Kit['rules']['taskLevels']['kinds'][number]

const HARDEST = 4
/** Less in common than two rare pairs is chance. */
const OVERLAP_MIN = 4

/** What may stand between a word and the one that it only describes. */
const PARTICLES = new Set(['の', 'に', ''])

/** In 「会議の議事録」 the minutes are the task and the meeting only says which: a word before another one gives way. */
const describesAnother = (job: string, word: string, all: readonly string[]): boolean => {
  const rest = job.slice(job.indexOf(word) + word.length)
  const after = PARTICLES.has(rest.slice(0, 1)) ? rest.slice(1) : rest
  return all.some((other) => after.startsWith(other))
}

interface Read {
  kind: TaskKind
  words: string[]
  /** Character pairs, weighed by how few kinds have them. */
  pairs: Map<string, number>
}

/** 会議 within 会議録 is no meeting: a word counts where it stands outside every longer one. */
const standsAlone = (job: string, word: string, all: readonly string[]): boolean => {
  const longer = all.filter((other) => other.length > word.length && other.includes(word) && job.includes(other))
  return longer.reduce((rest, other) => rest.replaceAll(other, '〜'), job).includes(word)
}

const wordsHeld = (job: string, { kind, words }: Read, all: readonly string[]): string[] =>
  words.filter(
    (word) =>
      job.includes(word) &&
      standsAlone(job, word, all) &&
      (kind.level === HARDEST || !describesAnother(job, word, all)),
  )

const weighed = new WeakMap<Kit, { kinds: Read[]; all: string[] }>()

/** The kinds with their words folded, made once for a set of rules. */
const readKinds = (kit: Kit) => {
  const known = weighed.get(kit)
  if (known) return known
  const sets = kit.rules.taskLevels.kinds.map((kind) => ({
    kind,
    words: kind.words.map(fold),
    pairs: characterPairs(fold([kind.name, ...kind.words].join('、'))),
  }))
  const weight = (pair: string) => Math.log(sets.length / sets.filter(({ pairs }) => pairs.has(pair)).length)
  const kinds = sets.map(({ kind, words, pairs }) => ({
    kind,
    words,
    pairs: new Map([...pairs].map((pair) => [pair, weight(pair)])),
  }))
  const made = { kinds, all: kinds.flatMap(({ words }) => words) }
  weighed.set(kit, made)
  return made
}

/** The kinds whose words a job holds; the hardest first, of one level the one with the longer word. */
export const kindsNamed = (job: string, kit: Kit): TaskKind[] => {
  const { kinds, all } = readKinds(kit)
  return kinds
    .map((read) => ({ kind: read.kind, longest: Math.max(0, ...wordsHeld(job, read, all).map((word) => word.length)) }))
    .filter(({ longest }) => longest > 0)
    .sort((a, b) => b.kind.level - a.kind.level || b.longest - a.longest)
    .map(({ kind }) => kind)
}

const nearest = (job: string, kit: Kit): TaskKind | null => {
  const pairs = characterPairs(job)
  let best: { kind: TaskKind; score: number } | null = null
  for (const { kind, pairs: own } of readKinds(kit).kinds) {
    const score = [...pairs].reduce((total, pair) => total + (own.get(pair) ?? 0), 0)
    if (score > (best?.score ?? 0)) best = { kind, score }
  }
  return best !== null && best.score >= OVERLAP_MIN ? best.kind : null
}

/** The kind of one job, or null where the guide has nothing near. */
export const kindOfJob = (job: string, kit: Kit): TaskKind | null => kindsNamed(job, kit)[0] ?? nearest(job, kit)
