/**
 * Everything that is measured. A file of this folder that exports nothing is a measurement and is on the page; what stands
 * here says in what words, with which options, and which of its figures a reader looks for first.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = new URL('../..', import.meta.url).pathname

export interface Figure {
  what: string
  /** Finds the figure in what was printed; the groups are joined. */
  in: RegExp
}

export interface Measurement {
  name: string
  /** In the words of whoever reads the page. */
  what: string
  /** `cli` is a command of the desk, `bench` a file of this folder. */
  command: ['cli' | 'bench', ...string[]]
  figures: Figure[]
}

type Told = Partial<Omit<Measurement, 'name'>>

const UNSEEN = join('test', 'questions', 'unseen')
const EVAL: Figure[] = [
  { what: '答え方が正しい（調整・検証）', in: /^outcome accuracy +([\d.]+ %) +([\d.]+ %)/mu },
  { what: '事実が合っている（調整・検証）', in: /^fact\w* (?:accuracy|recall)? +([\d.]+ %) +([\d.]+ %)/mu },
  { what: '答えないことの見分け AUROC', in: /^abstention AUROC +(\S+(?: %)?) +(\S+(?: %)?)/mu },
]

/** In the order of the page; what is not named comes after it. */
const KNOWN: Record<string, Told> = {
  answers: { what: '回答（調整用と検証用の質問）', command: ['cli', 'eval'], figures: EVAL },
  'answers-unseen': {
    what: '回答（だれも調整に使っていない質問）',
    command: ['cli', 'eval', '--questions', UNSEEN],
    figures: EVAL,
  },
  read: {
    what: '初めて見る質問への返事を、作っていない人が読んだ採点',
    figures: [{ what: '初めて見る質問（正・一部・誤・有害）', in: /^reader 1: (.+)$/mu }],
  },
  acts: { what: '用件の見分け', figures: [{ what: '用件の見分け', in: /^right: (.+)$/mu }] },
  desks: { what: 'ほかの窓口の資料（調整していない資料）' },
  search: {
    what: '検索（MiniSearch・Orama と同じ機械で）',
    command: ['bench', 'search', '--compare'],
    figures: [
      { what: '検索 窓口', in: /^desk +(R@5 [\d.]+).*(nDCG@10 [\d.]+ +[\d.]+ ms\/query)/mu },
      { what: '検索 MiniSearch', in: /^minisearch +(R@5 [\d.]+).*(nDCG@10 [\d.]+ +[\d.]+ ms\/query)/mu },
      { what: '検索 Orama', in: /^orama +(R@5 [\d.]+).*(nDCG@10 [\d.]+ +[\d.]+ ms\/query)/mu },
    ],
  },
  size: {
    what: '資料の大きさ（10万節）',
    figures: [
      { what: '10万節の索引づくり', in: /^build +(.+)$/mu },
      { what: '10万節から探す', in: /^retrieve +(.+?), \d+ of/mu },
    ],
  },
  start: {
    what: '始まるまで・休んでいるときの大きさ',
    figures: [
      { what: '索引があるとき、始めてから答えられるまで', in: /^ready from a ready index: (.+)$/mu },
      { what: '入れて初めて始めるとき', in: /^first start with the packed index: (.+)$/mu },
      { what: '索引を一から作るとき', in: /^first start that builds the index: (.+)$/mu },
      { what: '休んでいるときのメモリー', in: /^at rest: (.+)$/mu },
    ],
  },
  walk: {
    what: '何もない機械から、最初の答えまで',
    figures: [
      { what: 'git clone から最初の答えまで', in: /^clone to first answer: (.+)$/mu },
      { what: '一つのファイルから最初の答えまで（ネットワークなし）', in: /^bundle to first answer: (.+)$/mu },
      { what: '一つのファイルの大きさ', in: /^bundle: (.+)$/mu },
    ],
  },
  memory: {
    what: '答え続けたときのメモリー',
    figures: [{ what: '最初の千問より後のメモリーの増え方', in: /the highest ([\d.]+ %) above/u }],
  },
  intake: { what: '受け付けの速さ', figures: [{ what: '受け付け', in: /(p50 .+ms)/u }] },
  burst: {
    what: '一度に届く質問（Slack・Teams）',
    figures: [
      { what: '一度に届いたときの受け付け（SQLite・Slack）', in: /^SQLite, slack: (\d+ at once .+ ms);/mu },
      { what: '一度に届いたときの受け付け（PostgreSQL・Teams）', in: /^PostgreSQL, teams: (\d+ at once .+ ms);/mu },
    ],
  },
  hostile: {
    what: '悪意のあるメッセージの中の、ふつうの質問',
    figures: [{ what: '悪意の中のふつうの質問', in: /(\d+ ordinary people: .+)/u }],
  },
  publish: {
    what: '大きな資料の公開中の応答',
    figures: [{ what: '公開中の /healthz', in: /^\/healthz throughout: (.+)$/mu }],
  },
  crash: {
    what: '突然の停止（失われたもの、二重になったもの）',
    figures: [{ what: '突然の停止', in: /^(\w+: \d+ kills, .+)$/mu }],
  },
  restart: {
    what: '保存先の停止と、台の交代',
    figures: [{ what: '保存先の停止', in: /^(\d+ restarts of PostgreSQL, .+?);/mu }],
  },
  'first-answer': {
    what: '停止のあと、最初に答えるまで',
    figures: [
      { what: '停止のあと、受け付けたものすべてに答えるまで（SQLite）', in: /^SQLite: .+ answered after (.+ s),/mu },
      {
        what: '停止のあと、受け付けたものすべてに答えるまで（PostgreSQL）',
        in: /^PostgreSQL: .+ answered after (.+ s),/mu,
      },
    ],
  },
  'requests-kill': { what: '相談票の提出中の停止' },
  'ingest-kill': { what: '資料の読み込み中の停止' },
  'requests-list': { what: '受付の一覧（5万件）' },
  console: { what: '運用画面（5万件）' },
  model: {
    what: '生成モデルを使うとき（嘘をつくモデル・弱いモデル・壊れたモデル）',
    figures: [{ what: '人に届いた嘘', in: /^(lies of .+)$/mu }],
  },
}

/** The first sentence of a file's own words about itself. */
const sentenceOf = (text: string): string =>
  (/\/\*\*([\s\S]*?)(?:[.:](?:\s|$)|\*\/)/u.exec(text)?.[1] ?? '').replaceAll(/\s*\*\s*/gu, ' ').trim()

const filesThatMeasure = (): Map<string, string> => {
  const folder = join(root, 'test', 'bench')
  const found = new Map<string, string>()
  for (const file of readdirSync(folder).toSorted()) {
    if (!file.endsWith('.ts')) continue
    const text = readFileSync(join(folder, file), 'utf8')
    // The page itself measures nothing, and what exports is a part of others.
    if (file !== 'all.ts' && !/^export /mu.test(text)) found.set(file.slice(0, -'.ts'.length), text)
  }
  return found
}

/** Every measurement there is. */
export const measurements = (): Measurement[] => {
  const files = filesThatMeasure()
  const named = Object.entries(KNOWN).filter(([name, { command }]) => command !== undefined || files.has(name))
  const others = [...files].filter(([name]) => !Object.hasOwn(KNOWN, name))
  return [
    ...named.map(([name, { what = name, command, figures = [] }]): Measurement => ({
      name,
      what,
      command: command ?? ['bench', name],
      figures,
    })),
    ...others.map(([name, text]): Measurement => {
      const what = sentenceOf(text)
      return { name, what: what === '' ? name : what, command: ['bench', name], figures: [] }
    }),
  ]
}
