/**
 * Ranks rows for one clause: a linear score over named signs. The weights are learned from questions with known facts
 * (`telework-desk eval --fit`): the probability that falls on rows holding a fact that was wanted is made as large as
 * it gets.
 */
import type { Index } from '../retrieval/retrieval.ts'
import { replacing, toldLast } from './follow-up.ts'
import { namesBody } from './polarity.ts'
import { rankerWeights } from './ranker-weights.ts'
import type { Row } from './rows.ts'
import { SIGNS, signsOf, type Hits, type Kinds, type Scored, type Signs, type Wanted } from './signs.ts'

export { SIGNS, signsOf, type Scored, type Wanted }

export const scoreOf = (signs: Signs, weights: Readonly<Record<string, number>> = rankerWeights): number => {
  let score = 0
  for (const name of SIGNS) score += (weights[name] ?? 0) * signs[name]
  return score
}

/** Who asks is named by a row that tells who may: so much more is it wanted. */
const OWN_BODY = 1.5

const ownBody = ({ audience, named, kinds }: Wanted, row: Row): boolean => {
  const body = named ?? audience
  return body !== null && kinds.has('target') && row.label.includes('対象') && namesBody(body, row)
}

/** A clause that leans on the conversation stays with its document, its programme, and what was told last. */
const SAME_DOCUMENT = 1.2
const SAME_PROGRAMME = 0.6
const SAME_LABEL = 1.2

/** 社員は何人 after what was told of one company: what is told of the same member. */
const SAME_MEMBER = 1.2
const YEAR = /令和|平成|20\d\d/u
const isSameMember = (row: Row, last: Row | null): boolean => {
  const member = last?.keys.filter((key) => !YEAR.test(key)) ?? []
  return member.length > 0 && row.label !== last?.label && member.every((key) => row.keys.includes(key))
}

const onTopic = ({ topic }: Wanted, { row, signs }: Omit<Scored, 'score'>, last: Row | null): number => {
  if (topic === null) return 0
  const here = row.passage.document === topic.document ? SAME_DOCUMENT : 0
  const kin = topic.programme !== null && row.passage.programme === topic.programme ? SAME_PROGRAMME : 0
  const member = here > 0 && signs.facet > 0 && isSameMember(row, last) ? SAME_MEMBER : 0
  return here + kin + member + (here > 0 && row.label === topic.label && signs.key > 0 ? SAME_LABEL : 0)
}

/** The rows of the passages found, the likeliest to be wanted first. */
export const rankRows = (index: Index, hits: Hits, wanted: Wanted, kinds: Kinds): Scored[] => {
  const last = wanted.topic === null ? null : toldLast(index, wanted)
  return signsOf(index, hits, wanted, kinds)
    .map((one) => ({
      ...one,
      score:
        scoreOf(one.signs) +
        (ownBody(wanted, one.row) ? OWN_BODY : 0) +
        onTopic(wanted, one, last) +
        replacing(wanted, one.row, last, (label) => kinds.told(label)),
    }))
    .sort((a, b) => b.score - a.score)
}
