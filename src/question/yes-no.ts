/** Whether a clause can be answered by yes or no, and what a yes would then say. All patterns expect folded text. */
import { claimsIn } from './claims.ts'

export const yesNoKinds = ['free', 'costs', 'needed', 'allowed', 'exists', 'open', 'over', 'claim'] as const
export type YesNo = (typeof yesNoKinds)[number]

interface Pattern {
  kind: YesNo
  pattern: RegExp
  yes: string
  no: string
}

/** A question word wants more than yes or no; so does a request to be told. */
const OPEN_QUESTION =
  /何(?!か(?!所|国|月|年|件)|と(?:か|も))|なに|なん(?:です|で[?？すだ]|ぼ|の|や)|いつ(?!でも|も)|どこ(?!でも|か)|誰(?!でも)|だれ(?!でも)|どの|どんな|どう|どれ|どちら|どっち|いくら|いくつ|なぜ|とは[?？。]?$|って[?？]?$|は[?？]$|(?<!か)(?:教えて|おしえて|知りたい)/u

const ENDS_ASKING =
  /(?:[?？]|か|の|ん|よね|よな|っけ|かな|やろ|やんな|ねん|でしょ|だろ|って(?:本当|ほんと).*|(?:可否|有無|要否))[。!！]*$|(?:か|かどうか)(?:を)?(?:教えて|おしえて|知りたい).*$/u

const NEGATED =
  /(?:だめ|ダメ|駄目|無理|あかん|できない|使えない|もらえない|不可|対象外|いらない|不要|なくても?(?:いい|よい|ok))/u

/** In this order: the first that fits is meant. */
export const yesNoPatterns: readonly Pattern[] = [
  {
    kind: 'free',
    pattern: /無料|無償|タダ|ただ(?:で|です|な|や|[?？]|$)/u,
    yes: '相談は無料ですか',
    no: '相談はいつですか',
  },
  {
    kind: 'costs',
    pattern:
      /有料|(?:お?金|費用|料金|通信[費料]|代金|参加費|実費|手数料)[はがもって]*.{0,8}(?:かか|要|い[るり]|取|払|負担|自腹|こちら持ち)|自腹/u,
    yes: 'お金かかりますか',
    no: 'お金の話ですか',
  },
  {
    kind: 'over',
    pattern:
      /(?:もう|既に|すでに).{0,10}(?:終|やって(?:い)?ない|無い|ない)|終わ(?:った|って|り(?:まし|です))|終了(?:し|です|した)|締め切ら?れ|廃止/u,
    yes: 'もう終わった事業ですか',
    no: 'まだ使えますか',
  },
  {
    kind: 'open',
    pattern:
      /まだ|今も|いまも|今でも|現在も|今から|これから(?:でも)?.{0,10}(?:間に合|申|応募)|間に合|続(?:いて|く|き)|継続/u,
    yes: 'まだ申し込めますか',
    no: 'お金かかりますか',
  },
  {
    kind: 'needed',
    pattern:
      /必要|必須|義務|べき|要(?:ります|る(?:の|ん|か)|りますか)|い(?:ります|る(?:の|ん)?)か?[?？。]*$|しなきゃ|しなければ|しないと|せな(?:あか|きゃ)|ないといけ/u,
    yes: '計画書は必要ですか',
    no: '必要な書類を全部',
  },
  {
    kind: 'allowed',
    pattern:
      /対象|使え|つかえ|もらえ|頼め|申し?込め|受けられ|借りられ|参加でき|応募でき|利用でき|含ま|入(?:り|る)|でき(?:ます|る|ん|ない|へん)|可能|(?:て|で)も?(?:いい|良い|よい|ええ|ok)|いい(?:です|の|ん)|ok|大丈夫|いけ(?:ます|る)|許され|認め|出(?:ます|る(?:の|ん|か)?)/u,
    yes: 'うちでも使えますか',
    no: '期限はいつですか',
  },
  {
    kind: 'exists',
    pattern:
      /あ(?:る|り|った)|ありま|ない(?:です|の|ん)|載って|出て(?:い)?(?:る|ます)|決ま|書いて|い(?:る|ます)(?:の|か)/u,
    yes: '上限はありますか',
    no: '上限を教えて',
  },
]

/** What yes or no would tell, or null where the clause wants something else. */
export const yesNoIn = (clause: string): YesNo | null => {
  if (OPEN_QUESTION.test(clause)) return null
  // What is added behind the question tells something: 外していいよね?。忙しいし
  const asking = clause.split(/(?<=[?？。])。*/u).findLast((piece) => ENDS_ASKING.test(piece.replace(/。$/u, '')))
  if (asking === undefined) return null
  const end = asking.slice(-28)
  // Both readings of だめですか are heard; the fact alone is told then.
  if (NEGATED.test(end) && claimsIn(clause).size === 0) return null
  return yesNoPatterns.find(({ pattern }) => pattern.test(end))?.kind ?? 'claim'
}
