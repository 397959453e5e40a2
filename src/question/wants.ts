/** What kinds of thing a question wants, told by prompts/facets.yaml: patterns over folded text, each with examples. */
import { z } from 'zod'
import { readWords } from '../base/words.ts'

const facet = z.strictObject({
  id: z.string().min(1),
  /** Labels of facts that tell it. */
  labels: z.array(z.string().min(1)),
  asked: z.array(z.string().min(1)).min(1),
  /** How a value of that kind looks; empty where it can look like anything. */
  given: z.string(),
  yes: z.array(z.string()).min(1),
  no: z.array(z.string()).min(1),
})

export interface Wants {
  /** The kinds of thing that folded text asks for. */
  asked(folded: string): Set<string>
  /** Folded text without the words that only say what kind of thing is asked for. */
  bare(folded: string): string
  /** The kinds of thing that a fact with this label tells. */
  told(label: string): ReadonlySet<string>
  /** Whether a value looks like that kind of thing; undefined where it can look like anything. */
  gives(id: string, value: string): boolean | undefined
  /** The labels that tell a kind of thing, the most telling first. */
  labels(id: string): readonly string[]
  readonly examples: readonly { id: string; yes: readonly string[]; no: readonly string[] }[]
}

/** A label is a kind's own where it is one of its labels, or ends in one: 相談の回数 tells a 回数. */
const tells = (labels: readonly string[], label: string): boolean =>
  labels.some((known) => label === known || (known.length > 1 && label.endsWith(known)))

export const readWants = (prompts: string): Wants => {
  const kinds = readWords(prompts, 'facets.yaml', z.array(facet)).map(({ asked, given, ...rest }) => ({
    ...rest,
    asked: new RegExp(asked.join('|'), 'u'),
    every: new RegExp(asked.join('|'), 'gu'),
    given: given === '' ? null : new RegExp(given, 'u'),
  }))
  const labels = kinds
    .flatMap((kind) => kind.labels)
    .filter(({ length }) => length > 1)
    .sort((a, b) => b.length - a.length)
  const byId = new Map(kinds.map((kind) => [kind.id, kind]))
  const known = new Map<string, ReadonlySet<string>>()
  return {
    asked: (folded) => new Set(kinds.filter((kind) => kind.asked.test(folded)).map(({ id }) => id)),
    bare: (folded) => {
      const named = labels.reduce((text, label) => text.replaceAll(label, ' '), folded)
      return kinds.reduce((text, { every }) => text.replace(every, ' '), named)
    },
    told: (label) => {
      const told = known.get(label) ?? new Set(kinds.filter(({ labels }) => tells(labels, label)).map(({ id }) => id))
      known.set(label, told)
      return told
    },
    labels: (id) => byId.get(id)?.labels ?? [],
    gives: (id, value) => byId.get(id)?.given?.test(value),
    examples: kinds,
  }
}
