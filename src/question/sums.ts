/** Which computation on known figures a clause asks for. All patterns expect folded text. */
import { says, type Patterns } from './circumstances/pattern.ts'

export const SUMS = {
  /** How many times as much one figure is. */
  times: {
    matches: /何倍|倍率(?:は|を|って)/u,
    yes: ['2017年から2019年で何倍に増えた？', '大企業は中小の何倍ですか'],
    no: ['3倍にする目標はいつまで'],
  },
  /** Several figures of one list together. */
  total: {
    matches:
      /(?:合わせ|あわせ|足し|合計し|合算し)(?:て|たら)(?:[、]?[^。?]{0,10}(?:何|いくら|いくつ|なんぼ|どれ|教えて|ほしい|欲しい)|[。?]|$)|足すと|(?:合計|累計|総計|トータル)(?:は|で|を|って|する|いくら|何|[?]|$)|(?:何(?:団体|社|か所|箇所|件|人))(?:の)?合計/u,
    yes: ['4年分を足して', '28年度から元年度まで足すと何団体？', '合わせて何か所ですか', '3か年の合計は'],
    no: ['商工会議所と合わせて相談できますか', '合計額の上限'],
  },
  /** How far two figures lie apart, or how much one changed. */
  difference: {
    matches:
      /(?:どれ(?:くらい|ぐらい|だけ|ほど)|どん(?:だけ|くらい|ぐらい)|どの(?:くらい|ぐらい|程度)|いくら|なんぼ|何(?:ポイント|団体|件|社|人|か所|箇所|%|パーセント|億円?))[^。?]{0,8}(?:増え|増加|増(?:し|\?|$)|減|上が|上昇|伸び|下が|落ち|低下|変わ|変化|動い|違|ちが|差|開|離れ|高[いく]|低[いく]|多[いく]|少な)|(?:の|との|ポイント)差(?:は|って|を|が|何|いくら|どれ|どん|[?。(（]|$)|差を(?:出|教え|計算|知り)|(?:増加|減少|上昇|低下)幅|開き(?:は|が|って|を)/u,
    yes: [
      '何ポイント上がりましたか',
      'R1とR2でいくら増えた',
      '東京と島根の差は',
      'どんだけ開きがあるの',
      '28→元で何団体減か',
      '全体との差を出して',
    ],
    no: ['経費が増えたらいくらもらえる', '違いを教えてください', '格差の是正'],
  },
} satisfies Patterns

export type Sum = keyof typeof SUMS

const isSum = (name: string): name is Sum => name in SUMS

/** The computations that a clause asks for. */
export const sumsIn = (clause: string): Sum[] =>
  Object.keys(SUMS).filter((name): name is Sum => isSum(name) && says(SUMS[name], clause))

export const wantsSum = (clause: string): boolean => sumsIn(clause).length > 0

/** Both ends of a span, and all between: 28年度から元年度まで. */
const SPAN = /から|〜|~|→|[-–](?=\d|r|h|令|平)|まで/u

export const spans = (clause: string): boolean => SPAN.test(clause)

const MONTH = /(\d{1,2})月/gu

/** The months that a folded text names, in the order named. */
export const monthsIn = (text: string): number[] => [...text.matchAll(MONTH)].map(([, month]) => Number(month))

/** One time is named as that from which on: 3月からどのくらい増えた. */
export const isBeginning = (clause: string): boolean => /(?:年度?|月)(?:頭|初め|末)?から(?!の)/u.test(clause)
