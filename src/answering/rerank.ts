/**
 * Puts the hits in the order in which they answer: two sections about one programme share nearly all words, and what
 * tells them apart is the kind of question they answer.
 */
import { push } from '../base/grouping.ts'
import { once } from '../base/once.ts'
import type { Passage, Ranked } from '../vocabulary/types.ts'
import { fold } from '../knowledge/knowledge.ts'
import { recent } from '../base/recent.ts'
import { facetsIn, givenShare, type Facet } from './facets.ts'
import { amountShare, quantitiesIn } from './quantities.ts'
import type { Question } from './shape.ts'

/** Share of the score that agreement on the kind of question, and likeness to an editor's wording, can add. */
const KIND = 0.25
const GIVEN = 0.2
const ALIKE = 1.2
/** An amount that is asked for is told in the passage. */
const AMOUNT = 0.3

/** How much of the likeness is the longest run that both share. */
const RUN = 0.5
/** A run has one letter more than pairs, and more where a pair recurs in it. */
const RUN_SLACK = 3
/** Longer questions are compared by their beginning. */
const WORDING_CHARACTERS_MAX = 80
/** Signs such as ◎ have no reading and no word; a passage that explains them holds them. */
const SIGN = 0.3
const signs = /[◎○●△▲☆★※]/gu

/** What a thing is, in a question that wants nothing else of it. */
const OVERVIEW =
  /(?:とは|って)(?:何|なに|なん|どんな|どういう)?(?:です|でしょう|なの|もの)*か?[?。]*$|について(?:教えて|知りたい|説明)|どんな(?:制度|事業|もの|ところ|取組|支援)/u
const OVERVIEWED = 0.3
const isOverview = ({ title, topics }: Passage): boolean => topics.includes('概要') || /とは|概要/u.test(title)

interface Wording {
  plain: string
  pairs: ReadonlySet<string>
}

interface Known {
  facets: ReadonlySet<Facet>
  /** The heading and each other way of asking. */
  wordings: Wording[]
  /** Per pair of letters the places of the wordings that have it. */
  byPair: Map<string, number[]>
  text: string
}

/** Different words for one matter, of which askers and editors take either. */
const ALIASES: [RegExp, string][] = [
  [/条件|基準|資格/gu, '要件'],
  [/締め?切り?|〆切|期日/gu, '期限'],
  [/料金|値段|お金|金額/gu, '費用'],
  [/問い?合わ?せ先?|電話番号/gu, '連絡先'],
  [/メリット|長所|良い点|特徴/gu, '利点'],
  [/デメリット|短所|欠点|悪い点/gu, '注意点'],
  [/申し込み|申込み|応募/gu, '申込'],
  [/(?:教えて|知りたい)(?:ください|です)?|ですか|ますか|でしょうか|お願いします/gu, ''],
]

/** One word where askers and editors have several. */
export const plainly = (text: string): string =>
  ALIASES.reduce((words, [alias, word]) => words.replace(alias, word), text)

const wordingOf = (given: string): Wording => {
  const pairs = new Set<string>()
  const plain = plainly(given)
    .replaceAll(/[\s\p{P}\p{S}]/gu, '')
    .slice(0, WORDING_CHARACTERS_MAX)
  const characters = Array.from(plain)
  for (let i = 0; i + 1 < characters.length; i++) pairs.add(`${characters[i]}${characters[i + 1]}`)
  return { plain, pairs }
}

/** Length of the longest run that both texts share: 先駆者百選 is not 先駆者. */
const sharedRun = (a: string, b: string): number => {
  let longest = 0
  let above = new Uint16Array(b.length + 1)
  for (let i = 0; i < a.length; i++) {
    const row = new Uint16Array(b.length + 1)
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue
      const run = (above[j] ?? 0) + 1
      row[j + 1] = run
      if (run > longest) longest = run
    }
    above = row
  }
  return longest
}

const knownOf = once((passage: Passage): Known => {
  const wordings = [passage.title, ...passage.asks].map((wording) => fold(wording).toLowerCase())
  const comparable = wordings.map(wordingOf).filter(({ pairs }) => pairs.size > 0)
  const byPair = new Map<string, number[]>()
  for (const [at, { pairs }] of comparable.entries()) for (const pair of pairs) push(byPair, pair, at)
  return {
    facets: new Set(wordings.flatMap((wording) => facetsIn(wording))),
    wordings: comparable,
    byPair,
    text: fold(passage.text).toLowerCase(),
  }
})

/**
 * Runs are slow to find: one that could not make a wording the likest is left aside, since it is hardly longer than
 * the pairs of letters that are shared.
 */
const compare = (text: string, passage: Passage): number => {
  const asked = wordingOf(text)
  const { length } = asked.plain
  if (length === 0 || asked.pairs.size === 0) return 0
  const { wordings, byPair } = knownOf(passage)
  const shared = new Uint16Array(wordings.length)
  for (const pair of asked.pairs) for (const at of byPair.get(pair) ?? []) shared[at] = (shared[at] as number) + 1
  const rated = wordings
    .map(({ plain, pairs }, at) => {
      const alike = (2 * (shared[at] as number)) / (asked.pairs.size + pairs.size)
      const run = Math.min(1, ((shared[at] as number) + RUN_SLACK) / length)
      return { plain, alike, most: (1 - RUN) * alike + RUN * run }
    })
    .sort((a, b) => b.most - a.most)
  let best = 0
  for (const { plain, alike, most } of rated) {
    if (most <= best) break
    best = Math.max(best, (1 - RUN) * alike + (RUN * sharedRun(asked.plain, plain)) / length)
  }
  return best
}

/** A message is read in several ways, and what was found is compared with each of them more than once. */
const READINGS_KEPT = 4
const likenessTo = once((passage: Passage) => recent((text) => compare(text, passage), READINGS_KEPT))

/** How like an editor's wording of it a question is, from 0 to 1; `text` is folded. */
export const likeness = (text: string, passage: Passage): number => likenessTo(passage)(text)

/** Share of the kinds of thing asked for that the passage is asked for, too. */
export const kinship = (facets: readonly Facet[], passage: Passage): number =>
  facets.length === 0 ? 0 : facets.filter((facet) => knownOf(passage).facets.has(facet)).length / facets.length

export const rerank = (question: Question, ranked: readonly Ranked[]): Ranked[] => {
  const quantities = quantitiesIn(question.text)
  return ranked
    .map((one) => {
      const { text } = knownOf(one.passage)
      const kind = KIND * kinship(question.facets, one.passage)
      const given = GIVEN * (givenShare(question.facets, text) ?? 0)
      const asked = question.text.match(signs) ?? []
      const sign = asked.length > 0 && asked.every((each) => text.includes(each)) ? SIGN : 0
      const overview = OVERVIEW.test(question.text) && isOverview(one.passage) ? OVERVIEWED : 0
      const amount = quantities.length === 0 ? 0 : AMOUNT * amountShare(quantities, text)
      const gained =
        one.score * (overview + sign + kind + given + amount + ALIKE * likeness(question.text, one.passage))
      return { ...one, score: one.score + gained, parts: { ...one.parts, kind: gained } }
    })
    .toSorted((a, b) => b.score - a.score)
}
